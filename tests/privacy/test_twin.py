"""The rule of the database equals a slow one: who may see each row, row by row.

`may_see` here knows nothing of the rule in `core.visible`: it reads all rows into
memory and walks over them, as the settled page on audiences says it.
"""

import os
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from community.connections.models import Connection, TieAudience
from community.core import scope, vault
from community.core import visible as rule
from community.core.access import VISITOR, Audience, Viewer
from community.core.db import db
from community.core.visible import circle_member, tie, unscoped, visible
from community.lived.models import WORDING, LivedExperience
from community.members.models import (
    Affiliation,
    DetailName,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.organisations.models import Organisation
from community.privacy.models import Exclusion
from community.projects.models import Ending, Membership, Project
from tests import sampling
from tests.cast import CAST, connect, join

WHOLE = bool(os.environ.get("ASSURE"))
CASES = 1000 if WHOLE else sampling.size(60, 60, 20)
OWN_ROWS = (MemberDetail, MemberKind, MemberPlace, MemberTag, Affiliation)
PEOPLE = [person for person in CAST.values() if person.name != "Pat Lowe"]
BEGUN = date(2017, 9, 1)
KINDS = ("clinician", "patient", "carer", "designer", "charity")


@dataclass
class World:
    """All that decides who sees what, in plain sets."""

    names: dict[int, Audience] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)
    known: set[tuple[int, int]] = field(default_factory=set)
    apart: set[tuple[int, int]] = field(default_factory=set)
    teams: dict[int, set[int]] = field(default_factory=dict)
    parts: list[Membership] = field(default_factory=list)

    def knows(self, one: int, other: int) -> bool:
        return (one, other) in self.known

    def works_with(self, one: int, other: int) -> bool:
        return any({one, other} <= team for team in self.teams.values())


def admitted(world: World, who: int | None, owner: int, audience: Audience) -> bool:
    """Tell whether an audience holds somebody, and nothing parts the two."""
    if who is None:
        return audience is Audience.PUBLIC
    if who == owner:
        return True
    if (who, owner) in world.apart:
        return False
    if audience in (Audience.MEMBERS, Audience.PUBLIC):
        return True
    if audience is Audience.CONNECTIONS:
        return world.knows(who, owner)
    return audience is Audience.PROJECTS and world.works_with(who, owner)


def sees_member(world: World, who: int | None, owner: int) -> bool:
    if who == owner:
        return True
    return owner in world.listed and admitted(world, who, owner, world.names[owner])


def may_see(world: World, who: int | None, row: object) -> bool:
    """Tell whether somebody, or nobody in particular, may see one row."""
    if isinstance(row, Member):
        return sees_member(world, who, row.id)
    if isinstance(row, Connection):
        return _sees_tie(world, who, row)
    if isinstance(row, Exclusion):
        return who is not None and who == row.member_id
    if isinstance(row, Membership):
        return _sees_membership(world, who, row)
    if isinstance(row, LivedExperience):
        if who == row.member_id:
            return True
        shown = row.audience in (Audience.CONNECTIONS, Audience.MEMBERS)
        if who is None or not shown or row.agreed != WORDING:
            return False
    return admitted(world, who, row.member_id, row.audience) and sees_member(
        world, who, row.member_id
    )


def _sees_tie(world: World, who: int | None, row: Connection) -> bool:
    if who is None:
        return False
    ends = (row.a_id, row.b_id)
    if not all(sees_member(world, who, end) for end in ends):
        return False
    choices = (row.a_audience, row.b_audience)
    if who in ends or set(choices) == {TieAudience.MEMBERS}:
        return True
    near = TieAudience.PAIR not in choices
    return near and any(world.knows(who, end) for end in ends)


def _sees_membership(world: World, who: int | None, row: Membership) -> bool:
    """Both projects of the cast that are out are open to members, the first to all."""
    if who is not None and who == row.member_id:
        return True
    if row.project_id == 3 and who not in world.teams[3]:
        return False
    if who is None and row.project_id != 1:
        return False
    if row.audience is Audience.PROJECTS:
        inside = who in world.teams[row.project_id]
        apart = (who, row.member_id) in world.apart
        shown = inside and not apart and (row.until is None or _met(world, who, row))
    else:
        shown = admitted(world, who, row.member_id, row.audience)
    return shown and sees_member(world, who, row.member_id)


def _met(world: World, who: int | None, row: Membership) -> bool:
    """Walk over the days of a part that has ended, for one on which both were there."""
    assert row.until is not None
    mine = [
        part
        for part in world.parts
        if (part.member_id, part.project_id) == (who, row.project_id)
    ]
    return any(
        part.since <= day and (part.until is None or day < part.until)
        for part in mine
        for day in days(row.since, row.until)
    )


def days(first: date, after: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((after - first).days)]


# ---------------------------------------------------------------- random communities
def shuffle(rng: random.Random) -> None:
    """Give everybody random rows, ties, blocks, exclusions and teams."""
    audiences = list(Audience)
    for person in PEOPLE:
        values = {"audience": rng.choice(audiences), "listed": rng.random() < 0.9}
        db.session.execute(
            update(Member).where(Member.id == person.id).values(**values)
        )
        _say(rng, person.id)
    for entity in OWN_ROWS:
        for number in db.session.scalars(unscoped("test", entity.id)).all():
            wide = {"audience": rng.choice(audiences)}
            db.session.execute(update(entity).where(entity.id == number).values(wide))
    for one, two in rng.sample([(2, 4), (4, 8), (2, 6), (7, 8), (3, 5), (2, 3)], 3):
        connect(one, two)
    for row in db.session.scalars(unscoped("test", Connection)).all():
        row.a_audience, row.b_audience = rng.choices(list(TieAudience), k=2)
    for project, person in rng.sample([(1, 1), (1, 2), (2, 4), (2, 6), (2, 8)], 2):
        join(project, person)
    _were_there(rng)
    for row in db.session.scalars(unscoped("test", Membership)).all():
        row.audience = rng.choice(audiences)
    _part(rng)
    db.session.flush()


def _were_there(rng: random.Random) -> None:
    """Let everybody have come on some day, and some have had parts that ended."""
    for row in db.session.scalars(unscoped("test", Membership.id)).all():
        since = BEGUN + timedelta(days=rng.randrange(20))
        of_it = Membership.id == row
        db.session.execute(update(Membership).where(of_it).values(since=since))
    for _part in range(8):
        since = BEGUN + timedelta(days=rng.randrange(20))
        db.session.add(
            Membership(
                project_id=rng.choice([1, 2]), member_id=rng.choice(PEOPLE).id,
                since=since, until=since + timedelta(days=rng.randrange(1, 9)),
                ended_how=Ending.LEFT,
            )
        )  # fmt: skip
    db.session.flush()
    db.session.expire_all()


def _say(rng: random.Random, person: int) -> None:
    audience = rng.choice(list(Audience))
    db.session.add(
        LivedExperience(
            member_id=person, sealed=vault.seal("{}"), audience=audience,
            agreed=rng.choice(["", "0", WORDING, WORDING]),
        )
    )  # fmt: skip
    name = f"Ward {person}"
    body = Organisation(slug=f"ward-{person}", name=name, folded=name.casefold())
    db.session.add(body)
    db.session.flush()
    taken = unscoped("test", MemberTag.id).where(MemberTag.member_id == person)
    db.session.execute(delete(MemberTag).where(MemberTag.id.in_(taken)))
    mine = {"member_id": person, "audience": audience}
    db.session.add(Affiliation(organisation_id=body.id, **mine))
    db.session.add(Exclusion(member_id=person, organisation_id=body.id))
    db.session.add(MemberTag(tag_id=1, relation=Relation.OFFERS, **mine))
    db.session.execute(
        insert(MemberDetail).values(name=DetailName.ABOUT, value={"text": "x"}, **mine)
    )


def _part(rng: random.Random) -> None:
    """Let some block and some exclude each other, whoever knows whom."""
    pairs = [(a.id, b.id) for a in PEOPLE for b in PEOPLE if a.id < b.id]
    for one, two in rng.sample(pairs, 4):
        both = rng.random() < 0.5
        kind = "blocked" if both else "excluded"
        for a, b in ((one, two), (two, one)) if both else ((one, two),):
            row = {"member_id": a, "other_id": b, "kind": kind}
            db.session.execute(insert(tie).values(**row))


def read_world() -> World:
    world = World()
    members = unscoped("test", Member.id, Member.audience, Member.listed)
    for number, audience, listed in db.session.execute(members):
        world.names[number] = audience
        if listed:
            world.listed.add(number)
    for one, other, kind in db.session.execute(
        unscoped("test", tie.c.member_id, tie.c.other_id, tie.c.kind)
    ):
        {"connected": world.known}.get(kind, world.apart).add((one, other))
    for number in db.session.scalars(unscoped("test", Project.id)):
        world.teams[number] = set()
    for project, person in db.session.execute(
        unscoped("test", circle_member.c.circle_id, circle_member.c.member_id)
    ):
        world.teams[project].add(person)
    world.parts += db.session.scalars(unscoped("test", Membership))
    return world


ENTITIES = (Member, *OWN_ROWS, LivedExperience, Connection, Membership, Exclusion)


@pytest.mark.parametrize("seed", range(max(1, CASES // 20)))
def test_the_rule_of_the_database_equals_the_slow_one(app, seed):
    """Twenty viewers and worlds a test; each compares every row of ten tables."""
    shuffle(random.Random(seed))
    compare(seed)


def compare(seed: int) -> None:
    world = read_world()
    viewers: list[Viewer] = [VISITOR, *(person.viewer for person in PEOPLE)]
    for viewer in viewers:
        for entity in ENTITIES:
            seen = set(db.session.scalars(visible(viewer, entity.id)))
            for row in db.session.scalars(unscoped("test", entity)).all():
                expected = may_see(world, viewer.member_id, row)
                told = (seed, viewer.name, entity.__name__, row.id, row.__dict__)
                assert (row.id in seen) is expected, told


def test_the_worlds_hold_every_answer(app):
    """The comparison compares something: rows of each table are seen and are not."""
    answers: set[tuple[str, bool]] = set()
    for seed in range(4):
        shuffle(random.Random(seed))
        world = read_world()
        for entity in ENTITIES:
            for row in db.session.scalars(unscoped("test", entity)).all():
                for who in (None, 1, 4):
                    answers.add((entity.__name__, may_see(world, who, row)))
        db.session.rollback()
    assert answers == {
        (one.__name__, said) for one in ENTITIES for said in (True, False)
    }


PLANTED = {
    "exclusions are forgotten": ("kept_apart_from", rule.blocked_with),
    "connections are everybody's": (
        "connected_to",
        lambda _v: select(Member.__table__.c.id),
    ),
    "every project is shared": (
        "mates_of",
        lambda _v: select(circle_member.c.member_id),
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_rule_that_is_wrong_is_found(app, monkeypatch, what):
    name, wrong = PLANTED[what]
    scope.criteria.cache_clear()
    monkeypatch.setattr(rule, name, wrong)
    shuffle(random.Random(2))
    with pytest.raises(AssertionError):
        compare(2)
    monkeypatch.undo()
    scope.criteria.cache_clear()
