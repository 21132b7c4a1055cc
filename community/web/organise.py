"""What waits for organisers, and what a new community does first."""

from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from community.accounts.models import State
from community.accounts.queries import open_invitations
from community.core.access import Viewer
from community.core.visible import count, visible
from community.members import standing
from community.members.models import Member
from community.projects import curation
from community.projects.models import SHOWN, Project
from community.projects.queries import to_review
from community.projects.story_reviews import number_waiting
from community.stewardship.queries import number_to_decide
from community.vocabulary.choices import chosen
from community.web.door import organisers_only
from community.web.respond import respond

pages = Blueprint("organise", __name__, url_prefix="/organise")

SMALL = 8
"""A community with fewer people than this is told what to do first."""


@dataclass(frozen=True)
class OrganisePage:
    """What waits, and whether the place is still new.

    People are those whom the organiser may list one by one.
    """

    applicants: int
    reviews: int
    stories: int
    words: int
    take_overs: int
    invitations: int
    not_joined: int
    people: int
    projects: int
    join_mode: str
    help_confirmed: bool

    @property
    def waiting(self) -> int:
        """How much waits for an organiser."""
        of_projects = self.reviews + self.stories + self.take_overs
        return self.applicants + of_projects + self.words

    @property
    def new(self) -> bool:
        """Whether the first steps are still to be taken."""
        return self.people < SMALL or not self.projects


@pages.get("/")
@organisers_only
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show what waits for organisers."""
    people = visible(viewer, Member.id).where(Member.joined)
    projects = visible(viewer, Project.id).where(Project.state.in_(SHOWN))
    waiting, settings = standing.waiting(viewer), chosen()
    page = OrganisePage(
        applicants=waiting.get(State.PENDING, 0),
        reviews=len(to_review(viewer)),
        stories=number_waiting(viewer),
        take_overs=number_to_decide(viewer),
        words=curation.number_waiting(),
        invitations=len(open_invitations()),
        not_joined=waiting.get(State.INVITED, 0),
        people=count(people),
        projects=count(projects),
        join_mode=settings["join_mode"],
        help_confirmed=bool(settings["help_confirmed"]),
    )
    return respond("organise/index.html", page)
