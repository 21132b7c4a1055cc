"""One page record, two readers: people get HTML, programs the same facts as JSON."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from community.core.errors import Refused

API = "/api/v1"


def respond(template: str, record: Any, status: int = 200) -> ResponseReturnValue:
    """Render `record` as `page` in `template`, or as JSON under `/api/v1`."""
    if request.path.startswith(API):
        return jsonify(plain(record)), status
    return render_template(template, page=record), status


def plain(value: Any) -> Any:
    """Return a page record as JSON types.

    Fields whose metadata say `{"api": False}` (forms, words for people) stay out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if field.metadata.get("api", True)
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


def told(error: Refused) -> str:
    """Return the words of a refusal in the reader's language."""
    from flask_babel import format_date, gettext

    values = {
        name: format_date(value, "d MMMM yyyy") if isinstance(value, date) else value
        for name, value in error.values.items()
    }
    said = str(gettext(error.message))
    return said % values if values else said
