"""Random histories of a community, for snapshots: what happens from day to day."""

import random

from sqlalchemy import delete, update

from community.accounts.models import Account
from community.connections.models import Connection, TieAudience
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.visible import circle_member, tie
from community.members.models import MapConsent, Member, MemberKind, MemberTag, Relation
from community.projects.models import Membership
from tests.cast import join, tag_id
from tests.network.map_world import add, consent, tied

KINDS = ("carer", "patient", "clinician", "designer", "charity", "other", "")
TAGS = ("evaluation", "facilitation", "storytelling", "diabetes")
FIRST = 101


class History:
    """A community that changes at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people: list[int] = []
        self.number = FIRST
        for _ in range(14):
            self.comes()

    def day(self, erasures: bool = False) -> None:
        """Let a few things happen."""
        acts = [self.comes, self.agrees, self.ties, self.unties, self.joins]
        acts += [self.leaves, self.says, self.hides, self.ties, self.ties]
        acts += [self.goes] if erasures else []
        for _ in range(self.chance.randint(1, 8)):
            self.chance.choice(acts)()
        db.session.flush()
        db.session.expire_all()

    def comes(self) -> None:
        number = self.number = self.number + 1
        choice = self.chance.choice([MapConsent.NAMED] * 3 + list(MapConsent))
        kind = self.chance.choice(KINDS)
        nation = self.chance.choice(("eng", "wls", ""))
        self.people.append(add(number, choice, kind=kind, nation=nation))

    def agrees(self) -> None:
        consent(self.one(), self.chance.choice(list(MapConsent)))

    def ties(self) -> None:
        a, b = sorted(self.chance.sample(self.people, 2))
        there = db.session.query(Connection.id).filter_by(a_id=a, b_id=b)
        if there.execution_options(unscoped="test").first() is None:
            tied(a, b, *self.chance.choices(list(TieAudience), (1, 4, 4), k=2))

    def unties(self) -> None:
        who = self.one()
        db.session.execute(delete(Connection).where(Connection.a_id == who))
        db.session.execute(delete(tie).where(tie.c.member_id == who))
        db.session.execute(delete(tie).where(tie.c.other_id == who))

    def joins(self) -> None:
        who, what = self.one(), self.chance.choice((1, 2))
        db.session.execute(
            delete(circle_member).where(
                circle_member.c.circle_id == what, circle_member.c.member_id == who
            )
        )
        self._end(who, what)
        join(what, who, audience=self.chance.choice(list(Audience)))
        db.session.flush()

    def leaves(self) -> None:
        self._end(self.one(), self.chance.choice((1, 2)))

    def _end(self, who: int, what: int) -> None:
        active = (Membership.member_id == who, Membership.project_id == what)
        found = update(Membership).where(*active, Membership.until.is_(None))
        db.session.execute(found.values(until=clock.today()))

    def says(self) -> None:
        who, slug = self.one(), self.chance.choice(TAGS)
        relation = self.chance.choice(list(Relation))
        mine = (MemberTag.member_id == who, MemberTag.tag_id == tag_id(slug))
        db.session.execute(delete(MemberTag).where(*mine))
        db.session.add(
            MemberTag(
                member_id=who, tag_id=tag_id(slug), relation=relation,
                audience=self.chance.choice(list(Audience)),
            )
        )  # fmt: skip

    def hides(self) -> None:
        audience = self.chance.choice(list(Audience))
        who = self.one()
        table = self.chance.choice((Member, MemberKind))
        mine = Member.id if table is Member else MemberKind.member_id
        db.session.execute(update(table).where(mine == who).values(audience=audience))

    def goes(self) -> None:
        """Erase somebody, with all rows that hang on the account."""
        who = self.one()
        self.people.remove(who)
        db.session.execute(delete(Account).where(Account.id == who))

    def one(self) -> int:
        return self.chance.choice(self.people)
