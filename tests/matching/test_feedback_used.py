"""What came of suggestions in the next answer: who rests, what counts less."""

from datetime import date

import pytest

from community.core.access import Audience
from community.matching.own import own
from community.members.models import Relation
from tests.cast import tag_id
from tests.matching.test_feedback import (
    ALICE,
    PERSON,
    PROJECT,
    _in_september,
    on,
    show,
)
from tests.matching.ways import answer, people, put_aside, say

__all__ = ["_in_september", "on"]


# ---------------------------------------------------------------- rest
@pytest.mark.parametrize(
    ("shown", "day", "rests"),
    [
        ([0, 1, 2], 3, False),
        ([0, 1, 2, 3], 3, False),
        ([0, 1, 2, 3], 4, True),
        ([0, 1, 2, 3], 17, True),
        ([0, 1, 2, 3], 18, False),
        ([0, 9, 18, 28], 29, False),
        ([1, 9, 18, 28], 29, True),
        ([0, 1, 2, 3, 18], 19, True),
        ([0, 1, 2, 3, 32], 33, False),
    ],
    ids=lambda value: str(value).replace(" ", ""),
)
@pytest.mark.parametrize("about", [PERSON, PROJECT])
def test_what_was_shown_often_and_never_opened_rests_for_two_weeks(
    app, on, about, shown, day, rests
):
    for one in shown:
        on(one)
        show(**({"person": 4} if about is PERSON else {"project": 1}))
    on(day)
    number = 4 if about is PERSON else 1
    assert ((about, number) in own(ALICE).tired) is rests
    found = answer("alice")
    ids = [one.card.id for one in (found.people, found.projects)[about is PROJECT]]
    assert (number in ids) is not rests


@pytest.mark.parametrize("opened", [True, False])
def test_what_was_opened_does_not_rest(visitor, on, opened):
    for day in range(4):
        on(day)
        show(4)
    if opened:
        visitor("alice").see("/members/dai-4?from=suggestion")
    on(4)
    assert ("dai" in people("alice")) is opened


def test_what_others_were_shown_lets_nobody_rest_for_me(app, on):
    for day in range(4):
        on(day)
        show(4, who="bob")
    on(4)
    assert own(ALICE).tired == set()
    assert "dai" in people("alice")


def test_a_list_stays_the_same_all_day(visitor, on):
    for day in range(5):
        on(day)
        first = answer("alice").people
        visitor("alice").see("/suggestions/")
        assert answer("alice").people == first


def test_the_told_are_not_kept_again(visitor):
    assert answer("alice").showings
    visitor("alice").see("/suggestions/")
    assert answer("alice").showings == ()


# ---------------------------------------------------------------- each reason
@pytest.mark.parametrize(
    ("reason", "until", "topics", "weaker"),
    [
        ("not my topic", None, True, False),
        ("not for me", None, False, True),
        ("", None, False, True),
        ("know them already", None, False, False),
        ("no time now", date(2017, 10, 1), False, False),
    ],
)
def test_each_reason_weakens_what_it_speaks_against(app, reason, until, topics, weaker):
    put_aside(1, PERSON, 4, until, reason)
    mine = own(ALICE)
    assert mine.done_people >= {4}
    shared = {tag_id("evaluation"), tag_id("facilitation")}
    assert mine.off_topic == (shared if topics else set())
    assert mine.disliked == ([(PERSON, 4)] if weaker else [])


def test_a_projects_topics_and_needs_are_weakened_where_one_has_them(app):
    put_aside(1, PROJECT, 1, reason="not my topic")
    assert own(ALICE).off_topic == {tag_id("evaluation")}


def test_what_the_other_keeps_private_is_no_shared_topic(app):
    say(4, "storytelling", Relation.OFFERS, Audience.ME)
    say(1, "storytelling", Relation.SEEKS)
    put_aside(1, PERSON, 4, reason="not my topic")
    assert tag_id("storytelling") not in own(ALICE).off_topic


@pytest.mark.parametrize(
    ("reason", "order"),
    [("know them already", ["ada", "mo"]), ("not my topic", ["mo", "ada"])],
)
def test_not_my_topic_lets_the_next_of_that_topic_sink(app, reason, order):
    say(1, "storytelling", Relation.OFFERS)
    say(7, "facilitation", Relation.SEEKS)
    say(8, "storytelling", Relation.SEEKS)
    for one in (2, 5, 6):
        say(one, "storytelling", Relation.LEARNING)
    put_aside(1, PERSON, 4, reason=reason)
    assert [one for one in people("alice") if one in order] == order


def test_a_dismissal_moves_nobody_elses_list(app):
    others = ("bob", "dai", "lea", "olu", "mo")
    before = {who: answer(who) for who in others}
    for number, reason in ((4, "not my topic"), (2, "not for me")):
        put_aside(1, PERSON, number, reason=reason)
    assert {who: answer(who) for who in others} == before
