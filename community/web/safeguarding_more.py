"""Seeing more than was reported: asked for by one moderator, given by another."""

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.safeguarding import around, casework, widenings
from community.web.door import moderators_only
from community.web.forms import done
from community.web.respond import respond
from community.web.safeguarding import pages


@pages.post("/moderate/<int:case_id>/ask-more")
@moderators_only
def ask_more(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Ask somebody else for leave to see more."""
    widenings.ask(viewer, case_id, request.form.get("why", ""))
    words = _("Somebody else is asked. You are told when there is an answer.")
    return done(words, "safeguarding.case", case_id=case_id)


@pages.post("/moderate/widenings/<int:widening_id>")
@moderators_only
def answer_more(viewer: Viewer, widening_id: int) -> ResponseReturnValue:
    """Let somebody else see more for a day, or not."""
    given = request.form.get("answer") == "yes"
    widenings.answer(viewer, widening_id, given)
    words = _("They can see more for a day.") if given else _("They see no more.")
    return done(words, "safeguarding.queue")


@dataclass(frozen=True)
class MorePage:
    """What was written before and after what was reported."""

    id: int
    number: str
    around: around.Around


@pages.get("/moderate/<int:case_id>/more")
@moderators_only
def more(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Show what stands around it to whoever was given leave; each look is noted."""
    row = casework.case(viewer, case_id)
    found = around.around(viewer, row)
    return respond("safeguarding/more.html", MorePage(row.id, row.number, found))
