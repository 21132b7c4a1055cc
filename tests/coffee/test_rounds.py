"""A round: opened, paired, closed, by organisers or by the clock, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.accounts.models import Account, State
from community.coffee import clockwork, meeting, rounds
from community.coffee.models import CoffeeRound, RoundState
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import tie
from community.members.models import Member
from tests.cast import CAST, connect
from tests.coffee.making import (
    BEGIN,
    OLU,
    a_round,
    change,
    crowd,
    left_out,
    part_for_good,
    stand,
    tables,
    told,
    viewer,
)

ALICE = CAST["alice"].viewer


def later(days):
    return BEGIN + timedelta(days=days)


@pytest.fixture(autouse=True)
def first_of_september(app):
    stand(BEGIN)


def notes():
    found = select(AuditEvent.note).where(AuditEvent.act == Act.COFFEE)
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


# ---------------------------------------------------------------- opening
@pytest.mark.parametrize(
    ("month", "pairs", "closes", "why"),
    [
        ("2017-08", 7, 28, "from the list"),
        ("2018-06", 7, 28, "from the list"),
        ("2017-09", 0, 28, "from tomorrow on"),
        ("2017-09", 100, 128, "three months"),
        ("2017-09", 7, 20, "two weeks"),
        ("2017-09", 7, 200, "three months"),
    ],
)
def test_days_that_do_not_suit_are_refused(app, month, pairs, closes, why):
    with pytest.raises(Refused, match=why):
        rounds.open_round(OLU, month, later(pairs), later(closes))


def test_one_round_is_open_at_a_time(app):
    rounds.open_round(OLU, "2017-09", later(7), later(28))
    with pytest.raises(Refused, match="A round is open"):
        rounds.open_round(OLU, "2017-10", later(37), later(58))


def test_members_do_not_run_rounds(app):
    row = a_round(1, 2)
    for act in (
        lambda: rounds.open_round(ALICE, "2017-09", later(7), later(28)),
        lambda: rounds.pair_now(ALICE, row.id),
        lambda: rounds.close(ALICE, row.id),
    ):
        with pytest.raises(Forbidden):
            act()


def test_each_step_is_in_the_audit_trail(app):
    number = rounds.open_round(OLU, "2017-09", later(7), later(28))
    rounds.close(OLU, number)
    paired = a_round(1, 2, month="2017-10")
    rounds.pair_now(OLU, paired.id)
    rounds.close(OLU, paired.id)
    assert notes() == ["opened", "closed", "paired", "closed"]


# ---------------------------------------------------------------- pairing
def test_everybody_has_somebody_and_is_told_once(app):
    row = a_round(1, 2, 4, 5)
    found = rounds.pair_now(OLU, row.id)
    assert found.groups == tuple(tables(row.id))
    assert sorted(one for table in tables(row.id) for one in table) == [1, 2, 4, 5]
    assert (1, 5) not in tables(row.id), "they know each other"
    assert len(told("coffee-paired")) == 4
    assert row.outcome == {"joined": 4, "pairs": 2, "trios": 0, "new": 2, "across": 2}


def test_a_project_team_counts_as_people_who_know_each_other(app):
    row = a_round(2, 4, 5, 6)
    rounds.pair_now(OLU, row.id)
    assert (4, 5) not in tables(row.id), "both are in the Pain cafe"


def test_an_odd_number_makes_a_three(app):
    row = a_round(1, 2, 4, 5, 6)
    rounds.pair_now(OLU, row.id)
    assert sorted(map(len, tables(row.id))) == [2, 3]


@pytest.mark.parametrize("kind", ["blocked", "muted"])
def test_blocks_and_mutes_are_honoured_either_way(app, kind):
    row = a_round(1, 2)
    db.session.execute(tie.insert().values(member_id=2, other_id=1, kind=kind))
    rounds.pair_now(OLU, row.id)
    assert tables(row.id) == []
    assert left_out(row.id) == [1, 2]
    assert told("coffee-left-out") == ["alice@example.org", "bob@example.org"]
    assert row.outcome["met all"] == 2


def test_nobody_meets_the_same_person_twice_even_if_they_never_met(app):
    rounds.pair_now(OLU, a_round(1, 2).id)
    again = a_round(1, 2, month="2017-10")
    rounds.pair_now(OLU, again.id)
    assert tables(again.id) == []
    third = a_round(1, 2, 4, month="2017-11")
    rounds.pair_now(OLU, third.id)
    assert len(tables(third.id)) == 1
    assert len(left_out(third.id)) == 1


def test_whoever_was_left_out_comes_first(app):
    """1 may meet all others; these may not meet each other."""
    people = crowd(6)
    hub, others = people[0], people[1:]
    for place, one in enumerate(others):
        for two in others[:place]:
            part_for_good(one, two)
    waited = set()
    for month in ("2017-09", "2017-10", "2017-11", "2017-12"):
        row = a_round(*people, month=month)
        rounds.pair_now(OLU, row.id)
        ((first, partner),) = tables(row.id)
        assert first == hub
        assert not waited or partner in waited
        waited = set(left_out(row.id))


@pytest.mark.parametrize(
    "vanish",
    [
        lambda: change(Account, 2, state=State.RESTING),
        lambda: change(Member, 2, listed=False),
        lambda: change(Member, 2, audience=Audience.ME),
    ],
    ids=["rests", "is gone", "hides"],
)
def test_whoever_cannot_be_met_keeps_the_seat_but_gets_no_table(app, vanish):
    row = a_round(1, 2, 4)
    vanish()
    rounds.pair_now(OLU, row.id)
    assert tables(row.id) == [(1, 4)]
    assert left_out(row.id) == []
    assert "bob@example.org" not in told()


@pytest.mark.parametrize("people", [(), (1,)])
def test_fewer_than_two_cannot_be_paired_and_it_says_so(app, people):
    row = a_round(*people)
    with pytest.raises(Refused, match="Fewer than two"):
        rounds.pair_now(OLU, row.id)
    assert row.state is RoundState.OPEN


def test_it_is_paired_once(app):
    row = a_round(1, 2)
    rounds.pair_now(OLU, row.id)
    with pytest.raises(Refused, match="a moment ago"):
        rounds.pair_now(OLU, row.id)
    assert len(told("coffee-paired")) == 2


def test_a_round_that_is_not_there(app):
    with pytest.raises(NotFound):
        rounds.pair_now(OLU, 99)


# ---------------------------------------------------------------- the end
def test_an_open_round_is_called_off_kindly(app):
    row = a_round(1, 2)
    rounds.close(OLU, row.id)
    assert left_out(row.id) == [1, 2]
    assert len(told("coffee-left-out")) == 2
    with pytest.raises(Refused, match="a moment ago"):
        rounds.close(OLU, row.id)


def test_closing_counts_who_met(app):
    row = a_round(*crowd(4))
    rounds.pair_now(OLU, row.id)
    meeting.say_met(viewer(100), row.id, True)
    rounds.close(OLU, row.id)
    assert row.outcome["met"] == 2
    with pytest.raises(Refused, match="over"):
        meeting.say_met(viewer(101), row.id, True)


# ---------------------------------------------------------------- the clock
def test_the_clock_pairs_asks_and_closes_each_once(app):
    row = a_round(1, 2, 4, 5)
    for day, state, so_far in (
        (6, RoundState.OPEN, 0),
        (7, RoundState.PAIRED, 4),
        (8, RoundState.PAIRED, 4),
        (14, RoundState.PAIRED, 8),
        (28, RoundState.PAIRED, 8),
        (29, RoundState.CLOSED, 8),
        (90, RoundState.CLOSED, 8),
    ):
        stand(later(day))
        clockwork.move()
        assert clockwork.move() == 0, "run twice, it finds nothing to do"
        assert row.state is state
        assert len(told()) == so_far
    assert len(told("coffee-met")) == 4
    assert notes() == ["paired", "closed"]


def test_only_those_who_have_not_said_are_asked(app):
    row = a_round(1, 2)
    stand(later(7))
    clockwork.move()
    meeting.say_met(ALICE, row.id, False)
    stand(later(15))
    clockwork.move()
    assert told("coffee-met") == ["bob@example.org"]


@pytest.mark.parametrize("how", ["blocked", "rests"])
def test_nobody_is_asked_about_somebody_who_vanished(app, how):
    a_round(1, 2)
    stand(later(7))
    clockwork.move()
    if how == "blocked":
        part_for_good(1, 2)
    else:
        change(Account, 2, state=State.RESTING)
    stand(later(15))
    assert clockwork.move() == 0
    assert told("coffee-met") == []


def test_a_clock_that_was_late_leaves_time_to_meet(app):
    row = a_round(1, 2)
    stand(later(60))
    assert clockwork.move() == 1
    assert row.state is RoundState.PAIRED
    assert row.closes_on == later(74)
    assert len(told()) == 2, "told once, though a week was missed"


@pytest.mark.parametrize("people", [(), (1,)])
def test_the_clock_closes_a_round_that_cannot_be_paired(app, people):
    row = a_round(*people)
    stand(later(7))
    assert clockwork.move() == 1
    assert clockwork.move() == 0
    assert row.state is RoundState.CLOSED
    assert len(told("coffee-left-out")) == len(people)


def test_an_organiser_and_the_clock_in_the_same_moment(app):
    """Both read the round while it was open; one of them pairs it."""
    row = a_round(1, 2)
    stand(later(7))
    stale = db.session.get_one(CoffeeRound, row.id)
    rounds.pair_now(OLU, row.id)
    assert rounds.pair_round(OLU, stale) is None
    assert len(tables(row.id)) == 1


def test_a_connection_is_preferred_less_than_a_stranger(app):
    people = crowd(4)
    connect(people[0], people[1])
    connect(people[2], people[3])
    for month in ("2017-09", "2017-10"):
        row = a_round(*people, month=month)
        rounds.pair_now(OLU, row.id)
        assert not {(100, 101), (102, 103)} & set(tables(row.id))
