"""Who sees which event, who comes to it, and how to get in: every combination."""

from datetime import date
from itertools import product

import pytest

from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.held import hold
from community.core.visible import visible
from community.programme import details
from community.programme.models import (
    Answer,
    Attendance,
    Attendees,
    Event,
    EventLink,
    EventState,
)
from community.projects.models import ProjectState
from tests.cast import CAST
from tests.programme.making import ME, event, there
from tests.projects.making import project

DAY = date(2017, 9, 1)
TEAM, ALL, OPEN = Audience.PROJECTS, Audience.MEMBERS, Audience.PUBLIC
WHO = ("nobody", "pat", "alice", "dai", "lea", "olu", "ada")
"""Dai is in the team of the Pain cafe, which Lea leads; Olu organises."""


def viewer(who):
    return VISITOR if who == "nobody" else CAST[who].viewer


SHOWN = {
    (OPEN, "of the cafe"): {"nobody", "pat", "alice", "dai", "lea", "olu", "ada"},
    (OPEN, "of a draft"): {"lea", "olu"},
    (OPEN, "of the Lab"): {"nobody", "pat", "alice", "dai", "lea", "olu", "ada"},
    (ALL, "of the cafe"): {"alice", "dai", "lea", "olu", "ada"},
    (ALL, "of a draft"): {"lea", "olu"},
    (ALL, "of the Lab"): {"alice", "dai", "lea", "olu", "ada"},
    (TEAM, "of the cafe"): {"dai", "lea"},
    (TEAM, "of a draft"): {"lea"},
    (TEAM, "of the Lab"): set(),
}
HOSTS = {
    "of the cafe": {"lea", "olu"}, "of a draft": {"lea", "olu"}, "of the Lab": {"olu"},
}  # fmt: skip
OF = {"of the cafe": 1, "of a draft": 3, "of the Lab": None}


@pytest.mark.parametrize(
    ("whose", "alone"), [("of a draft", True), ("of the cafe", False)]
)
def test_its_hosts_read_that_nobody_else_sees_it(app, whose, alone):
    row = event(audience=ALL, project_id=OF[whose])
    _shown, said = details.one_event(CAST["lea"].viewer, row.slug)
    assert said.alone is alone


@pytest.mark.parametrize("state", EventState)
@pytest.mark.parametrize(("audience", "whose"), SHOWN)
def test_an_event_is_for_its_audience_and_a_draft_for_its_hosts(
    app, audience, whose, state
):
    event(audience=audience, state=state, project_id=OF[whose])
    hosts = HOSTS[whose] - ({"olu"} if audience is TEAM else set())
    wanted = hosts if state is EventState.DRAFT else SHOWN[audience, whose]
    found = {who for who in WHO if db.session.scalar(visible(viewer(who), Event.id))}
    assert found == wanted


@pytest.mark.parametrize("audience", [ALL, OPEN])
@pytest.mark.parametrize("how", ["withdrawn", "held back"])
def test_the_events_of_a_project_go_with_its_page(app, audience, how):
    """They stay with its team, who see the page still, and with organisers as hosts."""
    row = event(day=DAY, project_id=1, audience=audience)
    there(row, "bob")
    if how == "withdrawn":
        project(1).state = ProjectState.WITHDRAWN
    else:
        hold("project", 1)
    db.session.flush()

    def see(entity):
        return {who for who in WHO if db.session.scalar(visible(viewer(who), entity))}

    assert see(Event.id) == {"dai", "lea", "olu"}
    assert see(Attendance.id) == {"dai", "lea", "olu"}, "who comes goes with it"


COMES = {
    Attendees.MEMBERS: {"alice", "dai", "lea", "olu", "ada", "bob"},
    Attendees.COMING: {"dai", "lea", "olu", "bob"},
    Attendees.HOSTS: {"lea", "olu", "bob"},
}


@pytest.mark.parametrize("shown", Attendees)
def test_who_comes_is_shown_as_the_hosts_and_each_person_chose(app, shown):
    row = event(day=DAY, attendees=shown, project_id=1)
    there(row, "bob")
    there(row, "dai", audience=ME)
    bobs = Attendance.member_id == 2
    found = {
        who
        for who in (*WHO, "bob")
        if db.session.scalar(visible(viewer(who), Attendance.id).where(bobs))
    }
    assert found == COMES[shown]
    dais = Attendance.member_id == 4
    found = {
        who
        for who in (*WHO, "bob")
        if db.session.scalar(visible(viewer(who), Attendance.id).where(dais))
    }
    assert found == {"dai"}, "what one keeps to oneself hosts do not see either"


def test_who_waits_is_shown_to_nobody_else(app):
    row = event(day=DAY, project_id=1)
    there(row, "bob", answer=Answer.WAITING)
    for who in (*WHO, "bob"):
        seen = db.session.scalar(visible(viewer(who), Attendance.id)) is not None
        assert seen is (who == "bob"), who


def test_who_comes_to_an_event_of_a_team_is_for_that_team(app):
    there(event(day=DAY, project_id=1, audience=TEAM), "dai")
    found = {
        who for who in WHO if db.session.scalar(visible(viewer(who), Attendance.id))
    }
    assert found == {"dai", "lea"}


@pytest.mark.parametrize(
    ("audience", "answer", "state"),
    list(product((TEAM, ALL, OPEN), (Answer.YES, Answer.WAITING, None), EventState)),
)
def test_how_to_get_in_is_for_those_who_come_and_the_hosts(
    app, audience, answer, state
):
    row = event(day=DAY, project_id=1, audience=audience, state=state)
    db.session.add(EventLink(event_id=row.id, link="https://example.org/room"))
    db.session.flush()
    if answer is not None:
        there(row, "alice", "dai", answer=answer)
    wanted = {"lea"} if audience is TEAM else {"lea", "olu"}
    if answer is Answer.YES and state is not EventState.DRAFT:
        wanted |= {"dai"} if audience is TEAM else {"alice", "dai"}
    found = {who for who in WHO if details.link_of(viewer(who), row.id)}
    assert found == wanted
