"""What waits for organisers, and what a new community does first."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from community.accounts.models import State
from community.accounts.queries import open_invitations
from community.core.access import Viewer
from community.core.together import Read, together
from community.impact import checking
from community.members import standing
from community.members.models import Member
from community.projects import curation
from community.projects.models import SHOWN, Project
from community.projects.queries import to_review
from community.projects.story_reviews import number_waiting
from community.stewardship.queries import number_to_decide
from community.subscriptions.numbers import readers
from community.vocabulary.choices import chosen
from community.web.door import organisers_only
from community.web.respond import respond

pages = Blueprint("organise", __name__, url_prefix="/organise")

SMALL = 8
"""A community with fewer people than this is told what to do first."""


@dataclass(frozen=True)
class OrganisePage:
    """What waits, and whether the place is still new.

    People are those whom the organiser may list one by one. Of whoever gets updates
    without an account they learn a rounded number; None is fewer than eight.
    """

    applicants: int
    reviews: int
    stories: int
    impacts: int
    words: int
    take_overs: int
    invitations: int
    not_joined: int
    people: int
    projects: int
    readers: int | None
    join_mode: str
    help_confirmed: bool

    @property
    def waiting(self) -> int:
        """How much waits for an organiser."""
        of_projects = self.reviews + self.stories + self.impacts + self.take_overs
        return self.applicants + of_projects + self.words

    @property
    def new(self) -> bool:
        """Whether the first steps are still to be taken."""
        return self.people < SMALL or not self.projects


@pages.get("/")
@organisers_only
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show what waits for organisers."""
    people, projects, impacts = together(
        viewer,
        _number(Member.id, Member.joined),
        _number(Project.id, Project.state.in_(SHOWN)),
        checking.waiting(viewer),
    )
    waiting, settings = standing.waiting(viewer), chosen()
    page = OrganisePage(
        applicants=waiting.get(State.PENDING, 0),
        reviews=len(to_review(viewer)),
        stories=number_waiting(viewer),
        impacts=impacts,
        take_overs=number_to_decide(viewer),
        words=curation.number_waiting(),
        invitations=len(open_invitations()),
        not_joined=waiting.get(State.INVITED, 0),
        people=people,
        projects=projects,
        readers=readers(viewer),
        join_mode=settings["join_mode"],
        help_confirmed=bool(settings["help_confirmed"]),
    )
    return respond("organise/index.html", page)


def _number(column: Any, where: Any) -> Read[int]:
    """Read how many rows the organiser may list one by one."""
    columns: list[Any] = [func.count(column).label("number")]
    found = select(*columns).where(where)
    return Read(found, lambda rows: int(rows[0]["number"]))
