"""The demo's ties, requests and front-page stories, as their files describe them."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from community.connections.models import How, TieAudience
from community.core.text import folded
from community.demo.loader import HERE
from community.projects.models import JoinKind, ProjectState, RequestState
from tests.demo.files import (
    ACCOUNTS,
    ACTIVE,
    BY_ID,
    PEOPLE,
    PROJECTS,
    REQUESTS,
    STORIES,
    TIES,
    Facts,
    joined,
    leads,
    projects_of,
    state,
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


def test_a_story_names_nobody_but_the_two_that_it_is_about() -> None:
    first_names = {one["name"].split()[0] for one in PEOPLE.values()}
    for tie in TIES:
        ends = {PEOPLE[tie[end]]["name"].split()[0] for end in ("a", "b")}
        sister = {"Agnes"} & set(tie.get("story", "").split())
        named = set(re.findall(r"[^\W\d_]+", tie.get("story", ""))) & first_names
        assert named <= ends | sister, tie


# -------------------------------------------------------- requests and accounts
def test_requests_are_between_active_people_who_take_them() -> None:
    for asked in REQUESTS:
        ends = {asked["from"], asked.get("to", asked["from"])}
        assert ends <= ACTIVE
        assert 20 <= len(asked["text"]) <= 280
        assert 1 <= asked["days_ago"] <= 14
        assert RequestState(asked["state"]) is not RequestState.ACCEPTED
        if "to" in asked:
            assert asked["from"] != asked["to"]
            assert PEOPLE[asked["to"]].get("taking_requests", True)


def test_nobody_says_hello_to_whom_they_know() -> None:
    known = {frozenset((tie["a"], tie["b"])) for tie in TIES}
    hellos = [r for r in REQUESTS if r["kind"] == "hello"]
    assert not [r for r in hellos if frozenset((r["from"], r["to"])) in known]


def test_offers_and_invitations_fit_the_project() -> None:
    for asked in REQUESTS:
        if asked["kind"] == "hello":
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
    waiting = [r for r in REQUESTS if r["state"] == "sent"]
    assert {r["kind"] for r in waiting if r.get("to") == person} >= {
        "hello", "invitation",
    }  # fmt: skip
    assert [r for r in waiting if r["from"] == person and r["kind"] == "hello"]


def test_the_lead_leads_a_published_project_with_two_needs_and_offers_for_it() -> None:
    (lead,) = [key for key, role in ACCOUNTS.items() if role == "lead"]
    led = [p for p in projects_of(lead) if lead in leads(p)]
    (project,) = led
    assert state(project) is ProjectState.PUBLISHED
    assert len(project["needs"]) == 2
    offers = [r for r in REQUESTS if r.get("project") == project["id"]]
    assert len([r for r in offers if r["kind"] == "offer"]) >= 2


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
    names = ("projects", "ties", "requests", "stories")
    size = sum((HERE / f"{name}.json").stat().st_size for name in names)
    assert size < 600_000


def test_dates_are_dates() -> None:
    days = [tie["since"] for tie in TIES]
    days += [one["since"] for p in PROJECTS for one in p["team"]]
    assert all(date.fromisoformat(day) for day in days)
