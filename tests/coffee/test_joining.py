"""Taking part: in one round, every month, not any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.coffee import joining, rounds
from community.coffee.models import CoffeeRound, CoffeeSeat, RoundState
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.members.models import Member
from tests.cast import CAST
from tests.coffee.making import BEGIN, OLU, a_round, change, seats, stand, told

ALICE, BOB = (CAST[name].viewer for name in ("alice", "bob"))


def every_month():
    found = unscoped("test", CoffeeSeat.member_id).where(CoffeeSeat.every_month)
    return sorted(set(db.session.scalars(found)))


@pytest.fixture(autouse=True)
def first_of_september(app):
    stand(BEGIN)


def open_next(month="2017-10", day=30):
    stand(BEGIN + timedelta(days=day))
    opens = BEGIN + timedelta(days=day + 7)
    return rounds.open_round(OLU, month, opens, opens + timedelta(days=21))


def test_one_joins_twice_and_is_there_once(app):
    row = a_round()
    joining.join(ALICE)
    joining.join(ALICE)
    assert seats(row.id) == [1]


def test_one_leaves_while_the_round_is_open(app):
    row = a_round()
    joining.join(ALICE, every_month=True)
    joining.leave(ALICE)
    assert seats(row.id) == []
    assert every_month() == []


def test_without_a_round_there_is_nothing_to_join(app):
    a_round(state=RoundState.PAIRED)
    with pytest.raises(Refused, match="No round is open"):
        joining.join(ALICE)


def test_leaving_after_the_pairing_changes_no_table(app):
    row = a_round(1, 2)
    rounds.pair_now(OLU, row.id)
    joining.leave(ALICE)
    assert seats(row.id) == [1, 2]


def test_a_visitor_takes_no_part(app):
    for act in (joining.join, joining.leave):
        with pytest.raises(Forbidden):
            act(VISITOR)


@pytest.mark.parametrize("audience", [Audience.ME, Audience.CONNECTIONS])
def test_whoever_hides_their_name_is_told_how_to_show_it(app, audience):
    a_round()
    change(Member, 1, audience=audience)
    with pytest.raises(Refused, match="Show it to all members"):
        joining.join(ALICE)


def test_that_somebody_takes_part_is_not_in_the_audit_trail(app):
    a_round()
    joining.join(ALICE, every_month=True)
    joining.leave(ALICE)
    assert not db.session.scalars(select(AuditEvent)).all()


# ---------------------------------------------------------------- every month
def test_every_month_is_joined_when_the_next_round_opens_and_told_once(app):
    row = a_round()
    joining.join(ALICE, every_month=True)
    joining.join(BOB)
    rounds.close(OLU, row.id)
    following = open_next()
    assert seats(following) == [1]
    assert told("coffee-every-month") == ["alice@example.org"]


def test_it_goes_on_from_round_to_round(app):
    rounds.close(OLU, a_round().id)
    first = open_next("2017-10", 30)
    joining.join(ALICE, every_month=True)
    rounds.close(OLU, first)
    second = open_next("2017-11", 61)
    rounds.close(OLU, second)
    assert seats(open_next("2017-12", 91)) == [1]
    assert len(told("coffee-every-month")) == 2


@pytest.mark.parametrize(
    "stop",
    [lambda: joining.set_every_month(ALICE, False), lambda: joining.leave(ALICE)],
)
def test_it_ends_when_one_says_so(app, stop):
    row = a_round()
    joining.join(ALICE, every_month=True)
    stop()
    rounds.close(OLU, row.id)
    assert seats(open_next()) == []


def test_it_can_be_chosen_afterwards_from_the_round_one_is_in(app):
    with pytest.raises(Refused, match="Join a round first"):
        joining.set_every_month(ALICE, True)
    a_round()
    joining.join(ALICE)
    joining.set_every_month(ALICE, True)
    assert every_month() == [1]


def test_whoever_rests_or_hides_is_not_joined_and_is_when_they_are_back(app):
    row = a_round()
    joining.join(ALICE, every_month=True)
    rounds.close(OLU, row.id)
    change(Member, 1, listed=False)
    following = open_next()
    assert seats(following) == []
    assert told("coffee-every-month") == []
    rounds.close(OLU, following)
    change(Member, 1, listed=True)
    assert seats(open_next("2017-11", 61)) == [1]


def test_rounds_stay_one_a_month(app):
    assert db.session.scalars(select(CoffeeRound.id)).all() == []
    rounds.close(OLU, a_round(month="2017-10").id)
    with pytest.raises(Refused, match="for this month already"):
        open_next("2017-10", 20)
