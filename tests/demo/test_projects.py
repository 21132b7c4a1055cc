"""The demo's projects and their teams, as the file describes them."""

import re
from collections import Counter

import pytest

from community.core.access import Audience
from community.core.text import folded, html_of, slug_of
from community.projects.models import ProjectState, Stage, TeamRole
from community.projects.writing import FORMS
from tests.demo.files import (
    ACTIVE,
    PEOPLE,
    PROJECTS,
    SENSITIVE,
    TAGS,
    TERMS,
    Facts,
    count,
    joined,
    leads,
    projects_of,
    state,
    team,
)

each_project = pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p["id"])


# -------------------------------------------------------------------- the mix
def test_there_are_about_forty_projects_in_each_state_of_their_life() -> None:
    assert 38 <= len(PROJECTS) <= 45
    there = count("state")
    assert set(there) == {word.value for word in ProjectState} - {"withdrawn"}
    assert there["published"] > 30
    assert (there["draft"], there["in review"], there["paused"]) == (2, 2, 2)
    assert (there["finished"], there["archived"]) == (3, 1)


def test_they_are_in_all_stages() -> None:
    assert all(count("stage")[word.value] >= 3 for word in Stage)


def test_they_are_spread_over_the_three_phases_by_the_day_they_began() -> None:
    assert all(
        count("phase")[word] >= 7 for (name, word) in TERMS if name == "project_phase"
    )


def test_they_are_in_all_nations_of_the_uk_and_all_regions() -> None:
    nations = count("nation")
    assert all(nations[code] >= 3 for code in ("eng", "sct", "wls", "nir", "uk"))
    regions = {project["region"] for project in PROJECTS if "region" in project}
    assert regions == {code for name, code in TERMS if name == "nhs_region"}


def test_some_are_about_conditions_and_many_are_not() -> None:
    sensitive = sum(bool(SENSITIVE & set(p["tags"])) for p in PROJECTS)
    assert 15 <= sensitive <= 30


def test_most_people_are_in_a_project_some_in_several_some_in_none() -> None:
    found = Counter(len(projects_of(person)) for person in PEOPLE)
    busy = len(PEOPLE) - found[0]
    assert 0.55 <= busy / len(PEOPLE) <= 0.7
    assert found[1] >= 10
    assert sum(n for many, n in found.items() if many >= 4) >= 10


# ------------------------------------------------------------------- each page
@each_project
def test_the_page_has_all_that_a_submitted_project_needs(project: Facts) -> None:
    assert 3 <= len(project["title"]) <= 120
    assert 20 <= len(project["summary"]) <= 140
    paragraphs = project["story"].split("\n\n")
    assert 2 <= len(paragraphs) <= 6
    assert len(project["story"].split()) >= 80
    assert project["tags"]
    assert project["challenge_areas"]


@each_project
def test_the_story_is_plain_markdown(project: Facts) -> None:
    html = html_of(project["story"])
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "strong", "em", "ul", "li"}


@each_project
def test_its_words_are_from_the_lists(project: Facts) -> None:
    tags = [*project["tags"], *(tag for n in project["needs"] for tag in n["tags"])]
    assert set(tags) <= set(TAGS)
    assert len(set(project["tags"])) == len(project["tags"])
    assert ("project_phase", project["phase"]) in TERMS
    assert ("nation", project["nation"]) in TERMS
    assert ("region" in project) == (project["nation"] == "eng")
    areas = {("challenge_area", code) for code in project["challenge_areas"]}
    assert areas <= set(TERMS)
    assert Audience(project["audience"]) in (Audience.MEMBERS, Audience.PUBLIC)


@each_project
def test_its_form_has_a_word_for_each_side(project: Facts) -> None:
    form = {("led_by" if k == "lead" else k): v for k, v in project["form"].items()}
    assert set(form) == set(FORMS)
    assert all(word in FORMS[name] for name, word in form.items())


@each_project
def test_it_began_within_its_phase(project: Facts) -> None:
    phase = TERMS["project_phase", project["phase"]]
    assert phase["starts"] <= project["started"] <= phase["ends"]
    assert project["started"] <= project["updated"] <= "2018-05-31"


@each_project
def test_stage_and_state_agree(project: Facts) -> None:
    over = state(project) in (ProjectState.FINISHED, ProjectState.ARCHIVED)
    assert (project["stage"] == Stage.FINISHED) == over


@each_project
def test_only_those_that_look_for_people_have_needs(project: Facts) -> None:
    needs = project["needs"]
    assert len(needs) <= 3
    ended = (ProjectState.FINISHED, ProjectState.ARCHIVED, ProjectState.PAUSED)
    assert not (needs and state(project) in ended)
    for need in needs:
        assert need["closes"] is None or need["closes"] >= "2027-06-01"
        assert 1 <= need["places"] <= 5
        assert need["tags"]
        assert len(need["role"]) <= 80
        assert len(need["what_for"]) <= 400
        assert len(need["first_task"]) <= 200


def test_titles_summaries_and_stories_are_all_different() -> None:
    for field in ("title", "summary", "story"):
        assert len({project[field] for project in PROJECTS}) == len(PROJECTS)
    assert len({slug_of(p["title"]) for p in PROJECTS}) == len(PROJECTS)
    openings = {p["story"].split(". ")[0] for p in PROJECTS}
    assert len(openings) == len(PROJECTS)


def test_no_paragraph_and_no_need_is_used_twice() -> None:
    parts = [part for p in PROJECTS for part in p["story"].split("\n\n")]
    asked = [need["what_for"] for p in PROJECTS for need in p["needs"]]
    assert len(set(parts)) == len(parts)
    assert len(set(asked)) == len(asked)


def test_stories_name_nobody_of_the_community() -> None:
    told = folded(" ".join(p["title"] + p["summary"] + p["story"] for p in PROJECTS))
    assert [one["name"] for one in PEOPLE.values() if folded(one["name"]) in told] == []


# ----------------------------------------------------------------------- teams
@each_project
def test_the_team_is_of_three_to_fourteen_known_people(project: Facts) -> None:
    people = [one["person"] for one in team(project)]
    assert 3 <= len(people) <= 14
    assert len(set(people)) == len(people)
    assert set(people) <= ACTIVE
    roles = {TeamRole(one["role"]) for one in project["team"]}
    assert roles <= set(TeamRole)


@each_project
def test_nobody_is_in_it_before_it_began_or_before_they_joined(project: Facts) -> None:
    for one in project["team"]:
        assert project["started"] <= one["since"] <= "2018-05-31"
        assert joined(one["person"]) <= one["since"]
        assert one["since"] <= one.get("until", one["since"])


def test_every_project_has_a_lead_but_the_one_that_looks_for_one() -> None:
    assert [p["id"] for p in PROJECTS if not leads(p)] == ["bus-pass-buddies"]


@each_project
def test_what_is_sensitive_shows_half_of_its_team_to_itself_alone(
    project: Facts,
) -> None:
    others = [one for one in team(project) if one["role"] != TeamRole.LEAD]
    hidden = [one for one in others if one["audience"] == Audience.PROJECTS]
    if SENSITIVE & set(project["tags"]):
        assert len(hidden) >= len(others) / 2
    else:
        assert len(hidden) < len(others) / 2
    audiences = {Audience(one["audience"]) for one in project["team"]}
    assert Audience.ME not in audiences


def test_only_people_whose_name_is_public_are_so_in_a_team() -> None:
    public = [
        PEOPLE[one["person"]]["audience"]
        for project in PROJECTS
        for one in project["team"]
        if one["audience"] == Audience.PUBLIC
    ]
    assert set(public) == {"public"}
