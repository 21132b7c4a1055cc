"""Who hears of what happens in a project: those who follow, if they may see it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, insert, update

from community.accounts.models import Account, State
from community.core.access import Audience
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import BLOCKED, MUTED, tie, unscoped
from community.following import telling
from community.notices import commands as notice_commands
from community.notices.models import How
from community.programme.commands import (
    EventFacts,
    edit_event,
    make_event,
    move_event,
)
from community.programme.models import EventState
from community.projects import commands, writing
from community.projects.models import Project, ProjectState, Stage
from community.staffing import needs
from tests.cast import CAST, join
from tests.following.making import follow, notices, told, work
from tests.projects.making import make, project

FACTS = needs.NeedFacts("A facilitator")
EVENT = EventFacts("Open evening", date(2017, 9, 20), project_id=1)


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def look_for(number=1, lead="lea", facts=FACTS):
    return needs.add_need(CAST[lead].viewer, project(number), facts)


def stage(to, number=1, lead="lea"):
    here = project(number)
    page = writing.Page(here.title, here.summary, here.story, stage=to)
    writing.edit(CAST[lead].viewer, here, page, here.version)


def submitted(lead="dai", tags=("evaluation",), **values):
    return make("Bread club", lead, state=ProjectState.IN_REVIEW, tags=tags, **values)


def publish(made):
    commands.publish(CAST["olu"].viewer, made)
    work()


# ---------------------------------------------------------------- a need
def test_who_follows_a_project_hears_whom_it_looks_for():
    follow("alice", 1)
    follow("dai", 1)
    need = look_for()
    assert work() == 1
    assert told() == ["alice", "dai"]
    (first, _second) = notices("follow-need")
    assert (first.key, first.project_id) == (f"follow-need:{need.id}", 1)
    assert (first.person_id, first.link) == (None, "/projects/project-1")


def test_nothing_is_told_in_the_request_itself():
    follow("alice", 1)
    look_for()
    assert told() == []


def test_whoever_did_it_is_never_told():
    follow("lea", 1)
    follow("alice", 1)
    look_for()
    stage(Stage.RUNNING)
    work()
    assert told() == ["alice", "alice"]


def test_the_team_hears_only_where_it_follows():
    look_for()
    work()
    assert told() == []


def test_a_need_that_closed_before_the_work_is_told_to_nobody():
    follow("alice", 1)
    need = look_for()
    needs.close_need(CAST["lea"].viewer, project(1), need.id)
    work()
    assert told() == []


def test_closing_and_opening_again_tells_nobody_twice(at):
    follow("alice", 1)
    need = look_for()
    work()
    follow("mo", 1)
    for day in ("02", "02", "03"):
        at(f"2017-09-{day} 12:00")
        needs.close_need(CAST["lea"].viewer, project(1), need.id)
        needs.open_need(CAST["lea"].viewer, project(1), need.id)
        work()
    assert told() == ["alice", "mo"]


def test_a_filled_need_that_opens_again_is_told():
    follow("alice", 1)
    need = look_for()
    need.taken = need.places = 1
    needs.edit_need(CAST["lea"].viewer, project(1), need, FACTS, need.version)
    db.session.execute(delete(Job))
    more = needs.NeedFacts("A facilitator", places=2)
    needs.edit_need(CAST["lea"].viewer, project(1), need, more, need.version)
    assert work() == 1
    assert told() == ["alice"]


def test_a_draft_looks_for_nobody_aloud():
    follow("lea", 3)
    look_for(3)
    assert work() == 0


def test_whoever_follows_what_they_see_no_more_is_not_told():
    follow("alice", 2)
    follow("bob", 2)
    look_for(2, "bob")
    db.session.execute(
        update(Project).where(Project.id == 2).values(state=ProjectState.WITHDRAWN)
    )
    work()
    assert told() == []


def test_whoever_rests_is_not_told():
    follow("alice", 1)
    resting = Account.id == CAST["alice"].id
    db.session.execute(update(Account).where(resting).values(state=State.RESTING))
    look_for()
    work()
    assert told() == []


def test_three_needs_are_three_notices_for_the_digest_to_gather():
    follow("alice", 1)
    for role in ("A cook", "A baker", "A driver"):
        look_for(facts=needs.NeedFacts(role))
    work()
    assert told() == ["alice"] * 3


def test_work_done_again_tells_nobody_again():
    follow("alice", 1)
    look_for()
    (job,) = db.session.scalars(unscoped("test", Job).where(Job.work == "follow"))
    for _again in range(3):
        telling.fan_out(job)
    assert told() == ["alice"]


# ---------------------------------------------------------------- a stage, an event
def test_a_new_stage_is_told_once_and_only_while_it_lasts():
    follow("alice", 1)
    stage(Stage.RUNNING)
    stage(Stage.SHARING)
    work()
    (only,) = notices("follow-stage")
    assert only.key == "follow-stage:1:sharing"


def test_finishing_is_a_stage():
    follow("alice", 1)
    commands.move(CAST["lea"].viewer, project(1), "finish")
    work()
    assert told("follow-stage") == ["alice"]


def test_a_change_of_words_is_no_news():
    follow("alice", 1)
    stage(Stage.TESTING)
    assert work() == 0


def test_an_event_of_a_project_is_told_to_its_followers():
    follow("alice", 1)
    follow("olu", 1)
    row = make_event(CAST["olu"].viewer, EVENT)
    work()
    assert told() == ["alice"]
    (notice,) = notices("follow-event")
    assert notice.link == f"/events/{row.slug}"
    later = EventFacts("Later", date(2017, 9, 21), project_id=1)
    edit_event(CAST["olu"].viewer, row, later, row.version)
    work()
    assert told() == ["alice"]


def test_an_event_is_told_once_and_never_for_a_change(at):
    lea = CAST["lea"].viewer
    follow("alice", 1)
    row = make_event(lea, EVENT, draft=True)
    edit_event(lea, row, replace(EVENT, title="Tea"), row.version)
    assert work() == 0
    move_event(lea, row.id, EventState.PUBLISHED)
    work()
    db.session.execute(delete(Job))  # what is done is not kept for ever
    follow("mo", 1)
    edit_event(lea, row, replace(EVENT, begins_on=date(2017, 9, 21)), row.version)
    for state in (EventState.CANCELLED, EventState.PUBLISHED):
        move_event(lea, row.id, state)
    work()
    assert told("follow-event") == ["alice"]


def test_an_event_that_comes_to_a_project_is_told_to_its_followers():
    lea = CAST["lea"].viewer
    follow("alice", 1)
    row = make_event(CAST["olu"].viewer, replace(EVENT, project_id=None))
    edit_event(CAST["olu"].viewer, row, EVENT, row.version)
    edit_event(lea, row, replace(EVENT, place="Leeds"), row.version)
    work()
    assert told("follow-event") == ["alice"]


def test_an_event_that_was_is_no_news():
    follow("alice", 1)
    make_event(CAST["olu"].viewer, EventFacts("July", date(2017, 7, 1), project_id=1))
    assert work() == 0


# ---------------------------------------------------------------- a new project
def test_a_new_project_is_told_to_followers_of_its_tags_and_challenges_once():
    for who in ("alice", "lea"):
        follow(who, tag="evaluation", area="access")
    follow("mo", area="access")
    follow("bob", tag="storytelling")
    made = submitted(areas=("access",))
    publish(made)
    assert told() == ["alice", "lea", "mo"]
    (first, *_rest) = notices("follow-project")
    assert first.key == f"follow-project:{made.id}"
    assert first.facts == {}, "the reason names nothing"


def test_neither_its_team_nor_the_organiser_who_published_it_is_told():
    for who in ("dai", "carol", "olu", "alice"):
        follow(who, tag="evaluation")
    made = submitted()
    join(made.id, CAST["carol"].id)
    publish(made)
    assert told() == ["alice"]


def test_without_review_it_is_told_when_it_is_submitted():
    follow("alice", tag="evaluation")
    made = make("Bread club", "dai", state=ProjectState.DRAFT, tags=("evaluation",))
    commands.submit(CAST["dai"].viewer, made, review=False)
    work()
    assert told() == ["alice"]


def test_a_draft_and_a_submitted_project_are_told_to_nobody():
    follow("alice", tag="evaluation")
    made = make("Bread club", "dai", state=ProjectState.DRAFT, tags=("evaluation",))
    commands.submit(CAST["dai"].viewer, made, review=True)
    assert work() == 0


def test_of_somebody_one_sees_less_of_one_hears_nothing_new():
    follow("alice", tag="evaluation")
    follow("bob", tag="evaluation")
    muted = {"member_id": 1, "other_id": CAST["dai"].id, "kind": MUTED}
    db.session.execute(insert(tie).values(**muted))
    publish(submitted())
    assert told() == ["bob"]


def test_what_one_follows_oneself_is_told_whoever_leads_it():
    follow("alice", 1)
    muted = {"member_id": 1, "other_id": CAST["lea"].id, "kind": MUTED}
    db.session.execute(insert(tie).values(**muted))
    look_for()
    work()
    assert told() == ["alice"]


def test_a_block_is_not_given_away_by_silence():
    follow("alice", tag="evaluation")
    for one, other in ((1, 4), (4, 1)):
        row = {"member_id": one, "other_id": other, "kind": BLOCKED}
        db.session.execute(insert(tie).values(**row))
    publish(submitted())
    assert told() == ["alice"]
    assert notices("follow-project")[0].person_id is None


def test_a_sensitive_tag_is_followed_and_never_named():
    follow("alice", tag="diabetes")
    publish(submitted(tags=("diabetes",), audience=Audience.PUBLIC))
    (notice,) = notices("follow-project")
    assert "iabetes" not in f"{notice.facts}{notice.link}{notice.key}"


def test_mail_goes_as_each_chose():
    for who in ("alice", "mo"):
        follow(who, 1)
    notice_commands.choose_for(CAST["mo"].id, "follow-need", How.INSTANT)
    look_for()
    work()
    letters = unscoped("test", Job.member_id).where(Job.work == "letter")
    assert list(db.session.scalars(letters)) == [CAST["mo"].id]


# ---------------------------------------------------------------- many of them
def test_many_followers_are_told_in_batches_each_once(monkeypatch):
    monkeypatch.setattr(telling, "MOST", 2)
    for who in ("alice", "bob", "carol", "dai", "mo"):
        follow(who, 1)
    look_for()
    assert work() == 3
    assert told() == ["alice", "bob", "carol", "dai", "mo"]
    keys = list(
        db.session.scalars(unscoped("test", Job.key).where(Job.work == "follow"))
    )
    assert len(set(keys)) == 3
    assert max(map(len, keys)) <= 60


def test_a_batch_that_is_just_full_ends_with_an_empty_one(monkeypatch):
    monkeypatch.setattr(telling, "MOST", 2)
    for who in ("alice", "bob"):
        follow(who, 1)
    look_for()
    assert work() == 2
    assert told() == ["alice", "bob"]
    waits = unscoped("test", Job.id).where(Job.state == JobState.QUEUED)
    assert not list(db.session.scalars(waits.where(Job.work == "follow")))
