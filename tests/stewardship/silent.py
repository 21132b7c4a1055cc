"""Projects that go quiet, in one line each."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db
from community.core.visible import BLOCKED, tie, unscoped
from community.members.models import Member
from community.projects.models import Project
from community.stewardship.health import Health
from community.stewardship.queries import health_of
from tests.cast import CAST
from tests.projects.making import project

BEGAN = datetime(2017, 9, 1, 12, tzinfo=UTC)


def silent(days: float, number: int = 1, **values: object) -> Project:
    """One of the cast's projects, of which nothing was heard for some days."""
    one = project(number)
    one.alive_at = clock.now() - timedelta(days=days)
    for name, value in values.items():
        setattr(one, name, value)
    db.session.flush()
    return one


def health_now(number: int = 1, who: str = "alice") -> Health | None:
    """How a project goes now, as its page says it."""
    return health_of(CAST[who].viewer, fresh(number)).health


def fresh(number: int = 1) -> Project:
    """A project as it stands in the database."""
    found = unscoped("test", Project).where(Project.id == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def stand(who: str, state: State) -> None:
    """Let an account rest, or be active again."""
    number = CAST[who].id
    db.session.execute(update(Account).where(Account.id == number).values(state=state))
    listed = state is State.ACTIVE
    db.session.execute(update(Member).where(Member.id == number).values(listed=listed))


def apart(one: str, other: str) -> None:
    """Let two people be blocked for each other."""
    a, b = CAST[one].id, CAST[other].id
    for x, y in ((a, b), (b, a)):
        row = {"member_id": x, "other_id": y, "kind": BLOCKED}
        db.session.execute(tie.insert().values(**row))
