"""The front page: what this is, how many are here, and how to come in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from community.accounts.roles import administrators
from community.connections.models import Connection
from community.core.access import ANY_MEMBER, VISITOR, Viewer
from community.core.db import db
from community.core.together import Read, Rows, together
from community.core.visible import visible
from community.essays.models import Essay, EssayState
from community.evidence.cards import ResourceCard
from community.evidence.catalogue import catalogue
from community.matching.small_numbers import rounded
from community.members.models import Member
from community.programme import programmes_queries, updates_queries
from community.programme.programmes_queries import ProgrammeCard
from community.projects import queries as projects
from community.projects.models import Project, ProjectState
from community.vocabulary.queries import settings
from community.web import words
from community.web.door import anyone
from community.web.respond import respond
from community.web.subscriptions import SubscribeForm

pages = Blueprint("home", __name__)

NEWEST, STORIES, PICKS = 3, 3, 3


@dataclass(frozen=True)
class Story:
    """How two people met: the thread between them, and a sentence or two."""

    steps: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class NewestEssay:
    """The essay that came out last."""

    slug: str
    title: str
    standfirst: str
    day: str


@dataclass(frozen=True)
class HomePage:
    """What somebody sees who is not signed in."""

    join_mode: str
    numbers: tuple[tuple[str, int], ...]
    stories: tuple[Story, ...]
    programme: ProgrammeCard | None
    projects: tuple[projects.ProjectCard, ...]
    evidence: tuple[ResourceCard, ...]
    essay: NewestEssay | None
    news: tuple[updates_queries.UpdateCard, ...]
    unborn: bool
    updates: SubscribeForm


@pages.get("/")
@anyone
def index(viewer: Viewer) -> ResponseReturnValue:
    """Welcome whoever comes; those who are signed in go on to what is for them."""
    if viewer.is_member:
        return redirect(url_for("suggestions.index"))
    if viewer.signed_in:
        return redirect(url_for("sign_in.waiting"))
    chosen = settings("join_mode", "stories")
    people, *others = _counts()
    page = HomePage(
        join_mode=chosen.get("join_mode", "invitation"),
        numbers=_numbers(people, *others),
        stories=stories(chosen.get("stories", "")),
        programme=programmes_queries.leading(VISITOR),
        projects=_newest(),
        evidence=_picked(),
        essay=_essay(),
        news=updates_queries.newest(VISITOR),
        unborn=people == 0 and not administrators(),
        updates=SubscribeForm(formdata=None),
    )
    return respond("home/index.html", page)


def _counts() -> tuple[int, ...]:
    """Count what any member could list, people first: one statement."""
    shown = Project.state == ProjectState.PUBLISHED
    found = (
        select(func.count(Member.id).label("number")),
        select(func.count(Project.id).label("number")).where(shown),
        select(func.count(Connection.id).label("number")),
    )
    return tuple(together(ANY_MEMBER, *(Read(one, _number) for one in found)))


def _number(rows: Rows) -> int:
    return int(rows[0]["number"])


def _numbers(people: int, projects_: int, ties: int) -> tuple[tuple[str, int], ...]:
    """Return what all members can count, rounded; nothing while it is little."""
    found = (
        (_("people"), rounded(people)),
        (_("projects"), rounded(projects_)),
        (_("connections made"), rounded(ties)),
    )
    return tuple((label, number) for label, number in found if number)


def _picked() -> tuple[ResourceCard, ...]:
    """Return what curators chose, or what came last, rather with its one sentence."""
    cards = [one.card for one in catalogue().entries.values() if one.card.published_at]
    cards.sort(key=lambda one: (one.published_at, one.id), reverse=True)
    cards.sort(key=lambda one: (not one.featured, not one.sentence))
    return tuple(cards[:PICKS])


def _essay() -> NewestEssay | None:
    found = visible(VISITOR, Essay.slug, Essay.title, Essay.standfirst)
    found = found.add_columns(Essay.date_words, Essay.published_on)
    found = found.where(Essay.state == EssayState.PUBLISHED, Essay.title != "")
    newest = Essay.published_on.is_(None), Essay.published_on.desc(), Essay.id.desc()
    row = db.session.execute(found.order_by(*newest).limit(1)).first()
    if row is None:
        return None
    slug, title, standfirst, date_words, published_on = row
    day = date_words or (words.day(published_on) if published_on else "")
    return NewestEssay(slug, title, standfirst, day)


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
    told = [str(word) for word in row.get("words", ())]
    return tuple((word, "") for word in (told if len(told) == 3 else unnamed))
