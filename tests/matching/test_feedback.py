"""What came of suggestions: noticed for whom it was shown to, and used for them."""

from datetime import date, timedelta

import pytest

from community.connections import aside
from community.connections import hellos as commands
from community.connections.aside import Reason
from community.connections.models import (
    Connection,
    ConnectionRequest,
    Dismissal,
    Subject,
)
from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.matching import feedback
from community.matching.feedback import Showing
from community.matching.models import Happened, Slot, SuggestionEvent
from community.members.models import Member
from community.projects.models import JoinKind, JoinRequest, Membership
from tests.cast import CAST

ALICE, PERSON, PROJECT = CAST["alice"].viewer, Subject.PERSON, Subject.PROJECT
START = date(2017, 9, 1)


@pytest.fixture(autouse=True)
def _in_september(at):
    at("2017-09-01 12:00")


@pytest.fixture
def on(at):
    """Go to noon, so many days after the first."""
    return lambda days: at(f"{START + timedelta(days=days)} 12:00")


def events(what: Happened | None = None) -> list[tuple]:
    """Return all events by member, as (member, what, person, project)."""
    db.session.rollback()
    row = SuggestionEvent
    found = unscoped("test", row.member_id, row.what, row.person_id, row.project_id)
    if what is not None:
        found = found.where(row.what == what)
    return [tuple(one) for one in db.session.execute(found.order_by(row.id))]


def kept(what: Happened) -> list[SuggestionEvent]:
    found = unscoped("test", SuggestionEvent).where(SuggestionEvent.what == what)
    return list(db.session.scalars(found.order_by(SuggestionEvent.id)))


def show(person: int = 0, project: int = 0, who: str = "alice", place: int = 3) -> None:
    """Show somebody or something to one of the cast today."""
    about = (PERSON, person) if person else (PROJECT, project)
    feedback.keep_shown(CAST[who].viewer, [Showing(*about, Slot.BRIDGE, place)])
    db.session.commit()


def add(row: object) -> None:
    db.session.add(row)
    db.session.commit()


# ---------------------------------------------------------------- showing, opening
def test_the_page_keeps_each_card_once_a_day_where_it_stood(visitor, on):
    page = visitor("alice").see("/suggestions/")
    number = len(page.select("main .card .later"))
    rows = kept(Happened.SHOWN)
    assert len(rows) == number > 1
    assert {row.member_id for row in rows} == {1}
    assert {row.day for row in rows} == {START}
    for subject in (PERSON, PROJECT):
        places = sorted(row.place for row in rows if row.subject is subject)
        assert places == list(range(1, len(places) + 1))
    visitor("alice").see("/suggestions/")
    assert len(events()) == number
    on(1)
    visitor("alice").see("/suggestions/")
    assert len(events()) == 2 * number


def test_the_second_look_of_a_day_writes_nothing(visitor, statements):
    reader = visitor("alice")
    reader.see("/suggestions/")
    with statements() as found:
        reader.see("/suggestions/")
    assert not [one for one in found if not one.startswith("SELECT")]


def test_two_tabs_that_show_the_same_at_once_keep_it_once(app):
    show(4)
    show(4)
    assert events() == [(1, "shown", 4, None)]


@pytest.mark.parametrize(
    ("path", "shown", "opened"),
    [
        ("/members/dai-4?from=suggestion", True, [(1, "opened", 4, None)]),
        ("/projects/project-1?from=suggestion", True, [(1, "opened", None, 1)]),
        ("/members/dai-4", True, []),
        ("/projects/project-1", True, []),
        ("/members/dai-4?from=suggestion", False, []),
        ("/projects/project-1?from=suggestion", False, []),
        ("/members/bob-2?from=suggestion", True, []),
    ],
)
def test_opening_counts_where_it_was_shown(visitor, path, shown, opened):
    if shown:
        show(4)
        show(project=1)
    reader = visitor("alice")
    for _twice in range(2):
        reader.see(path)
    assert events(Happened.OPENED) == opened
    for row in kept(Happened.OPENED):
        assert (row.slot, row.place, row.day) == (Slot.BRIDGE, 3, START)


@pytest.mark.parametrize(("days", "number"), [(28, 1), (29, 0)])
def test_opening_counts_for_four_weeks(visitor, on, days, number):
    show(4)
    on(days)
    visitor("alice").see("/members/dai-4?from=suggestion")
    assert len(events(Happened.OPENED)) == number


def test_nobody_else_opens_it(visitor):
    show(2)
    for who in (None, "bob", "dai"):
        visitor(who).see("/members/bob-2?from=suggestion")
    assert events(Happened.OPENED) == []


# ---------------------------------------------------------------- what people then do
DONE = {
    "a hello": (
        lambda: ConnectionRequest(asker_id=1, asked_id=4, message="Hello"),
        (1, "asked", 4, None),
    ),
    "an offer": (
        lambda: JoinRequest(
            kind=JoinKind.OFFER, project_id=1, member_id=1, asked_by_id=1, message=""
        ),
        (1, "asked", None, 1),
    ),
    "a membership": (
        lambda: Membership(project_id=1, member_id=1),
        (1, "joined", None, 1),
    ),
    "a tie": (lambda: Connection(a_id=1, b_id=4), (1, "connected", 4, None)),
    "a person put aside": (
        lambda: Dismissal(member_id=1, subject=PERSON, subject_id=4, reason="x"),
        (1, "dismissed", 4, None),
    ),
    "a project put aside": (
        lambda: Dismissal(member_id=1, subject=PROJECT, subject_id=1, reason="x"),
        (1, "dismissed", None, 1),
    ),
}
NOT_MINE = {
    "a hello to me": lambda: ConnectionRequest(asker_id=4, asked_id=1, message="Hi"),
    "an invitation": lambda: JoinRequest(
        kind=JoinKind.INVITATION, project_id=1, member_id=1, asked_by_id=5, message=""
    ),
    "a tie of others": lambda: Connection(a_id=2, b_id=4),
    "another's offer": lambda: JoinRequest(
        kind=JoinKind.OFFER, project_id=1, member_id=2, asked_by_id=2, message=""
    ),
}


@pytest.mark.parametrize("what", DONE)
def test_what_was_shown_and_done_is_noticed(app, what):
    make, event = DONE[what]
    show(4)
    show(project=1)
    add(make())
    assert events()[2:] == [event]
    (row,) = [one for one in kept(event[1]) if one.what == event[1]]
    assert (row.slot, row.place, row.day) == (Slot.BRIDGE, 3, START)


@pytest.mark.parametrize("what", DONE)
def test_what_was_never_shown_is_nobodys_answer(app, what):
    show(2)
    show(project=2)
    show(4, who="bob")
    add(DONE[what][0]())
    assert [one[1] for one in events()] == ["shown"] * 3


@pytest.mark.parametrize("what", NOT_MINE)
def test_what_others_do_is_not_ones_answer(app, what):
    show(4)
    show(project=1)
    add(NOT_MINE[what]())
    assert len(events()) == 2


@pytest.mark.parametrize(("days", "number"), [(90, 1), (91, 0)])
def test_an_answer_counts_for_ninety_days(app, on, days, number):
    show(4)
    on(days)
    add(DONE["a hello"][0]())
    assert len(events(Happened.ASKED)) == number


def test_a_tie_answers_both_who_were_shown_each_other(app):
    show(4)
    show(1, who="dai")
    add(DONE["a tie"][0]())
    assert set(events(Happened.CONNECTED)) == {
        (1, "connected", 4, None), (4, "connected", 1, None)
    }  # fmt: skip


def test_the_commands_are_noticed_as_they_are(app):
    show(4)
    dai = db.session.get(Member, 4, execution_options={"unscoped": "test"})
    row = commands.say_hello(ALICE, dai, "Hello Dai", "suggestion")
    db.session.commit()
    commands.accept(CAST["dai"].viewer, row.id)
    db.session.commit()
    assert [one[1] for one in events()] == ["shown", "asked", "connected"]


def test_the_last_showing_is_the_one_that_was_answered(app, on):
    show(4, place=5)
    on(3)
    show(4, place=1)
    add(DONE["a hello"][0]())
    assert [row.place for row in kept(Happened.ASKED)] == [1]


def test_the_reason_is_kept_and_undoing_takes_it_back(app):
    show(4)
    row = aside.dismiss(ALICE, PERSON, "dai-4", Reason.TOPIC, None)
    db.session.commit()
    assert [one.reason for one in kept(Happened.DISMISSED)] == ["not my topic"]
    aside.restore(ALICE, row.id)
    db.session.commit()
    assert events(Happened.DISMISSED) == []
    aside.dismiss(ALICE, PERSON, "dai-4", Reason.KNOWN, None)
    db.session.commit()
    assert [one.reason for one in kept(Happened.DISMISSED)] == ["know them already"]


def test_the_last_reason_of_a_day_is_kept(app):
    show(4)
    for reason in (Reason.NOT_FOR_ME, Reason.TOPIC):
        aside.dismiss(ALICE, PERSON, "dai-4", reason, None)
        db.session.commit()
    assert [one.reason for one in kept(Happened.DISMISSED)] == ["not my topic"]


def test_put_aside_once_more_on_a_later_day_is_another_answer(app, on):
    show(4)
    until = START + timedelta(days=5)
    aside.dismiss(ALICE, PERSON, "dai-4", Reason.NO_TIME, until)
    db.session.commit()
    on(6)
    aside.dismiss(ALICE, PERSON, "dai-4", Reason.TOPIC, None)
    db.session.commit()
    reasons = [one.reason for one in kept(Happened.DISMISSED)]
    assert reasons == ["no time now", "not my topic"]


def test_what_is_rolled_back_never_was(app):
    show(4)
    db.session.add(DONE["a hello"][0]())
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert events(Happened.ASKED) == []


def test_takes_one_statement_for_all_that_a_commit_did(app, statements):
    show(4)
    show(project=1)
    for make, _event in DONE.values():
        db.session.add(make())
    db.session.flush()
    with statements() as found:
        db.session.commit()
    told = [one for one in found if "suggestion_event" in one]
    assert len(told) == 1
    assert len(events()) == 2 + len(DONE)


def test_a_load_of_many_rows_is_nobodys_answer(app):
    show(4)
    show(project=1)
    add(Membership(project_id=1, member_id=1))
    numbers = [(one, other) for one in range(1, 9) for other in range(one + 1, 9)]
    db.session.add_all(
        ConnectionRequest(asker_id=one, asked_id=other, message="Hello")
        for one, other in numbers
    )
    assert len(numbers) > feedback.MANY
    db.session.commit()
    assert [one[1] for one in events()] == ["shown", "shown", "joined"]


def test_erasing_somebody_erases_what_came_of_them(app):
    show(4)
    show(1, who="dai")
    table = Member.__table__
    db.session.execute(table.delete().where(table.c.id == 4))
    db.session.commit()
    assert events() == []


def test_the_day_of_an_event_is_that_of_the_clock(app, at):
    at("2018-03-04 23:59")
    show(4)
    assert [row.day for row in kept(Happened.SHOWN)] == [clock.today()]
