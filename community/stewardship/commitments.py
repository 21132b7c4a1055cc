"""A part in a project with a last day: renewed, left open, or concluded.

A week before, whoever promised to take part until a day is asked. Where they do not
answer nothing ends by itself: two weeks after the day their part has no last day any
more, and they and the leads are told.
"""

from datetime import date, timedelta

from sqlalchemy import update

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.notices.commands import tell
from community.projects import leaving
from community.projects.life import alive
from community.projects.models import Ending, Membership, Project, ProjectState
from community.projects.team import leads

WHY = "circles"
BEFORE, AFTER = timedelta(days=7), timedelta(days=14)
LONGEST = timedelta(days=3 * 366)
GOES_ON = (ProjectState.PUBLISHED, ProjectState.PAUSED)
"""The states of a project in which people are asked."""


def own_part(viewer: Viewer, project: Project) -> Membership:
    """Return the part that the viewer has in a project now, or raise `NotFound`."""
    found: Membership = find(
        viewer,
        Membership,
        Membership.project_id == project.id,
        Membership.member_id == viewer.member_id,
        Membership.until.is_(None),
    )
    return found


def in_months(number: int) -> date:
    """Return the day that many months from today, or the last day of that month."""
    today = clock.today()
    year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_after - timedelta(days=1)
    return last.replace(day=min(today.day, last.day))


def renew(viewer: Viewer, project: Project, until: date | None) -> Membership:
    """Say until when the viewer takes part; without a day it has no last day."""
    row = own_part(viewer, project)
    today = clock.today()
    if until is not None and not today < until <= today + LONGEST:
        raise Refused(N_("Choose a day after today, within three years"))
    row.ends_on, row.asked_to_renew = until, False
    db.session.flush()
    journal.record(
        viewer,
        journal.Act.PROJECT,
        "membership",
        row.id,
        "renewed" if until else "open",
    )
    alive(project)
    return row


def conclude(viewer: Viewer, project: Project, why: str = "") -> None:
    """End the viewer's part as it was meant to end; the leads are told."""
    leaving.leave(viewer, project, why, how=Ending.CONCLUDED)


# ---------------------------------------------------------------- the clock
def ask_whether_to_renew() -> int:
    """Ask those whose last day comes, and let go on what nobody answered."""
    return _ask() + _let_go_on()


def _due(until: date, *where: object) -> list[tuple[Membership, str]]:
    found = (
        unscoped(WHY, Membership, Project.slug)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.until.is_(None), Membership.ends_on <= until)
        .where(Project.state.in_(GOES_ON), *where)  # type: ignore[arg-type]
        .order_by(Membership.id)
        .with_for_update(of=Membership, skip_locked=True)
    )
    return [(row, slug) for row, slug in db.session.execute(found)]


def _ask() -> int:
    done, late = 0, clock.today() - AFTER
    unasked = (~Membership.asked_to_renew, Membership.ends_on > late)
    for row, slug in _due(clock.today() + BEFORE, *unasked):
        if _mark(row, ~Membership.asked_to_renew, asked_to_renew=True):
            day = f"{row.ends_on:%Y-%m-%d}"
            key, link = f"commitment:{row.id}:{day}", f"/projects/{slug}/commitment"
            tell(
                row.member_id, "commitment", key,
                project=row.project_id, link=link, day=day,
            )  # fmt: skip
            done += 1
    return done


def _let_go_on() -> int:
    done = 0
    for row, slug in _due(clock.today() - AFTER):
        key = f"commitment-open:{row.id}:{row.ends_on:%Y-%m-%d}"
        still = (Membership.ends_on == row.ends_on, Membership.until.is_(None))
        if not _mark(row, *still, ends_on=None, asked_to_renew=False):
            continue
        done += 1
        page = f"/projects/{slug}"
        tell(
            row.member_id, "commitment-open", key,
            project=row.project_id, link=f"{page}/commitment",
        )  # fmt: skip
        for lead in leads(row.project_id, Viewer(row.member_id, state="active")):
            if lead != row.member_id:
                tell(
                    lead, "commitment-lead", key,
                    project=row.project_id, link=f"{page}/history",
                )  # fmt: skip
    return done


def _mark(row: Membership, *still: object, **values: object) -> bool:
    done = db.session.execute(
        update(Membership)
        .where(Membership.id == row.id, *still)  # type: ignore[arg-type]
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
