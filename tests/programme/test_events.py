"""Events: who makes and changes them, who says they were there, and who sees that."""

from datetime import date

import pytest
from sqlalchemy import update

from community.core import clock
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import AuditEvent
from community.core.visible import count, find, unscoped, visible
from community.members.models import Member
from community.notices.models import Notice
from community.programme import attending, commands, queries
from community.programme.commands import EventFacts
from community.programme.models import Attendance, Event, EventState
from community.safeguarding import muting
from tests.cast import CAST
from tests.letters import letters, notices
from tests.matching.ways import part
from tests.programme.making import ME, MEMBERS, cancel, event, there, workshop

FACTS = EventFacts(title="July workshop", begins_on=date(2017, 7, 19))
OFF, ON = EventState.CANCELLED, EventState.PUBLISHED


def viewer(who: str):
    return CAST[who].viewer


def notes() -> list[tuple[str, str]]:
    found = unscoped("test", AuditEvent.object_kind, AuditEvent.note)
    return [tuple(row) for row in db.session.execute(found.order_by(AuditEvent.id))]


# ---------------------------------------------------------------- making and changing
@pytest.mark.parametrize(
    ("who", "fine"),
    [("olu", True), ("alice", False), ("lea", False), ("ada", False), ("pat", False)],
)
def test_organisers_make_and_change_events(app, at, who, fine):
    at("2017-07-01 12:00")
    row = event("Open day")
    acts = (
        lambda: commands.make_event(viewer(who), FACTS),
        lambda: commands.edit_event(viewer(who), row, FACTS, row.version),
        lambda: commands.move_event(viewer(who), row.id, OFF),
    )
    for act in acts:
        if fine:
            act()
        else:
            with pytest.raises((Forbidden, NotFound)):
                act()
    assert (row.title == "July workshop") is fine
    assert bool(notes()) is fine


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (FACTS, None),
        (EventFacts("July", date(2017, 7, 19), date(2017, 7, 20)), None),
        (EventFacts("July", date(2017, 7, 19), date(2017, 7, 18)), Refused),
        (EventFacts("  ", date(2017, 7, 19)), Refused),
        (EventFacts("July", date(2017, 7, 19), project_id=2), None),
        (EventFacts("July", date(2017, 7, 19), project_id=3), NotFound),
    ],
)
def test_what_an_event_needs(app, facts, wrong):
    if wrong:
        with pytest.raises(wrong):
            commands.make_event(viewer("olu"), facts)
    else:
        assert commands.make_event(viewer("olu"), facts).slug.startswith("july-")


def test_calling_off_and_back_tells_those_who_would_come_once_a_day(app, at):
    at("2017-07-01 12:00")
    row = workshop("alice")
    there(row, "bob", audience=ME)
    there(row, "pat")
    for _each in range(2):
        commands.move_event(viewer("olu"), row.id, OFF)
        commands.move_event(viewer("olu"), row.id, ON)
    told = [(one.to, one.facts) for one in notices(kind="event-changed")]
    assert told == [("alice@example.org", {}), ("bob@example.org", {})] * 2
    assert [one.to for one in letters()] == [to for to, _facts in told]
    with pytest.raises(Refused):
        commands.move_event(viewer("olu"), row.id, ON)


def test_what_is_called_off_once_more_waits_to_be_read_once_more(app, at):
    at("2017-07-01 12:00")
    row = workshop("alice")
    for hour, state in enumerate((OFF, ON, OFF), 13):
        at(f"2017-07-01 {hour}:00")
        commands.move_event(viewer("olu"), row.id, state)
        db.session.execute(update(Notice).values(read_at=clock.now()))
    at("2017-07-01 16:00")
    db.session.execute(update(Notice).values(read_at=clock.now()))
    commands.move_event(viewer("olu"), row.id, ON)
    on = [one for one in notices(kind="event-changed") if ":published:" in one.key]
    assert [(one.read, f"{one.at:%H}") for one in on] == [(False, "16")]


def test_whoever_calls_it_off_is_not_told_of_it(app, at):
    at("2017-07-01 12:00")
    row = workshop("alice", "olu")
    commands.move_event(viewer("olu"), row.id, OFF)
    (told,) = notices()
    assert (told.to, told.link) == ("alice@example.org", f"/events/{row.slug}")


def test_an_event_that_is_over_is_not_called_off(app, at):
    row = event(ends_on=date(2017, 7, 20))
    at("2017-07-21 00:01")
    with pytest.raises(Refused, match="over"):
        commands.move_event(viewer("olu"), row.id, OFF)
    at("2017-07-20 23:59")
    commands.move_event(viewer("olu"), row.id, OFF)
    assert row.state is OFF


def test_nobody_is_told_of_an_event_that_is_over(app):
    row = workshop("alice")
    cancel(row)
    commands.move_event(viewer("olu"), row.id, ON)
    assert notices() == []


# ---------------------------------------------------------------- who was there
def test_saying_it_choosing_who_may_know_and_taking_it_back(app):
    row = event()
    for audience in (MEMBERS, ME, MEMBERS):
        attending.attend(viewer("alice"), row, audience)
        assert queries.one_event(viewer("alice"), row.slug).mine is audience
    for _each in range(2):
        attending.stay_away(viewer("alice"), row)
    assert queries.one_event(viewer("alice"), row.slug).mine is None
    assert [note for kind, note in notes() if kind == "attendance"] == [
        "members", "me", "members", "taken back"
    ]  # fmt: skip


@pytest.mark.parametrize("audience", [a for a in Audience if a not in (MEMBERS, ME)])
def test_there_are_two_choices(app, audience):
    with pytest.raises(NotFound):
        attending.attend(viewer("alice"), event(), audience)


def test_not_at_an_event_that_was_called_off_and_not_by_visitors(app):
    row = event()
    for who in (VISITOR, viewer("pat")):
        with pytest.raises(NotFound):
            attending.attend(who, row, MEMBERS)
    cancel(row)
    with pytest.raises(Refused):
        attending.attend(viewer("alice"), row, MEMBERS)


def hide_bob() -> None:
    db.session.execute(update(Member).where(Member.id == 2).values(audience=ME))


SEEN = {
    "shown to members": (lambda row: there(row, "bob"), {"alice", "bob", "olu"}),
    "kept": (lambda row: there(row, "bob", audience=ME), {"bob"}),
    "by one who hides": (lambda row: (there(row, "bob"), hide_bob()), {"bob"}),
    "by one whom alice blocked": (
        lambda row: (there(row, "bob"), part(1, 2)), {"bob", "olu"}),
}  # fmt: skip


@pytest.mark.parametrize(("change", "who"), SEEN.values(), ids=SEEN.keys())
def test_who_sees_that_bob_was_there(app, change, who):
    row = event()
    change(row)
    db.session.flush()
    for name in ("alice", "bob", "olu", "pat"):
        seen = int(name in who)
        if name != "pat":
            assert queries.one_event(viewer(name), row.slug).people == seen
        people = queries.people_of(viewer(name), row.id)
        assert [one.name for one in people.items] == ["Bob Okoro"] * seen
        assert count(visible(viewer(name), Attendance.id)) == seen


def test_whom_one_muted_is_not_listed_and_not_counted(app):
    row = workshop("alice", "bob", "dai")
    muting.mute(viewer("alice"), find(viewer("alice"), Member, Member.id == 2))
    for name, seen in (("alice", 2), ("bob", 3), ("dai", 3)):
        assert queries.one_event(viewer(name), row.slug).people == seen
        assert queries.people_of(viewer(name), row.id).total == seen


# ---------------------------------------------------------------- lists
def test_what_comes_and_what_was(app, at):
    at("2017-07-20 12:00")
    for title, day, facts in (
        ("Old", date(2017, 3, 1), {}),
        ("Older", date(2017, 2, 1), {}),
        ("Now", date(2017, 7, 19), {"ends_on": date(2017, 7, 21)}),
        ("Later", date(2017, 9, 1), {}),
        ("Soon", date(2017, 8, 1), {"state": OFF}),
        ("Never", date(2017, 1, 1), {"state": OFF}),
    ):
        event(title, day, **facts).slug = title
    db.session.flush()
    found = queries.events(viewer("alice"))
    assert [one.title for one in found.upcoming] == ["Now", "Soon", "Later"]
    assert [one.title for one in found.past.items] == ["Old", "Older"]
    with pytest.raises(NotFound):
        queries.events(viewer("alice"), 2)
    assert queries.events(VISITOR).upcoming == ()
    assert queries.all_events(viewer("olu")).total == 6


def test_an_event_names_its_project_to_whoever_sees_that(app):
    event(project_id=3)
    event("Open day", project_id=1)

    def past(who):
        found = queries.events(viewer(who)).past.items
        return {one.title: one.project for one in found}

    assert past("olu") == {"July workshop": "", "Open day": "Pain cafe"}
    assert past("lea") == {"July workshop": "Quiet draft", "Open day": "Pain cafe"}
    assert past("alice") == {"Open day": "Pain cafe"}
    assert queries.one_event(viewer("lea"), "event-jul").project == "Quiet draft"


def test_choices_and_names_for_other_pages(app):
    row = workshop("alice")
    event("Open day")
    assert queries.event_choices(viewer("alice")) == ((row.id, "July workshop"),)
    assert queries.event_choices(viewer("bob")) == ()
    assert len(queries.past_choices(viewer("bob"))) == 2
    assert db.session.scalars(unscoped("test", Event.id)).all()
