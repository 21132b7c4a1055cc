"""Words that may hint at somebody's health: no letter says them, whoever it is to."""

import re
from collections.abc import Iterable

from sqlalchemy import select

from community.core.db import db
from community.core.text import folded
from community.expertise.models import Tag, TagName


def hinting() -> tuple[str, ...]:
    """Return every name of a sensitive tag, for `hints`: one statement."""
    names = select(TagName.name).join(Tag, Tag.id == TagName.tag_id)
    return tuple(map(_bare, db.session.scalars(names.where(Tag.sensitive))))


def hints(words: str, names: Iterable[str]) -> bool:
    """Tell whether one of the names of `hinting` stands in `words`, whole."""
    said = f" {_bare(words)} "
    return any(f" {name} " in said for name in names)


def _bare(words: str) -> str:
    """Return words as they are compared, each by itself: `asthma/eczema` is two."""
    return " ".join(re.findall(r"[^\W_]+", folded(words)))
