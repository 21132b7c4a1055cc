"""Break-glass: opening the private fields of whom a case is about, for half an hour."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import Refused
from community.safeguarding import openings
from community.web import bell
from community.web.door import door, moderators_only
from community.web.errors import page as error_page
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond

pages = Blueprint("glass", __name__, url_prefix="/moderate/open")

FIELDS = {str(openings.NO_CASE): "number"}
"""Where a refusal stands; all others stand at the reason."""


class OpenForm(Form):
    """For which case, and why."""

    number = StringField(
        _l("Number of the report"), [InputRequired(_l("Enter the number"))]
    )
    why = TextAreaField(
        _l("Why must you see it?"),
        [InputRequired(_l("Write in a sentence why you must see it"))],
    )
    quiet = BooleanField(_l("Telling them after a week could put somebody in danger"))


@dataclass(frozen=True)
class GlassPage:
    """The question, and what was opened before."""

    cards: tuple[openings.OpeningCard, ...]
    can_hold: frozenset[int]
    minutes: int
    days: int
    form: OpenForm = field(metadata={"api": False})


@pages.route("/", methods=["GET", "POST"])
@door("moderator", sudo=True)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Open the private fields of whom a case is about; who it is proves it anew."""
    form = OpenForm()
    if request.method == "GET":
        form.number.data = request.args.get("case", "")[:12]
    if posted(form):
        try:
            row = openings.open_for(
                viewer, typed(form.number), typed(form.why), quiet=form.quiet.data
            )
        except Refused as error:
            form.refuse(error, FIELDS.get(error.message, "why"))
        else:
            return done(
                _("It is open, and written down."), "glass.show", opening_id=row.id
            )
    cards = openings.cards(viewer)
    page = GlassPage(
        cards,
        frozenset(one.id for one in cards if openings.may_hold(viewer, one)),
        int(openings.LASTS.total_seconds() // 60),
        openings.TOLD_AFTER.days,
        form,
    )
    bell.read_here(viewer)
    return respond("glass/index.html", page, 422 if form.errors else 200)


@dataclass(frozen=True)
class OpenedPage:
    """The person as they see themselves."""

    opened: openings.Opened


@pages.get("/<int:opening_id>")
@moderators_only
def show(viewer: Viewer, opening_id: int) -> ResponseReturnValue:
    """Show what was opened, until it is over."""
    found = openings.seen(viewer, opening_id)
    if found is None:
        return error_page(
            410, _("This is closed again. To see more, open it anew with a reason.")
        )
    return respond("glass/show.html", OpenedPage(found))


@pages.post("/<int:opening_id>/end")
@moderators_only
def end(viewer: Viewer, opening_id: int) -> ResponseReturnValue:
    """Close it again, before its time."""
    openings.end(viewer, opening_id)
    return done(_("It is closed again."), "glass.index")


@pages.post("/<int:opening_id>/hold")
@door("moderator", sudo=True)
def hold(viewer: Viewer, opening_id: int) -> ResponseReturnValue:
    """Agree, as another administrator, that telling waits."""
    openings.hold(viewer, opening_id)
    return done(_("They are told later."), "glass.index")
