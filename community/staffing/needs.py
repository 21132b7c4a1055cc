"""Changes of whom a project looks for."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, select

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, folded
from community.core.visible import find
from community.expertise.models import Tag
from community.projects import news, standing
from community.projects.models import Need, NeedState, NeedTag, Project
from community.projects.team import narrow


@dataclass(frozen=True)
class NeedFacts:
    """Whom a project looks for."""

    role: str
    what_for: str = ""
    first_task: str = ""
    hours: str = ""
    places: int = 1
    remote: bool = True
    closes_on: date | None = None
    tag_ids: tuple[int, ...] = ()


def add_need(viewer: Viewer, project: Project, facts: NeedFacts) -> Need:
    """Say whom a project looks for."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    need = Need(project_id=project.id)
    _write(project, need, facts)
    news.looks_for(viewer, project, need)
    return need


def edit_need(viewer: Viewer, project: Project, need: Need, facts: NeedFacts) -> None:
    """Change whom a project looks for; with more places a filled need opens again."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    if facts.places < need.taken:
        raise Refused(
            N_("%(taken)s places are taken already: enter at least that"),
            taken=need.taken,
        )
    _write(project, need, facts)
    if need.state is not NeedState.CLOSED:
        full, before = need.taken >= need.places, need.state
        need.state = NeedState.FILLED if full else NeedState.OPEN
        if need.state is not before and not full:
            news.looks_for(viewer, project, need)
    db.session.flush()


def _write(project: Project, need: Need, facts: NeedFacts) -> None:
    if not folded(facts.role):
        raise Refused(N_("Say whom you look for, as in: a facilitator"))
    if not 1 <= facts.places <= 50:
        raise Refused(N_("Enter how many people: 1 to 50"))
    for name, value in asdict(facts).items():
        if name != "tag_ids":
            setattr(need, name, value)
    db.session.add(need)
    db.session.flush()
    db.session.execute(delete(NeedTag).where(NeedTag.need_id == need.id))
    for tag_id in dict.fromkeys(facts.tag_ids):
        db.session.add(NeedTag(project_id=project.id, need_id=need.id, tag_id=tag_id))
    sensitive = select(Tag.id).where(Tag.sensitive, Tag.id.in_(facts.tag_ids))
    if db.session.scalar(sensitive.limit(1)) is not None:
        narrow(project.id)
    project.updated_at = clock.now()
    db.session.flush()


def close_need(viewer: Viewer, project: Project, need_id: int) -> None:
    """Stop looking."""
    _reach(viewer, project, need_id).state = NeedState.CLOSED
    db.session.flush()


def open_need(viewer: Viewer, project: Project, need_id: int) -> None:
    """Look again, where places are left."""
    need = _reach(viewer, project, need_id)
    if need.taken >= need.places:
        raise Refused(N_("All places are taken: change how many people you look for"))
    if need.closes_on is not None and need.closes_on < clock.today():
        need.closes_on = None
    need.state = NeedState.OPEN
    news.looks_for(viewer, project, need)
    db.session.flush()


def _reach(viewer: Viewer, project: Project, need_id: int) -> Need:
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    need: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    return need
