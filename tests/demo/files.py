"""The demo's files of projects and ties, read for the tests."""

import csv
import json
from collections import Counter
from typing import Any

from community.connections.models import TieAudience, narrower
from community.demo.loader import HERE
from community.projects.models import ProjectState, TeamRole

Facts = dict[str, Any]

REFERENCE = HERE.parent / "reference"


def data(name: str) -> list[Facts]:
    found: list[Facts] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROJECTS, TIES, REQUESTS, STORIES = map(
    data, ("projects", "ties", "requests", "stories")
)
EVENTS, INTRODUCTIONS, NOTES, ROUNDS, ORIGINS = map(
    data, ("events", "introductions", "notes", "coffee", "origins")
)
PEOPLE = {person["id"]: person for person in data("people")}
ACCOUNTS = {account["person"]: account["role"] for account in data("accounts")}
ACTIVE = {key for key, one in PEOPLE.items() if one.get("state", "active") == "active"}
TAGS = {row["slug"]: row for row in read("tags")}
SENSITIVE = {slug for slug, row in TAGS.items() if row["sensitive"] == "yes"}
TERMS = {(row["list"], row["code"]): row for row in read("vocabulary")}
BY_ID = {project["id"]: project for project in PROJECTS}


def state(project: Facts) -> ProjectState:
    return ProjectState(project["state"])


def count(field: str) -> Counter[str]:
    return Counter(project[field] for project in PROJECTS)


def team(project: Facts) -> list[Facts]:
    """Return who is in a project today."""
    return [one for one in project["team"] if "until" not in one]


def leads(project: Facts) -> list[str]:
    return [one["person"] for one in team(project) if one["role"] == TeamRole.LEAD]


def projects_of(person: str) -> list[Facts]:
    return [p for p in PROJECTS if person in {one["person"] for one in team(p)}]


def ties_of(person: str) -> list[Facts]:
    return [tie for tie in TIES if person in (tie["a"], tie["b"])]


def pair(facts: Facts, one: str, two: str) -> frozenset[str]:
    """Return two people of one row, in no order."""
    return frozenset((facts[one], facts[two]))


def known() -> set[frozenset[str]]:
    """Return who knows whom before anybody asks."""
    return {pair(tie, "a", "b") for tie in TIES}


def width(tie: Facts) -> TieAudience:
    return narrower(TieAudience(tie["a_audience"]), TieAudience(tie["b_audience"]))


def joined(person: str) -> str:
    day: str = PEOPLE[person]["joined"]
    return day
