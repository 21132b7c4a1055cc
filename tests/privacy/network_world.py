"""Random communities for the map, and by the rules alone what of them may be shown.

What may be shown follows from what was dealt to each person, as settled.md and the
consent page state it; the site is never asked. Olu, who organises, knows some of the
people and shares a project with some: that shows nothing more on a map.
"""

import random
from dataclasses import dataclass, field
from itertools import combinations

from sqlalchemy import delete, or_, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.visible import BLOCKED, circle_member, tie
from community.members.models import (
    Affiliation,
    MapConsent,
    Member,
    MemberKind,
    MemberTag,
    Relation,
)
from community.projects.models import Membership
from tests.cast import CAST, connect, join
from tests.network.map_world import add, belong, tag, tied

NAMED, UNNAMED, ABSENT = MapConsent.NAMED, MapConsent.UNNAMED, MapConsent.ABSENT
WIDE = (Audience.MEMBERS, Audience.PUBLIC)
KINDS = ("patient", "carer", "clinician", "designer")
TAGS = ("evaluation", "storytelling", "diabetes")
FIRST, PEOPLE = 300, 34
PROJECT, OLU = 1, CAST["olu"].id

Pair = tuple[int, int]
Held = tuple[str, Relation, Audience]


@dataclass
class Dealt:
    """What was dealt to a community.

    `kinds`, `teams` and `houses` are the audiences of somebody's kind, part in the
    project and organisation, `tags` what each offers or seeks.
    """

    consent: dict[int, MapConsent]
    audience: dict[int, Audience]
    blocked: set[int]
    unlisted: set[int]
    friends: set[int]
    ties: dict[Pair, tuple[TieAudience, TieAudience]]
    kinds: dict[int, Audience] = field(default_factory=dict)
    teams: dict[int, Audience] = field(default_factory=dict)
    houses: dict[int, Audience] = field(default_factory=dict)
    tags: dict[int, Held] = field(default_factory=dict)

    def named(self, person: int) -> bool:
        """Whether somebody may be on Olu's map by name."""
        return self.agreed(person) and person not in self.blocked

    def agreed(self, person: int) -> bool:
        """Whether somebody may be on the map by name of whom they do not block."""
        wide = self.consent[person] is NAMED and self.audience[person] in WIDE
        return wide and person not in self.unlisted

    @property
    def shown(self) -> set[int]:
        """Who may be on the map by name."""
        return {one for one in self.consent if self.named(one)}

    @property
    def gone(self) -> set[int]:
        """Who may be on no page at all, whatever it is about."""
        mine = {one for one, to in self.audience.items() if to is Audience.ME}
        return self.blocked | self.unlisted | mine

    @property
    def drawn(self) -> set[Pair]:
        """The ties that may be drawn between two people by name."""
        return {pair for pair in self.granted if self.shown.issuperset(pair)}

    @property
    def granted(self) -> set[Pair]:
        """The ties that may be drawn for whom neither end blocks."""
        return {
            (a, b)
            for (a, b), ends in self.ties.items()
            if self.agreed(a) and self.agreed(b) and TieAudience.PAIR not in ends
        }

    @property
    def working(self) -> set[int]:
        """Who may be drawn as part of the project's team."""
        return {one for one, to in self.teams.items() if self.named(one) and to in WIDE}


def word(person: int) -> str:
    """A word that stands in the name of this person alone."""
    return f"Zq{person}xk"


def deal(rng: random.Random) -> Dealt:
    """Return what everybody chose, at random."""
    people = range(FIRST, FIRST + PEOPLE)
    blocked, unlisted = set(rng.sample(people, 3)), set(rng.sample(people, 2))

    def audiences(of: range | list[int]) -> dict[int, Audience]:
        return {one: rng.choice([*Audience, *WIDE]) for one in of}

    return Dealt(
        {one: rng.choices((NAMED, UNNAMED, ABSENT), (6, 3, 2))[0] for one in people},
        {one: rng.choices(list(Audience), (1, 1, 1, 8, 2))[0] for one in people},
        blocked,
        unlisted,
        set(rng.sample(people, 8)) - blocked,
        {
            pair: (rng.choice(list(TieAudience)), rng.choice(list(TieAudience)))
            for pair in rng.sample(list(combinations(people, 2)), 70)
        },
        audiences(people),
        audiences(rng.sample(people, 16)),
        audiences(rng.sample(people, 16)),
        {
            one: (rng.choice(TAGS), rng.choice(list(Relation)), to)
            for one, to in audiences(rng.sample(people, 20)).items()
        },
    )


def settle(dealt: Dealt, rng: random.Random) -> None:
    """Write a community down for the first time."""
    join(PROJECT, OLU)
    for one in dealt.consent:
        add(
            one, dealt.consent[one], audience=dealt.audience[one],
            kind=rng.choice(KINDS), nation="eng", name=f"{word(one)} Person",
        )  # fmt: skip
    choose(dealt)


def change(now: Dealt) -> None:
    """Let everybody choose anew, as a month later."""
    theirs = Connection.a_id >= FIRST, Connection.b_id >= FIRST
    rows = tie.c.member_id >= FIRST, tie.c.other_id >= FIRST
    db.session.execute(delete(Connection).where(or_(*theirs)))
    db.session.execute(delete(tie).where(or_(*rows)))
    db.session.execute(delete(circle_member).where(circle_member.c.member_id >= FIRST))
    for of in (Membership, Affiliation, MemberTag):
        db.session.execute(delete(of).where(of.member_id >= FIRST))
    choose(now)


def choose(dealt: Dealt) -> None:
    """Write down what everybody chose."""
    for one in dealt.consent:
        values = {
            "map_consent": dealt.consent[one], "audience": dealt.audience[one],
            "listed": one not in dealt.unlisted, "version": Member.version + 1,
        }  # fmt: skip
        kind = update(MemberKind).where(MemberKind.member_id == one)
        db.session.execute(update(Member).where(Member.id == one).values(values))
        db.session.execute(kind.values(audience=dealt.kinds[one]))
    for (a, b), ends in dealt.ties.items():
        tied(a, b, *ends)
    for one in dealt.friends:
        connect(OLU, one, TieAudience.MEMBERS)
    for one, audience in dealt.teams.items():
        join(PROJECT, one, audience=audience)
    for one, audience in dealt.houses.items():
        belong(one, f"House{one}", audience)
    for one, (slug, relation, audience) in dealt.tags.items():
        tag(one, slug, relation, audience)
    for one in dealt.blocked:
        ends = ((OLU, one), (one, OLU))
        rows = [{"member_id": a, "other_id": b} for a, b in ends]
        more = {"kind": BLOCKED, "audience": "pair"}
        db.session.execute(tie.insert(), [{**row, **more} for row in rows])
    db.session.flush()
