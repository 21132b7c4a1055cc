"""Where the place keeps what is no row: photos, drawings, the list of erasures."""

from pathlib import Path

from community.core.db import db

DATA = "data_dir"
"""Under which option of the engine the folder stands."""


def folder() -> Path:
    """Return the folder of the place's own files."""
    return Path(db.engine.get_execution_options()[DATA])


def photo(name: str) -> Path:
    """Return where the file of a photo is; its name is one of ours."""
    return folder() / "photos" / Path(name).name
