"""Making projects for tests, in one line each."""

from typing import Any

from community.core.access import Audience
from community.core.db import db
from community.core.text import folded
from community.core.visible import unscoped
from community.projects.models import (
    JoinKind,
    JoinRequest,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectArea,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from tests.cast import CAST, join, tag_id


def project(number: int) -> Project:
    """One of the cast's projects."""
    return db.session.scalars(
        unscoped("test", Project).where(Project.id == number)
    ).one()


def make(title: str, lead: str = "bob", **values: Any) -> Project:
    """A published project with its lead; `tags`, `areas` and `needs` hold slugs."""
    tags, areas = values.pop("tags", ()), values.pop("areas", ())
    needs = values.pop("needs", ())
    plain = {
        "slug": f"made-{title.lower().replace(' ', '-')}", "folded": folded(title),
        "summary": title, "story": title, "state": ProjectState.PUBLISHED,
        "stage": Stage.RUNNING, "audience": Audience.MEMBERS, "nation": "eng",
    }  # fmt: skip
    made = Project(title=title, **{**plain, **values})
    db.session.add(made)
    db.session.flush()
    for slug in tags:
        db.session.add(ProjectTag(project_id=made.id, tag_id=tag_id(slug)))
    for code in areas:
        db.session.add(ProjectArea(project_id=made.id, code=code))
    for slug in needs:
        add_need(made.id, slug)
    join(made.id, CAST[lead].id, TeamRole.LEAD)
    db.session.flush()
    return made


def add_need(number: int, slug: str = "", **values: Any) -> Need:
    """Somebody that a project looks for."""
    need = Need(project_id=number, role=f"Somebody for {slug or 'it'}", **values)
    db.session.add(need)
    db.session.flush()
    if slug:
        db.session.add(NeedTag(project_id=number, need_id=need.id, tag_id=tag_id(slug)))
    return need


def ask(
    number: int, who: str, kind: JoinKind = JoinKind.OFFER, need: int | None = None
) -> JoinRequest:
    """An offer, or an invitation by Lea, that waits for an answer."""
    person = CAST[who].id
    row = JoinRequest(
        kind=kind, project_id=number, member_id=person, need_id=need, message="Hello",
        asked_by_id=person if kind is JoinKind.OFFER else CAST["lea"].id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def membership(number: int, who: str) -> Membership:
    """Somebody's membership of a project."""
    found = unscoped("test", Membership).where(
        Membership.project_id == number, Membership.member_id == CAST[who].id
    )
    return db.session.scalars(found.order_by(Membership.id.desc()).limit(1)).one()
