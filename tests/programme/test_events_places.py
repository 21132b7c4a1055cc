"""The places of an event: taken, waited for, passed on; never one too many."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core import held
from community.core.access import Audience
from community.core.db import db
from community.core.visible import circle_member, unscoped
from community.programme import attending, clockwork, commands, details
from community.programme.commands import EventFacts
from community.programme.models import Answer, Attendance, Event, EventState
from tests import sampling
from tests.cast import CAST
from tests.letters import letters, notices
from tests.programme.making import MEMBERS, event

DAY, ROOT = date(2017, 9, 1), Path(__file__).parents[2]
ROUNDS = sampling.size(40, 10, 4)
EIGHT = ("alice", "bob", "carol", "dai", "lea", "olu", "ada", "mo")


def viewer(who):
    return CAST[who].viewer


def come(row: Event, *who: str) -> list[Answer]:
    return [attending.attend(viewer(one), row, MEMBERS) for one in who]


def answers(row: Event) -> dict[str, Answer]:
    names = {person.id: name for name, person in CAST.items()}
    found = unscoped("test", Attendance.member_id, Attendance.answer).where(
        Attendance.event_id == row.id
    )
    return {names[one]: answer for one, answer in db.session.execute(found)}


def taken(row: Event) -> int:
    return db.session.scalar(unscoped("test", Event.taken).where(Event.id == row.id))


@pytest.fixture
def row(app, at) -> Event:
    """An event of two places, to come."""
    at("2017-08-01 12:00")
    return event(day=DAY, capacity=2)


def test_whoever_comes_when_it_is_full_waits_and_knows_their_place(row):
    assert come(row, "alice", "bob", "dai", "lea", "dai") == [
        Answer.YES, Answer.YES, Answer.WAITING, Answer.WAITING, Answer.WAITING
    ]  # fmt: skip
    assert taken(row) == 2
    shown, said = details.one_event(viewer("lea"), row.slug)
    assert (said.queue, said.taken, said.waiting) == ((2, 2), None, None)
    assert (shown.full, shown.waits) == (True, True)
    _shown, said = details.one_event(viewer("olu"), row.slug)
    assert (said.queue, said.taken, said.waiting) == (None, 2, 2)


def test_whoever_waits_longest_has_the_place_that_comes_free_and_is_told(row):
    come(row, "alice", "bob", "dai", "lea")
    attending.stay_away(viewer("alice"), row)
    attending.stay_away(viewer("alice"), row)
    assert answers(row) == {
        "bob": Answer.YES, "dai": Answer.YES, "lea": Answer.WAITING
    }  # fmt: skip
    assert taken(row) == 2
    assert [one.to for one in notices(kind="event-place")] == ["dai@example.org"]
    assert [one.to for one in letters("event-place")] == ["dai@example.org"]


def test_whoever_stops_to_wait_frees_no_place(row):
    come(row, "alice", "bob", "dai")
    attending.stay_away(viewer("dai"), row)
    assert taken(row) == 2
    assert "dai" not in answers(row)


def test_more_places_let_in_those_who_wait(row):
    come(row, "alice", "bob", "dai", "lea", "mo")
    facts = EventFacts("More room", DAY, capacity=4)
    commands.edit_event(viewer("olu"), row, facts, row.version)
    assert sorted(who for who, one in answers(row).items() if one is Answer.YES) == [
        "alice", "bob", "dai", "lea"
    ]  # fmt: skip
    commands.edit_event(
        viewer("olu"), row, EventFacts("Room for all", DAY), row.version
    )
    assert set(answers(row).values()) == {Answer.YES}
    assert taken(row) == 5
    assert len(notices(kind="event-place")) == 3


def test_nobody_has_a_place_at_what_they_cannot_see_and_their_turn_stays(app, at):
    at("2017-08-01 12:00")
    row = event(day=DAY, capacity=1, project_id=1)
    come(row, "alice", "bob")
    held.hold("project", 1)
    attending.stay_away(viewer("alice"), row)
    assert answers(row) == {"bob": Answer.WAITING}
    held.let_go("project", 1)
    clockwork.move()
    assert answers(row) == {"bob": Answer.YES}
    assert [one.to for one in notices(kind="event-place")] == ["bob@example.org"]


def test_fewer_places_take_none_away(row):
    come(row, "alice", "bob", "dai")
    facts = EventFacts("Less room", DAY, capacity=1)
    commands.edit_event(viewer("olu"), row, facts, row.version)
    attending.stay_away(viewer("alice"), row)
    assert answers(row) == {"bob": Answer.YES, "dai": Answer.WAITING}
    assert taken(row) == 1


def test_a_place_is_passed_by_whoever_is_not_here(row):
    come(row, "alice", "bob", "dai", "lea")
    db.session.execute(
        update(Account).where(Account.id == 4).values(state=State.SUSPENDED)
    )
    attending.stay_away(viewer("alice"), row)
    assert answers(row)["dai"] is Answer.WAITING
    assert answers(row)["lea"] is Answer.YES


def test_nobody_moves_up_once_it_has_begun_and_whoever_waited_can_have_been_there(
    row, at
):
    come(row, "alice", "bob", "dai")
    at("2017-09-01 12:00")
    attending.stay_away(viewer("alice"), row)
    assert answers(row)["dai"] is Answer.WAITING
    assert come(row, "dai") == [Answer.YES]


def test_whoever_walks_in_while_it_goes_on_needs_a_place_to_get_in(row, at):
    commands.edit_event(viewer("olu"), row, facts_with_link(), row.version)
    come(row, "alice", "bob", "dai")
    at("2017-09-01 12:00")
    assert come(row, "dai", "lea") == [Answer.WAITING] * 2
    assert [details.link_of(viewer(one), row.id) for one in ("dai", "lea")] == ["", ""]
    at("2017-09-02 12:00")
    assert come(row, "dai", "lea") == [Answer.YES] * 2


def facts_with_link() -> EventFacts:
    return EventFacts("July workshop", DAY, capacity=2, link="https://example.org/in")


def test_nobody_moves_up_while_it_is_called_off(row):
    come(row, "alice", "bob", "dai")
    commands.move_event(viewer("olu"), row.id, EventState.CANCELLED)
    attending.stay_away(viewer("alice"), row)
    assert answers(row)["dai"] is Answer.WAITING
    commands.move_event(viewer("olu"), row.id, EventState.PUBLISHED)
    clockwork.move()
    assert answers(row)["dai"] is Answer.YES


def test_the_clock_counts_anew_after_somebody_is_erased(row):
    come(row, "alice", "bob", "dai")
    db.session.execute(Attendance.__table__.delete().where(Attendance.member_id == 1))
    clockwork.move()
    assert answers(row) == {"bob": Answer.YES, "dai": Answer.YES}
    assert taken(row) == 2
    assert clockwork.move() == 0


def test_who_left_the_team_that_alone_was_asked_has_no_place(row):
    row.audience, row.project_id = Audience.PROJECTS, 1
    db.session.flush()
    come(row, "dai", "lea")
    db.session.execute(circle_member.delete().where(circle_member.c.member_id == 4))
    clockwork.move()
    assert answers(row) == {"lea": Answer.YES}
    assert taken(row) == 1


# ---------------------------------------------------------------- all at once
class Other:
    """A second process on the database, in which people come at once."""

    def __init__(self, url: str, folder: Path, who: tuple[str, ...]) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.programme.racer",
            url,
            str(folder),
            *who,
        ]
        self._process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.end() == "ready"

    def begin(self, what: str, event_id: int) -> None:
        print(what, event_id, file=self._process.stdin, flush=True)

    def end(self):
        line = self._process.stdout.readline()
        assert line, "the other process has ended"
        return json.loads(line)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def others(app, database, tmp_path):
    """Two processes with four people each."""
    made = [Other(database.url, tmp_path / "1", EIGHT[:4])]
    made.append(Other(database.url, tmp_path / "2", EIGHT[4:]))
    yield made
    for one in made:
        one.kill()


def test_of_eight_at_once_three_have_a_place_and_five_wait(app, others):
    for number in range(ROUNDS):
        day, slug = date(2999, 1, 1), f"race-{number}"
        made = Event(slug=slug, title="Race", begins_on=day, capacity=3)
        db.session.add(made)
        db.session.flush()
        event_id = made.id
        db.session.commit()
        found = after(others, "come", event_id)
        assert (found.count(Answer.YES), found.count(Answer.WAITING)) == (3, 5), number
        found = after(others, "come and go", event_id)
        assert found.count(Answer.YES) == min(3, len(found)), number


def after(others: list[Other], what: str, event_id: int) -> list[Answer]:
    """Let all of them do something at once; return who then comes or waits."""
    for one in others:
        one.begin(what, event_id)
    assert [problem for one in others for problem in one.end()] == []
    row = db.session.scalar(unscoped("test", Event).where(Event.id == event_id))
    found = list(answers(row).values())
    assert taken(row) == found.count(Answer.YES)
    db.session.rollback()
    return found
