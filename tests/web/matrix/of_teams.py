"""What a person of the matrix has with a team: a project, and all that it holds."""

from datetime import date, timedelta

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.impact.models import ImpactRecord, ImpactState
from community.plans.models import Milestone, TeamTask
from community.programme.models import (
    Event,
    Readers,
    Update,
    UpdateImage,
    UpdateState,
)
from community.projects.models import (
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    Project,
    ProjectState,
    Story,
    TeamRole,
    Teller,
)
from community.stewardship.models import Handover, HandoverKind
from tests.cast import join
from tests.web.matrix.giving import Things, gives
from tests.web.matrix.people import FAY, GUS, HANA, person

FAY_S = FAY.id
"""Fay's own project, which she asks everybody to lead beside her."""


def project(number: int, slug: str, leads: list[int], state: ProjectState) -> None:
    db.session.add(
        Project(
            id=number, slug=slug, title=slug, folded=slug, state=state,
            summary="In one line", audience=Audience.MEMBERS,
        )
    )  # fmt: skip
    db.session.flush()
    for lead in leads:
        join(number, lead, TeamRole.LEAD)


def of_fay() -> None:
    """Give Fay her project."""
    project(FAY_S, "of-fay", [FAY.id], ProjectState.PUBLISHED)
    db.session.flush()


@gives
def _led(n: int) -> Things:
    """A project that they lead, with all that a team has."""
    leads = [n, person("lead").id] if n == HANA.id else [n]
    project(n, f"of-{n}", leads, ProjectState.PUBLISHED)
    if n == HANA.id:
        join(n, person("mate").id)
    join(n, FAY.id)
    db.session.flush()
    db.session.add(Need(id=n, project_id=n, role="Cook", what_for="Soup", places=1))
    db.session.add(Milestone(id=n, project_id=n, title="Soup is ready"))
    db.session.flush()
    db.session.add(TeamTask(id=n, project_id=n, milestone_id=n, title="Peel"))
    days = {"due_at": clock.now() + timedelta(days=21), "organisers_from": clock.now()}
    for number, kind, who, by in (
        (n, HandoverKind.BESIDE, n, FAY.id),
        (1000 + n, HandoverKind.TAKE_OVER, GUS.id, GUS.id),
    ):
        where = FAY_S if kind is HandoverKind.BESIDE else n
        row = {"project_id": where, "member_id": who, "asked_by_id": by, **days}
        db.session.add(Handover(id=number, kind=kind, **row))
    _asked_in(n)
    return {
        "projects/<slug>": f"of-{n}", "project/<slug>": f"of-{n}", "project_id": str(n),
        "need_id": str(n), "milestone_id": str(n), "task_id": str(n),
        "handover_id": str(n), "take_over_id": str(1000 + n),
        "membership_id": str(_membership(n)), "tag_id": "1",
        "projects/requests/<request_id>": str(n), "ended_id": str(2000 + n),
        "<slug>/requests/<request_id>": str(1000 + n),
    }  # fmt: skip


def _membership(project: int) -> int:
    """Return the number of Fay's part in a project."""
    where = (Membership.project_id == project, Membership.member_id == FAY.id)
    return db.session.scalars(unscoped("test", Membership.id).where(*where)).one()


def _asked_in(n: int) -> None:
    """Fay invited them, Gus would help them; what they once offered came to nothing."""
    then = clock.now() - timedelta(days=40)
    db.session.add(
        JoinRequest(
            id=n, kind=JoinKind.INVITATION, project_id=FAY_S, member_id=n,
            asked_by_id=FAY.id,
        )
    )  # fmt: skip
    db.session.add(
        JoinRequest(
            id=1000 + n, kind=JoinKind.OFFER, project_id=n, member_id=GUS.id,
            asked_by_id=GUS.id,
        )
    )  # fmt: skip
    db.session.add(
        JoinRequest(
            id=2000 + n, kind=JoinKind.OFFER, project_id=FAY_S, member_id=n,
            asked_by_id=n, state=JoinState.LAPSED, asked_at=then, due_at=then,
            answered_at=then,
        )
    )  # fmt: skip


@gives
def _told_of_it(n: int) -> Things:
    """News, an event, a change and a story of that project."""
    db.session.add(
        Update(
            id=n, slug=f"news-{n}", project_id=n, author_id=n, title="Soup",
            body="It is hot", readers=Readers.MEMBERS, state=UpdateState.PUBLISHED,
            published_at=clock.now(),
        )
    )  # fmt: skip
    db.session.add(
        Event(
            id=n, slug=f"day-{n}", title="Soup day", begins_on=date(2999, 1, 1),
            project_id=n, made_by_id=n,
        )
    )  # fmt: skip
    db.session.flush()
    size = {"width": 4, "height": 3, "alt": "Soup"}
    db.session.add(UpdateImage(update_id=n, name=f"{n}.webp", **size))
    db.session.add(
        ImpactRecord(
            id=n, project_id=n, milestone_id=n, area="skills", what_changed="They cook",
            happened_on=clock.today(), claimed_by_id=n, state=ImpactState.NOTED,
        )
    )  # fmt: skip
    db.session.add(
        Story(id=n, project_id=1, author_id=n, words="I cook", told_as=Teller.CARER)
    )
    return {
        "update": f"news-{n}", "pictures/<name>": f"{n}.webp", "event": f"day-{n}",
        "event_id": str(n), "impact_id": str(n), "story_id": str(n),
    }  # fmt: skip
