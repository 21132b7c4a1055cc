"""docs/states.md draws the machines as they are: each picture is made from the data."""

import re
from pathlib import Path

import pytest

from community.announcements.models import MOVES, AnnouncementState
from community.coffee import states as coffee
from community.coffee.models import RoundState
from community.connections.states import REQUEST
from community.core.states import RequestState, before, drawn, ends
from community.essays import models as essays
from community.evidence import imports
from community.evidence.models import ImportState, resources
from community.ideas import models as ideas
from community.impact import models as impact
from community.introductions.models import IntroductionState
from community.introductions.states import ASKED, OFFERED
from community.messages import states as messages
from community.programme.models import programmes, updates
from community.projects import stories
from community.projects.models import JoinState, StoryState
from community.safeguarding import models as safeguarding
from community.staffing.states import JOIN
from community.stewardship import states as stewardship
from community.stewardship.models import HandoverState
from community.surveys import models as surveys

PAGE = Path(__file__).parents[2] / "docs/states.md"
MACHINES = {
    "A request": (REQUEST, RequestState.SENT),
    "An introduction that was asked for": (ASKED, IntroductionState.ASKED),
    "An introduction that was offered": (OFFERED, IntroductionState.PASSED_ON),
    "A coffee round": (coffee.MOVES, RoundState.OPEN),
    "A message request": (messages.ASKED, messages.Asked.WAITING),
    "An announcement": (MOVES, AnnouncementState.DRAFT),
    "An idea": (ideas.MOVES, ideas.IdeaState.OPEN),
    "News": (updates.MOVES, updates.UpdateState.DRAFT),
    "A programme": (programmes.MOVES, programmes.ProgrammeState.DRAFT),
    "A story": (stories.MOVES, StoryState.SENT),
    "Something that changed": (impact.MOVES, impact.ImpactState.NOTED),
    "A request to join a project": (JOIN, JoinState.SENT),
    "A hand-over": (stewardship.HANDOVER, HandoverState.ASKED),
    "An essay": (essays.MOVES, essays.EssayState.PLANNED),
    "A resource": (resources.MOVES, resources.ResourceState.SUBMITTED),
    "A file of references": (imports.MOVES, ImportState.DRY_RUN),
    "A survey": (surveys.MOVES, surveys.SurveyState.DRAFT),
    "A case": (safeguarding.MOVES, safeguarding.CaseState.OPEN),
}
LASTING = {
    "A resource": {resources.ResourceState.PUBLISHED},
    "A survey": {surveys.SurveyState.PUBLISHED},
    "A programme": {programmes.ProgrammeState.CLOSED},
}
"""What may stay as it is for good, though it can still be changed: it waits for nobody.
"""


def pictures() -> dict[str, str]:
    found = re.findall(
        r"^## (.+?)\n.*?```mermaid\n(.*?)\n```", PAGE.read_text(), re.M | re.S
    )
    return dict(found)


@pytest.mark.parametrize("title", MACHINES)
def test_the_picture_is_that_of_the_machine(title):
    assert pictures()[title] == drawn(*MACHINES[title])


def test_every_picture_is_of_a_machine():
    assert list(pictures()) == list(MACHINES)


@pytest.mark.parametrize("title", MACHINES)
def test_every_state_is_reached_and_leads_to_an_end(title):
    moves, start = MACHINES[title]
    reached, waiting = {start}, [start]
    while waiting:
        for state in moves[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    assert reached == set(moves)
    good = set(ends(moves)) | LASTING.get(title, set())
    while more := {one for end in good for one in before(moves, end)} - good:
        good |= more
    assert good == set(moves)
