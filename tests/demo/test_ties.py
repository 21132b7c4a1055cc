"""The demo's ties and front-page stories, as their files describe them."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from community.connections.models import How, Strength, TieAudience
from community.core.text import folded
from community.demo.loader import HERE
from community.programme.models import Origin
from tests.demo.files import (
    ACCOUNTS,
    ACTIVE,
    EVENTS,
    NOTES,
    PEOPLE,
    PROJECTS,
    STORIES,
    TIES,
    Facts,
    joined,
    known,
    pair,
    ties_of,
    width,
)


def test_there_are_about_420_ties_without_self_or_double() -> None:
    pairs = {frozenset((tie["a"], tie["b"])) for tie in TIES}
    assert 400 <= len(TIES) <= 440
    assert len(pairs) == len(TIES)
    assert all(len(pair) == 2 and pair <= ACTIVE for pair in pairs)


def test_sixty_percent_show_to_members_thirty_to_those_near_the_rest_to_the_pair() -> (
    None
):
    shares = Counter(width(tie) for tie in TIES)
    assert shares[TieAudience.MEMBERS] / len(TIES) == pytest.approx(0.6, abs=0.04)
    assert shares[TieAudience.NEAR] / len(TIES) == pytest.approx(0.3, abs=0.04)
    assert shares[TieAudience.PAIR] / len(TIES) == pytest.approx(0.1, abs=0.04)


def test_people_seen_by_their_connections_alone_have_no_tie_that_members_see() -> None:
    shy = {key for key, one in PEOPLE.items() if one["audience"] == "connections"}
    wide = [tie for tie in TIES if width(tie) is TieAudience.MEMBERS]
    assert not [tie for tie in wide if {tie["a"], tie["b"]} & shy]


def test_some_know_many_most_know_a_few_and_a_few_nobody() -> None:
    degrees = [len(ties_of(person)) for person in sorted(ACTIVE)]
    assert 15 <= max(degrees) <= 25
    assert 3 <= degrees.count(0) <= 20
    assert sum(d <= 4 for d in degrees) > len(degrees) / 2


def test_ties_cross_kinds_and_nations() -> None:
    def first(tie: Facts, end: str) -> Any:
        return PEOPLE[tie[end]]["kinds"][0]["code"]

    across = [tie for tie in TIES if first(tie, "a") != first(tie, "b")]
    nations = [t for t in TIES if PEOPLE[t["a"]]["nation"] != PEOPLE[t["b"]]["nation"]]
    assert len(across) > len(TIES) / 2
    assert len(nations) > len(TIES) / 8


def test_ties_are_as_old_as_the_two_people_here_at_most() -> None:
    for tie in TIES:
        both_here = max(joined(tie["a"]), joined(tie["b"]))
        assert both_here <= tie["since"] <= "2018-05-31"
        assert How(tie["how"]) in (How.MET, How.ADVICE, How.WORKED_TOGETHER)
    assert len(Counter(tie["how"] for tie in TIES)) == 3


def test_many_ties_have_a_story_of_one_breath_and_no_two_the_same() -> None:
    told = [tie["story"] for tie in TIES if "story" in tie]
    assert len(told) >= 60
    assert len({folded(story) for story in told}) == len(told)
    assert all(20 <= len(story) <= 200 for story in told)


def test_many_stories_have_two_halves_and_each_its_own_voice() -> None:
    both = [tie for tie in TIES if "b_story" in tie]
    halves = [tie["b_story"] for tie in both]
    assert len(both) >= 60
    assert all("story" in tie for tie in both)
    assert len({folded(half) for half in halves}) == len(halves)
    assert all(20 <= len(half) <= 200 for half in halves)


@pytest.mark.parametrize("half", ["story", "b_story"])
def test_a_story_names_nobody_but_the_two_that_it_is_about(half: str) -> None:
    first_names = {one["name"].split()[0] for one in PEOPLE.values()}
    for tie in TIES:
        ends = {PEOPLE[tie[end]]["name"].split()[0] for end in ("a", "b")}
        sister = {"Agnes"} & set(tie.get("story", "").split())
        named = set(re.findall(r"[^\W\d_]+", tie.get(half, ""))) & first_names
        assert named <= ends | sister, tie


def test_ties_came_of_all_that_brings_people_together() -> None:
    came = Counter(tie.get("origin", "direct") for tie in TIES)
    assert set(came) == set(Origin) - {Origin.IMPORT}
    assert min(came.values()) >= 20
    assert came["direct"] > len(TIES) / 2
    assert all(("event" in tie) == (tie.get("origin") == "event") for tie in TIES)


def test_whoever_met_at_an_event_was_there_on_its_days() -> None:
    events = {event["id"]: event for event in EVENTS}
    for tie in TIES:
        if "event" in tie:
            event = events[tie["event"]]
            assert pair(tie, "a", "b") <= set(event["there"])
            ends = event.get("ends", event["begins"])
            assert event["begins"] <= tie["since"] <= ends


def test_some_ties_have_gone_quiet_also_of_those_who_sign_in() -> None:
    quiet = [tie for tie in TIES if tie["touched"] > 183]
    assert len(TIES) / 10 < len(quiet) < len(TIES) / 3
    for account in ACCOUNTS:
        assert [tie for tie in quiet if account in (tie["a"], tie["b"])]


def test_notes_are_on_ties_of_those_who_sign_in() -> None:
    assert all(pair(note, "person", "about") in known() for note in NOTES)
    assert {note["person"] for note in NOTES} == set(ACCOUNTS)
    assert {note["strength"] for note in NOTES} == set(Strength)
    assert len([note for note in NOTES if note["words"]]) >= 10


# ----------------------------------------------------------------- the home page
def test_the_front_page_tells_of_public_people_who_know_each_other() -> None:
    shown = {
        frozenset((tie["a"], tie["b"]))
        for tie in TIES
        if width(tie) is TieAudience.MEMBERS
    }
    assert 3 <= len(STORIES) <= 4
    for story in STORIES:
        people = [PEOPLE[story[end]] for end in ("a", "via", "b")]
        assert {one["audience"] for one in people} == {"public"}
        assert frozenset((story["a"], story["via"])) in shown
        assert frozenset((story["via"], story["b"])) in shown


def test_the_front_page_words_stay_true_when_a_name_is_hidden_later() -> None:
    for story in STORIES:
        names = {PEOPLE[story[end]]["name"].split()[0] for end in ("a", "via", "b")}
        assert not names & set(re.findall(r"[^\W\d_]+", story["text"]))


def test_the_files_are_small_together() -> None:
    names = (
        "coffee", "events", "introductions", "notes", "projects", "requests",
        "stories", "ties",
    )  # fmt: skip
    size = sum((HERE / f"{name}.json").stat().st_size for name in names)
    assert size < 600_000


def test_dates_are_dates() -> None:
    days = [tie["since"] for tie in TIES]
    days += [one["since"] for p in PROJECTS for one in p["team"]]
    assert all(date.fromisoformat(day) for day in days)
