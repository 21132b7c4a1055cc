"""What each of the demo's accounts finds of projects that are staffed and led."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from community import settings
from community.accounts.models import Account
from community.app import create_app
from community.core import clock
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.demo import loader
from community.ideas.models import Idea, IdeaComment, IdeaHelp, IdeaState, IdeaVersion
from community.impact import queries as impact
from community.members.models import Member
from community.plans import queries as plans
from community.programme.models import (
    Attendance,
    EventLink,
    Readers,
    Update,
    UpdateImage,
    UpdateState,
)
from community.projects.models import (
    JOIN_OPEN,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectFactor,
    ProjectGuide,
    RequestSeen,
    Story,
    StoryState,
)
from community.stewardship.health import Health
from community.stewardship.models import CheckIn, Handover, HandoverKind
from community.stewardship.queries import health_of
from tests.demo.sites import NOON, environment

WHY = "test"
EMAILS = [account["email"] for account in loader.data("accounts")]
JO, CHIDINMA, SIAN, FARAH = EMAILS[:4]


@pytest.fixture
def demo(folder: Path) -> Iterator[Flask]:
    app = create_app(settings.read(environment(folder)), TESTING=True)
    with app.app_context():
        clock.set_source(lambda: NOON)
        yield app
        clock.set_source(None)
        db.session.remove()
        db.engine.dispose()


def viewer(email: str) -> Viewer:
    found = unscoped(WHY, Member).join(Account, Account.id == Member.account_id)
    one = db.session.scalars(found.where(Account.email == email)).one()
    return Viewer(one.id, one.account_id, one.name, one.slug, state="active")


def all_of(entity: Any, *where: Any) -> list[Any]:
    return list(db.session.scalars(unscoped(WHY, entity).where(*where)))


def project(slug: str) -> Project:
    (row,) = all_of(Project, Project.slug == slug)
    assert isinstance(row, Project)
    return row


# ------------------------------------------------------------------- requests
def test_jo_asked_in_every_way_and_sees_what_came_of_it(demo: Flask) -> None:
    me = viewer(JO)
    found = all_of(JoinRequest, JoinRequest.asked_by_id == me.member_id)
    states = {row.state for row in found}
    assert states == {
        JoinState.SENT, JoinState.WAITING, JoinState.DECLINED, JoinState.LAPSED,
    }  # fmt: skip
    (declined,) = [row for row in found if row.state is JoinState.DECLINED]
    assert declined.reason
    assert declined.answer
    sent = [row.id for row in found if row.state is JoinState.SENT]
    assert set(db.session.scalars(select(RequestSeen.request_id))) & set(sent)


def test_offers_are_in_every_state(demo: Flask) -> None:
    states = set(db.session.scalars(unscoped(WHY, JoinRequest.state)))
    assert states == set(JoinState)


def test_no_open_request_is_past_its_end(demo: Flask) -> None:
    assert not all_of(
        JoinRequest, JoinRequest.state.in_(JOIN_OPEN), JoinRequest.due_at <= NOON
    )


def test_who_waits_waits_for_a_place_that_is_taken(demo: Flask) -> None:
    (row,) = all_of(JoinRequest, JoinRequest.state == JoinState.WAITING)
    (need,) = all_of(Need, Need.id == row.need_id)
    assert (need.taken, need.state) == (need.places, NeedState.FILLED)
    assert need.contact_id
    assert need.place
    assert need.closes_on
    inside = Membership.need_id == need.id, Membership.until.is_(None)
    assert len(all_of(Membership, *inside)) == need.taken


def test_who_is_named_as_a_contact_is_in_the_team(demo: Flask) -> None:
    for need in all_of(Need, Need.contact_id.is_not(None)):
        assert all_of(
            Membership, Membership.project_id == need.project_id,
            Membership.member_id == need.contact_id, Membership.until.is_(None),
        )  # fmt: skip


# ------------------------------------------------------------------ stewardship
def test_projects_are_well_quiet_at_risk_and_without_a_lead(demo: Flask) -> None:
    olu = viewer(FARAH)
    rows = db.session.scalars(visible(olu, Project)).all()
    found = Counter(health_of(olu, row).health for row in rows)
    assert found[Health.ORPHANED] == 1
    assert found[Health.QUIET] >= 2
    assert found[Health.AT_RISK] >= 1
    assert found[Health.HEALTHY] > 20


def test_jo_is_asked_to_lead_and_somebody_offers_to_take_over(demo: Flask) -> None:
    rows = {row.kind: row for row in all_of(Handover)}
    assert set(rows) == {HandoverKind.BESIDE, HandoverKind.TAKE_OVER}
    assert rows[HandoverKind.BESIDE].member_id == viewer(JO).member_id
    assert project("bus-pass-buddies").id == rows[HandoverKind.TAKE_OVER].project_id


def test_one_account_is_asked_how_it_goes_and_organisers_read_of_one(
    demo: Flask,
) -> None:
    (open_,) = all_of(CheckIn, CheckIn.answered_at.is_(None))
    assert open_.member_id == viewer(CHIDINMA).member_id
    assert all_of(CheckIn, CheckIn.to_organisers)
    assert all_of(CheckIn, CheckIn.to_leads)


def test_jos_last_day_in_a_project_comes(demo: Flask) -> None:
    rows = all_of(Membership, Membership.ends_on.is_not(None))
    (mine,) = [row for row in rows if row.member_id == viewer(JO).member_id]
    assert mine.asked_to_renew
    assert len(rows) == 2
    assert {row.ended_how for row in all_of(Membership, Membership.until.is_not(None))}


# ------------------------------------------------------------ what helps to decide
def test_two_guides_are_whole_and_two_are_not(demo: Flask) -> None:
    parts = [name for name in loader.data("guides")["guides"][0] if name != "days_ago"]
    parts.remove("project")
    filled = [all(getattr(row, part) for part in parts) for row in all_of(ProjectGuide)]
    assert sorted(filled) == [False, False, True, True]
    assert len(all_of(ProjectFactor)) == 4


def test_stories_are_out_and_some_wait_for_an_organiser(demo: Flask) -> None:
    found = Counter(row.state for row in all_of(Story))
    assert found == {StoryState.PUBLISHED: 3, StoryState.SENT: 2}


# ------------------------------------------------------------------ news, events
def test_news_are_in_every_state_and_for_all_readers(demo: Flask) -> None:
    rows = all_of(Update)
    assert {row.state for row in rows} == set(UpdateState) - {UpdateState.DELETED}
    assert {row.readers for row in rows} == set(Readers)
    of_the_lab = [row for row in rows if row.project_id is None]
    assert len(of_the_lab) == 2
    assert db.session.scalars(visible(VISITOR, Update.id)).all()


def test_one_has_a_picture_with_words_for_whoever_does_not_see_it(
    demo: Flask, folder: Path
) -> None:
    (row,) = all_of(UpdateImage)
    with Image.open(folder / "photos" / row.name) as picture:
        assert picture.size == (row.width, row.height)
    assert len(row.alt) > 20


def test_those_who_come_read_how_to_get_in(demo: Flask) -> None:
    assert len(all_of(EventLink)) == 3
    assert len(db.session.scalars(visible(viewer(CHIDINMA), EventLink.link)).all()) == 1
    assert db.session.scalars(visible(VISITOR, EventLink.link)).all() == []
    waits = unscoped(WHY, func.count(Attendance.id)).where(
        Attendance.answer == "waiting"
    )
    assert db.session.scalar(waits) == 2


# ------------------------------------------------------------------ ideas, plans
def test_ideas_are_talked_about_and_one_became_a_project(demo: Flask) -> None:
    states = Counter(row.state for row in all_of(Idea))
    assert states[IdeaState.OPEN] == 3
    (became,) = all_of(Idea, Idea.state == IdeaState.PROJECT)
    assert became.project_id == project("the-borrowed-hour").id
    assert all_of(IdeaVersion)
    assert all_of(IdeaHelp)
    assert all_of(IdeaComment, IdeaComment.answers_id.is_not(None))


@pytest.mark.parametrize(
    ("email", "slug"), [(JO, "a-mile-and-a-half"), (SIAN, "paned-a-sgwrs")]
)
def test_there_is_something_to_do(demo: Flask, email: str, slug: str) -> None:
    me, number = viewer(email), project(slug).id
    tasks = plans.in_order(plans.tasks_of(me, number, plans.team(me, number)))
    assert tasks.mine
    assert tasks.theirs
    assert tasks.nobodys
    assert tasks.done
    assert all(one.name for one in tasks.theirs)


def test_sian_reached_something_and_noted_what_changed(demo: Flask) -> None:
    me, number = viewer(SIAN), project("paned-a-sgwrs").id
    lines = plans.milestones_of(me, number)
    reached = {one.id for one in lines if one.done_on}
    noted = {one.milestone_id for one in impact.impacts_of(me, number)} - {None}
    assert len(reached) == 2
    assert len(noted) == 1
    assert noted < reached
