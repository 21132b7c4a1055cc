"""Writing an import: only what is new, and imported fields that nobody edited."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from community.accounts.models import Account, State
from community.connections.models import ConnectionRequest, RequestKind
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.text import folded, random_id, slug_of
from community.core.visible import unscoped
from community.expertise.models import Tag, TagName, TagState
from community.imports.files import Row
from community.imports.models import ImportBatch
from community.imports.plan import Plan, tag_words
from community.members.models import MapConsent, Member, MemberTag, Relation
from community.projects.models import (
    Membership,
    Project,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.projects.team import settle_leads

WHY = "import"
Say = Callable[[str], Any]


def apply(plan: Plan, batch: ImportBatch, say: Say) -> dict[str, int]:
    """Write `plan` in the caller's transaction, and return what was new or changed."""
    counts = {"people": _people(plan, batch), "names changed": _names(plan)}
    say(f"  people       {len(plan.people):>6}  ({counts['people']} new)")
    counts["projects"] = _projects(plan, batch)
    say(f"  projects     {len(plan.projects):>6}  ({counts['projects']} new)")
    members, projects = _ids(Member), _ids(Project)
    counts["memberships"] = _memberships(plan, batch, members, projects)
    say(f"  memberships  {len(plan.memberships):>6}  ({counts['memberships']} new)")
    counts["tags proposed"] = _propose(plan)
    counts["project tags"] = _project_tags(plan, projects)
    counts["member tags"] = _member_tags(plan, members)
    counts["tie requests"] = _ties(plan, members)
    counts["consents"] = _consents(plan, members)
    _leads(plan, batch, projects)
    return {what: number for what, number in counts.items() if number}


def _ids(entity: type[Member] | type[Project]) -> dict[str, int]:
    """Return the ids of imported rows by their import ids."""
    found = unscoped(WHY, entity.import_id, entity.id).where(
        entity.import_id.is_not(None)
    )
    return {key: number for key, number in db.session.execute(found) if key}


def _write(entity: Any, rows: list[dict[str, Any]]) -> int:
    for start in range(0, len(rows), 500):
        db.session.execute(insert(entity), rows[start : start + 500])
    return len(rows)


def _people(plan: Plan, batch: ImportBatch) -> int:
    there = _ids(Member)
    new = [row for row in plan.people if row["id"] not in there]
    _write(
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
    return _write(
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
    there = _ids(Project)
    now = clock.now()
    return _write(
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
    there = set(
        db.session.execute(unscoped(WHY, Membership.member_id, Membership.project_id))
    )
    rows = []
    for row in plan.memberships:
        pair = (members[row["person"]], projects[row["project"]])
        if pair not in there:
            rows.append(
                {
                    "member_id": pair[0],
                    "project_id": pair[1],
                    "role": TeamRole(row["role"]),
                    "audience": Audience.MEMBERS,
                    "since": _day(row["since"]),
                    "import_batch_id": batch.id,
                }
            )
    return _write(Membership, rows)


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return clock.today()


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


def _tag_ids() -> dict[str, int]:
    return dict(db.session.execute(unscoped(WHY, TagName.folded, TagName.tag_id)).all())


def _propose(plan: Plan) -> int:
    """Make each word that no tag has a proposal; organisers approve or map them."""
    words = [word for row in plan.projects for word in tag_words(row["tags"])]
    words += [row["tag"] for row in plan.member_tags]
    known = _tag_ids()
    new = 0
    for word in dict.fromkeys(words):
        if folded(word) in known:
            continue
        tag = Tag(slug=f"proposed-{random_id(10)}", label=word, state=TagState.PROPOSED)
        db.session.add(tag)
        db.session.flush()
        db.session.add(TagName(tag_id=tag.id, name=word, folded=folded(word)))
        known[folded(word)] = tag.id
        new += 1
    db.session.flush()
    return new


def _project_tags(plan: Plan, projects: dict[str, int]) -> int:
    tags = _tag_ids()
    there = set(
        db.session.execute(unscoped(WHY, ProjectTag.project_id, ProjectTag.tag_id))
    )
    pairs = {
        (projects[row["id"]], tags[folded(word)])
        for row in plan.projects
        for word in tag_words(row["tags"])
    }
    rows = [{"project_id": p, "tag_id": t} for p, t in sorted(pairs - there)]
    return _write(ProjectTag, rows)


def _member_tags(plan: Plan, members: dict[str, int]) -> int:
    """Add tags; sensitive and proposed ones are for the person's own eyes."""
    tags = _tag_ids()
    open_to_all = set(
        db.session.scalars(
            unscoped(WHY, Tag.id).where(Tag.state == TagState.APPROVED, ~Tag.sensitive)
        )
    )
    columns = (MemberTag.member_id, MemberTag.tag_id, MemberTag.relation)
    there = set(db.session.execute(unscoped(WHY, *columns)))
    wanted = {
        (members[row["person"]], tags[folded(row["tag"])], Relation(row["relation"]))
        for row in plan.member_tags
    }
    return _write(
        MemberTag,
        [
            {
                "member_id": member,
                "tag_id": tag,
                "relation": relation,
                "audience": Audience.MEMBERS if tag in open_to_all else Audience.ME,
                "created_at": clock.now(),
            }
            for member, tag, relation in sorted(wanted - there)
        ],
    )


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
    return _write(
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
