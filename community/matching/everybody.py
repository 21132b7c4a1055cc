"""Everybody's suggestions in one go: for the digests of organisers, never for a page.

They come from what every member may see alone, so that nobody's list tells what is
shown to some. Who is blocked, put aside, asked or known already is left out, as are
people and projects that take nobody now.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Select, or_

from community.accounts.models import Account, State
from community.connections.models import ConnectionRequest, Dismissal, Subject
from community.connections.queries import QUIET
from community.core import clock
from community.core.access import ANY_MEMBER, Viewer
from community.core.db import db, read_only
from community.core.errors import NotFound
from community.core.states import RequestState
from community.core.visible import MUTED, tie, unscoped, visible
from community.matching import snapshot
from community.matching.quality_rows import closed, public
from community.matching.snapshot import SPARE, Places, Snapshot
from community.matching.snapshot_ids import Ids
from community.members.models import Member
from community.projects.models import JOIN_OPEN, JoinRequest, Membership, Project

WHY = "worker"

Progress = Callable[[float], None]


class Line(NamedTuple):
    """One suggestion: to whom, in which place from 1, what, and how strongly."""

    member: str
    place: int
    suggested: str
    score: float


def write(path: Path, lines: Iterable[Line]) -> int:
    """Write lists as a CSV file for its owner's eyes; return how many lines it has.

    What is missing from a list tells of blocks, hellos and what was put aside.
    """
    number = 0
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(place, 0o600)
    with os.fdopen(place, "w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("member", "place", "suggested", "score"))
        for line in lines:
            writer.writerow((*line[:-1], f"{line.score:.6g}"))
            number += 1
    return number


def viewer_of(who: str) -> Viewer:
    """Return the active member with this email address or slug, as one who looks.

    Raises
    ------
    NotFound
        If there is none.
    """
    found = unscoped(WHY, Member.id, Account.id, Member.name, Member.slug)
    found = found.join(Account, Account.id == Member.account_id).where(
        Account.state == State.ACTIVE,
        or_(Member.slug == who, Account.email == who.strip().lower()),
    )
    row = db.session.execute(found).first()
    if row is None:
        raise NotFound("Member")
    member, account, name, slug = row
    return Viewer(member, account, name, slug, state=State.ACTIVE.value)


def lists(
    *, people: bool, limit: int, progress: Progress, client: Any = None
) -> Iterator[Line]:
    """Return the best people or projects of all who get suggestions, by member.

    `client` is one of `dask.distributed`, if a cluster is to do the work. It reads
    first and then lets go of the database: the work may take minutes.
    """
    from community.graph.batch import everybody, everybody_on

    read_only()
    graph, _ = snapshot.current(ANY_MEMBER)
    asking = np.sort(graph.members.find(np.array([*public(graph).asking], np.int64)))
    known = graph.members if people else graph.projects
    shut, apart = _nobody(graph, people), graph.members.pairs(known, _done_with(people))
    names = _slugs(Member, graph.members), _slugs(Member if people else Project, known)
    db.session.rollback()
    ids, scores = (partial(everybody_on, client) if client else everybody)(
        graph.matcher,
        "member" if people else "project",
        limit,
        asking,
        closed=shut,
        apart=apart,
        progress=progress,
    )
    for member, row, said in zip(asking, ids, scores, strict=True):
        for place, one in enumerate(row[row >= 0]):
            yield Line(names[0][member], place + 1, names[1][one], said[place])


def _nobody(graph: Snapshot, people: bool) -> Ids:
    """Return the numbers of those who take nobody now, or who stand for nobody."""
    shy, full = closed(graph)
    if not people:
        return np.array(sorted(full), dtype=np.int64)
    first = len(graph.members)
    return np.array(sorted({*shy, *range(first, first + SPARE)}), dtype=np.int64)


def _done_with(people: bool) -> Ids:
    """Return whom or what each member knows, asked, put aside or is kept apart from."""
    found = _people_done_with() if people else _projects_done_with()
    pairs = [(a, b) for rows in found for a, b in db.session.execute(rows)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _people_done_with() -> list[Select[Any]]:
    asked = ConnectionRequest
    return [
        unscoped(WHY, tie.c.member_id, tie.c.other_id),
        unscoped(WHY, tie.c.other_id, tie.c.member_id).where(tie.c.kind == MUTED),
        _put_aside(Subject.PERSON),
        unscoped(WHY, asked.asker_id, asked.asked_id).where(
            or_(asked.state == RequestState.SENT, asked.asked_at > _quiet())
        ),
        unscoped(WHY, asked.asked_id, asked.asker_id).where(
            asked.state == RequestState.SENT
        ),
    ]


def _projects_done_with() -> list[Select[Any]]:
    team, asked = Membership, JoinRequest
    return [
        unscoped(WHY, team.member_id, team.project_id).where(
            or_(team.until.is_(None), team.until > clock.today())
        ),
        _put_aside(Subject.PROJECT),
        unscoped(WHY, asked.member_id, asked.project_id).where(
            or_(asked.state.in_(JOIN_OPEN), asked.asked_at > _quiet())
        ),
    ]


def _put_aside(subject: Subject) -> Select[Any]:
    aside = Dismissal
    return unscoped(WHY, aside.member_id, aside.subject_id).where(
        aside.subject == subject,
        or_(aside.until.is_(None), aside.until > clock.today()),
    )


def _quiet() -> datetime:
    """Return since when a request is too new to suggest the same again."""
    return clock.now() - QUIET


def _slugs(entity: Any, known: Places) -> dict[int, str]:
    """Return the name in addresses of each number."""
    rows = db.session.execute(visible(ANY_MEMBER, entity.id, entity.slug)).all()
    of = known.of
    return {of[one]: slug for one, slug in rows if one in of}
