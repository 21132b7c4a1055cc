"""Telling members: once for each thing, in the way that each of them chose."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import NotFound
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.notices import commands
from community.notices.kinds import KINDS
from community.notices.models import How, Notice
from tests.cast import CAST
from tests.coffee.test_at_once import at_once
from tests.letters import letters, notices

ALICE, BOB = CAST["alice"].viewer, CAST["bob"].viewer
HOUR = timedelta(hours=1)
WHERE = "/connections/requests/"


def say(member: int = 1, key: str = "hello:1", person: int | None = 2, **more) -> bool:
    return commands.tell(member, "hello", key, person=person, link=WHERE, **more)


def stand(member: int, state: State) -> None:
    db.session.execute(update(Account).where(Account.id == member).values(state=state))


# ---------------------------------------------------------------- once
def test_of_one_thing_somebody_is_told_once(app):
    assert say()
    assert not say()
    assert say(key="hello:2")
    assert say(member=4), "of the same thing others are told too"
    assert [(one.to, one.key) for one in notices()] == [
        ("alice@example.org", "hello:1"),
        ("alice@example.org", "hello:2"),
        ("dai@example.org", "hello:1"),
    ]
    assert len(letters()) == 3


def test_a_letter_names_its_notice_and_holds_no_address(app):
    say(number=7)
    (told,), (letter,) = notices(), letters()
    assert (told.person, told.project, told.link) == (2, None, WHERE)
    assert told.facts == {"number": 7}
    assert letter.facts == {"notice": told.id}
    assert (letter.kind, letter.to) == ("hello", "alice@example.org")


def test_of_two_who_tell_at_once_one_does(app):
    db.session.commit()
    came = []
    acts = [lambda: came.append(say())] * 2
    assert at_once(app, *acts) == []
    assert sorted(came) == [False, True]
    assert len(notices()) == len(letters()) == 1


def test_what_another_told_in_this_moment_is_not_told_again(app, monkeypatch):
    assert say()
    scalar = db.session.scalar

    def too_early(asked, *rest):
        return None if "SELECT notice.id" in str(asked) else scalar(asked, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(db.session, "scalar", too_early)
        assert not say()
    assert len(notices()) == len(letters()) == 1


def test_nobody_is_told_of_their_own_doings(app):
    assert not say(member=2, person=2)
    assert notices() == []


@pytest.mark.parametrize("missing", ["person", "project"])
def test_nobody_is_told_without_what_the_line_names(app, missing):
    about = {"person": 2, "project": 1} | {missing: None}
    with pytest.raises(ValueError, match=missing):
        commands.tell(5, "offer", "offer:1", **about)


# ---------------------------------------------------------------- who is there
def test_whoever_rests_finds_it_on_coming_back_and_gets_no_letter(app):
    stand(1, State.RESTING)
    assert say()
    assert len(notices(1)) == 1
    assert letters() == []


@pytest.mark.parametrize("state", [State.PENDING, State.SUSPENDED, State.INVITED])
def test_whoever_is_no_member_is_not_told(app, state):
    stand(1, state)
    assert not say()
    assert notices() == letters() == []


def test_whoever_does_not_exist_is_not_told(app):
    assert not say(member=99)


# ---------------------------------------------------------------- as they chose
@pytest.mark.parametrize(
    ("how", "written"), [(How.INSTANT, 1), (How.DIGEST, 0), (How.OFF, 0)]
)
def test_a_letter_goes_to_those_who_want_one_at_once(app, how, written):
    commands.choose(ALICE, "hello", how)
    assert say()
    assert len(notices()) == 1, "on the page all are there"
    assert len(letters()) == written


def test_a_choice_is_for_one_kind_and_one_person_and_can_change(app):
    commands.choose(ALICE, "hello", How.OFF)
    assert commands.tell(1, "hello-answer", "answer:1", person=2)
    assert say(member=4)
    assert [one.to for one in letters()] == ["alice@example.org", "dai@example.org"]
    commands.choose(ALICE, "hello", How.INSTANT)
    assert say()
    assert len(letters()) == 3


def test_what_usually_waits_for_the_digest_can_come_at_once(app):
    assert commands.tell(1, "coffee-met", "coffee-met:1")
    assert letters() == []
    commands.choose(ALICE, "coffee-met", How.INSTANT)
    assert commands.tell(1, "coffee-met", "coffee-met:2")
    assert len(letters()) == 1


def test_some_kinds_cannot_be_turned_off(app):
    with pytest.raises(NotFound):
        commands.choose(ALICE, "report", How.OFF)
    commands.choose_for(1, "report", How.OFF)
    assert commands.how_for(1, "report") is How.INSTANT
    assert commands.choices(ALICE)["report"] is How.INSTANT
    assert commands.tell(1, "report", "report:1")
    assert len(letters("report")) == 1


@pytest.mark.parametrize("who", [None, "pat"])
def test_nobody_else_chooses(app, who):
    from community.core.access import VISITOR

    viewer = CAST[who].viewer if who else VISITOR
    with pytest.raises(NotFound):
        commands.choose(viewer, "hello", How.OFF)


def test_one_knows_ones_own_choices_and_nobody_elses(app):
    commands.choose(ALICE, "hello", How.DIGEST)
    assert commands.choices(ALICE) == {
        name: How.DIGEST if name == "hello" else kind.usual
        for name, kind in KINDS.items()
    }
    assert commands.choices(BOB)["hello"] is How.INSTANT


# ---------------------------------------------------------------- what goes on
def written(key="talk:1", person=2) -> bool:
    kind = "conversation-message"
    return commands.tell(
        1, kind, key, person=person, link="/conversations/1", again=True
    )


def went() -> None:
    """Let the letters that wait go, and their notices be told."""
    db.session.execute(update(Job).values(state=JobState.DONE))
    db.session.execute(update(Notice).values(told_at=clock.now()))


def test_what_goes_on_in_one_place_is_one_notice_and_one_letter(app, at):
    at("2030-01-01 09:00")
    assert written()
    at("2030-01-01 10:00")
    assert not written(person=4), "what waits to be read is told already"
    (told,) = notices()
    assert (told.person, told.at, told.read) == (4, clock.now(), False)
    assert len(letters()) == 1


def test_once_it_was_read_it_comes_back_with_one_letter_a_day(app, at):
    at("2030-01-01 09:00")
    written()
    commands.read_about(ALICE, "/conversations/1")
    at("2030-01-01 10:00")
    assert written()
    assert [one.read for one in notices()] == [False]
    assert len(letters()) == 1, "one a day"
    went()
    commands.read_about(ALICE, "/conversations/1")
    at("2030-01-02 10:00")
    assert written()
    assert (len(notices()), len(letters())) == (1, 2)


def test_what_came_after_the_letter_of_a_day_has_a_letter_on_the_next(app, at):
    at("2030-01-01 09:00")
    written()
    went()
    commands.read_about(ALICE, "/conversations/1")
    at("2030-01-01 10:00")
    written()
    at("2030-01-02 09:00")
    assert not written(), "it waits already"
    first, second = letters()
    assert (first.key, second.key) == ("talk:1@1:300101", "talk:1@1:300102")
    assert second.due_at == clock.now(), "a day after the first"
    went()
    at("2030-01-03 10:00")
    written()
    assert len(letters()) == 2, "told by a letter it waits in silence"


@pytest.mark.parametrize("days", [1, 2])
def test_nobody_waits_for_a_letter_in_vain(app, at, days):
    at("2030-01-01 09:00")
    written()
    went()
    commands.read_about(ALICE, "/conversations/1")
    for day in range(1, 1 + days):
        at(f"2030-01-0{day} 10:00")
        written()
    waits = [one for one in letters() if one.state is JobState.QUEUED]
    assert [one.key for one in waits] == ["talk:1@1:300102"]


def test_a_number_that_comes_again_has_its_own_letter(app):
    say()
    db.session.execute(update(Job).values(state=JobState.DONE))
    db.session.execute(delete(Notice))
    say(member=4, key="hello:2")
    assert [one.to for one in letters()] == ["alice@example.org", "dai@example.org"]


def test_another_place_is_another_notice(app):
    assert written()
    assert written("talk:2")
    assert len(notices()) == len(letters()) == 2


# ---------------------------------------------------------------- calling back
def test_what_has_not_come_yet_can_be_called_back_with_its_letter(app, at):
    at("2030-01-01 23:30")
    say(after=HOUR)
    say(member=4, after=HOUR)
    assert {one.due_at for one in letters()} == {clock.now() + HOUR}
    at("2030-01-02 00:29")
    commands.call_back(1, ["hello:1", "hello:7"])
    assert [one.to for one in notices()] == ["dai@example.org"]
    assert [one.to for one in letters()] == ["dai@example.org"]
    assert say(), "as if it had never been told"


def test_what_has_come_stays(app, at):
    at("2030-01-01 12:00")
    say(after=HOUR)
    at("2030-01-01 13:00")
    commands.call_back(1, ["hello:1"])
    assert len(notices()) == len(letters()) == 1
    assert letters()[0].state is JobState.QUEUED


# ---------------------------------------------------------------- reading
def unread(member: int) -> list[str]:
    return [one.key for one in notices(member) if not one.read]


@pytest.fixture
def told(app) -> None:
    for member in (1, 4):
        for number, link in enumerate((WHERE, "/coffee/", WHERE)):
            commands.tell(member, "hello", f"{number}", person=2, link=link)


def test_one_reads_ones_own(told):
    (first, *_rest), (theirs, *_others) = notices(1), notices(4)
    commands.read(ALICE, first.id)
    commands.read(ALICE, theirs.id)
    assert unread(1) == ["1", "2"]
    assert unread(4) == ["0", "1", "2"]


def test_whoever_is_there_has_read_of_it(told):
    commands.read_about(ALICE, WHERE)
    assert unread(1) == ["1"]
    assert unread(4) == ["0", "1", "2"]


def test_all_are_read_that_came_until_then(told, at):
    moment = clock.now()
    at("2100-01-01 12:00")
    say(key="later")
    assert commands.read_all(ALICE, moment) == 3
    assert unread(1) == ["later"]
    assert unread(4) == ["0", "1", "2"]


def test_what_has_not_come_is_not_read(app):
    say(after=HOUR)
    commands.read_about(ALICE, WHERE)
    assert commands.read_all(ALICE, clock.now() + HOUR) == 0
    assert unread(1) == ["hello:1"]


def test_what_was_read_keeps_its_moment(app, at):
    at("2030-01-01 12:00")
    say()
    commands.read_about(ALICE, WHERE)
    at("2030-01-02 12:00")
    commands.read_about(ALICE, WHERE)
    assert commands.read_all(ALICE, clock.now()) == 0
    from community.notices.models import Notice

    (moment,) = db.session.scalars(unscoped("test", Notice.read_at))
    assert moment.day == 1


def test_nothing_is_kept_before_the_door_commits(app):
    say()
    db.session.rollback()
    start_writing()
    assert notices() == letters() == []
