"""The base of every form: our words for mistakes, errors beside their fields."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length

from community.core.errors import Refused
from community.web import crisis
from community.web.respond import told


class Form(FlaskForm):
    """A form whose refusals by a command stand beside the field they are about."""

    careful: tuple[str, ...] = ()
    """Fields whose words may tell of danger: then help is shown first (`crisis`)."""

    def refuse(self, error: Refused, field: str | None = None) -> None:
        """Show what a command refused, at `field` or above the form."""
        if field is None:
            self.form_errors.append(told(error))
        else:
            place: Field = self[field]
            place.errors = [*place.errors, told(error)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem as (id of the field or "", message), in the form's order."""
        found = [("", str(message)) for message in self.form_errors]
        for field in self:
            told = dict.fromkeys(map(str, _flat(field.errors)))
            found += [(field.id, message) for message in told]
        return found


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [message for part in errors.values() for message in _flat(part)]
    found: list[str] = []
    for error in errors:
        found += (
            _flat(error) if isinstance(error, (list, tuple, dict)) else [str(error)]
        )
    return found


def posted(form: FlaskForm) -> bool:
    """Tell whether `form` was sent and is right, and is not shown once more first."""
    if not form.validate_on_submit():
        return False
    careful = getattr(form, "careful", ())
    return not crisis.asks_first([typed(form[name]) for name in careful])


def typed(field: Field) -> str:
    """Return the words that somebody typed into `field`."""
    return str(field.data or "")


def options(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    """Return (value, label) pairs as the choices of a list."""
    return [SelectChoice(value, label) for value, label in pairs]


def at_most(letters: int) -> Length:
    """Return the rule that a field takes so many letters."""
    words = _l("Use %(most)s letters or fewer", most=f"{letters:,}")
    return Length(max=letters, message=words)


def safe_next(default: str) -> str:
    """Return where the reader was going, if that is a page of ours; else `default`."""
    wanted = request.values.get("next", "")
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return default
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    clean = not any(ord(c) < 32 or c == "\\" for c in wanted)
    if ours and clean and not parts.scheme and not parts.netloc:
        return wanted
    return default


def done(message: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Say `message` (already translated) on the page that comes next."""
    flash(message)
    return redirect(url_for(endpoint, **values))


def back(message: str, default: str, category: str = "message") -> ResponseReturnValue:
    """Say `message` on the page that the reader came from (hidden field `next`)."""
    flash(message, category)
    return redirect(safe_next(default))


def required(label: str) -> str:
    """Return the usual message for an empty field."""
    return str(gettext("Enter %(what)s", what=label))
