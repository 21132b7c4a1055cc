"""Suggestions: who and what suits the viewer, why, and what they put aside."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.connections import aside as connections
from community.connections import queries as requests
from community.connections.aside import AsideCard, Reason
from community.connections.models import Subject
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.matching import feedback
from community.matching.answers import (
    ForYou,
    PersonSuggestion,
    ProjectSuggestion,
    for_you,
)
from community.matching.evidence import for_member
from community.matching.evidence_why import ResourceSuggestion
from community.matching.numbers import MyNumbers, my_numbers
from community.members.queries import MemberCard
from community.projects.queries import ProjectCard
from community.web import words
from community.web.door import door, members_only
from community.web.forms import done
from community.web.reasons import reason
from community.web.respond import respond, told

pages = Blueprint("suggestions", __name__, url_prefix="/suggestions")
pages.add_app_template_filter(words.first_name, "first_name")
pages.add_app_template_filter(reason, "reason")

PRESETS = {"1": 30, "3": 91}
"""The months that "no time now" offers, in days."""


@dataclass(frozen=True)
class Wrong:
    """What was wrong with putting a suggestion aside, and which one it was."""

    subject: str
    slug: str
    message: str
    day: str


@dataclass(frozen=True)
class SuggestionsPage:
    """People, projects and evidence for the viewer, each with its reasons.

    `new_people` and `new_projects` are the newest, while there are few suggestions;
    `undo` is what was put aside a moment ago; `wordless` that they say neither what
    they offer nor what they seek; `waiting` is how many requests wait for them.
    """

    name: str
    waiting: int
    people: tuple[PersonSuggestion, ...]
    projects: tuple[ProjectSuggestion, ...]
    evidence: tuple[ResourceSuggestion, ...]
    new_people: tuple[MemberCard, ...]
    new_projects: tuple[ProjectCard, ...]
    hints: tuple[str, ...]
    offer_private: bool
    tomorrow: date = field(metadata={"api": False})
    wordless: bool = field(metadata={"api": False})
    undo: AsideCard | None = field(default=None, metadata={"api": False})
    wrong: Wrong | None = field(default=None, metadata={"api": False})


def _page(
    viewer: Viewer, found: ForYou, wrong: Wrong | None = None
) -> ResponseReturnValue:
    page = SuggestionsPage(
        name=words.first_name(viewer.name),
        waiting=requests.waiting(viewer),
        people=found.people,
        projects=found.projects,
        evidence=for_member(viewer),
        new_people=found.new_people,
        new_projects=found.new_projects,
        hints=words.hints(found.missing),
        offer_private=found.offer_private,
        tomorrow=clock.today() + timedelta(days=1),
        wordless={"offers", "seeks"} <= set(found.missing),
        undo=_undo(viewer),
        wrong=wrong,
    )
    return respond("suggestions/index.html", page, 422 if wrong else 200)


def _undo(viewer: Viewer) -> AsideCard | None:
    number = request.args.get("undo", 0, type=int)
    if not number:
        return None
    try:
        return connections.one_aside(viewer, number)
    except NotFound:
        return None


@pages.get("/")
@door("member", record=SuggestionsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show who and what suits the viewer, and why; remember what was shown."""
    found = for_you(viewer)
    feedback.keep_shown(viewer, found.showings)
    return _page(viewer, found)


@dataclass(frozen=True)
class HowPage:
    """How suggestions are made; to a member, the numbers behind their own."""

    mine: MyNumbers | None


@pages.get("/how")
@door("anyone", record=HowPage)
def how(viewer: Viewer) -> ResponseReturnValue:
    """Say how suggestions are made, and what the viewer's are made of."""
    mine = my_numbers(viewer) if viewer.is_member else None
    return respond("suggestions/how.html", HowPage(mine))


@pages.post("/dismiss")
@members_only
def dismiss(viewer: Viewer) -> ResponseReturnValue:
    """Put a suggestion aside, for a reason: for good or until a day."""
    subject, slug = request.form.get("subject", ""), request.form.get("slug", "")
    try:
        about = Subject(subject)
    except ValueError:
        raise NotFound(subject) from None
    reason = request.form.get("reason") or Reason.NO_TIME
    try:
        until = _until() if reason == Reason.NO_TIME else None
        row = connections.dismiss(viewer, about, slug, reason, until)
    except Refused as error:
        db.session.rollback()
        day = request.form.get("day", "")[:10]
        return _page(
            viewer, for_you(viewer), Wrong(about.value, slug, told(error), day)
        )
    return redirect(url_for("suggestions.index", undo=row.id, _anchor="undo"))


def _until() -> date | None:
    """Return the day that was chosen: a preset, or one that was typed."""
    chosen = request.form.get("until", "")
    if chosen in PRESETS:
        return clock.today() + timedelta(days=PRESETS[chosen])
    try:
        return date.fromisoformat(
            chosen if chosen != "day" else request.form.get("day", "")
        )
    except ValueError:
        return None


@dataclass(frozen=True)
class AsidePage:
    """What the viewer put aside."""

    cards: tuple[AsideCard, ...]


@pages.get("/aside")
@members_only
def aside(viewer: Viewer) -> ResponseReturnValue:
    """List what the viewer put aside."""
    return respond("suggestions/aside.html", AsidePage(connections.put_aside(viewer)))


@pages.post("/aside/<int:dismissal_id>/restore")
@members_only
def restore(viewer: Viewer, dismissal_id: int) -> ResponseReturnValue:
    """Let something be suggested again."""
    connections.restore(viewer, dismissal_id)
    listed = request.form.get("back") == "aside"
    place = "suggestions.aside" if listed else "suggestions.index"
    return done(_("It can be suggested again."), place)
