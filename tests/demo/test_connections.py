"""The demo's requests, introductions, events and coffee, as their files have them."""

from collections import Counter
from itertools import combinations

import pytest

from community.coffee.models import RoundState
from community.connections.models import How, RequestKind
from community.core.states import RequestState
from community.core.text import folded
from community.introductions.models import IntroductionState
from community.projects.models import JoinKind, ProjectState
from tests.demo.files import (
    ACCOUNTS,
    ACTIVE,
    BY_ID,
    EVENTS,
    INTRODUCTIONS,
    ORIGINS,
    PEOPLE,
    REQUESTS,
    ROUNDS,
    joined,
    known,
    leads,
    pair,
    projects_of,
    state,
    ties_of,
)

BETWEEN = [one for one in REQUESTS if one["kind"] in list(RequestKind)]
HELLOS = [one for one in REQUESTS if one["kind"] == "hello"]
KNOWN = [one for one in REQUESTS if one["kind"] == "known"]
WAITING = [one for one in REQUESTS if one["state"] == "sent"]


# -------------------------------------------------------- requests and accounts
def test_requests_are_between_active_people_who_take_them() -> None:
    for asked in REQUESTS:
        ends = {asked["from"], asked.get("to", asked["from"])}
        assert ends <= ACTIVE
        assert 1 <= asked["days_ago"] <= 80
        if "to" in asked:
            assert asked["from"] != asked["to"]
            assert PEOPLE[asked["to"]].get("taking_requests", True)


def test_every_request_but_a_tick_has_a_sentence_of_its_own() -> None:
    words = [one["text"] for one in REQUESTS if one["kind"] != "known"]
    assert all(20 <= len(text) <= 280 for text in words)
    assert len({folded(text) for text in words}) == len(words)
    assert {one["text"] for one in KNOWN} == {""}


def test_what_waits_is_young_and_what_ran_out_is_old() -> None:
    for asked in BETWEEN:
        waits = RequestState(asked["state"]) in (
            RequestState.SENT, RequestState.NOT_NOW, RequestState.WITHDRAWN,
        )  # fmt: skip
        lapsed = asked["state"] == RequestState.LAPSED
        assert (asked["days_ago"] < 21) or not waits
        assert (asked["days_ago"] > 21) or not lapsed
        assert ("answered_after" in asked) == (asked["state"] == "accepted")


def test_nobody_says_hello_to_whom_they_know_and_nobody_twice() -> None:
    pairs = [pair(asked, "from", "to") for asked in BETWEEN]
    assert not known() & set(pairs)
    assert len(set(pairs)) == len(pairs)


def test_enough_hellos_had_a_yes_to_tell_how_long_one_takes() -> None:
    accepted = [one for one in HELLOS if one["state"] == "accepted"]
    assert len(accepted) >= 8
    assert {one["answered_after"] for one in accepted} >= {1, 2, 3}


@pytest.mark.parametrize("person", ACCOUNTS)
def test_each_account_has_hellos_of_every_age_and_end(person: str) -> None:
    to_me = [one["days_ago"] for one in HELLOS if one["to"] == person]
    mine = [one["state"] for one in HELLOS if one["from"] == person]
    assert min(to_me) <= 8
    assert {4, 15} <= set(to_me)
    assert {RequestState.NOT_NOW, RequestState.LAPSED} <= set(mine)


def test_two_say_that_they_know_the_participant() -> None:
    person = next(iter(ACCOUNTS))
    assert len([one for one in KNOWN if one["to"] == person]) == 2
    events = {event["id"]: set(event["there"]) for event in EVENTS}
    for asked in KNOWN:
        assert How(asked["how"])
        both = pair(asked, "from", "to")
        shared = both <= events.get(asked.get("event", ""), set())
        teams = [{one["person"] for one in p["team"]} for p in BY_ID.values()]
        coffee = asked.get("origin") == "coffee"
        assert shared or coffee or [team for team in teams if both <= team]


def test_offers_and_invitations_fit_the_project() -> None:
    for asked in REQUESTS:
        if asked in BETWEEN:
            continue
        invited = JoinKind(asked["kind"]) is JoinKind.INVITATION
        project = BY_ID[asked["project"]]
        joiner = asked["to"] if invited else asked["from"]
        assert state(project) is ProjectState.PUBLISHED
        assert joiner not in {one["person"] for one in project["team"]}
        assert not invited or asked["from"] in leads(project)
        roles = {need["role"] for need in project["needs"]}
        assert "need" not in asked or asked["need"] in roles


@pytest.mark.parametrize(
    "person", [key for key, role in ACCOUNTS.items() if role in ("participant", "lead")]
)
def test_those_who_sign_in_to_the_demo_have_something_to_do(person: str) -> None:
    assert 1 <= len(projects_of(person)) <= 3
    assert 5 <= len(ties_of(person)) <= 12
    assert {r["kind"] for r in WAITING if r.get("to") == person} >= {
        "hello", "invitation",
    }  # fmt: skip
    assert [r for r in WAITING if r["from"] == person and r["kind"] == "hello"]


def test_the_lead_leads_a_published_project_with_needs_and_offers_for_it() -> None:
    (lead,) = [key for key, role in ACCOUNTS.items() if role == "lead"]
    led = [p for p in projects_of(lead) if lead in leads(p)]
    (project,) = led
    assert state(project) is ProjectState.PUBLISHED
    assert len(project["needs"]) == 3
    offers = [r for r in REQUESTS if r.get("project") == project["id"]]
    assert len([r for r in offers if r["kind"] == "offer"]) >= 2


# ------------------------------------------------------------------ introductions
def test_there_is_an_introduction_in_each_state() -> None:
    assert {one["state"] for one in INTRODUCTIONS} == set(IntroductionState)
    assert {one["kind"] for one in INTRODUCTIONS} == {"asked", "offered"}


def test_the_one_in_the_middle_knows_both_and_they_not_each_other() -> None:
    strangers = known() | {pair(one, "from", "to") for one in BETWEEN}
    for one in INTRODUCTIONS:
        assert {one["by"], one["asker"], one["target"]} <= ACTIVE
        assert pair(one, "by", "asker") in known()
        assert pair(one, "by", "target") in known()
        assert pair(one, "asker", "target") not in strangers


def test_what_people_write_of_each_other_is_short_and_their_own() -> None:
    words = [
        one.get(name, "") for one in INTRODUCTIONS for name in ("purpose", "words")
    ]
    written = [text for text in words if text]
    assert all(20 <= len(text) <= 400 for text in written)
    assert len(set(written)) == len(written)
    for one in INTRODUCTIONS:
        assert bool(one.get("words")) == ("passed_after" in one)
        assert bool(one.get("purpose")) == (one["kind"] == "asked")


def test_one_that_was_accepted_became_a_conversation_of_three() -> None:
    (done,) = [one for one in INTRODUCTIONS if one["state"] == "accepted"]
    authors = [author for author, _day, _words in done["messages"]]
    assert 4 <= len(authors) <= 6
    assert set(authors) == {done["by"], done["asker"], done["target"]}
    days = [day for _author, day, _words in done["messages"]]
    assert days == sorted(days)
    assert done["ended_after"] <= min(days)
    assert max(days) < done["days_ago"]


# ------------------------------------------------------------- events and coffee
def test_many_were_at_the_events_and_four_are_still_to_come() -> None:
    assert len(EVENTS) == 9
    to_come = [event for event in EVENTS if "in_days" in event]
    assert to_come == EVENTS[-4:]
    assert all(event["begins_time"] < event["ends_time"] for event in to_come)
    assert len({one for event in EVENTS for one in event["there"]}) > 100
    for event in EVENTS:
        assert set(event["there"]) <= ACTIVE
        assert set(event["quietly"]) < set(event["there"])
        assert len(event["there"]) <= event.get("capacity", 100)
        assert not set(event.get("waiting", ())) & set(event["there"])
        assert len(event["there"]) >= (10 if "begins" in event else 2)
        day = event.get("begins", "2018-06-01")
        assert all(joined(person) <= day for person in event["there"])
        assert event["made_by"] in event["there"]
        assert event.get("project", "paned-a-sgwrs") in BY_ID


def test_whoever_is_seen_by_friends_alone_was_at_events_quietly() -> None:
    shy = {key for key, one in PEOPLE.items() if one["audience"] == "connections"}
    for event in EVENTS:
        assert shy & set(event["there"]) <= set(event["quietly"])


def test_two_projects_began_at_one_event_and_somebody_of_each_team_tells() -> None:
    came = Counter(one.get("event") for one in ORIGINS)
    assert came[EVENTS[0]["id"]] == 2
    events = {event["id"]: event for event in EVENTS}
    for one in ORIGINS:
        project = BY_ID[one["project"]]
        assert one["told_by"] in leads(project)
        assert project["started"] <= one["told"]
        if "event" in one:
            assert one["origin"] == "event"
            assert events[one["event"]]["begins"] <= project["started"]
            assert one["told_by"] in events[one["event"]]["there"]


def tables() -> list[list[str]]:
    return [one["who"] for round_ in ROUNDS for one in round_.get("tables", ())]


def test_three_rounds_of_coffee_one_over_one_on_one_to_join() -> None:
    assert [one["state"] for one in ROUNDS] == [
        RoundState.CLOSED, RoundState.PAIRED, RoundState.OPEN,
    ]  # fmt: skip
    assert 35 <= len(ROUNDS[-1]["seats"]) <= 45
    said = Counter(one["met"] for one in ROUNDS[0]["tables"])
    assert said[True] > said[False] > 0
    assert said[None] > 0


def test_a_table_is_two_people_or_three_who_meet_for_the_first_time() -> None:
    assert {len(who) for who in tables()} == {2, 3}
    pairs = [frozenset(two) for who in tables() for two in combinations(who, 2)]
    assert len(set(pairs)) == len(pairs)
    assert not known() & set(pairs)
    for round_ in ROUNDS:
        people = [one for table in round_.get("tables", ()) for one in table["who"]]
        people += round_.get("seats", [])
        assert len(set(people)) == len(people)
        assert set(people) <= ACTIVE
        assert not {PEOPLE[one]["audience"] for one in people} - {"members", "public"}
    assert set(ROUNDS[-1]["every_month"]) <= set(ROUNDS[-1]["seats"])


def test_the_participants_drink_coffee_and_can_join_the_next_round() -> None:
    for person in [key for key, role in ACCOUNTS.items() if role == "participant"]:
        now = [who for who in tables()[len(ROUNDS[0]["tables"]) :] if person in who]
        assert len(now) == 1
        assert person not in ROUNDS[-1]["seats"]
