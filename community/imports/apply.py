"""Writing an import: only what is new, and imported fields that nobody edited."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select, update

from community.accounts.models import Account, State
from community.connections.models import ConnectionRequest, RequestKind
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.text import folded, random_id, slug_of
from community.core.visible import unscoped
from community.imports.files import Row
from community.imports.models import ImportBatch
from community.imports.plan import Plan
from community.imports.rows import WHY, ids, write
from community.imports.tags import bring_tags, sensitive_among
from community.members.models import MapConsent, Member
from community.projects.models import (
    Membership,
    Project,
    ProjectState,
    Stage,
    TeamRole,
)
from community.projects.team import settle_leads

Say = Callable[[str], Any]


def apply(plan: Plan, batch: ImportBatch, say: Say) -> dict[str, int]:
    """Write `plan` in the caller's transaction, and return what was new or changed."""
    counts = {"people": _people(plan, batch), "names changed": _names(plan)}
    say(f"  people       {len(plan.people):>6}  ({counts['people']} new)")
    counts["projects"] = _projects(plan, batch)
    say(f"  projects     {len(plan.projects):>6}  ({counts['projects']} new)")
    members, projects = ids(Member), ids(Project)
    counts["memberships"] = _memberships(plan, batch, members, projects)
    say(f"  memberships  {len(plan.memberships):>6}  ({counts['memberships']} new)")
    counts |= bring_tags(plan, members, projects)
    counts["tie requests"] = _ties(plan, members)
    counts["consents"] = _consents(plan, members)
    _leads(plan, batch, projects)
    return {what: number for what, number in counts.items() if number}


def _people(plan: Plan, batch: ImportBatch) -> int:
    there = ids(Member)
    new = [row for row in plan.people if row["id"] not in there]
    write(
        Account,
        [
            {
                "email": row["email"].lower(),
                "state": State.INVITED,
                "created_at": clock.now(),
            }
            for row in new
        ],
    )
    found = unscoped(WHY, Account.email, Account.id)
    accounts: dict[str, int] = dict(db.session.execute(found).all())
    return write(
        Member, [_member(row, accounts[row["email"].lower()], batch) for row in new]
    )


def _member(row: Row, account_id: int, batch: ImportBatch) -> dict[str, Any]:
    name = row["display_name"]
    return {
        "account_id": account_id,
        "slug": f"{slug_of(name) or 'member'}-{random_id()}",
        "name": name,
        "folded": folded(name),
        "audience": Audience.MEMBERS,
        "listed": batch.listed,
        "joined": False,
        "import_id": row["id"],
        "import_batch_id": batch.id,
        "version": 1,
    }


def _names(plan: Plan) -> int:
    """Take over changed names of people who have not joined, and so edited nothing."""
    found = unscoped(WHY, Member.import_id, Member.id, Member.name).where(
        Member.import_id.is_not(None), ~Member.joined
    )
    there = {key: (number, name) for key, number, name in db.session.execute(found)}
    changed = 0
    for row in plan.people:
        number, name = there.get(row["id"], (None, row["display_name"]))
        if number is not None and name != row["display_name"]:
            words = {"name": row["display_name"], "folded": folded(row["display_name"])}
            db.session.execute(
                update(Member).where(Member.id == number).values(**words)
            )
            changed += 1
    return changed


def _projects(plan: Plan, batch: ImportBatch) -> int:
    there = ids(Project)
    now = clock.now()
    return write(
        Project,
        [
            {
                "slug": f"{slug_of(row['title']) or 'project'}-{random_id()}",
                "title": row["title"],
                "summary": row["summary"],
                "folded": folded(f"{row['title']} {row['summary']}"),
                "stage": Stage.RUNNING,
                "state": ProjectState.PUBLISHED,
                "audience": Audience.MEMBERS,
                "created_at": now,
                "published_at": now,
                "updated_at": now,
                "alive_at": now,
                "import_id": row["id"],
                "import_batch_id": batch.id,
                "version": 1,
            }
            for row in plan.projects
            if row["id"] not in there
        ],
    )


def _memberships(
    plan: Plan, batch: ImportBatch, members: dict[str, int], projects: dict[str, int]
) -> int:
    """Add parts; in a project with a sensitive tag they show as new ones do there.

    Its leads show as they do where a tag comes later.
    """
    there = set(
        db.session.execute(unscoped(WHY, Membership.member_id, Membership.project_id))
    )
    sensitive = sensitive_among({projects[row["project"]] for row in plan.memberships})
    rows = []
    for row in plan.memberships:
        pair = (members[row["person"]], projects[row["project"]])
        if pair not in there:
            role = TeamRole(row["role"])
            narrow = pair[1] in sensitive and role is not TeamRole.LEAD
            rows.append(
                {
                    "member_id": pair[0],
                    "project_id": pair[1],
                    "role": role,
                    "audience": Audience.PROJECTS if narrow else Audience.MEMBERS,
                    "since": _day(row["since"]),
                    "import_batch_id": batch.id,
                }
            )
    return write(Membership, rows)


def _day(cell: str) -> date:
    """Return a day that was checked; who came when nobody knows came today."""
    return date.fromisoformat(cell) if cell else clock.today()


def _leads(plan: Plan, batch: ImportBatch, projects: dict[str, int]) -> None:
    """Let projects be orphaned that nobody leads, and be led again by a new lead.

    What counts is who leads them here by now, not what the files say.
    """
    new = Membership.__table__.alias()
    led = select(new.c.project_id).where(
        new.c.import_batch_id == batch.id, new.c.role == TeamRole.LEAD
    )
    again = update(Project).where(Project.id.in_(led)).values(orphaned=False)
    db.session.execute(again.execution_options(synchronize_session=False))
    numbers = [projects[row["id"]] for row in plan.projects]
    for start in range(0, len(numbers), 500):
        settle_leads(numbers[start : start + 500])


def _ties(plan: Plan, members: dict[str, int]) -> int:
    """Bring ties in as requests: nobody is tied to anybody without saying yes.

    They are no hellos: nobody is reminded of them or told of their end, for nobody here
    has sent one.
    """
    asked = ConnectionRequest
    there = set(db.session.execute(unscoped(WHY, asked.asker_id, asked.asked_id)))
    pairs = [
        (members[row["a"]], members[row["b"]], row["message"]) for row in plan.ties
    ]
    return write(
        ConnectionRequest,
        [
            {
                "asker_id": one,
                "asked_id": two,
                "kind": RequestKind.KNOWN,
                "message": words[:280],
                "origin": "import",
                "asked_at": clock.now(),
            }
            for one, two, words in pairs
            if (one, two) not in there and (two, one) not in there
        ],
    )


def _consents(plan: Plan, members: dict[str, int]) -> int:
    """Take over map consents of people who have not joined: they said nothing here."""
    changed = 0
    for choice in MapConsent:
        ids = [members[row["person"]] for row in plan.consents if row["map"] == choice]
        for start in range(0, len(ids), 500):
            done = db.session.execute(
                update(Member)
                .where(Member.id.in_(ids[start : start + 500]), ~Member.joined)
                .where(Member.map_consent != choice)
                .values(map_consent=choice)
            )
            changed += done.rowcount  # type: ignore[attr-defined]
    return changed
