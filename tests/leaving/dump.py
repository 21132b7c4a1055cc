"""All that a thief of the machine would have: the database, its log, the folder."""

import subprocess
from pathlib import Path

from community.core.db import db
from tests.databases import binaries


def of_database() -> bytes:
    """Return every byte of the database: SQLite's files, or what pg_dump writes."""
    url = db.engine.url
    if url.get_backend_name() == "postgresql":
        found = binaries()
        assert found is not None
        asked = [
            str(found / "pg_dump"), "--host", str(url.host), "--port", str(url.port),
            "--username", str(url.username), "--schema", "public", str(url.database),
        ]  # fmt: skip
        return subprocess.run(asked, capture_output=True, check=True).stdout
    file = Path(str(url.database))
    beside = (file.with_name(file.name + end) for end in ("", "-wal", "-shm"))
    return b"".join(one.read_bytes() for one in beside if one.exists())


def of_folder(folder: Path) -> bytes:
    """Return every byte of every file in a folder, and their names."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    return b"".join(str(one).encode() + one.read_bytes() for one in files)
