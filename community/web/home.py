"""The front page: what this is, how many are here, and how to come in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.accounts.roles import administrators
from community.connections.models import Connection
from community.core.access import ANY_MEMBER, VISITOR, Viewer
from community.core.db import db
from community.core.visible import count, visible
from community.matching.small_numbers import rounded
from community.members.models import Member
from community.programme import updates_queries
from community.projects import queries as projects
from community.projects.models import Project, ProjectState
from community.vocabulary.queries import settings
from community.web.door import anyone
from community.web.respond import respond

pages = Blueprint("home", __name__)

NEWEST, STORIES = 3, 3


@dataclass(frozen=True)
class Story:
    """How two people met: the thread between them, and a sentence or two."""

    steps: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class HomePage:
    """What somebody sees who is not signed in."""

    join_mode: str
    numbers: tuple[tuple[str, int], ...]
    stories: tuple[Story, ...]
    projects: tuple[projects.ProjectCard, ...]
    news: tuple[updates_queries.UpdateCard, ...]
    unborn: bool


@pages.get("/")
@anyone
def index(viewer: Viewer) -> ResponseReturnValue:
    """Welcome whoever comes; those who are signed in go on to what is for them."""
    if viewer.is_member:
        return redirect(url_for("suggestions.index"))
    if viewer.signed_in:
        return redirect(url_for("sign_in.waiting"))
    chosen = settings("join_mode", "stories")
    people = count(visible(ANY_MEMBER, Member.id))
    page = HomePage(
        join_mode=chosen.get("join_mode", "invitation"),
        numbers=_numbers(people),
        stories=stories(chosen.get("stories", "")),
        projects=_newest(),
        news=updates_queries.newest(VISITOR),
        unborn=people == 0 and not administrators(),
    )
    return respond("home/index.html", page)


def _numbers(people: int) -> tuple[tuple[str, int], ...]:
    """Return what all members can count, rounded; nothing while it is little."""
    shown = visible(ANY_MEMBER, Project.id).where(
        Project.state == ProjectState.PUBLISHED
    )
    found = (
        (_("people"), rounded(people)),
        (_("projects"), rounded(count(shown))),
        (_("connections made"), rounded(count(visible(ANY_MEMBER, Connection.id)))),
    )
    return tuple((label, number) for label, number in found if number)


def _newest() -> tuple[projects.ProjectCard, ...]:
    found = projects.projects(VISITOR).where(Project.state == ProjectState.PUBLISHED)
    order = (Project.published_at.desc(), Project.id.desc())
    rows = db.session.execute(found.order_by(*order).limit(NEWEST)).mappings()
    return projects.dressed(VISITOR, (projects.card(**row) for row in rows))


def stories(told: str) -> tuple[Story, ...]:
    """Return the stories of a setting; names only of people who are open to anyone.

    The setting is a list of {"people": [a, via, b], "text": ..., "words": [...]};
    `words` stand for the people where a name is not public.
    """
    rows = _rows(told)[:STORIES]
    names = _public_names(one for row in rows for one in row["people"])
    return tuple(Story(_steps(row, names), str(row["text"])) for row in rows)


def _rows(told: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(told or "[]")
    except ValueError:
        return []
    return [row for row in rows if isinstance(row, dict) and _is_whole(row)]


def _is_whole(row: dict[str, Any]) -> bool:
    people = row.get("people")
    three = isinstance(people, list) and len(people) == 3
    return three and bool(row.get("text"))


def _public_names(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    wanted = {one for one in ids if isinstance(one, int)}
    if not wanted:
        return {}
    found = visible(VISITOR, Member.id, Member.name, Member.slug)
    return {
        number: (name, url_for("members.profile", slug=slug))
        for number, name, slug in db.session.execute(found.where(Member.id.in_(wanted)))
    }


def _steps(
    row: dict[str, Any], names: dict[int, tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    if all(one in names for one in row["people"]):
        return tuple(names[one] for one in row["people"])
    unnamed = (_("One of us"), _("somebody both know"), _("another of us"))
    words = [str(word) for word in row.get("words", ())]
    return tuple((word, "") for word in (words if len(words) == 3 else unnamed))
