"""Suggesting a resource for the Evidence Hub, and what came of one's suggestions."""

from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.evidence import commands, curation
from community.evidence.commands import Known, There
from community.evidence.curation import MyLine
from community.evidence.record import reach
from community.expertise.queries import TagCard
from community.web import bell
from community.web.door import door, members_only
from community.web.evidence import pages
from community.web.evidence_forms import SuggestForm, topics
from community.web.forms import done, posted
from community.web.respond import respond


@dataclass(frozen=True)
class Twin:
    """What is here already and looks like what somebody suggests.

    `there` is None where they may not see it; `same` says that it is the same thing for
    certain, and cannot be suggested again.
    """

    there: There | None
    same: bool


@dataclass(frozen=True)
class SuggestPage:
    """The form for a suggestion, and what is here already."""

    known_tags: tuple[TagCard, ...]
    form: SuggestForm = field(metadata={"api": False})
    twin: Twin | None = None


@pages.route("/evidence/suggest", methods=["GET", "POST"])
@members_only
def suggest(viewer: Viewer) -> ResponseReturnValue:
    """Suggest a resource: curators look at it before it comes into the hub."""
    form = SuggestForm()
    form.offer_choices()
    twin = None
    if posted(form):
        try:
            commands.submit(viewer, form.facts(), bool(form.another.data))
        except Known as error:
            db.session.rollback()
            twin = Twin(error.there, error.same_doi)
            form.refuse(error, "doi" if error.same_doi else "title")
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            words = _("Thank you. A curator looks at it; you hear what comes of it.")
            return done(words, "evidence.mine")
    page = SuggestPage(topics(), form, twin)
    return respond("evidence/suggest.html", page, 422 if form.problems else 200)


@dataclass(frozen=True)
class MinePage:
    """What the viewer suggested, the newest first."""

    suggested: tuple[MyLine, ...]


@pages.get("/evidence/mine")
@door("member", record=MinePage)
def mine(viewer: Viewer) -> ResponseReturnValue:
    """Show what one suggested and how each stands."""
    page = MinePage(curation.suggested_by_me(viewer))
    bell.read_here(viewer)
    return respond("evidence/mine.html", page)


@pages.post("/evidence/mine/<resource>/withdraw")
@members_only
def withdraw(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Take a suggestion of one's own back."""
    commands.withdraw(viewer, reach(viewer, resource))
    return done(_("You took it back."), "evidence.mine")
