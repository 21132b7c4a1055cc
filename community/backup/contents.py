"""What stands in a backup beside its parts: of which place and version it is."""

import json
from dataclasses import asdict, dataclass, field

from community.backup.problems import BackupProblem

FORMAT = 1
DATABASE, FILES, LIST = "database", "files/", "contents.json"
"""How the parts of a backup are named."""


@dataclass
class Contents:
    """The list of a backup: SHA-256 of each part, and how many rows each table has."""

    program: str
    revision: str
    database: str
    made_at: str
    rows: dict[str, int] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def as_json(self) -> str:
        """Return it as the last part of a backup."""
        return json.dumps(asdict(self), indent=1)

    @property
    def number(self) -> int:
        """How many rows there are in all."""
        return sum(self.rows.values())


def read(words: bytes) -> Contents:
    """Return the list of a backup; refuse one of a format that is not known here."""
    found = json.loads(words)
    if found.get("format") != FORMAT:
        raise BackupProblem("A newer version made this backup: install that version.")
    return Contents(**found)
