"""Writing, scheduling and taking back; what may not be said, and how much."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from community.announcements import checks, commands, queries
from community.announcements.commands import Said
from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.core import clock, journal
from community.core.access import Role, Viewer
from community.core.db import db, start_writing
from community.core.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from community.core.outbox import Job
from community.core.visible import unscoped
from community.expertise.models import Tag, TagState
from tests.announcements.making import (
    OLU,
    WORDS,
    draft,
    said,
    scheduled,
    send,
)
from tests.cast import CAST, mark_of
from tests.held import held

S = AnnouncementState
NOON = "2017-11-01 12:00:00"
TWO = Viewer(7, 7, "Ada", "ada-7", frozenset({Role.ORGANISER}), "active")


@pytest.mark.parametrize("who", ["alice", "lea", "ada", "mo"])
def test_only_organisers_announce(app, who):
    viewer, row = CAST[who].viewer, draft()
    for act in (
        lambda: commands.draft(viewer, said()),
        lambda: commands.edit(viewer, row, said(), row.version),
        lambda: commands.send_now(viewer, row.id, row.version),
        lambda: commands.take_back(viewer, row.id, S.WITHDRAWN),
        lambda: commands.test_to_myself(viewer, row.id),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Four", WORDS), ("x" * 121, WORDS), ("     Four     ", WORDS),
        ("Five letters", "Nineteen letters, no"[:19]), ("Five letters", "x" * 4001),
    ],
)  # fmt: skip
def test_too_short_and_too_long_is_refused(app, title, words):
    with pytest.raises(Refused, match="letters"):
        commands.draft(OLU, Said(title, words, ToWhom.EVERYBODY))


@pytest.mark.parametrize(
    "words",
    [
        "Diabetes", "diabetes", "DIABETES,", "**diabetes**", "_diabetes_",
        "diabetes/asthma", "Type 1 diabetes", "[diabetes](https://example.org)",
    ],
)  # fmt: skip
def test_what_names_something_sensitive_is_refused_with_that_word(app, words):
    for title, text in (
        (f"About {words} today", WORDS),
        ("A quiet title", f"{WORDS} {words}"),
    ):
        with pytest.raises(Refused) as refused:
            commands.draft(OLU, Said(title, text, ToWhom.EVERYBODY))
        assert refused.value.values["name"].casefold() in words.casefold()


@pytest.mark.parametrize("words", ["diabetology", "Evaluation", "mentoring"])
def test_other_words_and_parts_of_words_are_not(app, words):
    assert commands.draft(OLU, Said(f"About {words}", WORDS, ToWhom.EVERYBODY)).id


def test_a_word_that_somebody_only_proposed_is_told_by_no_refusal(app):
    db.session.execute(
        update(Tag).where(Tag.slug == "diabetes").values(state=TagState.PROPOSED)
    )
    assert commands.draft(OLU, Said("About diabetes", WORDS, ToWhom.EVERYBODY)).id


@pytest.mark.parametrize(
    ("to_whom", "value"),
    [
        (ToWhom.KIND, "develop"), (ToWhom.KIND, ""), (ToWhom.PHASE, "patient"),
        (ToWhom.PROJECT, "project-3"), (ToWhom.PROJECT, "nothing"),
    ],
)  # fmt: skip
def test_a_part_that_there_is_not_or_is_not_shown_is_refused(app, to_whom, value):
    with pytest.raises(Refused, match="Choose"):
        draft(to_whom, value)


@pytest.mark.parametrize("day", [date(2017, 7, 1), date(2017, 12, 1)])
def test_an_hour_is_that_of_clocks_in_britain(day):
    found = clock.british(day, 10)
    assert found.hour == (9 if day.month == 7 else 10)
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("days", [-1, -0.01, 60.01, 400])
def test_what_has_passed_or_is_far_ahead_is_refused(app, at, days):
    at(NOON)
    with pytest.raises(Refused, match="Choose"):
        scheduled(days)


def test_each_step_is_in_the_audit_trail(app, at):
    at(NOON)
    row = scheduled()
    commands.take_back(OLU, row.id, S.DRAFT)
    commands.take_back(OLU, row.id, S.WITHDRAWN)
    sent = send()
    found = journal.latest(journal.Act.ANNOUNCEMENT, 9)[::-1]
    assert [(one.object_id, one.note) for one in found] == [
        (row.id, "scheduled"), (row.id, "draft"), (row.id, "withdrawn"),
        (sent.id, "scheduled"), (sent.id, "sending"), (sent.id, "sent"),
    ]  # fmt: skip
    assert {one.actor for one in found} == {mark_of(6), ""}


def test_what_is_scheduled_sent_or_put_away_is_not_changed(app, at):
    at(NOON)
    row = scheduled()
    for _each in range(2):
        with pytest.raises(Refused, match="Take it back"):
            commands.edit(OLU, row, said(), row.version)
        commands.take_back(OLU, row.id, S.WITHDRAWN) if row.due_at else None
    for act in (
        lambda: commands.send_now(OLU, row.id, row.version),
        lambda: commands.take_back(OLU, row.id, S.DRAFT),
    ):
        with pytest.raises(Conflict):
            act()
    assert row.state is S.WITHDRAWN


def test_of_two_who_change_it_the_second_is_told(app):
    row = draft()
    version = row.version
    commands.edit(OLU, row, said(title="Mine is first"), version)
    with pytest.raises(Conflict):
        commands.edit(TWO, row, said(title="Mine is second"), version)
    assert row.title == "Mine is first"


def test_words_that_changed_since_one_looked_do_not_go(app):
    row = draft()
    version = row.version
    commands.edit(TWO, row, said(title="Another title"), version)
    with pytest.raises(Conflict):
        commands.send_now(OLU, row.id, version)
    assert row.state is S.DRAFT


def test_a_word_that_has_become_sensitive_since_is_found_before_it_goes(app):
    row = commands.draft(OLU, Said("Storytelling", WORDS, ToWhom.EVERYBODY))
    db.session.execute(
        update(Tag).where(Tag.slug == "storytelling").values(sensitive=True)
    )
    with pytest.raises(Refused):
        commands.send_now(OLU, row.id, row.version)


def test_one_organiser_sends_three_on_a_day_and_all_five(app, at):
    at("2017-11-01 09:00:00")
    for _each in range(3):
        scheduled(0.5)
    with pytest.raises(TooMany, match="You have"):
        scheduled(0.5)
    scheduled(1.5)
    for _each in range(2):
        row = commands.draft(TWO, said())
        commands.schedule(TWO, row.id, clock.now(), row.version)
    row = commands.draft(TWO, said())
    with pytest.raises(TooMany, match="There are"):
        commands.schedule(TWO, row.id, clock.now(), row.version)


def test_what_was_taken_back_leaves_its_place(app, at):
    at("2017-11-01 09:00:00")
    rows = [scheduled(0.5) for _each in range(3)]
    commands.take_back(OLU, rows[0].id, S.DRAFT)
    scheduled(0.5)


def test_a_day_is_one_of_clocks_in_britain(app, at):
    """At 23:30 UTC in July it is half past midnight of the next day there."""
    at("2017-07-01 09:00:00")
    for _each in range(3):
        scheduled(0.5)
    scheduled(14.5 / 24)
    with pytest.raises(TooMany):
        scheduled(13.5 / 24)


def test_a_test_goes_to_oneself_alone_and_notes_no_reader(app, at):
    at(NOON)
    row = draft()
    commands.test_to_myself(OLU, row.id)
    job = db.session.scalars(select(Job)).one()
    assert (job.kind, job.member_id, job.lane) == ("announcement", 6, "member:6")
    assert job.facts == {"announcement": row.id, "test": True}
    assert db.session.scalars(unscoped("test", Reader.member_id)).all() == []
    assert queries.letter_of(OLU, row.id) == ("An open day", WORDS)


def test_a_letter_is_for_who_got_it(app, at):
    at(NOON)
    row = send(ToWhom.KIND, "clinician")
    bob, alice = CAST["bob"].viewer, CAST["alice"].viewer
    assert queries.letter_of(bob, row.id) == ("An open day", WORDS)
    assert queries.letter_of(alice, row.id) is None
    assert queries.one_of_mine(bob, row.id).words == WORDS
    for viewer in (alice, OLU):
        with pytest.raises(NotFound):
            queries.one_of_mine(viewer, row.id)
    assert [one.id for one in queries.mine(bob).items] == [row.id]
    assert queries.mine(alice).items == ()


# ---------------------------------------------------------------- at the same moment
def at_once(app, *acts):
    """Do each act in a thread and transaction of its own; return what became of it."""
    came: list[object] = [None] * len(acts)

    def do(place, act):
        with app.app_context():
            try:
                start_writing()
                came[place] = act()
                db.session.commit()
            except Exception as problem:
                db.session.rollback()
                came[place] = problem
            finally:
                db.session.remove()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    return came


def test_of_two_organisers_who_take_the_last_place_of_a_day_one_gets_it(
    app, at, monkeypatch
):
    at("2017-11-01 09:00:00")
    for _each in range(2):
        scheduled(0.5)
        row = commands.draft(TWO, said())
        commands.schedule(TWO, row.id, clock.now(), row.version)
    mine, theirs = draft(), commands.draft(TWO, said())
    numbers = [(OLU, mine.id, mine.version), (TWO, theirs.id, theirs.version)]
    db.session.commit()
    then = held(monkeypatch, checks, "check_room")
    acts = [
        lambda who=who, number=number, version=version: commands.send_now(
            who, number, version
        )
        for who, number, version in numbers
    ]
    came = at_once(app, acts[0], then(acts[1]))
    assert [type(one) for one in came] == [type(None), TooMany]


def test_of_two_organisers_who_send_the_same_one_it_goes_once(app, at, monkeypatch):
    at(NOON)
    row = draft()
    number, version = row.id, row.version
    db.session.commit()
    then = held(monkeypatch, checks, "check_room")
    came = at_once(
        app,
        lambda: commands.send_now(OLU, number, version),
        then(lambda: commands.send_now(TWO, number, version)),
    )
    assert [type(one) for one in came] == [type(None), Conflict]
    jobs = db.session.scalars(select(Job).where(Job.work == "announce")).all()
    assert len(jobs) == 1
    row = db.session.scalars(unscoped("test", Announcement)).one()
    assert row.state is S.SCHEDULED


def test_words_that_somebody_has_got_stay(app):
    """Only a restore makes a draft of what had begun to go out."""
    row = send()
    row.state = S.DRAFT
    db.session.flush()
    with pytest.raises(Refused, match="have it already"):
        commands.edit(OLU, row, said(title="Other words"), row.version)
    assert row.title == "An open day"
    commands.take_back(OLU, row.id, S.WITHDRAWN)
    assert row.state is S.WITHDRAWN
