"""Whom to ask about a resource: who talks about it, works with it, knows its subject.

All of it from rows that the viewer may read one by one. Nobody who has enough to answer
is named, and nobody whom the viewer muted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p
from typing import Any

from sqlalchemy import Select, func, or_, select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.text import N_
from community.core.together import Read, together
from community.core.visible import muted_by
from community.evidence.models import Resource, ResourceTag, ResourceTalker, ResourceUse
from community.expertise.models import Tag, TagState
from community.matching.busy import busy
from community.matching.evidence_why import acquainted
from community.matching.why import YOU, Sentence, Step, Why, said
from community.members.models import Member, MemberTag, Relation
from community.members.queries import MemberCard, card, dressed, people
from community.projects.models import Membership, Project

SHOW = 6
TALKS, USES, OFFERS, KNOWN = 4.0, 2.0, 1.0, 0.5
TALKS_SAYS = N_("Is happy to talk about it.")
ABOUT_SAYS = N_("Is happy to talk about it: “%(words)s”")
USES_SAYS = N_("Works on %(project)s, which uses it.")
OFFERS_SAYS = (
    N_("Offers %(tag)s, which it is about."),
    N_("Offers %(tag)s and %(also)s, which it is about."),
)


@dataclass(frozen=True)
class PersonToAsk:
    """Somebody to ask about a resource, and why; `known` to the viewer already."""

    card: MemberCard
    why: Why
    known: bool


@dataclass(frozen=True)
class _Speaks:
    """One thing that speaks for asking somebody."""

    weight: float
    sentence: Sentence
    between: Step | None = None


Reasons = Mapping[int, list[_Speaks]]


def people_to_ask(
    viewer: Viewer, resource: Resource, most: int = SHOW
) -> tuple[PersonToAsk, ...]:
    """Return whom the viewer can ask about a resource: five statements at most."""
    if not viewer.is_member:
        return ()
    parts = together(
        viewer, Read(_talkers(resource.id), _talks), Read(_users(resource.id), _uses),
        Read(_offering(viewer, resource.id), _offers), Read(acquainted(viewer), _ids),
    )  # fmt: skip
    known: set[int] = parts[-1]
    found: dict[int, list[_Speaks]] = defaultdict(list)
    for reasons in parts[:-1]:
        for who, speaks in reasons.items():
            found[who] += speaks
    heads = (
        card(**row) for row in db.session.execute(_askable(viewer, found)).mappings()
    )
    best = sorted(
        heads, key=lambda one: (-_score(found[one.id], one.id in known), one.id)
    )
    return tuple(
        PersonToAsk(one, _why(one, found[one.id], resource.title), one.id in known)
        for one in dressed(viewer, best[:most])
    )


def _score(speaks: Iterable[_Speaks], known: bool) -> float:
    return sum(one.weight for one in speaks) + (KNOWN if known else 0.0)


def _talkers(resource: int) -> Select[Any]:
    who: Select[Any] = select(ResourceTalker.member_id.label("who"))
    return who.add_columns(ResourceTalker.words).where(
        ResourceTalker.resource_id == resource
    )


def _users(resource: int) -> Select[Any]:
    who: Select[Any] = select(Membership.member_id.label("who"))
    return (
        who.add_columns(Project.title, Project.slug)
        .join(Project, Project.id == Membership.project_id)
        .join(ResourceUse, ResourceUse.project_id == Project.id)
        .where(ResourceUse.resource_id == resource, Membership.until.is_(None))
        .order_by(Project.id, Membership.member_id)
        .limit(200)
    )


def _offering(viewer: Viewer, resource: int) -> Select[Any]:
    """Select who offers a word of it, with how many offer that word.

    A sensitive one is named only to whoever has that very one.
    """
    mine = MemberTag.__table__.alias()
    own = select(mine.c.tag_id).where(mine.c.member_id == viewer.member_id)
    who: Select[Any] = select(MemberTag.member_id.label("who"))
    number = func.count().over(partition_by=MemberTag.tag_id).label("number")
    return (
        who.add_columns(Tag.label, number)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .join(ResourceTag, ResourceTag.tag_id == MemberTag.tag_id)
        .where(ResourceTag.resource_id == resource)
        .where(MemberTag.relation == Relation.OFFERS)
        .where(Tag.state == TagState.APPROVED, or_(~Tag.sensitive, Tag.id.in_(own)))
        .order_by(number, MemberTag.member_id)
        .limit(200)
    )


def _askable(viewer: Viewer, found: Iterable[int]) -> Select[Any]:
    return people(viewer).where(
        Member.id.in_(list(found)),
        Member.id != viewer.member_id,
        Member.joined,
        Member.taking_requests,
        Member.id.not_in(busy(clock.today())),
        Member.id.not_in(muted_by(viewer)),
    )


def _talks(rows: Iterable[Mapping[str, Any]]) -> Reasons:
    return {
        row["who"]: [
            _Speaks(
                TALKS,
                said(ABOUT_SAYS, words=row["words"])
                if row["words"]
                else said(TALKS_SAYS),
            )
        ]
        for row in rows
    }


def _uses(rows: Iterable[Mapping[str, Any]]) -> Reasons:
    found: dict[int, list[_Speaks]] = {}
    for row in rows:
        step = Step("project", row["title"], row["slug"])
        speaks = _Speaks(USES, said(USES_SAYS, project=row["title"]), step)
        found.setdefault(row["who"], [speaks])
    return found


def _offers(rows: Iterable[Mapping[str, Any]]) -> Reasons:
    """Say the two rarest words that somebody offers."""
    by: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for row in rows:
        by[row["who"]].append((OFFERS / log1p(row["number"]), row["label"]))
    found: dict[int, list[_Speaks]] = {}
    for who, words in by.items():
        words.sort(key=lambda one: (-one[0], one[1]))
        labels = [label for _, label in words]
        sentence = (
            said(OFFERS_SAYS[1], tag=labels[0], also=labels[1])
            if len(labels) > 1
            else said(OFFERS_SAYS[0], tag=labels[0])
        )
        total = sum(weight for weight, _ in words[:2])
        found[who] = [_Speaks(total, sentence, Step("tag", labels[0]))]
    return found


def _ids(rows: Iterable[Mapping[str, Any]]) -> set[int]:
    return {row["who"] for row in rows}


def _why(head: MemberCard, speaks: list[_Speaks], title: str) -> Why:
    speaks = sorted(speaks, key=lambda one: -one.weight)
    between = next((one.between for one in speaks if one.between), None)
    steps = (Step("person", head.name, head.slug), between, Step("resource", title))
    thread = (YOU, *(step for step in steps if step))
    return Why(tuple(one.sentence for one in speaks[:2]), thread)
