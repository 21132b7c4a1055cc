"""Two texts of one field: what was typed, and what somebody else saved meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectMultipleField
from wtforms.fields.choices import SelectFieldBase

from community.web.words import day


@dataclass(frozen=True)
class Both:
    """A field whose two texts differ: its id, what it is called, and both."""

    field: str
    label: str
    mine: str
    theirs: str


def both_texts(
    mine: Iterable[Field], theirs: Iterable[Field], but: tuple[str, ...] = ()
) -> tuple[Both, ...]:
    """Return every field of a form that says something else than the saved one."""
    saved = {field.name: field for field in theirs}
    found = []
    for field in mine:
        if field.name in ("csrf_token", "version", *but):
            continue
        one, two = _words(field), _words(saved[field.name])
        if one != two:
            nothing, label = _("Nothing"), str(field.label.text)
            found.append(Both(field.id, label, one or nothing, two or nothing))
    return tuple(found)


def _words(field: Any) -> str:
    """Return what a field says, as a person reads it."""
    if isinstance(field.data, bool):
        return str(_("Yes") if field.data else _("No"))
    if isinstance(field.data, date):
        return day(field.data)
    if isinstance(field.data, time):
        return f"{field.data:%H:%M}"
    if not isinstance(field, SelectFieldBase):
        return "\n".join(str(field.data or "").split("\r\n")).strip()
    chosen = field.data if isinstance(field, SelectMultipleField) else [field.data]
    wanted = {str(one) for one in chosen or ()}
    return ", ".join(str(one.label.text) for one in field if one.data in wanted)
