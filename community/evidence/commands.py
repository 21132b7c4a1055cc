"""Changes of what records say: suggesting one, taking it back, changing it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_, folded, random_id, slug_of
from community.core.visible import unscoped, visible
from community.evidence import telling
from community.evidence.facts import ResourceFacts, checked, from_json, twin, write
from community.evidence.models import (
    MOVES,
    Resource,
    ResourceState,
    ResourceVersion,
    Strength,
)
from community.evidence.record import facts_of, same

WHY = "evidence"
FASTER = N_("This record was changed a moment ago, in another window or tab")
OTHER_STATE = N_("That does not fit where the resource stands now")
IN_THE_HUB = N_("This one is known here already: look at it first")
A_DAY, DAY = 20, timedelta(days=1)
"""So many suggestions a day are plenty."""
LINE = 300
"""So many letters may a line on why something changed have."""
_S = ResourceState
OPEN = (_S.SUBMITTED, _S.IN_REVIEW)
"""The states in which a suggestion waits for its answer."""


@dataclass(frozen=True)
class There:
    """A record that is here already, as far as the viewer may see it."""

    slug: str
    title: str
    year: int | None
    state: ResourceState


class Known(Refused):
    """The same thing is here already, or one of the same title.

    With `same_doi` it is the same thing for certain. `there` is None where the viewer
    may not see it: nothing but that it is known is said then.
    """

    def __init__(self, there: There | None, same_doi: bool) -> None:
        super().__init__(IN_THE_HUB)
        self.there, self.same_doi = there, same_doi


# ---------------------------------------------------------------- suggesting
def submit(viewer: Viewer, facts: ResourceFacts, another: bool = False) -> Resource:
    """Suggest a resource; with `another` also one of a title that is here already.

    What only a curator judges is left out of what a member says.
    """
    require(viewer, Permission.EVIDENCE_SUBMIT)
    _check_pace(viewer)
    facts = checked(facts)
    facts = replace(facts, strength=Strength.UNKNOWN, strength_reason="", licence="")
    _check_new(viewer, facts, another)
    slug = f"{slug_of(facts.title) or 'resource'}-{random_id()}"
    row = Resource(slug=slug, type=facts.type, submitted_by_id=viewer.member_id)
    row.title, row.folded = facts.title, folded(facts.title)[:400]
    try:
        with db.session.begin_nested():
            db.session.add(row)
            write(viewer, row, facts)
    except IntegrityError:  # somebody suggested it in the same moment
        raise Known(None, same_doi=True) from None
    journal.record(viewer, journal.Act.EVIDENCE, "resource", row.id, "submitted")
    telling.suggested(row)
    db.session.flush()
    return row


def _check_pace(viewer: Viewer) -> None:
    since = clock.now() - DAY
    mine = visible(viewer, func.count(Resource.id)).where(
        Resource.submitted_by_id == viewer.member_id, Resource.submitted_at > since
    )
    if (db.session.scalar(mine) or 0) >= A_DAY:
        raise Refused(
            N_("%(most)s suggestions a day are plenty. Go on tomorrow"), most=A_DAY
        )


def _check_new(viewer: Viewer, facts: ResourceFacts, another: bool) -> None:
    there = twin(facts, asks=viewer)
    if there is None:
        return
    same_doi = facts.doi is not None and there.doi == facts.doi
    if same_doi or not another:
        raise Known(_seen(viewer, there.id), same_doi)


def _seen(viewer: Viewer, resource: int) -> There | None:
    found = visible(
        viewer, Resource.slug, Resource.title, Resource.year, Resource.state
    )
    row = db.session.execute(found.where(Resource.id == resource)).first()
    return None if row is None else There(*row)


def withdraw(viewer: Viewer, row: Resource) -> None:
    """Take one's own suggestion back while it waits; its DOI is free again."""
    require(viewer, Permission.EVIDENCE_SUBMIT)
    own = Resource.submitted_by_id == viewer.member_id
    move(viewer, row, OPEN, _S.WITHDRAWN, own, doi=None, taken_by_id=None)


# ---------------------------------------------------------------- changing
def edit(
    viewer: Viewer, row: Resource, facts: ResourceFacts, why: str, version: int
) -> None:
    """Change what a record says; what it said before stays, with a line on why."""
    require(viewer, Permission.EVIDENCE_CURATE)
    if row.version != version:
        raise Conflict(FASTER)
    facts = checked(facts)
    if same(facts, facts_of(viewer, row)):
        raise Refused(N_("Nothing has changed yet"))
    if not folded(why) or len(why) > LINE:
        raise Refused(N_("Say in a line what you changed and why, in 300 letters"))
    rewrite(viewer, row, facts, " ".join(why.split()))
    journal.record(viewer, journal.Act.EVIDENCE, "resource", row.id, "edited")
    db.session.flush()


def rewrite(viewer: Viewer, row: Resource, facts: ResourceFacts, why: str) -> None:
    """Write facts into a record that nobody else changed, nor holds the DOI of."""
    if facts.doi:
        held = unscoped(WHY, Resource.id).where(Resource.doi == facts.doi)
        other = db.session.scalar(held.where(Resource.id != row.id))
        if other is not None:
            raise Known(_seen(viewer, other), same_doi=True)
    if facts.address != row.address:
        row.link_checked_at, row.link_problem = None, ""
    try:
        write(viewer, row, facts, why)
    except StaleDataError:
        raise Conflict(FASTER) from None


def bring_back(
    viewer: Viewer, row: Resource, number: int, why: str, version: int
) -> None:
    """Let a record say again what it said in one of its versions."""
    require(viewer, Permission.EVIDENCE_CURATE)
    kept = visible(viewer, ResourceVersion.facts).where(
        ResourceVersion.resource_id == row.id, ResourceVersion.number == number
    )
    facts = db.session.scalar(kept)
    if facts is None:
        raise Refused(N_("There is no such version"))
    edit(viewer, row, from_json(facts), why, version)


# ---------------------------------------------------------------- from state to state
def move(
    viewer: Viewer,
    row: Resource,
    was: tuple[ResourceState, ...],
    to: ResourceState,
    *also: Any,
    note: str = "",
    **values: Any,
) -> None:
    """Take a resource on from a state, once: of two at the same time one is refused."""
    if not all(to in MOVES[one] for one in was):
        raise ValueError(f"no way to {to}")
    still = Resource.state.in_(was)
    change(viewer, row, note or to.value, still, *also, state=to, **values)


def change(
    viewer: Viewer, row: Resource, note: str, *where: Any, **values: Any
) -> None:
    """Change columns of a resource where that still fits, and note who did what."""
    done = db.session.execute(
        update(Resource)
        .where(Resource.id == row.id, *where)
        .values(version=Resource.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(OTHER_STATE)
    db.session.refresh(row)
    journal.record(viewer, journal.Act.EVIDENCE, "resource", row.id, note)
    db.session.flush()
