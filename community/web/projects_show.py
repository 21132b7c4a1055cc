"""The page of a project, which helps people decide: to refer, recommend, come, help."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from community.connections.models import Subject
from community.core.access import Audience, Viewer
from community.core.errors import NotFound
from community.core.together import Read, together
from community.evidence.people import UsedLine, used_by
from community.ideas.queries import IdeaLink, beginning
from community.impact.queries import ImpactLine, told_of
from community.matching import feedback
from community.matching.similar import Similar, similar
from community.plans.queries import MilestoneLine, milestones
from community.programme import queries as programme
from community.programme.cards import EventCard
from community.programme.updates_queries import UpdateCard, of_page
from community.projects import absence, facts, filed, team, writing
from community.projects.factors import SURVEY
from community.projects.guide import Guide
from community.projects.models import SHOWN, Project, ProjectState
from community.projects.standing import Mine, mine
from community.stewardship.asked import AskedHere, asked_of
from community.stewardship.queries import ProjectHealth, going
from community.web import bell
from community.web.door import door
from community.web.events_words import BeganWords, began_words
from community.web.projects import pages, reach
from community.web.respond import respond


@dataclass(frozen=True)
class ProjectPage:
    """A project as the viewer may know it, and how they stand to it."""

    facts: facts.ProjectFacts
    guide: Guide
    mine: Mine
    joinable: bool
    public: bool
    choices: tuple[Audience, ...]
    known: tuple[str, ...] = ()
    note: str = ""
    missing: tuple[str, ...] = ()
    began: BeganWords | None = None
    others: absence.Unnamed = absence.ALL_NAMED
    away: absence.Away | None = None
    similar: tuple[Similar, ...] = ()
    news: tuple[UpdateCard, ...] = ()
    events: tuple[EventCard, ...] = ()
    milestones: tuple[MilestoneLine, ...] = ()
    impacts: tuple[ImpactLine, ...] = ()
    evidence: tuple[UsedLine, ...] = ()
    idea: IdeaLink | None = None
    health: ProjectHealth | None = None
    asked: AskedHere = field(default=AskedHere(), metadata={"api": False})
    survey: str = SURVEY


@pages.get("/<slug>")
@door("anyone", record=ProjectPage)
def show(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show a project; an address that it had before leads on to it."""
    try:
        project, guide, began = programme.with_beginning(viewer, slug)
    except NotFound:
        reach(viewer, slug)  # leads on, where it had this address before
        raise
    if request.args.get("from") == "suggestion":
        feedback.keep_opened(viewer, Subject.PROJECT, project.id)
    shown, beside = facts.facts(viewer, project), _beside(viewer, project)
    standing: Mine = beside["mine"]
    joinable = _joinable(viewer, project, standing)
    near = _around(viewer, project, standing)
    page = ProjectPage(
        facts=shown,
        guide=guide,
        joinable=joinable,
        public=project.audience is Audience.PUBLIC and project.state in SHOWN,
        choices=team.choices(sensitive=shown.sensitive),
        known=tuple(one.card.slug for one in shown.team if one.card.id in near.known),
        note=project.review_note if standing.leads else "",
        missing=_missing(viewer, project) if standing.leads else (),
        began=began_words(began),
        others=near.unnamed,
        away=near.nobody_answers if joinable else None,
        similar=similar(viewer, project, [tag.slug for tag in shown.tags]),
        **beside,
    )
    bell.read_here(viewer)
    return respond("projects/show.html", page)


def _beside(viewer: Viewer, project: Project) -> dict[str, Any]:
    """Return how one stands to it, and what its other pages tell: one statement."""
    reads: dict[str, Read[Any]] = {
        "mine": mine(viewer, project.id),
        "health": going(viewer, project),
        "news": of_page(viewer, project.id),
        "events": programme.soon(viewer, project.id),
        "milestones": milestones(project.id, most=3),
        "impacts": told_of(project.id, most=3),
        "evidence": used_by(viewer, project.id),
        "idea": beginning(project.id),
        "asked": asked_of(viewer, project.id),
    }
    return dict(zip(reads, together(viewer, *reads.values()), strict=True))


def _around(viewer: Viewer, project: Project, standing: Mine) -> absence.Around:
    """Return whom one knows and who is not named; leads read a draft without."""
    if project.state is ProjectState.DRAFT and standing.leads:
        return absence.Around()
    return absence.around(viewer, project.id, standing)


def _missing(viewer: Viewer, project: Project) -> tuple[str, ...]:
    if project.state is not ProjectState.DRAFT:
        return ()
    tags = filed.tags_of(viewer, project.id)
    return tuple(writing.missing(project, len(tags)))


def _joinable(viewer: Viewer, project: Project, standing: Mine) -> bool:
    open_ = project.state is ProjectState.PUBLISHED and not project.orphaned
    return viewer.is_member and open_ and not (standing.inside or standing.asked)
