"""What somebody asks of the figures and the records: which phase, area, project, year.

The same question stands in the address of every page and list of impact.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Through(StrEnum):
    """What a record can be traced through, as far as one sees it."""

    CONNECTION = "connection"
    PROJECT = "project"
    MILESTONE = "milestone"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class ImpactAsked:
    """What to count: of one phase, one origin, one area ..., or of all where empty.

    A phase narrows everything; an origin what began between people; the others narrow
    what changed. `project` is a slug, `through` one of `Through`.
    """

    phase: str = ""
    origin: str = ""
    area: str = ""
    project: str = ""
    year: str = ""
    through: str = ""

    def args(self, **other: str) -> dict[str, str]:
        """Return the address of this, with some parts changed; empty ones stay out."""
        return {
            name: value for name, value in {**asdict(self), **other}.items() if value
        }
