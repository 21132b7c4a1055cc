"""Changes of whom a project looks for."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, select

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_, folded
from community.core.visible import find, unscoped, visible
from community.expertise.models import Tag, TagState
from community.projects import news, places, standing
from community.projects.life import alive
from community.projects.models import (
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    NeedTag,
    Project,
    Reason,
)
from community.projects.team import narrow
from community.projects.writing import note_change
from community.staffing.states import move
from community.staffing.telling import tell_joiner

FASTER = N_("Somebody changed this in the meantime. Look at both, then save again")


@dataclass(frozen=True)
class NeedFacts:
    """Whom a project looks for; `contact_id` is whom to ask, somebody of the team."""

    role: str
    what_for: str = ""
    first_task: str = ""
    hours: str = ""
    places: int = 1
    remote: bool = True
    place: str = ""
    closes_on: date | None = None
    contact_id: int | None = None
    tag_ids: tuple[int, ...] = ()


def add_need(viewer: Viewer, project: Project, facts: NeedFacts) -> Need:
    """Say whom a project looks for."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    need = Need(project_id=project.id)
    _write(viewer, project, need, facts)
    alive(project)
    news.looks_for(viewer, project, need)
    return need


def edit_need(
    viewer: Viewer, project: Project, need: Need, facts: NeedFacts, version: int
) -> None:
    """Change whom a project looks for; with more places those who wait come in.

    Whoever began at another `version` gets a `Conflict`, and loses no word.
    """
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    places.hold(need.id)
    db.session.refresh(need)
    if need.version != version:
        raise Conflict(FASTER)
    if facts.places < need.taken:
        raise Refused(
            N_("%(taken)s places are taken already: enter at least that"),
            taken=need.taken,
        )
    before = need.state
    _write(viewer, project, need, facts)
    if before is not NeedState.CLOSED:
        places.fill(need.id)
        full = need.taken >= need.places
        need.state = NeedState.FILLED if full else NeedState.OPEN
        if need.state is not before and not full:
            news.looks_for(viewer, project, need)
    alive(project)


def _write(viewer: Viewer, project: Project, need: Need, facts: NeedFacts) -> None:
    _check(viewer, project, facts)
    contact = facts.contact_id or _unseen_contact(viewer, project, need)
    for name, value in asdict(facts).items():
        if name != "tag_ids":
            setattr(need, name, value)
    need.contact_id = contact
    db.session.add(need)
    db.session.flush()
    db.session.execute(delete(NeedTag).where(NeedTag.need_id == need.id))
    for tag_id in dict.fromkeys(facts.tag_ids):
        db.session.add(NeedTag(project_id=project.id, need_id=need.id, tag_id=tag_id))
    sensitive = select(Tag.id).where(Tag.sensitive, Tag.id.in_(facts.tag_ids))
    if db.session.scalar(sensitive.limit(1)) is not None:
        narrow(project.id)
    note_change(project)
    db.session.flush()


def _check(viewer: Viewer, project: Project, facts: NeedFacts) -> None:
    if not folded(facts.role):
        raise Refused(N_("Say whom you look for, as in: a facilitator"))
    if not 1 <= facts.places <= 50:
        raise Refused(N_("Enter how many people: 1 to 50"))
    if facts.contact_id is not None and not _works_here(
        viewer, project, facts.contact_id
    ):
        raise Refused(N_("Choose somebody of the team to ask"))


def _works_here(viewer: Viewer, project: Project, member: int) -> bool:
    """Tell whether the one to ask is in the team, as far as the viewer sees."""
    there = visible(viewer, Membership.id).where(*_part(project, member))
    return db.session.scalar(there) is not None


def _part(project: Project, member: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.project_id == project.id,
        Membership.member_id == member,
        Membership.until.is_(None),
    )


def _unseen_contact(viewer: Viewer, project: Project, need: Need) -> int | None:
    """Return whom to ask where the viewer does not see them: it was not shown."""
    now = need.contact_id
    if now is None or _works_here(viewer, project, now):
        return None
    inside = unscoped("joining", Membership.id).where(*_part(project, now))
    return now if db.session.scalar(inside) is not None else None


def words_of(viewer: Viewer, need: Need) -> list[str]:
    """Return what somebody should bring, words that wait for approval among them."""
    waits = (TagState.APPROVED, TagState.PROPOSED)
    found = visible(viewer, Tag.label).join(NeedTag, NeedTag.tag_id == Tag.id)
    found = found.where(NeedTag.need_id == need.id, Tag.state.in_(waits))
    return list(db.session.scalars(found.order_by(Tag.label)))


def close_need(viewer: Viewer, project: Project, need_id: int) -> int:
    """Stop looking; those who wait for a place are told. Return how many they were."""
    need = _reach(viewer, project, need_id)
    places.hold(need_id)
    need.state = NeedState.CLOSED
    db.session.flush()
    alive(project)
    return turn_away(viewer, need_id)


def turn_away(viewer: Viewer, need_id: int) -> int:
    """Tell those who wait for a place, kindly, that none will come; return how many.

    They are told at once, so nothing is left to take back: its time is over now.
    """
    declined = move(
        viewer,
        JoinState.DECLINED,
        JoinRequest.need_id == need_id,
        JoinRequest.state == JoinState.WAITING,
        reason=Reason.PLANS,
        due_at=clock.now(),
    )
    rows = unscoped("joining", JoinRequest).where(JoinRequest.id.in_(declined))
    for row in db.session.scalars(rows.execution_options(populate_existing=True)):
        tell_joiner(viewer, row)
    return len(declined)


def open_need(viewer: Viewer, project: Project, need_id: int) -> None:
    """Look again, where places are left."""
    need = _reach(viewer, project, need_id)
    if need.taken >= need.places:
        raise Refused(N_("All places are taken: change how many people you look for"))
    if need.closes_on is not None and need.closes_on < clock.today():
        need.closes_on = None
    need.state = NeedState.OPEN
    news.looks_for(viewer, project, need)
    alive(project)
    db.session.flush()


def _reach(viewer: Viewer, project: Project, need_id: int) -> Need:
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    need: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    return need
