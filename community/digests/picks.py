"""Whom and what a digest suggests: a few, for reasons that a letter may hold.

What a letter tells is kept until it goes as ids alone, reasons too, and seen again
through its reader then. No reason names what is sensitive or what its reader marked
for themselves: mail lies open longer than a page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Subquery, func, literal, select, union_all

from community.connections.models import Subject
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.digests.hushed import Hushed
from community.digests.models import Suggested
from community.matching.answers import found_for
from community.matching.links import Side
from community.matching.look import (
    Look,
    PersonSuggestion,
    ProjectSuggestion,
    Proposed,
)
from community.matching.models import Slot
from community.matching.own import Own, own
from community.matching.why import Sentence
from community.projects.models import Follow

MOST = 3
"""So many people, and so many projects, a digest suggests."""

Suggestion = PersonSuggestion | ProjectSuggestion


@dataclass(frozen=True)
class Pick:
    """Somebody or something suggested; `bridge` says that it is a new perspective."""

    subject: Subject
    id: int = field(metadata={"api": False})
    name: str
    slug: str
    reasons: tuple[Sentence, ...]
    bridge: bool
    proposed: Proposed = field(metadata={"api": False})


def picks(viewer: Viewer, hushed: Hushed) -> tuple[Pick, ...]:
    """Return people and projects that no digest suggested to the viewer yet.

    At most one of them is a bridge. Whom they know and what they follow, put aside or
    are in, stays out.
    """
    done = {subject: set[int]() for subject in Subject}
    for kind, number in db.session.execute(visible(viewer, *_done().c)):
        done[Subject(kind)].add(number)
    asked = found_for(viewer, done)
    told = _told(asked.mine, asked.look, [*asked.people, *asked.works], hushed)
    left = [one for one in told if one.id not in done[one.subject]]
    left = _unhushed(left, hushed)
    people = _few(left, Subject.PERSON, bridge=True)
    bridge = not any(one.bridge for one in people)
    return (*people, *_few(left, Subject.PROJECT, bridge))


def _done() -> Subquery:
    """Select what digests suggested, and what is followed, for `visible` to narrow."""
    follows = select(literal(Subject.PROJECT.value), Follow.project_id)
    return union_all(select(Suggested.kind, Suggested.thing_id), follows).subquery()


def last_suggested(viewer: Viewer) -> Any:
    """Return when a digest suggested something to the viewer last, or None."""
    return db.session.scalar(visible(viewer, func.max(Suggested.at)))


def _unhushed(found: Iterable[Pick], hushed: Hushed) -> list[Pick]:
    """Return what is suggested in no word that its reader muted."""
    return [
        one
        for one in found
        if not hushed.holds([one.name, *(why.text for why in one.reasons)])
    ]


def _few(found: Iterable[Pick], subject: Subject, bridge: bool) -> list[Pick]:
    """Return the first few of a subject, of bridges one and at the end."""
    ours = [one for one in found if one.subject is subject]
    bridges = [one for one in ours if one.bridge][:bridge]
    usual = [one for one in ours if not one.bridge]
    return [*usual[: MOST - len(bridges)], *bridges]


# ---------------------------------------------------------------- as a letter may say
def _told(
    mine: Own, look: Look, proposed: Sequence[Proposed], hushed: Hushed
) -> list[Pick]:
    fit = _fit(mine, look, proposed, hushed)
    by_id = {(one.kind, one.id): one for one in fit}
    people = look.people_of((one for one in fit if one.kind == "member"), len(fit))
    works = look.projects_of(one for one in fit if one.kind == "project")
    return [
        *(_pick(Subject.PERSON, one, by_id["member", one.card.id]) for one in people),
        *(_pick(Subject.PROJECT, one, by_id["project", one.card.id]) for one in works),
    ]


def _pick(subject: Subject, one: Suggestion, proposed: Proposed) -> Pick:
    name = one.card.name if isinstance(one, PersonSuggestion) else one.card.title
    bridge, why = one.slot is Slot.BRIDGE, one.why.sentences
    return Pick(subject, one.card.id, name, one.card.slug, why, bridge, proposed)


def _fit(
    mine: Own, look: Look, proposed: Sequence[Proposed], hushed: Hushed
) -> list[Proposed]:
    """Return what a letter may suggest, with those reasons alone that it may tell.

    No project is named that has a sensitive tag, or a sensitive word in its title. A
    sensitive tag is told only where it is the reader's own too, so to leave out their
    own ones is enough.
    """
    said = {one for one, title in look.titles().items() if hushed.hints(title)}
    unfit = {("project", number) for number in look.about_sensitive() | said}
    unfit |= {("tag", tag.id) for tag in mine.tags if tag.sensitive or tag.private}
    return [
        replace(one, paths=tuple(p for p in one.paths if not unfit & set(p[1])))
        for one in proposed
        if (one.kind, one.id) not in unfit
    ]


# ---------------------------------------------------------------- kept as ids
def ids_of(pick: Pick) -> dict[str, Any]:
    """Return what is kept of a suggestion until its letter goes: ids alone."""
    one = pick.proposed
    paths = [[reason.channel, reason.share, path] for reason, path in one.paths]
    return {"kind": one.kind, "id": one.id, "bridge": pick.bridge, "paths": paths}


def again(
    viewer: Viewer, kept: Iterable[dict[str, Any]], hushed: Hushed
) -> tuple[Pick, ...]:
    """Return those of the suggestions kept as ids that still hold for the viewer."""
    mine = own(viewer)
    done = {("member", one) for one in mine.done_people | mine.ties | mine.muted}
    done |= {("project", one) for one in mine.done_projects | mine.projects}
    proposed = [_proposed(row) for row in kept if (row["kind"], row["id"]) not in done]
    if not proposed:
        return ()
    look = Look(viewer, Side(viewer.member_id or 0, mine), proposed)
    return tuple(_unhushed(_told(mine, look, proposed, hushed), hushed))


def _proposed(row: dict[str, Any]) -> Proposed:
    from community.graph.records import Reason

    slot = Slot.BRIDGE if row["bridge"] else Slot.USUAL
    paths = tuple(
        (Reason(channel, (), share), tuple((kind, number) for kind, number in path))
        for channel, share, path in row["paths"]
    )
    return Proposed(row["kind"], row["id"], slot, paths, {})
