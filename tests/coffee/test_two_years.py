"""Two years of rounds: perfect and free of repeats, or it says why not."""

import random
from itertools import combinations

import pytest

from community.coffee import clockwork, rounds
from community.coffee.models import CoffeeGuest, RoundState
from community.core.db import db
from community.core.visible import unscoped
from community.graph.pairing import Reason, pair
from community.graph.pairing_room import ordered
from tests import sampling
from tests.cast import connect
from tests.coffee.making import (
    OLU,
    a_round,
    crowd,
    left_out,
    part_for_good,
    tables,
)

ROUNDS = 24
MONTHS = [f"{2018 + n // 12}-{n % 12 + 1:02}" for n in range(ROUNDS)]


def some_pairs(draw, people, many):
    return {ordered(*draw.sample(people, 2)) for _one in range(many)}


def share(groups, holds):
    pairs = [two for group in groups for two in combinations(group, 2)]
    return sum(map(holds, pairs)) / max(1, len(pairs))


def by_chance(draw, people):
    order = draw.sample(people, len(people))
    return list(zip(order[::2], order[1::2], strict=False))


@pytest.mark.parametrize("size", [200, 201])
def test_two_hundred_people_meet_somebody_new_in_each_round(size):
    draw, people = random.Random(size), list(range(size))
    kinds = [draw.choices(range(3), (5, 3, 2))[0] for _person in people]
    apart, known = some_pairs(draw, people, 60), some_pairs(draw, people, 800)
    met, across, new, chance = set(), [], [], []
    for number in range(sampling.size(ROUNDS, ROUNDS, 8)):
        found = pair(
            people, apart, met,
            lambda a, b: 4 * ((a, b) in known) + 3 * (kinds[a] == kinds[b]), number,
        )  # fmt: skip
        together = {two for group in found.groups for two in combinations(group, 2)}
        assert not found.left_out
        assert (found.pairs, found.trios) == (size // 2 - size % 2, size % 2)
        assert not together & (met | apart)
        met |= together
        crosses = lambda two: kinds[two[0]] != kinds[two[1]]  # noqa: E731
        across.append(share(found.groups, crosses))
        new.append(share(found.groups, lambda two: two not in known))
        chance.append(share(by_chance(draw, people), crosses))
    print(
        f"\n{size} people, {len(new)} rounds: across kinds "
        f"{sum(across) / len(new):.0%} (by chance {sum(chance) / len(new):.0%}), "
        f"not known before {sum(new) / len(new):.1%}"
    )
    assert sum(across) > 1.3 * sum(chance)
    assert min(new) > 0.99


def test_when_few_take_part_it_says_why_not():
    """Of twelve each has met all eleven others after eleven rounds; then it says so."""
    people, met, said = list(range(12)), set(), []
    for number in range(ROUNDS):
        found = pair(people, [], met, lambda _a, _b: 0, number)
        for one in found.left_out:
            partners = {a + b - one.person for a, b in met if one.person in (a, b)}
            assert one.could_meet == set(people) - {one.person} - partners
            assert one.reason is (Reason.TAKEN if one.could_meet else Reason.MET_ALL)
        said.append(len(found.left_out))
        met |= {two for group in found.groups for two in combinations(group, 2)}
    assert said[0] == 0
    assert said[-1] == 12
    assert len(met) >= 60, "nearly all of the 66 pairs have met by then"
    print(f"\n12 people, left out in each of {ROUNDS} rounds: {said}")


def test_two_years_in_the_database(app):
    """31 to 34 people, three kinds, blocks on the way, through the clock's own path."""
    draw = random.Random(5)
    people = crowd(34, kinds=("carer", "clinician", "patient"))
    for two in some_pairs(draw, people, 12):
        connect(*two)
    apart = set()
    for month in MONTHS:
        apart_now = ordered(*draw.sample(people, 2))
        if apart_now not in apart:
            part_for_good(*apart_now)
            apart.add(apart_now)
        here = draw.sample(people, draw.randint(31, 34))
        row = a_round(*here, month=month)
        found = rounds.pair_round(OLU, row)
        seated = [one for table in tables(row.id) for one in table]
        assert sorted(seated + left_out(row.id)) == sorted(here)
        assert (
            not {two for table in tables(row.id) for two in combinations(table, 2)}
            & apart
        )
        for one in found.left_out:
            assert one.reason in (Reason.MET_ALL, Reason.TAKEN)
        rounds.close_round(OLU, row)
        assert row.state is RoundState.CLOSED
    together = unscoped("test", CoffeeGuest)
    met = {}
    for guest in db.session.scalars(together):
        met.setdefault((guest.round_id, guest.table_number), []).append(guest.member_id)
    pairs = [two for table in met.values() for two in combinations(sorted(table), 2)]
    assert len(pairs) == len(set(pairs)), "nobody met the same person twice"
    assert clockwork.move() == 0
