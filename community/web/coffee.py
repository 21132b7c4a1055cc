"""Coffee: once a month, somebody to talk with, for whoever takes part."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.coffee import joining, meeting, queries
from community.core.access import Viewer
from community.matching.linked import Linked, linked_with
from community.members.queries import MemberCard
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import done
from community.web.respond import respond

pages = Blueprint("coffee", __name__, url_prefix="/coffee")

QUESTIONS = (
    _l("What went well for you lately, and who helped?"),
    _l("What would you like to be asked about your work more often?"),
    _l("Who taught you something that you still use?"),
    _l("What did you try that did not work, and what came of it?"),
    _l("What are you looking forward to?"),
    _l("If you had a day to yourself for one idea, which would it be?"),
    _l("What do people often get wrong about what you do?"),
)
"""Something to begin with; everybody in a round gets the same one."""


@dataclass(frozen=True)
class Guest:
    """Somebody at the viewer's table, and what links the two."""

    person: MemberCard
    linked: Linked


@dataclass(frozen=True)
class Table:
    """A table at which the viewer sits now, and a question to begin with."""

    table: queries.TableCard
    guests: tuple[Guest, ...]
    question: str


@dataclass(frozen=True)
class CoffeePage:
    """Where the viewer stands with coffee, and whom they meet."""

    coffee: queries.Coffee
    tables: tuple[Table, ...] = field(metadata={"api": False})


@pages.get("/")
@door("member", record=CoffeePage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Say what a coffee is, let the viewer join, and show whom they meet."""
    found = queries.coffee(viewer)
    tables = tuple(_table(viewer, one) for one in found.now)
    bell.read_here(viewer)
    return respond("coffee/index.html", CoffeePage(found, tables))


def _table(viewer: Viewer, one: queries.TableCard) -> Table:
    guests = (Guest(card, linked_with(viewer, card.id)) for card in one.others)
    question = QUESTIONS[one.round.id % len(QUESTIONS)]
    return Table(one, tuple(guests), str(question))


@pages.post("/join")
@members_only
def join(viewer: Viewer) -> ResponseReturnValue:
    """Take part in the open round, or in every one from now on."""
    joining.join(viewer, every_month="every_month" in request.form)
    return done(_("You take part. We write to you when it is paired."), "coffee.index")


@pages.post("/leave")
@members_only
def leave(viewer: Viewer) -> ResponseReturnValue:
    """Take part no more."""
    joining.leave(viewer)
    return done(_("You take part no more. Nobody is told."), "coffee.index")


@pages.post("/every-month")
@members_only
def every_month(viewer: Viewer) -> ResponseReturnValue:
    """Be joined to later rounds when they open, or not any more."""
    wanted = request.form.get("every_month") == "yes"
    joining.set_every_month(viewer, wanted)
    yes = _("You take part every month. We write to you each time.")
    no = _("You are not joined by itself any more.")
    return done(yes if wanted else no, "coffee.index")


@pages.post("/<int:round_id>/talk")
@members_only
def talk(viewer: Viewer, round_id: int) -> ResponseReturnValue:
    """Go to the conversation of the viewer's table, where they find a day."""
    number = meeting.talk(viewer, round_id)
    return redirect(url_for("conversations.show", conversation_id=number))


@pages.post("/<int:round_id>/met")
@members_only
def met(viewer: Viewer, round_id: int) -> ResponseReturnValue:
    """Say whether one met."""
    they_met = request.form.get("met") == "yes"
    meeting.say_met(viewer, round_id, they_met)
    words = _("Good to hear!") if they_met else _("That happens. Nobody minds.")
    return done(words, "coffee.index", _anchor="now")


@pages.post("/<int:round_id>/known")
@members_only
def known(viewer: Viewer, round_id: int) -> ResponseReturnValue:
    """Ask somebody of the viewer's table to confirm that the two know each other."""
    meeting.know(viewer, round_id, request.form.get("member", ""))
    words = _("They are asked to confirm it. Until then nobody sees it.")
    return done(words, "coffee.index", _anchor="now")
