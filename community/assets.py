"""Where templates, static files and migrations are; the name of static files."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Path:
    """Return `templates`, `static` or `migrations`, in a checkout or in a wheel."""
    beside = _PACKAGE.parent / name
    shipped = _PACKAGE / "_shipped" / name
    return shipped if shipped.is_dir() else beside


@cache
def digest() -> str:
    """Return a short name of all static files; it changes when any of them does."""
    found = hashlib.sha256()
    for path in sorted(folder("static").rglob("*")):
        if path.is_file():
            found.update(path.relative_to(folder("static")).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
