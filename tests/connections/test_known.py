"""Naming people whom one knows: who may be named, how often, and what anybody sees."""

from datetime import date

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.connections import hellos, known, nameable
from community.connections.models import (
    Connection,
    ConnectionRequest,
    How,
    RequestKind,
)
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused, TooMany
from community.core.journal import AuditEvent
from community.core.states import RequestState
from community.core.visible import tie, unscoped
from community.members.models import Member
from community.programme.models import Origin
from community.projects.models import Membership
from tests.cast import CAST, connect, join
from tests.letters import Told, letters, notices
from tests.matching.ways import part
from tests.programme.making import ME, cancel, event, there, workshop

SENT, NOT_NOW = RequestState.SENT, RequestState.NOT_NOW
DAI, LEA, BOB = 4, 5, 2


def viewer(who: str) -> Viewer:
    return CAST[who].viewer


def say(who: str, *others: int, **more: object) -> int:
    return known.say_known(viewer(who), others, How.MET, **more)


def may_name(who: str) -> dict[int, tuple[str, ...]]:
    return {one.id: one.shares for one in nameable.choice(viewer(who)).people}


def requests() -> list[ConnectionRequest]:
    found = unscoped("test", ConnectionRequest).order_by(ConnectionRequest.id)
    return list(db.session.scalars(found))


def put(asker: int, asked: int, **facts: object) -> ConnectionRequest:
    row = ConnectionRequest(asker_id=asker, asked_id=asked, **facts)
    db.session.add(row)
    db.session.flush()
    return row


# ---------------------------------------------------------------- who may be named
def of_member(who: int, **values: object) -> None:
    db.session.execute(update(Member).where(Member.id == who).values(**values))


def mute(who: int, other: int) -> None:
    row = {"member_id": who, "other_id": other, "kind": "muted", "audience": "pair"}
    db.session.execute(tie.insert().values(**row))


def leave(who: int) -> None:
    db.session.execute(
        update(Membership)
        .where(Membership.member_id == who)
        .values(until=date(2018, 1, 1))
    )


def hide_membership(who: int, audience: str) -> None:
    db.session.execute(
        update(Membership).where(Membership.member_id == who).values(audience=audience)
    )


WHO = {  # Dai looks at Lea, who leads the project that he is in
    "a project shared": (lambda: None, True),
    "not one who takes none": (lambda: of_member(LEA, taking_requests=False), False),
    "not one who has not joined": (lambda: of_member(LEA, joined=False), False),
    "not one who is away": (lambda: of_member(LEA, listed=False), False),
    "not one who hides": (lambda: of_member(LEA, audience=Audience.ME), False),
    "one who shows it to the project": (lambda: hide_membership(LEA, "projects"), True),
    "not one who hides the membership": (lambda: hide_membership(LEA, "me"), False),
    "not one who left": (lambda: leave(LEA), False),
    "not after leaving": (lambda: leave(DAI), False),
    "not one who is tied": (lambda: connect(DAI, LEA), False),
    "not one who is blocked": (lambda: part(DAI, LEA), False),
    "not one who is muted": (lambda: mute(DAI, LEA), False),
    "one who mutes": (lambda: mute(LEA, DAI), True),
    "not while a hello waits": (lambda: put(DAI, LEA, message="x"), False),
    "not while theirs waits": (lambda: put(LEA, DAI, message="x"), False),
    "not after a quiet no": (lambda: put(DAI, LEA, state=NOT_NOW), False),
    "not after a yes": (lambda: put(DAI, LEA, state=RequestState.ACCEPTED), False),
    "once more after taking back": (
        lambda: put(DAI, LEA, state=RequestState.WITHDRAWN), True),
    "not when nobody new sees me": (
        lambda: of_member(DAI, audience=Audience.CONNECTIONS), False),
    "by one whom the project sees": (
        lambda: of_member(DAI, audience=Audience.PROJECTS), True),
}  # fmt: skip


@pytest.mark.parametrize(("change", "fine"), WHO.values(), ids=WHO.keys())
def test_who_may_be_named(app, change, fine):
    change()
    db.session.flush()
    there_before = len(requests())
    assert (LEA in may_name("dai")) is fine
    if fine:
        assert say("dai", LEA) == 1
        assert len(requests()) == there_before + 1
    elif not [one for one in requests() if one.asker_id == LEA]:
        with pytest.raises(Refused, match="Nobody of those"):
            say("dai", LEA)
        assert len(requests()) == there_before


def test_nobody_without_something_shared_and_nobody_twice(app):
    assert may_name("dai") == {LEA: ("Pain cafe",)}
    assert may_name("alice") == {}
    for other in (BOB, 3, 9, 77):
        with pytest.raises(Refused):
            say("alice", other)
    say("dai", LEA, LEA)
    assert len(requests()) == 1


@pytest.mark.parametrize("who", ["pat"])
def test_only_members_name_and_never_themselves(app, who):
    with pytest.raises(Forbidden):
        say(who, LEA)
    with pytest.raises(Forbidden):
        say("dai", DAI)


AT = {
    "both show it": (lambda row: there(row, "alice", "bob"), True),
    "one keeps it": (
        lambda row: (there(row, "alice"), there(row, "bob", audience=ME)), False),
    "I keep it": (
        lambda row: (there(row, "bob"), there(row, "alice", audience=ME)), False),
    "one was not there": (lambda row: there(row, "alice"), False),
    "I was not there": (lambda row: there(row, "bob"), False),
    "called off": (lambda row: (there(row, "alice", "bob"), cancel(row)), False),
}  # fmt: skip


@pytest.mark.parametrize(("change", "fine"), AT.values(), ids=AT.keys())
def test_people_of_an_event_that_both_show(app, change, fine):
    row = event()
    change(row)
    assert may_name("alice") == ({BOB: ("July workshop",)} if fine else {})
    if not fine:
        with pytest.raises(Refused):
            say("alice", BOB, origin=Origin.EVENT, event_id=row.id)
        return
    say("alice", BOB, origin=Origin.EVENT, event_id=row.id)
    assert (requests()[0].origin, requests()[0].event_id) == (Origin.EVENT, row.id)


def test_an_event_to_come_is_nothing_shared(app):
    there(event(day=date(2999, 1, 1)), "alice", "bob")
    assert may_name("alice") == {}


def test_an_event_names_only_its_own_people(app):
    row = workshop("dai", "bob")
    with pytest.raises(Refused):
        say("dai", LEA, origin=Origin.EVENT, event_id=row.id)
    assert say("dai", LEA, BOB, origin=Origin.EVENT, event_id=row.id) == 1


def test_those_with_whom_one_shares_most_come_first(app):
    there(workshop("dai", "lea", "mo"), "bob")
    join(2, DAI)
    assert may_name("dai") == {
        BOB: ("Walking together", "July workshop"),
        LEA: ("Pain cafe", "July workshop"),
        8: ("July workshop",),
    }
    assert list(may_name("dai"))[-1] == 8


def test_the_caller_vouches_for_people_of_one_table(app):
    assert say("alice", BOB, DAI, origin=Origin.COFFEE, met=[BOB]) == 1
    assert [(one.asked_id, one.origin) for one in requests()] == [(BOB, Origin.COFFEE)]
    part(1, DAI)
    with pytest.raises(Refused):
        say("alice", DAI, origin=Origin.COFFEE, met=[DAI])


# ---------------------------------------------------------------- how it goes on
def test_a_known_request_says_how_and_since(app):
    known.say_known(viewer("dai"), [LEA], How.WORKED_TOGETHER, since=date(2016, 5, 1))
    row = requests()[0]
    assert (row.kind, row.how, row.since) == (
        RequestKind.KNOWN, How.WORKED_TOGETHER, date(2016, 5, 1)
    )  # fmt: skip
    assert (row.message, row.state, row.origin) == ("", SENT, Origin.DIRECT)
    assert [one.note for one in db.session.scalars(unscoped("test", AuditEvent))] == [
        "named"
    ]


def tied(one: int, two: int) -> Connection | None:
    low, high = sorted((one, two))
    found = unscoped("test", Connection)
    return db.session.scalar(
        found.where(Connection.a_id == low, Connection.b_id == high)
    )


def test_one_tap_confirms_and_the_tie_knows_where_it_came_from(app):
    row = workshop("alice", "bob")
    say("alice", BOB, origin=Origin.EVENT, event_id=row.id)
    assert tied(1, BOB) is None
    hellos.accept(viewer("bob"), requests()[0].id)
    made = tied(1, BOB)
    assert (made.how, made.origin, made.event_id) == (How.MET, Origin.EVENT, row.id)


def test_naming_whoever_named_me_confirms_it(app):
    say("dai", LEA)
    assert say("lea", DAI) == 1
    assert tied(DAI, LEA) is not None
    assert [one.state for one in requests()] == [RequestState.ACCEPTED]
    assert nameable.choice(viewer("lea")).left == known.A_DAY


def test_an_older_request_ends_so_that_one_alone_waits(app, at):
    at("2017-09-01 12:00")
    say("dai", LEA)
    at("2017-09-22 12:01")
    assert LEA in may_name("dai")
    say("dai", LEA)
    assert [one.state for one in requests()] == [RequestState.LAPSED, SENT]


# ---------------------------------------------------------------- thirty a day
def crowd(number: int) -> list[int]:
    """Return so many more members, all in the Pain cafe."""
    ids = range(100, 100 + number)
    for one in ids:
        db.session.add(Account(id=one, email=f"n{one}@example.org", state=State.ACTIVE))
    db.session.flush()
    for one in ids:
        db.session.add(
            Member(
                id=one, account_id=one, slug=f"n-{one}", name=f"Nia {one}",
                folded=f"nia {one}", listed=True,
            )
        )  # fmt: skip
    db.session.flush()
    for one in ids:
        join(1, one)
    db.session.flush()
    return list(ids)


def test_thirty_a_day_and_no_more(app, at):
    at("2017-09-01 12:00")
    people = crowd(40)
    assert say("dai", *people[:28]) == 28
    assert nameable.choice(viewer("dai")).left == 2
    with pytest.raises(TooMany) as refused:
        say("dai", *people[28:31])
    assert refused.value.values == {"left": 2}
    assert say("dai", *people[28:30]) == 2
    with pytest.raises(TooMany, match="are enough"):
        say("dai", people[30])
    at("2017-09-02 12:01")
    assert say("dai", *people[30:40]) == 10


def test_taking_back_gives_no_new_day(app):
    people = crowd(30)
    say("dai", *people)
    known.take_back(viewer("dai"), [one.id for one in requests()])
    assert nameable.choice(viewer("dai")).left == 0


# ---------------------------------------------------------------- letters
def told() -> list[Told]:
    return notices(kind="known")


def test_one_letter_a_day_for_all_who_named_me_and_no_names(app, at):
    at("2017-09-01 12:00")
    workshop("alice", "bob", "dai", "mo")
    for who in ("alice", "dai", "mo"):
        say(who, BOB)
    assert [(one.to, one.facts, one.key, one.person) for one in told()] == [
        ("bob@example.org", {}, "known:2017-09-01", None)
    ]
    assert [one.to for one in letters("known")] == ["bob@example.org"]
    at("2017-09-02 12:00")
    say("mo", DAI)
    assert [one.to for one in told()] == ["bob@example.org", "dai@example.org"]


def test_no_letter_to_one_who_muted_me_or_is_away(app):
    mute(LEA, DAI)
    say("dai", LEA)
    assert told() == []
    assert letters("known") == []


def test_the_letter_waits_till_nothing_can_be_taken_back(app, at):
    at("2017-09-01 12:00")
    say("dai", LEA)
    (letter,), (notice,) = letters("known"), told()
    assert letter.due_at == notice.at == clock.now() + known.UNDO


def test_whoever_is_named_by_nobody_any_more_gets_no_letter(app, at):
    at("2017-09-01 23:40")
    workshop("alice", "bob", "dai", "mo")
    say("dai", BOB, LEA)
    say("mo", BOB)
    made = [one.id for one in requests() if one.asker_id == DAI]
    at("2017-09-02 00:20")
    known.take_back(viewer("dai"), made)
    assert [one.to for one in told()] == ["bob@example.org"], "Mo still names him"
    last = [one.id for one in requests() if one.asker_id == 8]
    known.take_back(viewer("mo"), last)
    assert told() == []
    assert letters("known") == []
    say("alice", BOB)
    assert [one.key for one in told()] == ["known:2017-09-02"]


def test_one_whom_they_muted_keeps_no_letter(app):
    workshop("bob", "dai", "mo")
    mute(BOB, 8)
    say("mo", BOB)
    say("dai", BOB)
    made = [one.id for one in requests() if one.asker_id == DAI]
    known.take_back(viewer("dai"), made)
    assert told() == []
    assert letters("known") == []


def test_what_was_told_stays(app, at):
    at("2017-09-01 12:00")
    workshop("bob", "dai", "mo")
    say("mo", BOB)
    at("2017-09-01 13:30")
    hellos.withdraw(viewer("mo"), requests()[0].id)
    say("dai", BOB)
    made = [one.id for one in requests() if one.asker_id == DAI]
    at("2017-09-01 13:40")
    assert known.take_back(viewer("dai"), made) == 1
    assert len(told()) == len(letters("known")) == 1


# ---------------------------------------------------------------- undo
def test_undo_takes_back_all_that_was_just_named(app):
    workshop("dai", "bob", "mo")
    say("dai", LEA, BOB, 8)
    made = [one.id for one in requests()]
    requests()[0].state = NOT_NOW  # quietly, which the asker cannot know
    db.session.flush()
    assert known.just_named(viewer("dai"), made) == tuple(made)
    assert known.take_back(viewer("lea"), made) == 0, "only one's own"
    assert known.take_back(viewer("dai"), made) == 3
    assert {one.state for one in requests()} == {RequestState.WITHDRAWN}
    assert {LEA, BOB, 8} <= may_name("dai").keys()
    say("dai", LEA)
    known.take_back(viewer("dai"), [one.id for one in requests()])
    assert LEA not in may_name("dai"), "twice is enough for three weeks"


def test_undo_leaves_a_yes_and_ends_after_an_hour(app, at):
    at("2017-09-01 12:00")
    workshop("dai", "bob")
    say("dai", LEA, BOB)
    one, two = requests()
    hellos.accept(viewer(CAST_BY_ID[one.asked_id]), one.id)
    assert known.take_back(viewer("dai"), [one.id, two.id]) == 1
    assert tied(DAI, one.asked_id) is not None
    say("dai", two.asked_id)
    last = requests()[-1].id
    at("2017-09-01 13:01")
    assert known.just_named(viewer("dai"), [last]) == ()


CAST_BY_ID = {person.id: name for name, person in CAST.items()}


# ---------------------------------------------------------------- what others see
def test_nobody_but_the_two_learns_of_it_before_a_yes(visitor):
    paths = (
        "/members/dai-4", "/members/lea-5", "/my-network/", "/connections/know",
        "/connections/requests/", "/projects/project-1", "/members/",
    )  # fmt: skip
    readers = {who: visitor(who) for who in ("alice", "bob", "olu", "mo")}
    before = {
        (who, path): words(reader, path)
        for who, reader in readers.items()
        for path in paths
    }
    say("dai", LEA)
    db.session.commit()
    for (who, path), said in before.items():
        assert words(readers[who], path) == said, (who, path)
    for who in readers:
        with pytest.raises(NotFound):
            hellos.accept(viewer(who), requests()[0].id)


def words(reader, path):
    from tests.privacy.reading import MOMENT

    body = reader.get(path).get_data()
    for pattern, instead in MOMENT:
        body = pattern.sub(instead, body)
    return body


def test_declined_and_ignored_look_alike(visitor, at):
    at("2017-09-01 12:00")
    dai = visitor("dai")
    say("dai", LEA)
    db.session.commit()
    row = requests()[0]
    address = f"/connections/know?named={row.id}"
    before = words(dai, address)
    hellos.not_now(viewer("lea"), row.id)
    db.session.commit()
    assert words(dai, address) == before
    assert clock.today() == date(2017, 9, 1)


def test_a_request_that_is_over_holds_nobody_up(app, at):
    at("2017-09-01 12:00")
    put(DAI, LEA, kind=RequestKind.KNOWN)
    at("2017-09-22 12:01")
    put(DAI, BOB, kind=RequestKind.KNOWN)
    assert say("lea", DAI) == 1
    assert [row.state for row in requests()] == [SENT, SENT, SENT]


def test_what_was_imported_is_not_counted_as_named_today(app):
    for other in (1, BOB, 3):
        put(DAI, other, kind=RequestKind.KNOWN, origin=Origin.IMPORT)
    assert nameable.past_of(viewer("dai")).left == nameable.A_DAY
