"""The page of a map with 20,000 people: `python -m bench.network_site`.

The worker works out what takes long first, as it does for a large map; the pages are
measured with its result at hand, on SQLite.
"""

import json
import resource
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import insert, update

from bench.communities import synthetic
from bench.site import WHY, admit, baseline
from bench.site import measure as measured
from community import logs
from community.accounts.models import Account, State
from community.connections import ties
from community.connections.models import Connection, TieAudience
from community.core import clock
from community.core.access import Audience, Role
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.jobs import timetable
from community.members.models import MapConsent, Member, MemberKind
from community.projects.models import Membership, Project, ProjectState
from community.vocabulary.models import KINDS, Term
from tests import databases
from tests.client import signed_in_token

PEOPLE, OFTEN, WARM = 20_000, 8, 2
ROWS = 1000
PAGES = (
    "/network/", "/network/?q=person+1&sort=-ties", "/network/?show=projects",
    "/api/v1/network/",
)  # fmt: skip


def fill() -> None:
    """Write a community: all on the map by name, all ties open."""
    drawn = synthetic(PEOPLE, seed=1)
    _people()
    kinds = db.session.scalars(
        unscoped(WHY, Term.code).where(Term.list == KINDS).order_by(Term.sort)
    ).all()
    wide = {"audience": Audience.MEMBERS}
    _insert(MemberKind, [
        {"member_id": one, "code": kinds[one % len(kinds)], **wide}
        for one in range(1, PEOPLE + 1)
    ])  # fmt: skip
    _insert(Project, [
        {"id": one, "slug": f"project-{one}", "title": f"Project {one}",
         "state": ProjectState.PUBLISHED, **wide}
        for one in range(1, drawn.projects + 1)
    ])  # fmt: skip
    _insert(Membership, [
        {"member_id": who + 1, "project_id": what + 1, **wide}
        for who, what in drawn.memberships.tolist()
    ])  # fmt: skip
    open_ = {"a_audience": TieAudience.MEMBERS, "b_audience": TieAudience.MEMBERS}
    _insert(Connection, [
        {"a_id": a + 1, "b_id": b + 1, "touched_on": clock.today(), **open_}
        for a, b in drawn.ties.tolist()
    ])  # fmt: skip
    ties.rebuild_ties()


def _people() -> None:
    numbers = range(1, PEOPLE + 1)
    _insert(Account, [
        {"id": one, "email": f"p{one}@example.org", "state": State.ACTIVE,
         "adult": True, "rules_version": "1", "first_visit_done": True}
        for one in numbers
    ])  # fmt: skip
    _insert(Member, [
        {"id": one, "account_id": one, "slug": f"person-{one}",
         "name": f"Person {one}", "folded": f"person {one}",
         "audience": Audience.MEMBERS, "listed": True,
         "map_consent": MapConsent.NAMED}
        for one in numbers
    ])  # fmt: skip


def _insert(entity: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS):
        db.session.execute(insert(entity), rows[start : start + ROWS])


def work_out(app: Flask) -> float:
    """Let the worker work the map out, and return the seconds that it took."""
    entry = next(one for one in timetable.ENTRIES if one.name == "map")
    with app.app_context():
        began = time.perf_counter()
        assert timetable.named(entry.waits)()
        assert timetable.named(entry.does)()
        return time.perf_counter() - began


def after_a_change(app: Flask, account: int) -> list[Any]:
    """Measure the first page after somebody withdrew."""
    times = []
    for number in range(70, 73):
        with app.app_context():
            start_writing()
            somebody = update(Member).where(Member.id == number)
            db.session.execute(somebody.values(map_consent=MapConsent.ABSENT))
            db.session.commit()
            client = app.test_client()
            client.set_cookie("session_id", signed_in_token(account))
        began = time.perf_counter()
        assert client.get("/network/").status_code == 200
        times.append(1000 * (time.perf_counter() - began))
    return [round(median(times), 1), round(max(times), 1)]


def report(url: str, data: Path) -> dict[str, Any]:
    """Fill an empty database, and measure the pages of the map."""
    from community.serving import migrate

    logs.set_up("WARNING")
    app = databases.site(url, data)
    app.testing = False
    migrate(app)
    with app.app_context():
        start_writing()
        fill()
        db.session.commit()
        organiser, _slug = admit(500, Role.ORGANISER)
    measured(app, organiser, "/network/", 1.0, 2, warm=0)
    seconds, base = work_out(app), baseline()
    pages = [list(measured(app, organiser, path, base, OFTEN, WARM)) for path in PAGES]
    p50, p95 = after_a_change(app, organiser)
    pages.append(["first after a change", p50, p95, round(p50 / base, 2), "", ""])
    return {
        "people": PEOPLE, "ties": len(synthetic(PEOPLE, seed=1).ties),
        "build_s": round(seconds, 1), "baseline_ms": round(base, 3), "pages": pages,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def main() -> None:
    """Measure on SQLite."""
    with tempfile.TemporaryDirectory(prefix="database") as name:
        place = Path(name)
        with databases.empty("sqlite", place) as url:
            print(json.dumps(report(url, place)))


if __name__ == "__main__":
    main()
