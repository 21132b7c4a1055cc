"""Measure the pages on one database: `python -m bench.site sqlite FOLDER`."""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, update

from community import logs
from community.accounts.models import Account, Grant, State
from community.core.access import Role
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.imports import run
from community.matching import learning
from community.members.models import MapConsent, Member
from community.projects.models import (
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectTag,
    TeamRole,
)
from community.vocabulary.commands import set_setting
from tests import databases
from tests.client import signed_in_token

WARM, TIMES = 10, 120
SIZED = (Member, Project, Membership)
WHY = "worker"


def baseline() -> float:
    """Return how many milliseconds a fixed piece of arithmetic takes here."""

    def once() -> float:
        began = time.perf_counter()
        numbers = random.Random(1)
        sorted(numbers.random() for _ in range(20_000))
        return 1000 * (time.perf_counter() - began)

    return median(once() for _ in range(25))


def load(app: Flask, folder: Path) -> float:
    """Import the community, and let people on the map; return the import's seconds."""
    began = time.perf_counter()
    start_writing()
    went = run.import_folder(
        folder, dry_run=False, skip_bad=False, listed=True, basis="measurement",
        say=lambda _line: None,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    assert went
    start_writing()
    set_setting("suggest_not_joined", "on")
    for rest, choice in ((range(7), MapConsent.NAMED), ([7, 8], MapConsent.UNNAMED)):
        some = update(Member).where((Member.id % 10).in_(list(rest)))
        db.session.execute(some.values(map_consent=choice))
    db.session.commit()
    return seconds


def somebody(rank: int, *roles: Role) -> tuple[int, str]:
    """Make the person with the `rank`-th most projects a member; return them."""
    busy = (
        unscoped(WHY, Membership.member_id)
        .group_by(Membership.member_id)
        .order_by(func.count(Membership.id).desc(), Membership.member_id)
        .offset(rank)
        .limit(1)
    )
    return admit(db.session.scalars(busy).one(), *roles)


def admit(number: int, *roles: Role) -> tuple[int, str]:
    """Make somebody a member; return their account and what is in their address."""
    member = db.session.scalars(unscoped(WHY, Member).where(Member.id == number)).one()
    start_writing()
    account = db.session.get_one(Account, member.account_id)
    account.state, account.first_visit_done = State.ACTIVE, True
    db.session.execute(
        update(Member).where(Member.id == number).values(joined=True, listed=True)
    )
    for role in roles:
        db.session.add(Grant(account_id=account.id, role=role))
    db.session.commit()
    return account.id, member.slug


def somebody_who_leads() -> tuple[int, str]:
    """Return the account of a lead, and what the address of their project has.

    Their project looks for somebody who brings what it is about.
    """
    led = (
        unscoped(WHY, Membership.member_id, Project.id, Project.slug)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.role == TeamRole.LEAD, Membership.until.is_(None))
        .order_by(Project.id, Membership.id)
        .limit(1)
    )
    member, project, slug = db.session.execute(led).one()
    start_writing()
    need = Need(project_id=project, role="An evaluator", places=2)
    db.session.add(need)
    db.session.flush()
    tagged = unscoped(WHY, ProjectTag.tag_id).where(ProjectTag.project_id == project)
    for tag in db.session.scalars(tagged.order_by(ProjectTag.id).limit(3)):
        db.session.add(NeedTag(project_id=project, need_id=need.id, tag_id=tag))
    db.session.commit()
    account, _slug = admit(member)
    return account, slug


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements of a block."""
    found: list[str] = []

    def note(_c: object, _cursor: object, words: str, *_rest: object) -> None:
        if not words.startswith(("BEGIN", "PRAGMA")):
            found.append(words)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def measure(
    app: Flask,
    account: int,
    path: str,
    base: float,
    often: int = TIMES,
    warm: int = WARM,
) -> tuple[Any, ...]:
    """Return a row of the table for one page and one account."""
    client = app.test_client()
    with app.app_context():
        client.set_cookie("session_id", signed_in_token(account))
        engine = db.engine
    for _ in range(warm):
        assert client.get(path).status_code == 200, path
    with counted(engine) as statements:
        size = len(client.get(path).data)
    times = []
    for _ in range(often):
        began = time.perf_counter()
        client.get(path)
        times.append(1000 * (time.perf_counter() - began))
    p50, p95 = median(times), quantiles(times, n=20)[-1]
    return (
        path, round(p50, 1), round(p95, 1), round(p50 / base, 2),
        len(statements), size // 1024,
    )  # fmt: skip


def count(entity: Any) -> int:
    """Return how many rows of `entity` there are."""
    return db.session.scalar(unscoped(WHY, func.count()).select_from(entity)) or 0


def report(url: str, kind: str, folder: Path, data: Path) -> dict[str, Any]:
    """Load the community into an empty database and measure its pages."""
    from community.serving import migrate, settle

    logs.set_up("WARNING")
    app = databases.site(url, data)
    app.testing = False
    migrate(app)
    with app.app_context():
        seconds = load(app, folder)
        learning.learn()
        db.session.commit()
        member, slug = somebody(40)
        _other, other_slug = somebody(300)
        organiser, _slug = somebody(500, Role.ORGANISER)
        lead, project = somebody_who_leads()
        sizes = {entity.__tablename__: count(entity) for entity in SIZED}
    settle()
    base = baseline()
    pages = {
        member: (
            "/members/", "/members/?q=person+1&sort=newest", "/projects/",
            "/suggestions/", f"/members/{other_slug}", f"/members/{slug}",
            f"/projects/{project}", "/my-network/",
        ),
        lead: (f"/projects/{project}/people", f"/projects/{project}/requests"),
        organiser: ("/network/", "/api/v1/network/", "/organise/projects/health"),
    }  # fmt: skip
    return {
        "database": databases.describe(kind),
        **sizes,
        "import_s": round(seconds, 2),
        "baseline_ms": round(base, 3),
        "pages": [
            measure(app, who, path, base)
            for who, paths in pages.items()
            for path in paths
        ],
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure on the database that the command line names."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="database") as name:
        place = Path(name)
        with databases.empty(kind, place) as url:
            print(json.dumps(report(url, kind, folder, place)))


if __name__ == "__main__":
    main()
