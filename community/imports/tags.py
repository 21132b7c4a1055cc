"""The tags of an import: for whoever and whatever nobody has taken in hand here.

Who has joined says themselves what they offer and seek, and a team that has done
anything what its project is about: no file brings back what they took off.
"""

from collections.abc import Collection
from datetime import timedelta

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.text import folded, random_id
from community.core.visible import unscoped
from community.expertise.models import Tag, TagName, TagState
from community.imports.files import Row
from community.imports.plan import Plan, tag_words
from community.imports.rows import AT_ONCE, WHY, write
from community.members.models import Member, MemberTag, Relation
from community.projects.models import Project, ProjectTag
from community.projects.team import narrow, sensitive_ones

A_MOMENT = timedelta(minutes=1)


def bring_tags(
    plan: Plan, members: dict[str, int], projects: dict[str, int]
) -> dict[str, int]:
    """Write the tags of a plan, and return how many of each sort were new."""
    of_projects, of_people = _untouched(plan.projects), _not_joined(plan.member_tags)
    words = [word for row in of_projects for word in tag_words(row["tags"])]
    proposed = _propose([*words, *(row["tag"] for row in of_people)])
    return {
        "tags proposed": proposed,
        "project tags": _project_tags(of_projects, projects),
        "member tags": _member_tags(of_people, members),
    }


def sensitive_among(projects: Collection[int]) -> set[int]:
    """Return those of many projects that have a sensitive tag."""
    numbers, found = sorted(projects), set[int]()
    for start in range(0, len(numbers), AT_ONCE):
        found |= sensitive_ones(numbers[start : start + AT_ONCE])
    return found


def _untouched(rows: list[Row]) -> list[Row]:
    """Return the rows of projects whose teams have done nothing here since they came.

    Whatever a team does is a sign of life, also to take a tag off. What came with an
    earlier version was alive a moment after it came.
    """
    columns = (Project.import_id, Project.created_at, Project.alive_at)
    found = db.session.execute(
        unscoped(WHY, *columns).where(Project.import_id.is_not(None))
    )
    untouched = {one for one, came, alive in found if alive - came < A_MOMENT}
    return [row for row in rows if row["id"] in untouched]


def _not_joined(rows: list[Row]) -> list[Row]:
    found = unscoped(WHY, Member.import_id).where(
        Member.import_id.is_not(None), ~Member.joined
    )
    there = set(db.session.scalars(found))
    return [row for row in rows if row["person"] in there]


def _tag_ids() -> dict[str, int]:
    return dict(db.session.execute(unscoped(WHY, TagName.folded, TagName.tag_id)).all())


def _propose(words: list[str]) -> int:
    """Make each word that no tag has a proposal; organisers approve or map them.

    What they turned down is not asked of them again.
    """
    known = _tag_ids()
    refused = _turned_down() - known.keys()
    new = 0
    for word in dict.fromkeys(words):
        if folded(word) in known or folded(word) in refused:
            continue
        tag = Tag(slug=f"proposed-{random_id(10)}", label=word, state=TagState.PROPOSED)
        db.session.add(tag)
        db.session.flush()
        db.session.add(TagName(tag_id=tag.id, name=word, folded=folded(word)))
        known[folded(word)] = tag.id
        new += 1
    db.session.flush()
    return new


def _turned_down() -> set[str]:
    labels = unscoped(WHY, Tag.label).where(Tag.state == TagState.REJECTED)
    return {folded(label) for label in db.session.scalars(labels)}


def _project_tags(rows: list[Row], projects: dict[str, int]) -> int:
    """Add tags; a sensitive one shows the team to the project alone."""
    tags = _tag_ids()
    there = set(
        db.session.execute(unscoped(WHY, ProjectTag.project_id, ProjectTag.tag_id))
    )
    pairs = {
        (projects[row["id"]], tags[folded(word)])
        for row in rows
        for word in tag_words(row["tags"])
        if folded(word) in tags
    }
    new = sorted(pairs - there)
    sensitive = set(db.session.scalars(unscoped(WHY, Tag.id).where(Tag.sensitive)))
    written = write(ProjectTag, [{"project_id": p, "tag_id": t} for p, t in new])
    for project in sorted({project for project, tag in new if tag in sensitive}):
        narrow(project)
    return written


def _member_tags(rows: list[Row], members: dict[str, int]) -> int:
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
        for row in rows
        if folded(row["tag"]) in tags
    }
    return write(
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
