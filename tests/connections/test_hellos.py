"""Hellos: who may send, answer and take back, and what each side may know."""

from datetime import date

import pytest
from sqlalchemy import update

from community.connections import hellos as commands
from community.connections import queries
from community.connections.models import Connection, ConnectionRequest, TieAudience
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused, TooMany
from community.core.states import RequestState
from community.core.visible import find, tie, unscoped, visible
from community.members.models import Member
from community.vocabulary.commands import set_setting
from tests.cast import CAST, connect
from tests.letters import letters, notices
from tests.matching.ways import part

SENT, ACCEPTED, NOT_NOW, WITHDRAWN, LAPSED = RequestState


def viewer(who: str):
    return CAST[who].viewer


def hello(asker: str, asked: str, words: str = "Hello from me") -> ConnectionRequest:
    other: Member = find(viewer(asker), Member, Member.id == CAST[asked].id)
    return commands.say_hello(viewer(asker), other, words)


def state_of(row: ConnectionRequest) -> RequestState:
    found = unscoped("test", ConnectionRequest.state)
    return db.session.scalars(found.where(ConnectionRequest.id == row.id)).one()


def sent(who: str) -> list[RequestState]:
    return [card.state for card in queries.hellos(viewer(who)).sent]


ACTS = {
    "yes": lambda who, row: commands.accept(viewer(who), row.id),
    "not now": lambda who, row: commands.not_now(viewer(who), row.id),
    "take back": lambda who, row: commands.withdraw(viewer(who), row.id),
}


@pytest.mark.parametrize(
    ("act", "who", "before", "after"),
    [
        ("yes", "bob", SENT, ACCEPTED),
        ("not now", "bob", SENT, NOT_NOW),
        ("take back", "alice", SENT, WITHDRAWN),
        ("take back", "alice", NOT_NOW, WITHDRAWN),
        ("yes", "alice", SENT, NotFound),
        ("not now", "alice", SENT, NotFound),
        ("take back", "bob", SENT, NotFound),
        ("yes", "dai", SENT, NotFound),
        ("not now", "olu", SENT, NotFound),
        ("take back", "dai", SENT, NotFound),
        ("yes", "pat", SENT, NotFound),
        *[("yes", "bob", state, Refused) for state in (ACCEPTED, NOT_NOW, WITHDRAWN)],
        *[
            ("not now", "bob", state, Refused)
            for state in (ACCEPTED, NOT_NOW, WITHDRAWN)
        ],
        *[("take back", "alice", state, Refused) for state in (ACCEPTED, WITHDRAWN)],
    ],
)
def test_who_may_do_what_in_which_state(app, act, who, before, after):
    row = hello("alice", "bob")
    row.state = before
    db.session.flush()
    if isinstance(after, RequestState):
        ACTS[act](who, row)
        assert state_of(row) is after
    else:
        with pytest.raises(after):
            ACTS[act](who, row)
        assert state_of(row) is before


@pytest.mark.parametrize("mine", TieAudience)
def test_a_yes_makes_the_tie_with_the_chosen_audience(app, mine):
    for asker, asked in (("alice", "bob"), ("dai", "alice")):
        row = hello(asker, asked)
        commands.accept(viewer(asked), row.id, mine)
        low, high = sorted((CAST[asker].id, CAST[asked].id))
        made = db.session.scalars(
            visible(viewer(asked), Connection).where(
                Connection.a_id == low, Connection.b_id == high
            )
        ).one()
        ends = {low: made.a_audience, high: made.b_audience}
        assert ends == {CAST[asked].id: mine, CAST[asker].id: TieAudience.NEAR}
        rows = unscoped("test", tie.c.kind, tie.c.audience).where(
            tie.c.member_id.in_([low, high]), tie.c.other_id.in_([low, high])
        )
        narrow = mine if mine is TieAudience.PAIR else TieAudience.NEAR
        assert db.session.execute(rows).all() == [("connected", narrow.value)] * 2


def test_two_who_say_hello_at_once_make_one_tie(app):
    one = hello("alice", "bob")
    two = ConnectionRequest(asker_id=2, asked_id=1, message="Me too")
    db.session.add(two)
    db.session.flush()
    commands.accept(viewer("bob"), one.id)
    assert state_of(two) is ACCEPTED
    with pytest.raises(Refused):
        commands.accept(viewer("alice"), two.id)


def test_a_second_yes_finds_the_tie_made(app):
    row = hello("alice", "bob")
    connect(1, 2)
    db.session.flush()
    commands.accept(viewer("bob"), row.id)
    db.session.commit()
    assert state_of(row) is ACCEPTED


# ---------------------------------------------------------------- who may be greeted
def test_not_oneself(app):
    with pytest.raises(Forbidden):
        hello("alice", "alice")


@pytest.mark.parametrize("field", ["joined", "taking_requests"])
def test_not_who_takes_no_hellos(app, field):
    db.session.execute(update(Member).where(Member.id == 2).values(**{field: False}))
    with pytest.raises(Refused, match="no hellos"):
        hello("alice", "bob")


def test_not_whom_one_cannot_see(app):
    with pytest.raises(NotFound):
        hello("bob", "carol")
    part(1, 2)
    with pytest.raises(NotFound):
        hello("alice", "bob")


def test_not_to_people_who_do_not_see_the_asker(app):
    with pytest.raises(Refused, match="cannot see your name"):
        hello("carol", "bob")
    db.session.execute(
        update(Member).where(Member.id == 3).values(audience=Audience.MEMBERS)
    )
    assert hello("carol", "bob").state is SENT


def test_not_whom_one_knows(app):
    with pytest.raises(Refused, match="know each other"):
        hello("alice", "lea")


def test_who_was_greeted_answers_instead(app):
    hello("alice", "bob")
    with pytest.raises(Refused, match="Answer them under Requests"):
        hello("bob", "alice")


@pytest.mark.parametrize(
    ("words", "fine"),
    [("", False), ("  \n ", False), ("x" * 280, True), ("x" * 281, False)],
)
def test_one_sentence_of_280_letters(app, words, fine):
    if fine:
        assert hello("alice", "bob", words).message == words
    else:
        with pytest.raises(Refused):
            hello("alice", "bob", words)


# ---------------------------------------------------------------- how often
def greet_many(at, days_after_start: int, most: int) -> None:
    at(f"2030-01-{1 + days_after_start:02} 12:00")
    for number in range(most):
        db.session.add(
            ConnectionRequest(asker_id=1, asked_id=4, message=f"Hello {number}")
        )
    db.session.execute(update(ConnectionRequest).values(state=ACCEPTED))
    db.session.flush()


def test_three_a_day_in_the_first_week_then_ten(app, at):
    from community.accounts.models import Account
    from community.core import clock

    at("2030-01-01 12:00")
    db.session.execute(
        update(Account).where(Account.id == 1).values(created_at=clock.now())
    )
    for day, most, who in ((2, 3, "bob"), (9, 10, "mo")):
        greet_many(at, day, most)
        with pytest.raises(TooMany):
            hello("alice", who)
        at(f"2030-01-{2 + day:02} 12:01")
        assert hello("alice", who).state is SENT


# ---------------------------------------------------------------- enough for now
def greeted(who: str, number: int) -> None:
    """Let somebody have got so many hellos, all of which were answered."""
    db.session.add_all(
        ConnectionRequest(
            asker_id=8, asked_id=CAST[who].id, message="Hello", state=NOT_NOW
        )
        for _each in range(number)
    )
    db.session.commit()


ENOUGH = "They take no hellos at the moment"


@pytest.mark.parametrize(
    ("chosen", "got", "fine"),
    [
        (None, 4, True),
        (None, 5, False),
        ("2", 1, True),
        ("2", 2, False),
        ("0", 60, True),
    ],
)
def test_somebody_gets_so_many_hellos_in_two_weeks(app, at, chosen, got, fine):
    at("2017-09-01 12:00")
    if chosen is not None:
        set_setting("suggest_capacity", chosen)
    greeted("bob", got)
    at("2017-09-15 11:59")
    if fine:
        assert hello("alice", "bob").state is SENT
    else:
        with pytest.raises(Refused, match=ENOUGH):
            hello("alice", "bob")
    at("2017-09-15 12:00")
    assert hello("dai", "bob").state is SENT


def test_enough_hellos_reads_like_taking_none(app):
    greeted("bob", 5)
    refusals = []
    for who, other in (("alice", "bob"), ("alice", "dai")):
        db.session.execute(
            update(Member).where(Member.id == 4).values(taking_requests=False)
        )
        with pytest.raises(Refused) as refused:
            hello(who, other)
        refusals.append((refused.value.message, refused.value.values))
    assert refusals[0] == refusals[1] == (ENOUGH, {})


def test_neither_page_shows_before_sending_that_somebody_has_enough(visitor):
    reader = visitor("alice")
    paths = ("/members/bob-2", "/connections/hello/bob-2", "/suggestions/")
    before = [words_of(reader.see(path)) for path in paths]
    greeted("bob", 5)
    assert [words_of(reader.see(path)) for path in paths] == before
    page = reader.post("/connections/hello/bob-2", {"message": "Hello Bob"})
    assert page.status == 422
    assert ENOUGH in page.main


def words_of(page) -> tuple[str, list[str]]:
    return page.main, page.links()


# ---------------------------------------------------------------- what the asker knows
QUIET_ENDS = {
    "ignored": lambda row: None,
    "declined": lambda row: commands.not_now(viewer("bob"), row.id),
    "blocked": lambda row: block_by("bob"),
}


def block_by(who: str) -> None:
    from community.safeguarding.commands import block

    other: Member = find(viewer(who), Member, Member.id == 1)
    block(viewer(who), other)


@pytest.mark.parametrize("end", QUIET_ENDS.values(), ids=QUIET_ENDS.keys())
def test_declined_ignored_and_blocked_look_the_same_until_day_21(app, at, end):
    at("2017-09-01 12:00")
    row = hello("alice", "bob")
    at("2017-09-04 12:00")
    end(row)
    db.session.flush()
    at("2017-09-22 11:59")
    assert sent("alice") == [SENT]
    assert queries.hellos(viewer("alice")).sent[0].waits
    at("2017-09-22 12:00")
    assert sent("alice") == [NOT_NOW]


@pytest.mark.parametrize("end", QUIET_ENDS.values(), ids=QUIET_ENDS.keys())
def test_taking_back_looks_the_same_whatever_happened(app, at, end):
    at("2017-09-01 12:00")
    row = hello("alice", "bob")
    end(row)
    commands.withdraw(viewer("alice"), row.id)
    assert sent("alice") == [WITHDRAWN]


def test_after_day_21_there_is_nothing_to_take_back(app, at):
    at("2017-09-01 12:00")
    row = hello("alice", "bob")
    at("2017-09-22 12:00")
    with pytest.raises(Refused):
        commands.withdraw(viewer("alice"), row.id)


@pytest.mark.parametrize("state", [SENT, NOT_NOW, WITHDRAWN])
def test_again_after_21_days_and_not_before(app, at, state):
    at("2017-09-01 12:00")
    first = hello("alice", "bob")
    first.state = state
    at("2017-09-22 11:59")
    with pytest.raises(Refused, match="again from"):
        hello("alice", "bob")
    at("2017-09-22 12:00")
    hello("alice", "bob")
    assert len(queries.hellos(viewer("bob")).to_answer) == 1, "one alone waits"


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2017-09-01 12:00", date(2017, 9, 23)),
        ("2017-09-01 23:00", date(2017, 9, 23)),
        ("2017-09-01 23:01", date(2017, 9, 24)),
        ("2018-01-01 00:00", date(2018, 1, 22)),
        ("2017-10-20 12:00", date(2017, 11, 11)),
    ],
)
def test_the_day_that_is_named_opens_at_its_start(app, at, asked, day):
    at(asked)
    hello("alice", "bob")
    with pytest.raises(Refused, match="again from") as refused:
        hello("alice", "bob")
    assert refused.value.values["day"] == day
    assert queries.hellos(viewer("alice")).sent[0].again_on == day
    at(f"{clock.british(day, 0):%Y-%m-%d %H:%M}")
    hello("alice", "bob")


def test_blocked_people_vanish_from_both_lists(app):
    row = hello("alice", "bob")
    hello("dai", "bob")
    block_by("bob")
    cards = queries.hellos(viewer("bob")).to_answer
    assert [card.person.name for card in cards] == ["Dai Prosser"]
    assert queries.waiting(viewer("bob")) == 1
    with pytest.raises(NotFound):
        commands.accept(viewer("bob"), row.id)
    assert queries.hellos(viewer("alice")).sent[0].person is None


def test_the_inbox_shows_each_side_its_own(app):
    hello("alice", "bob", "I liked your line")
    assert queries.hellos(viewer("bob")).to_answer[0].message == "I liked your line"
    assert queries.hellos(viewer("alice")).to_answer == ()
    assert sent("bob") == []
    for who in ("dai", "olu", "mo", "ada"):
        found = queries.hellos(viewer(who))
        assert (found.to_answer, found.sent) == ((), ())


# ---------------------------------------------------------------- letters
def test_letters_say_that_something_waits_and_nothing_of_it(app):
    row = hello("alice", "bob", "I have diabetes too")
    commands.accept(viewer("bob"), row.id)
    assert [(one.kind, one.to) for one in letters()] == [
        ("hello", "bob@example.org"), ("hello-answer", "alice@example.org")
    ]  # fmt: skip
    assert all(list(one.facts) == ["notice"] for one in letters())
    assert all(one.facts == {} for one in notices())
    assert [(one.person, one.link) for one in notices()] == [
        (1, "/connections/requests/"), (2, "/connections/requests/")
    ]  # fmt: skip


def test_a_not_now_writes_to_nobody(app):
    row = hello("alice", "bob")
    commands.not_now(viewer("bob"), row.id)
    commands.withdraw(viewer("alice"), row.id)
    assert [one.kind for one in letters()] == ["hello"]
    assert [one.kind for one in notices()] == ["hello"]
