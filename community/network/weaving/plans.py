"""Plans of introductions: kept, changed and put away by organisers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, update

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.introductions.asking import LETTERS
from community.network.models import WeavePair, WeavePlan

MOST = 20
"""So many pairs fit into one plan."""

TITLE = 80
UNDO = timedelta(days=1)
"""So long a plan that was put away can be brought back."""

FASTER = N_("Another organiser changed it a moment ago: look at what it says now")
SENT = N_("This plan was sent already. Make a new one")

Pair = tuple[int, int]


@dataclass(frozen=True)
class PlanFacts:
    """What there is to say of a plan: its title, and what its people are to read."""

    title: str
    words: str


def save(viewer: Viewer, facts: PlanFacts, pairs: Iterable[Pair]) -> WeavePlan:
    """Keep two people each as a plan, which any organiser can send."""
    require(viewer, Permission.NETWORK_WEAVE)
    title, words = _tidy(facts)
    chosen = sorted({ordered(*pair) for pair in pairs})
    if not chosen:
        raise Refused(N_("Tick at least one pair"))
    if len(chosen) > MOST:
        raise Refused(N_("Tick %(most)s pairs or fewer"), most=MOST)
    _sweep(viewer)
    row = WeavePlan(title=title, words=words, made_by_id=viewer.member_id)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(WeavePair(plan_id=row.id, a_id=a, b_id=b) for a, b in chosen)
    db.session.flush()
    note(viewer, row.id, "plan kept")
    return row


def edit(
    viewer: Viewer, plan_id: int, facts: PlanFacts, drop: Collection[int], version: int
) -> None:
    """Change what an unsent plan says, and take pairs (by their ids) out of it."""
    row = plan_row(viewer, plan_id)
    if row.version != version:
        raise Conflict(FASTER)
    if row.sent_at is not None:
        raise Refused(SENT)
    title, words = _tidy(facts)
    pairs = pair_rows(viewer, plan_id)
    gone = [pair.id for pair in pairs if pair.id in drop]
    if pairs and len(gone) == len(pairs):
        raise Refused(N_("Keep at least one pair, or delete the plan"))
    same = and_(WeavePlan.version == version, WeavePlan.sent_at.is_(None))
    if not mark(plan_id, same, title=title, words=words):
        raise Conflict(FASTER)
    db.session.execute(delete(WeavePair).where(WeavePair.id.in_(gone)))
    note(viewer, plan_id, "plan changed")


def put_away(viewer: Viewer, plan_id: int) -> None:
    """Delete a plan, which can be undone for a day; its introductions go on."""
    row = plan_row(viewer, plan_id)
    _sweep(viewer)
    mark(row.id, WeavePlan.put_away_at.is_(None), put_away_at=clock.now())
    note(viewer, plan_id, "plan put away")


def bring_back(viewer: Viewer, plan_id: int) -> None:
    """Undo the deletion of a plan."""
    require(viewer, Permission.NETWORK_WEAVE)
    if mark(plan_id, WeavePlan.put_away_at > clock.now() - UNDO, put_away_at=None):
        note(viewer, plan_id, "plan brought back")
    else:
        plan_row(viewer, plan_id)


# ---------------------------------------------------------------- rows
def plan_row(viewer: Viewer, plan_id: int) -> WeavePlan:
    """Return a plan that is there, or raise `NotFound`."""
    require(viewer, Permission.NETWORK_WEAVE)
    there = (WeavePlan.id == plan_id, WeavePlan.put_away_at.is_(None))
    found: WeavePlan = find(viewer, WeavePlan, *there)
    return found


def can_come_back(viewer: Viewer, plan_id: int) -> bool:
    """Tell whether a plan was put away so lately that it can be brought back."""
    require(viewer, Permission.NETWORK_WEAVE)
    found = visible(viewer, WeavePlan.id).where(
        WeavePlan.id == plan_id, WeavePlan.put_away_at > clock.now() - UNDO
    )
    return db.session.scalar(found) is not None


def pair_rows(viewer: Viewer, plan_id: int) -> list[WeavePair]:
    """Return the pairs of a plan of whom the viewer sees both, in a fixed order."""
    found = visible(viewer, WeavePair).where(WeavePair.plan_id == plan_id)
    return list(db.session.scalars(found.order_by(WeavePair.a_id, WeavePair.b_id)))


def ordered(one: int, two: int) -> Pair:
    """Return two people, the lower number first."""
    if one == two:
        raise NotFound("pair")
    return min(one, two), max(one, two)


def note(viewer: Viewer, plan_id: int, what: str) -> None:
    """Write what became of a plan into the audit trail."""
    journal.record(viewer, journal.Act.NETWORK, "weave plan", plan_id, what)


def mark(plan_id: int, still: ColumnElement[bool], **values: object) -> bool:
    """Change a plan that is `still` so; tell whether it was."""
    done = db.session.execute(
        update(WeavePlan)
        .where(WeavePlan.id == plan_id, still)
        .values(**values, version=WeavePlan.version + 1)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _sweep(viewer: Viewer) -> None:
    """Delete for good what was put away more than a day ago."""
    old = WeavePlan.put_away_at <= clock.now() - UNDO
    gone = list(db.session.scalars(visible(viewer, WeavePlan.id).where(old)))
    db.session.execute(delete(WeavePair).where(WeavePair.plan_id.in_(gone)))
    db.session.execute(delete(WeavePlan).where(WeavePlan.id.in_(gone)))


def _tidy(facts: PlanFacts) -> tuple[str, str]:
    title = " ".join(facts.title.split())
    words = " ".join(facts.words.split())
    if not title:
        raise Refused(N_("Give the plan a title"))
    if len(title) > TITLE or len(words) > LETTERS:
        raise Refused(N_("This is too long. Use fewer words"))
    return title, words
