"""Stories of projects: who reads them when, and that nobody learns whose they are."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import AuditEvent
from community.core.visible import unscoped, visible
from community.notices.models import Notice
from community.projects import facts, stories, story_reviews
from community.projects.models import Project, ProjectState, Story, StoryState, Teller
from tests.cast import CAST, mark_of
from tests.projects.making import project

ALICE, BOB, DAI, LEA, OLU, ADA = (
    CAST[who].viewer for who in ("alice", "bob", "dai", "lea", "olu", "ada")
)
S = StoryState


def told(who: Viewer = ALICE, number: int = 1, words: str = "It helped") -> Story:
    stories.tell_story(who, project(number), Teller.TOOK_PART, words)
    return db.session.scalars(
        unscoped("test", Story).order_by(Story.id.desc()).limit(1)
    ).one()


def publish(row: Story, who: Viewer = OLU) -> None:
    story = story_reviews.to_read(who, row.id)
    story_reviews.publish(who, story, story.sent_at)


def state(row: Story) -> StoryState:
    db.session.expire_all()
    return db.session.scalars(
        unscoped("test", Story.state).where(Story.id == row.id)
    ).one()


SEEN = {
    S.SENT: {"alice", "olu"},
    S.PUBLISHED: {None, "alice", "bob", "lea", "olu", "ada"},
    S.DECLINED: {"alice"},
    S.WITHDRAWN: {"alice"},
}


@pytest.mark.parametrize("now", SEEN)
def test_its_state_decides_who_reads_it(app, now):
    row = told()
    row.state = now
    db.session.flush()
    viewers = {None: Viewer()}
    viewers |= {who: CAST[who].viewer for who in ("alice", "bob", "lea", "olu", "ada")}
    found = {
        who
        for who, viewer in viewers.items()
        if db.session.scalars(visible(viewer, Story.id)).all()
    }
    assert found == SEEN[now]


@pytest.mark.parametrize(("number", "seen"), [(1, True), (2, False)])
def test_a_published_one_is_read_by_whoever_sees_its_project(app, number, seen):
    row = told(number=number)
    row.state = S.PUBLISHED
    db.session.flush()
    assert bool(db.session.scalars(visible(Viewer(), Story.id)).all()) is seen


def test_a_page_shows_the_newest_three(app):
    for who in (ALICE, BOB, DAI, CAST["mo"].viewer):
        publish(told(who, words=f"Of {who.name}"))
    words = [one.words for one in facts.facts(LEA, project(1)).stories]
    assert words == [f"Of {CAST[who].viewer.name}" for who in ("mo", "dai", "bob")]
    assert stories.published(LEA, 1).total == 4


def test_says_nowhere_who_told_it(app):
    row = told()
    publish(row)
    for kind in (stories.StoryLine, story_reviews.ToRead):
        names = {one.name for one in dataclasses.fields(kind)}
        assert not names & {"author", "author_id", "member", "member_id", "person"}
    notices = db.session.scalars(unscoped("test", Notice)).all()
    assert {one.person_id for one in notices} == {None}
    acts = db.session.scalars(unscoped("test", AuditEvent)).all()
    assert {one.actor for one in acts if one.object_kind == "story"} == {
        mark_of(OLU.account_id)
    }


def test_leads_are_told_of_one_and_its_author_of_the_answer(app):
    publish(told())
    found = db.session.scalars(unscoped("test", Notice).order_by(Notice.kind)).all()
    assert [(one.kind, one.member_id) for one in found] == [
        ("story-answer", ALICE.member_id), ("story-published", LEA.member_id),
    ]  # fmt: skip


def test_a_lead_who_told_it_is_not_told_of_it_as_a_lead(app):
    publish(told(LEA))
    found = db.session.scalars(unscoped("test", Notice)).all()
    assert [(one.kind, one.member_id) for one in found] == [
        ("story-answer", LEA.member_id)
    ]


def test_can_be_changed_until_it_is_read_and_is_read_anew(app):
    row = told()
    before = story_reviews.to_read(OLU, row.id)
    stories.change_story(ALICE, project(1), Teller.CARER, "It helped us both")
    with pytest.raises(Refused):
        story_reviews.publish(OLU, before, before.sent_at)
    assert state(row) is S.SENT
    publish(row)
    with pytest.raises(Refused):
        stories.change_story(ALICE, project(1), Teller.CARER, "Else")
    assert stories.published(BOB, 1).items[0].words == "It helped us both"


@pytest.mark.parametrize("answered", [False, True])
def test_can_be_taken_back_at_any_time(app, answered):
    row = told()
    if answered:
        publish(row)
    stories.take_back(ALICE, project(1))
    assert state(row) is S.WITHDRAWN
    assert stories.published(BOB, 1).items == ()
    assert stories.own_story(ALICE, 1) is None
    told()


def test_taking_back_touches_ones_own_alone(app):
    row = told()
    stories.take_back(BOB, project(1))
    assert state(row) is S.SENT


def test_one_at_a_time_of_each_person_and_project(app):
    told()
    with pytest.raises(Refused):
        told()
    told(BOB)
    told(ALICE, 2)
    again = Story(
        project_id=1, author_id=ALICE.member_id, told_as=Teller.CARER, words="Twice"
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(again)


def test_a_declined_one_carries_kind_words_and_can_be_told_anew(app):
    row = told()
    story = story_reviews.to_read(OLU, row.id)
    with pytest.raises(Refused):
        story_reviews.decline(OLU, story, story.sent_at, "  ")
    story_reviews.decline(OLU, story, story.sent_at, "Thank you. It names somebody.")
    db.session.expire_all()
    own = stories.own_story(ALICE, 1)
    assert (own.state, own.answer) == (S.DECLINED, "Thank you. It names somebody.")
    told()


def test_a_published_one_can_be_taken_off_the_page(app):
    row = told()
    publish(row)
    db.session.expire_all()
    story = story_reviews.to_read(OLU, row.id)
    story_reviews.decline(OLU, story, story.sent_at, "Somebody was named after all")
    assert stories.published(BOB, 1).total == 0


@pytest.mark.parametrize("who", ["alice", "lea", "ada", "mo"])
def test_is_reviewed_by_organisers_alone(app, who):
    row = told()
    viewer = CAST[who].viewer
    with pytest.raises(Forbidden):
        story_reviews.waiting(viewer)
    with pytest.raises(Forbidden):
        story_reviews.to_read(viewer, row.id)


def test_nobody_reviews_their_own(app):
    row = told(OLU)
    assert story_reviews.waiting(OLU) == ()
    assert story_reviews.number_waiting(OLU) == 0
    with pytest.raises(NotFound):
        story_reviews.to_read(OLU, row.id)


def test_those_who_wait_longest_come_first(app, at):
    at("2017-09-01 12:00")
    told(words="First")
    at("2017-09-02 12:00")
    told(BOB, words="Second")
    assert [one.words for one in story_reviews.waiting(OLU)] == ["First", "Second"]
    assert story_reviews.number_waiting(OLU) == 2


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_has_words_but_not_too_many(app, words):
    with pytest.raises(Refused):
        told(words=words)


@pytest.mark.parametrize("now", ["draft", "in review", "withdrawn"])
def test_is_told_of_a_page_that_others_see(app, now):
    project(1).state = ProjectState(now)
    db.session.flush()
    with pytest.raises(Refused):
        told(LEA)


def test_only_members_tell(app):
    with pytest.raises(Forbidden):
        told(CAST["pat"].viewer)


STEPS = ("tell", "change", "take back", "publish", "decline")


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=st.lists(st.sampled_from(STEPS), max_size=8))
def test_goes_no_way_that_the_machine_does_not_know(app, steps):
    nested = db.session.begin_nested()
    seen: dict[int, StoryState] = {}
    for step in steps:
        take(step)
        db.session.expire_all()
        rows = db.session.scalars(unscoped("test", Story)).all()
        for row in rows:
            before = seen.get(row.id, S.SENT)
            assert row.state is before or row.state in stories.MOVES[before]
            seen[row.id] = row.state
        assert sum(row.state in (S.SENT, S.PUBLISHED) for row in rows) <= 1
    nested.rollback()


def take(step: str) -> None:
    one: Project = project(1)
    try:
        if step == "tell":
            stories.tell_story(ALICE, one, Teller.CARER, "It helped")
        elif step == "change":
            stories.change_story(ALICE, one, Teller.CARER, "It helped much")
        elif step == "take back":
            stories.take_back(ALICE, one)
        else:
            for row in story_reviews.waiting(OLU) or ():
                answer(step, row)
    except Refused:
        pass


def answer(step: str, row: story_reviews.ToRead) -> None:
    if step == "publish":
        story_reviews.publish(OLU, row, row.sent_at)
    else:
        story_reviews.decline(OLU, row, row.sent_at, "Thank you")
