"""What those with a role did, in numbers that anybody may read."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from community.core.access import Viewer
from community.privacy import transparency
from community.web.door import door
from community.web.respond import respond

pages = Blueprint("transparency", __name__)


@dataclass(frozen=True)
class TransparencyPage:
    """The last twelve months; numbers to the nearest 5, null for fewer than 8."""

    figures: transparency.Transparency


@pages.get("/transparency")
@door("anyone", record=TransparencyPage)
def index(_viewer: Viewer) -> ResponseReturnValue:
    """Show how often reports were made, acted on, and private fields opened."""
    return respond("transparency/index.html", TransparencyPage(transparency.figures()))


@pages.app_template_filter("month_of")
def month_of(day: date) -> str:
    """Return a month as "October 2026"."""
    return str(format_date(day, "MMMM yyyy"))


@pages.app_template_filter("not_small")
def not_small(number: int | None) -> str:
    """Say a rounded number; None stands for 1 to 7."""
    return str(_("fewer than 8")) if number is None else str(number)
