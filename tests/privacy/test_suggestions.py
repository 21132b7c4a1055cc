"""Nobody's suggestions tell what somebody else keeps to few.

A world and its twin differ in rows below `members`. Whoever these do not concern gets
the very same: people, projects and helpers, in their order, with slots, reasons,
threads and cards, and how they are linked. So does the graph itself, to the byte, and
whatever would be learnt from it.

Excepted (settled for the whole site) are counts that are made anew each day: how often
each was shown from 28 days ago until yesterday, who got as many hellos as are enough
from 14 days ago until yesterday, and who had enough to answer when the day began. The
last tests hold them to that, and so does `tests/network/test_gaps.py`.

A usual run makes a few worlds, with ASSURE in the environment hundreds.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, insert, update

from community.connections.models import ConnectionRequest, Subject
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.matching import learning, snapshot
from community.matching.answers import ForYou, for_you, people_who_could_help
from community.matching.linked import linked_with
from community.matching.models import Happened, Learned, SuggestionEvent
from community.matching.numbers import my_numbers
from community.matching.quality_history import history
from community.members.models import MemberTag, Relation
from tests import sampling
from tests.privacy import crowd, others
from tests.privacy.crowd import PEOPLE, viewer_of

WHOLE = bool(os.environ.get("ASSURE"))
WORLDS = sampling.size(int(os.environ.get("ASSURE_WORLDS", 300)), 3, 2)
LOOKING = sampling.size(6, 6, 3)
"""So many people look in each world and its twin, and three leads."""

COUNTED = {"members shown", "projects shown", "members full"}
"""What the daily counts become in the graph's arrays."""


@pytest.fixture
def world(app, at):
    """Make a crowd, always the same for a seed; return its chance."""

    def make(seed: int) -> random.Random:
        at(crowd.NOW)
        rng = random.Random(seed)
        crowd.fill(rng)
        return rng

    return make


def arrays() -> dict[str, tuple[str, bytes]]:
    """Return the graph of now as bytes."""
    db.session.rollback()
    found = snapshot.build().arrays
    return {name: (str(one.dtype), one.tobytes()) for name, one in found.items()}


def lessons() -> list[tuple[str, bytes]]:
    """Return the dated rows that are replayed and learnt from, as bytes."""
    graph = snapshot.build()
    past, learnt = history(graph), learning.rows_of(graph)
    fields = {**vars(past.rows), **vars(past)}
    fields |= {f"learnt {name}": one for name, one in vars(learnt).items()}
    return [
        (name, one.tobytes() if isinstance(one, np.ndarray) else str(one).encode())
        for name, one in sorted(fields.items())
        if name != "rows"
    ]


def look(people: list[int]) -> dict[object, object]:
    """Return all that some people get to see of suggestions."""
    found: dict[object, object] = {}
    led = dict(crowd.leads())
    for person in people:
        viewer = viewer_of(person)
        found[person] = for_you(viewer)
        found[person, "numbers"] = my_numbers(viewer)
        if person in led:
            found[person, "helpers"] = people_who_could_help(viewer, led[person])
        for other in (*PEOPLE[:3], *PEOPLE[-2:]):
            found[person, other] = linked_with(viewer, other)
    return found


def twin() -> None:
    """Finish the twin: it has a graph of its own."""
    snapshot.bump()
    db.session.commit()


def change(rng: random.Random, ways: Sequence[Any] = others.WAYS) -> set[int]:
    """Change in every way what few may see; return those few."""
    concerned: set[int] = set()
    for way in rng.sample(ways, len(ways)):
        concerned |= way(rng)
        db.session.flush()
    return concerned


def lookers(rng: random.Random, concerned: set[int]) -> list[int]:
    """Return some whom changes do not concern, leads among them."""
    free = [one for one in PEOPLE if one not in concerned]
    leads = [who for who, _what in crowd.leads() if who in free]
    return sorted({*rng.sample(free, min(LOOKING, len(free))), *leads[:3]})


def differing(one: dict, other: dict) -> list:
    return [key for key in one if one[key] != other[key]]


# ---------------------------------------------------------------- nobody else's matter
@pytest.mark.parametrize("seed", range(WORLDS))
def test_what_few_may_see_moves_nobody_elses_list(world, seed, record_property):
    rng = world(seed)
    graph, learnt = arrays(), lessons()
    chance = rng.getstate()
    concerned = change(rng)
    db.session.rollback()
    people = lookers(rng, concerned)
    before = look(people)
    rng.setstate(chance)
    assert change(rng) == concerned
    twin()
    after = look(people)
    record_property("answers", 2 * len(before))
    record_property("moved", len(differing(before, after)))
    assert people, "some are not concerned"
    assert differing(graph, arrays()) == []
    assert learnt == lessons()
    assert differing(before, after) == []
    assert repr(before) == repr(after)


def test_what_few_may_see_changes_no_byte_of_what_is_learnt(world, monkeypatch):
    from community.graph import latent
    from community.graph import learning as graph_learning

    monkeypatch.setattr(graph_learning, "LEAST_QUESTIONS", 20)
    monkeypatch.setattr(latent, "ROUNDS", 1)
    rng = world(3)
    bodies = []
    for _one in range(2):
        learning.learn()
        db.session.commit()
        bodies.append(db.session.get_one(Learned, "matching").body)
        change(rng)
        twin()
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) > 10_000, "patterns were found"


def test_worlds_are_dense_enough_to_tell(world):
    """Lists are full, of every kind of place and reason, or nothing would be shown."""
    world(0)
    some = PEOPLE[::3]
    found = [for_you(viewer_of(person)) for person in some]
    shown = [one for each in found for one in (*each.people, *each.projects)]
    assert len(shown) > 10 * len(some)
    assert {one.slot.value for one in shown} == {"usual", "bridge", "newcomer"}
    told = {line.message for one in shown for line in one.why.sentences}
    assert len(told) > 10
    graph = snapshot.build()
    assert graph.matcher.learned.work is not None
    assert graph.published_members.full.any()
    assert graph.published_members.shown.any()


def test_whom_a_change_concerns_is_shown_something_else(world):
    """So changes do reach the graph; else the twins would prove nothing.

    What feeds no list is left out: introductions, stories and notes; and ticks and
    mutes, which part two who may never have been suggested to each other.
    """
    feeds_no_list = {
        others.named, others.mute, others.introduction, others.kept_of_a_tie,
        others.looked,
    }  # fmt: skip
    ways = [way for way in others.WAYS if way not in feeds_no_list]
    rng = world(1)
    chance = rng.getstate()
    concerned = change(rng, ways)
    db.session.rollback()
    some = sorted(concerned & set(PEOPLE))[:10]
    before = {one: for_you(viewer_of(one)) for one in some}
    rng.setstate(chance)
    change(rng, ways)
    twin()
    after = {one: for_you(viewer_of(one)) for one in some}
    assert len(differing(before, after)) > len(some) / 2


# ---------------------------------------------------------------- a private tag
def private_tag(rng: random.Random, person: int) -> int:
    """Let somebody mark, for themselves alone, what others show; return the tag."""
    number, _how = others.unsaid(rng, person)
    db.session.execute(
        delete(MemberTag).where(
            MemberTag.member_id == person, MemberTag.tag_id == number
        )
    )
    db.session.commit()
    return number


@pytest.mark.parametrize("seed", range(100, 100 + max(2, WORLDS // 6)))
def test_a_private_tag_works_for_its_owner_and_for_nobody_else(world, seed):
    rng = world(seed)
    person = rng.choice(PEOPLE)
    number = private_tag(rng, person)
    people = sorted({*rng.sample(PEOPLE, LOOKING), *others.friends_of(person)})
    people = [one for one in people if one != person]
    before, own, graph = look(people), scores(person), arrays()
    others.mark(person, number, Relation.INTERESTED, Audience.ME)
    twin()
    after = look(people)
    assert differing(before, after) == []
    assert graph == arrays()
    moved = [one for one, by in scores(person).items() if by != own.get(one)]
    assert moved, "it is ranked on for its owner"


def scores(person: int) -> dict[int, float]:
    """Return how well everybody suits somebody."""
    from community.matching.own import own
    from community.matching.seeds import Numbers, seed_of_member

    viewer = viewer_of(person)
    graph, apart = snapshot.current(viewer)
    mine = own(viewer)
    numbers = Numbers(graph, apart, viewer, mine)
    seed = seed_of_member(viewer, mine, numbers)
    found = graph.matcher.ask_collaborators(numbers.asker, seed).best(99)
    return {numbers.id(one.id): one.score for one in found}


# ---------------------------------------------------------------- the two counts
def shown_before() -> Iterator[SuggestionEvent]:
    """Return the showings that are counted."""
    day = clock.today()
    found = unscoped("test", SuggestionEvent).where(
        SuggestionEvent.what == Happened.SHOWN,
        SuggestionEvent.day < day,
        SuggestionEvent.day >= day - timedelta(days=28),
    )
    return db.session.scalars(found.order_by(SuggestionEvent.id))


@pytest.mark.parametrize("seed", range(200, 200 + max(1, WORLDS // 12)))
def test_of_showings_only_their_number_counts_not_to_whom(world, seed):
    """Another shows the same: who was shown what changes nobody's list but theirs."""
    rng = world(seed)
    graph = arrays()
    rows = list(shown_before())
    concerned = set()
    for row in rng.sample(rows, 6):
        taken = {one.member_id for one in rows if one.day == row.day}
        free = [one for one in PEOPLE if one not in {*taken, row.person_id}]
        concerned.add(row.member_id)
        row.member_id = rng.choice(free)
        concerned.add(row.member_id)
    db.session.flush()
    changed = [(row.id, row.member_id) for row in rows]
    db.session.rollback()
    people = lookers(rng, concerned)
    before = look(people)
    for number, who in changed:
        db.session.execute(
            update(SuggestionEvent)
            .where(SuggestionEvent.id == number)
            .values(member_id=who)
        )
    twin()
    assert graph == arrays()
    assert differing(before, look(people)) == []


@pytest.mark.parametrize("seed", range(220, 220 + max(1, WORLDS // 12)))
def test_counts_move_places_and_nothing_else(world, seed):
    """They change no array but their own, and no word of what is suggested."""
    rng = world(seed)
    graph = arrays()
    chosen = rng.sample(PEOPLE, 6)
    people = [one for one in PEOPLE if one not in chosen][:LOOKING]
    before = look(people)
    for who in chosen:
        asked = rng.choice([one for one in PEOPLE if one not in (who, *people)])
        moment = clock.now() - timedelta(days=rng.randrange(1, 14))
        row = {"asker_id": who, "asked_id": asked, "message": "Hello"}
        db.session.execute(insert(ConnectionRequest), [{**row, "asked_at": moment}])
        for _one in range(8):
            days, about = rng.randrange(1, 29), crowd.subject(rng, who)
            others.once(crowd.event(who, Happened.SHOWN, days, *about))
    twin()
    assert set(differing(graph, arrays())) <= COUNTED
    after = look(people)
    assert {key for key in differing(before, after) if not is_list(key)} == set()
    for one, other in ((before[who], after[who]) for who in people):
        assert isinstance(one, ForYou)
        assert isinstance(other, ForYou)
        said, then = words(one), words(other)
        assert (
            differing({key: said[key] for key in said.keys() & then.keys()}, then) == []
        )


def is_list(key: object) -> bool:
    return isinstance(key, int) or key[1] in ("helpers", "numbers")


def words(found: ForYou) -> dict[tuple[Subject, int], str]:
    """Return each suggestion without the place where it stands."""
    return {
        (about, one.card.id): repr(replace(one, slot=None))
        for about, some in (
            (Subject.PERSON, found.people),
            (Subject.PROJECT, found.projects),
        )
        for one in some
    }


def test_what_is_no_showing_of_these_days_counts_nowhere(world):
    """Showings of today and of long ago, all else that came of any."""
    rng = world(7)
    graph = arrays()
    for who in PEOPLE:
        for what in Happened:
            days = rng.choice([0, 29, 40] if what is Happened.SHOWN else range(60))
            others.once(crowd.event(who, what, days, *crowd.subject(rng, who)))
    for days in (0, 15, 40):
        one, two = rng.sample(PEOPLE, 2)
        moment = clock.now() - timedelta(days=days)
        row = {"asker_id": one, "asked_id": two, "message": "Hello"}
        db.session.execute(insert(ConnectionRequest), [{**row, "asked_at": moment}])
    twin()
    assert graph == arrays()
