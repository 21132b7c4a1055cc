"""What of the past is shown: never more than today, whatever happened in between."""

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from community.connections.models import Connection
from community.core.db import db
from community.core.errors import Forbidden, NotFound
from community.core.visible import tie
from community.members.models import MapConsent
from community.network.models import Fact, MapSnapshot, Reason
from community.network.rows import rows_for
from community.network.snapshots import past, published, taking
from community.network.snapshots.added_up import facts_at
from community.network.snapshots.comparing import compare, usual
from tests.cast import CAST, connect
from tests.network.history import History
from tests.network.map_world import OLU, add, consent

NAMED, UNNAMED, ABSENT = MapConsent.NAMED, MapConsent.UNNAMED, MapConsent.ABSENT


def rows(row):
    return past.on(OLU, row.id)


@pytest.mark.parametrize("seed", range(5))
def test_the_past_is_never_more_than_today(app, seed):
    history = History(seed)
    days = []
    for number in range(4):
        history.day(erasures=number > 1)
        days.append(taking.take(Reason.NIGHTLY))
    history.day()
    today = rows_for(OLU)
    people = {one.id for one in today.named}
    for row in days:
        then, facts = rows(row), facts_at(row.id)
        assert set(then.named) <= set(today.named)
        assert {one.id for one in then.named} <= {
            one.a for one in facts if one.fact == Fact.NAMED
        }
        assert then.unnamed <= today.unnamed | people
        for what in ("ties", "memberships", "belongs", "offers", "seeks"):
            assert set(getattr(then, what)) <= set(getattr(today, what))
        assert then.projects.items() <= today.projects.items()
        assert then.places.keys() <= {one.id for one in then.named}


@pytest.mark.parametrize("before", list(MapConsent))
@pytest.mark.parametrize("after", list(MapConsent))
def test_the_narrower_of_both_consents_counts(app, before, after):
    add(101, before)
    row = taking.take(Reason.NIGHTLY)
    consent(101, after)
    then = rows(row)
    named, unnamed = 101 in {one.id for one in then.named}, 101 in then.unnamed
    assert named == (before is NAMED and after is NAMED)
    assert unnamed == (not named and ABSENT not in (before, after))


def test_a_tie_that_ended_or_was_hidden_is_gone_from_the_past(app):
    add(101)
    connect(4, 101)
    row = taking.take(Reason.NIGHTLY)
    assert (4, 101) in rows(row).ties
    db.session.execute(delete(Connection).where(Connection.b_id == 101))
    assert (4, 101) not in rows(row).ties


def test_whoever_blocked_the_organiser_is_gone_from_the_past(app):
    row = taking.take(Reason.NIGHTLY)
    assert 4 in {one.id for one in rows(row).named}
    for one, other in ((6, 4), (4, 6)):
        ends = {"member_id": one, "other_id": other, "kind": "blocked"}
        db.session.execute(tie.insert().values(**ends, audience="pair"))
    then = rows(row)
    assert 4 not in {one.id for one in then.named} | then.unnamed
    assert not [pair for pair in then.memberships if 4 in pair]


def test_the_past_is_for_organisers(app):
    row = taking.take(Reason.NIGHTLY)
    with pytest.raises(Forbidden):
        past.on(CAST["alice"].viewer, row.id)
    with pytest.raises(NotFound):
        past.on(OLU, row.id + 1)


def test_what_the_map_knows_of_people_is_all_taken_care_of():
    """A new column of the map's rows is about people: `then` has to narrow it."""
    from community.network.rows import MapRows

    assert {one.name for one in fields(MapRows)} == {
        "named", "unnamed", "absent", "kinds", "ties", "projects", "memberships",
        "places", "phases", "organisations", "belongs", "tags", "offers", "seeks",
    }  # fmt: skip


# ------------------------------------------------------------ rows of two days
@pytest.mark.parametrize("seed", range(4))
def test_rows_of_two_days_are_of_people_whom_the_viewer_may_list(app, seed):
    history = History(seed)
    history.day()
    first = taking.take(Reason.NIGHTLY)
    for _ in range(3):
        history.day(erasures=True)
    second = taking.take(Reason.NIGHTLY)
    history.day()
    today = rows_for(OLU)
    slugs = {one.slug: one.id for one in today.named}
    found = compare(OLU, first.id, second.id)
    then = named(second)
    for one in (*found.joined, *found.alone):
        assert slugs[one.slug] in then
    assert {slugs[one.slug] for one in found.joined} == then - named(first)
    ties = {
        tuple(sorted((slugs[pair.a.slug], slugs[pair.b.slug]))) for pair in found.ties
    }
    assert ties == drawn(second) - drawn(first)
    assert set(found.bridges) <= set(found.ties)


def named(row):
    """Who is on the map of a day by name, as one may see it today."""
    return {one.id for one in rows(row).named}


def drawn(row):
    """The ties of a day between people who are there by name."""
    return {pair for pair in rows(row).ties if named(row).issuperset(pair)}


def test_two_days_do_not_tell_who_stood_in_a_crowd_on_the_first(app):
    """Somebody new and somebody who was there without a name look the same."""
    for number, choice in ((101, UNNAMED), (102, ABSENT)):
        add(number, choice)
        connect(4, number)
    first = taking.take(Reason.NIGHTLY)
    consent(101, NAMED)
    consent(102, NAMED)
    second = taking.take(Reason.NIGHTLY)
    found = compare(OLU, first.id, second.id)
    assert {one.slug for one in found.joined} == {"person-101", "person-102"}
    new = {end.slug for pair in found.ties for end in (pair.a, pair.b)}
    assert {"person-101", "person-102"} <= new


def test_the_usual_days_are_the_last_end_of_a_phase_and_the_last(app):
    assert usual(OLU) is None
    first = taking.take(Reason.NIGHTLY).id
    assert usual(OLU) is None
    second = taking.take(Reason.PHASE, phase="research").id
    assert usual(OLU) == (first, second)
    third = taking.take(Reason.NIGHTLY).id
    assert usual(OLU) == (second, third)


# ------------------------------------------------------------ what is told of figures
COUNTS = st.integers(0, 40)
SHARES = st.tuples(COUNTS, COUNTS).map(sorted).map(list)
KEPT = st.fixed_dictionaries(
    {
        code: SHARES
        if code.startswith("across") or code in ("met", "reciprocity")
        else st.none() | st.floats(0, 40)
        if unit in (published.MEAN, published.STEPS)
        else COUNTS
        if unit == published.COUNT or code in published.OF_PEOPLE
        else st.floats(0, 1)
        for code, unit in published.UNITS.items()
    }
)


def told(kept):
    row = MapSnapshot(id=1, figures=json.dumps(kept), reason=Reason.NIGHTLY, phase="")
    return published.frozen(row)


@settings(max_examples=60)
@given(KEPT)
def test_nothing_small_is_told(kept):
    for one in told(kept).figures:
        if one.unit == published.COUNT:
            assert one.few == (0 < round(kept[one.code]) < 8)
            assert one.value is None or (one.value % 5 == 0 and one.value not in (5,))
        if one.unit == published.SHARE and one.value is not None:
            assert one.value % 5 == 0
            value = kept[one.code]
            whole = value[1] if isinstance(value, list) else kept["people"]
            assert whole >= 8
        if one.value is None and one.few:
            assert not one.value


@settings(max_examples=30)
@given(KEPT, st.sampled_from([c for c, u in published.UNITS.items() if u == "count"]))
def test_one_member_more_moves_a_count_at_an_edge_alone(kept, code):
    more = told({**kept, code: kept[code] + 1}).figure(code)
    before = told(kept).figure(code)
    edge = (kept[code] + 3) % 5 == 0 or kept[code] in (0, 7)
    assert (more == before) or edge


def test_steps_are_told_between_kinds_of_eight_alone():
    kinds = [0, 8, 7, 20, 0, 0, 0]
    steps = [[2.04] * 6 for _ in range(6)]
    found = told({"people": 40, "kinds": kinds, "steps": steps}).steps
    assert found[0][0] == found[0][2] == found[2][0] == found[2][2] == 2.0
    assert {found[0][1], found[1][1], found[3][3]} == {None}
