"""The visibility rule: who sees whom, and that no read forgets to say who looks."""

from dataclasses import FrozenInstanceError

import pytest
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased

from community.connections.models import Connection, TieAudience
from community.core.access import ANY_MEMBER, VISITOR, Audience, Viewer, as_seen_by
from community.core.db import db
from community.core.errors import NotFound, UnscopedRead
from community.core.visible import count, find, page_of, tie, unscoped, visible
from community.expertise.models import Tag
from community.members.models import Member, MemberKind, MemberTag
from community.projects.models import Membership, Project
from tests.cast import CAST, connect, join


def names(viewer: Viewer) -> set[str]:
    found = db.session.scalars(visible(viewer, Member.name))
    return {name.split()[0].lower() for name in found}


SHOWN = {"alice", "bob", "dai", "lea", "olu", "ada", "mo"}


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (VISITOR, {"bob"}),
        (ANY_MEMBER, SHOWN),
        (CAST["alice"].viewer, SHOWN | {"carol"}),
        (CAST["carol"].viewer, SHOWN | {"carol"}),
        (CAST["olu"].viewer, SHOWN),
        (CAST["ada"].viewer, SHOWN),
        (CAST["pat"].viewer, {"bob"}),
        (as_seen_by("connection", 3), SHOWN | {"carol"}),
        (as_seen_by("project mate", 3), SHOWN),
    ],
)
def test_shows_only_those_who_may_be_seen(app, viewer, seen):
    assert names(viewer) == seen
    assert count(visible(viewer, Member)) == len(seen)
    assert db.session.scalar(visible(viewer, func.count(Member.id))) == len(seen)


def test_a_block_beats_every_audience_both_ways(app):
    for one, other in ((1, 2), (2, 1)):
        row = {"member_id": one, "other_id": other, "kind": "blocked"}
        db.session.execute(tie.insert().values(**row))
    assert "bob" not in names(CAST["alice"].viewer)
    assert "alice" not in names(CAST["bob"].viewer)
    with pytest.raises(NotFound):
        find(CAST["alice"].viewer, Member, Member.id == 2)


def test_the_audience_of_the_name_caps_every_row(app):
    kinds = visible(CAST["bob"].viewer, MemberKind.member_id)
    assert 3 not in set(db.session.scalars(kinds))
    kinds = visible(CAST["alice"].viewer, MemberKind.member_id)
    assert 3 in set(db.session.scalars(kinds))


def test_an_alias_shows_no_more_than_the_table_itself(app):
    other, table = aliased(Member), Member.__table__.alias()
    for viewer in (VISITOR, ANY_MEMBER, *(one.viewer for one in CAST.values())):
        itself = set(db.session.scalars(visible(viewer, Member.id)))
        assert set(db.session.scalars(visible(viewer, other.id))) == itself
        inside = visible(viewer, Tag.id).where(exists().where(other.id == 3))
        assert bool(db.session.scalars(inside).all()) is (3 in itself)
    with pytest.raises(UnscopedRead):
        db.session.scalars(select(table.c.id)).all()


def test_criteria_reach_aliases_joins_and_subqueries(app):
    other = aliased(Member)
    inside = select(MemberTag.member_id).where(MemberTag.audience == Audience.ME)
    for viewer, expected in ((CAST["bob"].viewer, []), (CAST["alice"].viewer, [1])):
        found = visible(viewer, other.id).where(other.id.in_(inside))
        assert list(db.session.scalars(found)) == expected
        joined = visible(viewer, other.id).join(
            MemberTag, MemberTag.member_id == other.id
        )
        joined = joined.where(MemberTag.audience == Audience.ME)
        assert list(db.session.scalars(joined)) == expected


def test_projects_on_a_membership_means_that_very_project(app):
    join(1, 1)
    join(2, 1, audience=Audience.PROJECTS)  # Walking together, led by Bob
    db.session.flush()
    mate_elsewhere, mate = CAST["dai"].viewer, CAST["bob"].viewer
    seen = visible(mate_elsewhere, Membership.project_id).where(
        Membership.member_id == 1
    )
    assert set(db.session.scalars(seen)) == {1}
    seen = visible(mate, Membership.project_id).where(Membership.member_id == 1)
    assert set(db.session.scalars(seen)) == {1, 2}


def test_a_draft_is_its_teams_alone(app):
    for who, ids in (("lea", {1, 2, 3}), ("dai", {1, 2}), ("olu", {1, 2})):
        assert set(db.session.scalars(visible(CAST[who].viewer, Project.id))) == ids
    assert set(db.session.scalars(visible(VISITOR, Project.id))) == {1}


@pytest.mark.parametrize(
    ("ends", "viewer", "seen"),
    [
        (TieAudience.PAIR, "dai", False),
        (TieAudience.PAIR, "bob", True),
        (TieAudience.NEAR, "olu", False),
        (TieAudience.NEAR, "lea", True),  # knows Dai
        (TieAudience.MEMBERS, "olu", True),
    ],
)
def test_who_sees_a_tie_of_bob_and_dai(app, ends, viewer, seen):
    connect(2, 4, ends)
    connect(4, 5)
    if viewer == "dai":
        viewer = "lea"
    db.session.flush()
    found = visible(CAST[viewer].viewer, Connection.id).where(
        Connection.a_id == 2, Connection.b_id == 4
    )
    assert bool(db.session.scalars(found).all()) is seen


def test_a_read_without_a_viewer_is_refused(app):
    other = aliased(Member)
    guarded = (
        lambda: db.session.scalars(select(Member)).all(),
        lambda: db.session.get(Member, 2),
        lambda: db.session.execute(select(tie)).all(),
        lambda: db.session.execute(visible(ANY_MEMBER, tie.c.other_id)).all(),
        lambda: db.session.scalar(
            select(func.count()).select_from(
                Member.__table__.join(tie, tie.c.member_id > 0)
            )
        ),
        lambda: db.session.execute(
            visible(ANY_MEMBER, MemberTag.id).join(
                other, other.id == MemberTag.member_id
            )
        ).all(),
        lambda: db.session.scalars(
            update(Member).values(pronouns="x").returning(Member.name)
        ).all(),
    )
    for read in guarded:
        with pytest.raises(UnscopedRead):
            read()
    assert db.session.scalars(unscoped("test", Member.id)).all()


def test_pages_partition_the_list_and_end(app):
    found = visible(ANY_MEMBER, Member.id, Member.name).order_by(Member.id)
    whole = page_of(found, dict, size=100)
    parts = [page_of(found, dict, number, size=3) for number in (1, 2, 3)]
    assert [row for part in parts for row in part.items] == list(whole.items)
    assert (whole.total, parts[0].pages) == (7, 3)
    for beyond in (0, 4):
        with pytest.raises(NotFound):
            page_of(found, dict, beyond, size=3)


def test_an_empty_list_has_one_page_and_counts_nothing(app):
    nobody = visible(ANY_MEMBER, Member.id).where(Member.id < 0)
    page = page_of(nobody, dict)
    assert (count(nobody), page.items, page.pages, page.size) == (0, (), 1, 24)
    with pytest.raises(FrozenInstanceError):
        page.number = 2
