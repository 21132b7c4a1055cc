"""The numbers behind one's suggestions: true, adding up, and nobody's secret."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from community.connections.models import Subject
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.graph import channels as c
from community.matching.look import Proposed
from community.matching.models import Happened, Slot, SuggestionEvent
from community.matching.numbers import (
    SORTS,
    Missing,
    MyNumbers,
    Share,
    in_percent,
    my_numbers,
    shares,
)
from community.members.models import Member, Relation
from tests.cast import CAST, join
from tests.matching.patterns import learn_patterns
from tests.matching.ways import answer, part, put_aside, say


def numbers(who: str) -> MyNumbers:
    return my_numbers(CAST[who].viewer)


def missing(who: str) -> dict[str, Missing]:
    return {one.what: one for one in numbers(who).missing}


# ---------------------------------------------------------------- shares
def test_percents_add_up_to_a_hundred():
    chance = random.Random(1)
    for _ in range(300):
        parts = {str(at): chance.random() ** 3 for at in range(chance.randrange(1, 8))}
        found = in_percent(parts)
        assert sum(found.values()) == 100
        whole = sum(parts.values())
        for name, percent in found.items():
            assert abs(percent - 100 * parts[name] / whole) < 1


def test_nothing_is_no_share_of_anything():
    assert in_percent({"a": 0.0, "b": 0.0}) == {"a": 0, "b": 0}
    assert shares([]) == ()


def proposed(**parts: float) -> Proposed:
    return Proposed("member", 1, Slot.USUAL, (), parts)


def test_each_sort_of_reason_is_counted_for_what_it_speaks_for():
    found = shares([
        proposed(**{c.MUTUAL: 1.0, c.FURTHER_TIES: 1.0, c.SHARED_TAG: 1.0}),
        proposed(**{c.MUTUAL: 1.0}),
    ])  # fmt: skip
    assert found == (Share("people", 2, 75), Share("words", 1, 25))


def test_what_speaks_against_is_set_off_and_never_shown():
    found = shares([
        proposed(**{c.MUTUAL: 1.0, c.PATTERN: -0.5}),
        proposed(**{c.MUTUAL: 2.0, c.PATTERN: 1.0}),
    ])  # fmt: skip
    assert found == (Share("people", 2, 75), Share("patterns", 1, 25))


def test_every_channel_that_the_site_walks_is_of_one_sort():
    walks = {walk.channel for walk in (*c.PROJECTS, *c.COLLABORATORS)}
    sorted_ones = [channel for channels in SORTS.values() for channel in channels]
    assert len(sorted_ones) == len(set(sorted_ones))
    silent = {c.POPULAR, c.LINKED_PROJECT}  # not asked for; there are no such rows
    assert set(sorted_ones) == (walks | {c.PATTERN}) - silent


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dai", "lea", "mo"])
def test_the_shares_are_those_of_what_is_shown(app, who):
    found, shown = numbers(who), answer(who)
    assert found.people_shown == len(shown.people)
    assert found.projects_shown == len(shown.projects)
    total = found.people_shown + found.projects_shown
    assert sum(one.percent for one in found.shares) == (100 if total else 0)
    assert all(0 < one.speaks_for <= total for one in found.shares)


# ---------------------------------------------------------------- one's own
def test_counts_ones_own_rows_private_ones_too(app):
    found = numbers("alice")
    assert (found.offers, found.seeks, found.words, found.private) == (1, 1, 3, 1)
    assert (found.projects, found.people) == (0, 2)
    assert found.places == ("England", "South West")


def test_nothing_suggested_has_no_shares_and_says_what_to_add(app):
    found = numbers("olu")
    assert found.shares == ()
    assert [one.what for one in found.missing] == [
        "offers", "seeks", "people", "projects", "place"
    ]  # fmt: skip


def test_whoever_has_said_enough_is_asked_for_no_more(app):
    for slug, relation in (
        ("storytelling", Relation.OFFERS), ("peer-mentoring", Relation.SEEKS)
    ):  # fmt: skip
        say(1, slug, relation)
    assert list(missing("alice")) == ["projects"]


# ---------------------------------------------------------------- others, if listable
def test_counts_whom_a_word_could_meet(app):
    assert missing("olu")["seeks"].people == 3, "Alice, Bob and Dai; Carol hides"
    assert missing("olu")["offers"] == Missing("offers", people=3, projects=1)


def test_what_one_may_not_list_is_in_no_count(app):
    before = missing("olu")
    say(8, "storytelling", Relation.OFFERS, Audience.ME)
    say(8, "evaluation", Relation.SEEKS, Audience.CONNECTIONS)
    say(3, "evaluation", Relation.SEEKS)
    assert missing("olu") == before
    part(6, 2)
    assert missing("olu")["seeks"].people == before["seeks"].people - 1


def test_who_takes_no_requests_is_in_no_count(app):
    db.session.execute(
        update(Member).where(Member.id == 2).values(taking_requests=False)
    )
    db.session.commit()
    assert missing("olu")["seeks"].people == 2


# ---------------------------------------------------------------- not shown for now
def test_what_is_put_aside_is_counted_as_it_is_listed(app, at):
    at("2017-09-01 12:00")
    put_aside(1, Subject.PERSON, 4)
    put_aside(1, Subject.PROJECT, 1, until=date(2017, 9, 2))
    put_aside(1, Subject.PERSON, 2, until=date(2017, 9, 1))
    put_aside(2, Subject.PERSON, 5)
    assert numbers("alice").put_aside == 2


def test_what_was_shown_often_rests(app, at):
    at("2017-09-20 12:00")
    for days in range(1, 5):
        day = clock.today() - timedelta(days=days)
        for person in (2, 4):
            row = SuggestionEvent(
                member_id=1, person_id=person, what=Happened.SHOWN, day=day
            )
            db.session.add(row)
    db.session.commit()
    assert numbers("alice").resting == 2
    assert numbers("bob").resting == 0
    put_aside(1, Subject.PERSON, 4)
    assert numbers("alice").resting == 1, "put aside is no longer resting"


# ---------------------------------------------------------------- weights
def test_a_small_community_has_the_usual_weights(app):
    found = numbers("alice").weighed
    assert (found.people, found.projects) == ("offers", "people")
    assert found.usual
    assert found.learnt_on is found.learnt_from is None


def test_what_was_learnt_is_dated_and_its_size_rounded(app, at):
    at("2017-09-20 12:00")
    for project, member in ((1, 8), (1, 6), (2, 8), (2, 6), (2, 1)):
        join(project, member)
    db.session.commit()
    learn_patterns()
    found = numbers("alice").weighed
    assert (found.people, found.projects) == ("patterns", "patterns")
    assert not found.usual
    assert found.learnt_on == date(2017, 9, 20)
    assert found.learnt_from == 10, "8 shown memberships and 1 tie, to the nearest 5"
    learnt = {one.sort: one for one in numbers("alice").shares}
    assert learnt["patterns"].percent > 50


def test_what_others_hide_changes_no_number(app):
    before = {who: numbers(who) for who in ("alice", "bob", "olu")}
    join(2, 8, audience=Audience.ME)
    say(8, "evaluation", Relation.OFFERS, Audience.ME)
    db.session.commit()
    assert {who: numbers(who) for who in before} == before


def test_takes_nine_statements(app, statements):
    for who in ("olu", "alice"):
        numbers(who)
        with statements() as found:
            numbers(who)
        assert len(found) <= 9
