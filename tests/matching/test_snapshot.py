"""The graph holds what every member may see, and is built anew when that changes."""

import pytest
from sqlalchemy import delete, select, update

from community.connections import ties as connections
from community.connections.models import Connection, TieAudience
from community.core.access import ANY_MEMBER, Audience
from community.core.db import db
from community.core.visible import find, visible
from community.expertise.models import Tag, TagState
from community.matching import snapshot
from community.matching.changes import GRAPH
from community.matching.models import Version
from community.members import commands as members
from community.members.models import (
    DetailName,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import Membership, Project, ProjectState
from community.vocabulary.commands import set_setting
from tests.cast import CAST, connect, join, tag_id
from tests.matching.graphs import edges
from tests.matching.ways import say


def version() -> int:
    found = select(Version.value).where(Version.name == GRAPH)
    return db.session.scalar(found) or 0


def test_holds_the_people_projects_and_links_that_every_member_sees(app):
    graph, _apart = snapshot.current(CAST["alice"].viewer)
    assert graph.members.ids.tolist() == [1, 2, 4, 5, 6, 7, 8]
    assert graph.projects.ids.tolist() == [1, 2]
    assert edges(graph, "member>project") == {(5, 1), (4, 1), (2, 2)}
    assert edges(graph, "member>member") == {(1, 5), (5, 1)}
    assert (2, tag_id("diabetes")) in edges(graph, "member>tag")
    assert (1, tag_id("diabetes")) not in edges(graph, "member>tag")


PRIVATE = [
    lambda: say(4, "storytelling", Relation.SEEKS, Audience.ME),
    lambda: say(4, "storytelling", Relation.SEEKS, Audience.CONNECTIONS),
    lambda: say(4, "storytelling", Relation.SEEKS, Audience.PROJECTS),
    lambda: join(2, 4, audience=Audience.ME),
    lambda: join(2, 4, audience=Audience.CONNECTIONS),
    lambda: join(2, 4, audience=Audience.PROJECTS),
    lambda: connect(4, 8, TieAudience.NEAR),
    lambda: connect(4, 8, TieAudience.PAIR),
    lambda: connect(3, 4, TieAudience.MEMBERS),
    lambda: say(3, "storytelling", Relation.SEEKS),
    lambda: db.session.add(
        MemberPlace(member_id=5, nation="wls", audience=Audience.ME)
    ),
    lambda: join(3, 4),
    lambda: db.session.add(
        MemberKind(member_id=8, code="patient", audience=Audience.ME)
    ),
]


@pytest.mark.parametrize("plant", PRIVATE)
def test_holds_nothing_that_some_member_may_not_see(app, plant):
    before = snapshot.build()
    plant()
    db.session.commit()
    after = snapshot.build()
    assert before.arrays.keys() == after.arrays.keys()
    for name, array in after.arrays.items():
        assert array.tolist() == before.arrays[name].tolist(), name


def test_proposed_tags_and_drafts_stay_out(app):
    evaluation = tag_id("evaluation")
    db.session.execute(
        update(Tag).where(Tag.id == evaluation).values(state=TagState.PROPOSED)
    )
    graph = snapshot.build()
    assert evaluation not in graph.tags.of
    assert 3 not in graph.projects.of


def test_whoever_has_not_joined_is_asked_only_while_measuring(app):
    db.session.execute(update(Member).where(Member.id == 4).values(joined=False))
    graph = snapshot.build()
    assert graph.members.of[4] in graph.not_asked
    set_setting(snapshot.NOT_JOINED, "on")
    assert graph.members.of[4] not in snapshot.build().not_asked


def test_who_takes_no_requests_and_what_takes_nobody_is_marked(app):
    db.session.execute(
        update(Member).where(Member.id == 4).values(taking_requests=False)
    )
    db.session.execute(
        update(Project).where(Project.id == 2).values(state=ProjectState.PAUSED)
    )
    graph = snapshot.build()
    assert graph.not_asked == {graph.members.of[4]}
    assert graph.not_open == {graph.projects.of[2]}


def me(who: str) -> Member:
    found: Member = find(CAST[who].viewer, Member, Member.id == CAST[who].id)
    return found


def tag(slug: str) -> Tag:
    return db.session.get_one(Tag, tag_id(slug))


CHANGES = {
    "a tag": lambda v: members.add_tag(
        v, me("alice"), tag("storytelling"), Relation.SEEKS
    ),
    "a kind": lambda v: members.set_kinds(
        v, me("alice"), ["patient"], Audience.MEMBERS
    ),
    "a place": lambda v: members.set_place(v, me("alice"), "wls", "", Audience.MEMBERS),
    "requests": lambda v: members.set_requests(v, me("alice"), taking=False),
    "a tie's audience": lambda v: connections.show_tie(
        v, tie_of(1, 5), TieAudience.PAIR
    ),
    "an ended tie": lambda v: connections.remove_tie(v, tie_of(1, 5)),
    "a bulk change": lambda v: db.session.execute(
        update(Membership).where(Membership.id == 1).values(audience=Audience.ME)
    ),
    "a bulk removal": lambda v: db.session.execute(
        delete(MemberTag).where(MemberTag.member_id == 2)
    ),
    "a setting": lambda v: set_setting(snapshot.NOT_JOINED, "on"),
}


def tie_of(one: int, two: int) -> int:
    found = visible(CAST["alice"].viewer, Connection.id)
    return db.session.scalars(
        found.where(Connection.a_id == one, Connection.b_id == two)
    ).one()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_raises_the_version_once_without_being_told(app, change, statements):
    before = version()
    change(CAST["alice"].viewer)
    assert version() == before, "not before the end of the transaction"
    with statements() as found:
        db.session.commit()
    assert version() > before
    assert sum("UPDATE version" in one for one in found) == 1


def test_what_the_graph_is_not_built_from_leaves_the_version(app):
    before = version()
    viewer = CAST["alice"].viewer
    members.set_detail(
        viewer, me("alice"), DetailName.ABOUT, {"text": "Hello"}, Audience.MEMBERS
    )
    db.session.commit()
    assert version() == before


def test_a_change_that_is_rolled_back_leaves_the_version(app):
    before = version()
    members.set_requests(CAST["alice"].viewer, me("alice"), taking=False)
    db.session.rollback()
    db.session.commit()
    assert version() == before


def test_is_kept_until_the_version_changes(app):
    viewer = CAST["alice"].viewer
    first, _apart = snapshot.current(viewer)
    assert snapshot.current(CAST["bob"].viewer)[0] is first
    say(1, "storytelling", Relation.SEEKS)
    second, _apart = snapshot.current(viewer)
    assert second is not first
    assert (1, tag_id("storytelling")) in edges(second, "member>tag")


def test_is_kept_for_a_day_only(app, at):
    at("2017-09-01 23:00")
    first, _apart = snapshot.current(ANY_MEMBER)
    at("2017-09-02 01:00")
    assert snapshot.current(ANY_MEMBER)[0] is not first


def test_what_is_not_committed_is_nobody_elses(app):
    kept, _apart = snapshot.current(ANY_MEMBER)
    members.add_tag(
        CAST["alice"].viewer, me("alice"), tag("storytelling"), Relation.SEEKS
    )
    mine, _apart = snapshot.current(CAST["alice"].viewer)
    assert (1, tag_id("storytelling")) in edges(mine, "member>tag")
    db.session.rollback()
    assert snapshot.current(ANY_MEMBER)[0] is kept


def test_asks_the_database_once_while_nothing_changed(app, statements):
    snapshot.current(ANY_MEMBER)
    with statements() as found:
        snapshot.current(CAST["bob"].viewer)
    assert len(found) == 1


def test_is_built_by_four_statements(app, statements):
    with statements() as found:
        snapshot.build()
    assert len(found) == 4
