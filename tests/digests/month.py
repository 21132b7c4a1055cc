"""A community that lives for some weeks by its real commands, hour by hour."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from community.accounts.models import Account, State
from community.announcements import commands as announcements
from community.announcements.models import ToWhom
from community.coffee import joining as coffee
from community.coffee import rounds
from community.connections import hellos
from community.connections.models import ConnectionRequest
from community.core import clock
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.states import RequestState
from community.core.visible import find, unscoped
from community.digests import commands as digests
from community.digests.models import Every
from community.members import resting
from community.members.models import Member, MemberTag, Relation
from community.messages import commands as messages
from community.messages import first
from community.messages.models import Part
from community.notices import commands as notices
from community.notices.kinds import KINDS
from community.notices.models import How, Notice
from community.programme.commands import EventFacts, make_event
from community.projects import absence, writing
from community.projects.models import (
    Follow,
    JoinKind,
    JoinRequest,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.safeguarding import commands as safeguarding
from community.safeguarding import muting
from community.staffing import answering, joining, needs
from tests import databases
from tests.cast import CAST, connect, join, tag_id
from tests.coffee.making import crowd, viewer

OLU = CAST["olu"].viewer
BEGIN = datetime(2017, 10, 22, tzinfo=UTC)
"""The clocks go back in the night after the seventh day."""
TAGS = ("evaluation", "facilitation", "storytelling", "peer-mentoring", "diabetes")
CHOSEN = tuple(kind.name for kind in KINDS.values() if not kind.fixed)
SENT = RequestState.SENT


@dataclass
class Community:
    """Some people, and what they do; `read`, `asked` and `changed` remember it."""

    people: int
    dice: random.Random
    ids: list[int] = field(default_factory=list)
    works: list[int] = field(default_factory=list)
    read: list[tuple[int, datetime]] = field(default_factory=list)
    own: set[tuple[int, str]] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)

    # ------------------------------------------------------------ how it begins
    def begin(self) -> None:
        """Make people, what they say, whom they know, projects and preferences."""
        start_writing()
        kinds = ("carer", "clinician", "patient", "designer")
        self.ids = crowd(self.people, kinds=kinds)
        for one in self.ids:
            self._say(one)
        for number in range(100, 100 + self.people // 6):
            self._project(number)
        pairs = {tuple(sorted(self.dice.sample(self.ids, 2))) for _ in self.ids}
        for a, b in pairs:
            connect(a, b)
        databases.count_on()
        for one in self.ids:
            self._prefer(one)
        db.session.commit()

    def _say(self, one: int) -> None:
        for slug in self.dice.sample(TAGS, 2):
            relation = self.dice.choice((Relation.OFFERS, Relation.SEEKS))
            audience = self.dice.choice(("me", "members", "members"))
            row = MemberTag(member_id=one, tag_id=tag_id(slug), relation=relation)
            row.audience = audience
            db.session.add(row)

    def _project(self, number: int) -> None:
        db.session.add(
            Project(
                id=number, slug=f"work-{number}", title=f"Work {number}",
                folded=f"work {number}", state=ProjectState.PUBLISHED,
                stage=Stage.TESTING,
            )
        )  # fmt: skip
        db.session.flush()
        tag = tag_id(self.dice.choice(TAGS))
        db.session.add(ProjectTag(project_id=number, tag_id=tag))
        team = self.dice.sample(self.ids, 3)
        for one, role in zip(team, (TeamRole.LEAD, TeamRole.LEAD, None), strict=True):
            join(number, one, role or TeamRole.MEMBER)
        for one in self.dice.sample(self.ids, max(2, self.people // 6)):
            db.session.add(Follow(member_id=one, project_id=number))
        self.works.append(number)

    def _prefer(self, one: int) -> None:
        for kind in self.dice.sample(CHOSEN, self.dice.choice((0, 0, 2, 8))):
            notices.choose_for(one, kind, self.dice.choice(list(How)))
        if self.dice.random() < 0.4:
            self.rhythm(one)

    # ------------------------------------------------------------ what happens
    def something(self) -> None:
        """Let one person do one thing, as a request would; a refusal is one."""
        acts = {
            self.hello: 10, self.answer_hello: 8, self.write_first: 5, self.write: 12,
            self.offer: 5, self.answer_offer: 5, self.invite: 3, self.need: 4,
            self.close_need: 1, self.stage: 3, self.meet: 1, self.coffee: 3,
            self.announce: 0.6, self.mute: 0.4, self.block: 0.4, self.rest: 0.5,
            self.come_back: 0.7, self.reads: 14, self.choose: 1, self.rhythm: 0.5,
            self.follow: 2,
        }  # fmt: skip
        (act,) = self.dice.choices(list(acts), list(acts.values()))
        leads = {self.need, self.close_need, self.stage, self.invite, self.answer_offer}
        there = self._standing(State.ACTIVE)
        start_writing()
        try:
            act(self._lead(there) if act in leads else self.dice.choice(there))
            db.session.commit()
            self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        except CommunityError:
            db.session.rollback()

    def _standing(self, state: State) -> list[int]:
        found = unscoped("test", Account.id).where(Account.state == state)
        there = set(db.session.scalars(found))
        return [one for one in self.ids if one in there]

    def _other(self, who: Viewer) -> Member:
        number = self.dice.choice([one for one in self.ids if one != who.member_id])
        found: Member = find(who, Member, Member.id == number)
        return found

    def _one(self, found) -> int:
        """Return one of the selected numbers, or let nothing happen."""
        numbers = sorted(db.session.scalars(found))
        if not numbers:
            raise CommunityError("nothing to do")
        return self.dice.choice(numbers)

    def _lead(self, there: list[int]) -> int:
        return self._one(
            unscoped("test", Membership.member_id).where(
                Membership.role == TeamRole.LEAD,
                Membership.project_id >= 100,
                Membership.member_id.in_(there),
            )
        )

    def _led(self, person: int) -> Project:
        led = unscoped("test", Membership.project_id).where(
            Membership.member_id == person, Membership.role == TeamRole.LEAD,
            Membership.project_id >= 100,
        )  # fmt: skip
        return db.session.get_one(
            Project, self._one(led), execution_options={"unscoped": "test"}
        )

    def hello(self, person: int) -> None:
        hellos.say_hello(viewer(person), self._other(viewer(person)), "Hello there")

    def answer_hello(self, person: int) -> None:
        waits = unscoped("test", ConnectionRequest.id).where(
            ConnectionRequest.asked_id == person, ConnectionRequest.state == SENT
        )
        yes = self.dice.random() < 0.7
        (hellos.accept if yes else hellos.not_now)(viewer(person), self._one(waits))

    def write_first(self, person: int) -> None:
        first.begin(viewer(person), self._other(viewer(person)), "May I ask you?")

    def write(self, person: int) -> None:
        """Write some words to a conversation, as people do: more than one."""
        mine = unscoped("test", Part.conversation_id).where(Part.member_id == person)
        number = self._one(mine)
        for _word in range(self.dice.randint(1, 5)):
            messages.write(viewer(person), number, "And another word")

    def offer(self, person: int) -> None:
        who = viewer(person)
        work = find(who, Project, Project.id == self.dice.choice(self.works))
        joining.offer(who, work, None, "I could help")

    def answer_offer(self, person: int) -> None:
        work = self._led(person)
        waits = unscoped("test", JoinRequest.id).where(
            JoinRequest.project_id == work.id, JoinRequest.kind == JoinKind.OFFER,
            JoinRequest.state == SENT,
        )  # fmt: skip
        answering.accept(viewer(person), self._one(waits))

    def invite(self, person: int) -> None:
        who = viewer(person)
        joining.invite(who, self._led(person), self._other(who), None, "Come along")

    def need(self, person: int) -> None:
        who, work = viewer(person), self._led(person)
        made = needs.add_need(who, work, needs.NeedFacts("A helper"))
        self.own.add((person, f"follow-need:{made.id}"))

    def close_need(self, person: int) -> None:
        work = self._led(person)
        is_open = (Need.project_id == work.id, Need.state == NeedState.OPEN)
        needs.close_need(
            viewer(person), work, self._one(unscoped("test", Need.id).where(*is_open))
        )

    def stage(self, person: int) -> None:
        work, to = self._led(person), self.dice.choice(list(Stage))
        page = writing.Page(work.title, work.summary, work.story, stage=to)
        writing.edit(viewer(person), work, page, work.version)

    def meet(self, _person: int) -> None:
        day = clock.today() + timedelta(days=self.dice.randint(1, 9))
        work = self.dice.choice(self.works)
        make_event(OLU, EventFacts("Open evening", day, project_id=work))

    def coffee(self, person: int) -> None:
        try:
            coffee.join(viewer(person), every_month=self.dice.random() < 0.5)
        except CommunityError:
            day = clock.today()
            pairs, ends = day + timedelta(days=3), day + timedelta(days=20)
            rounds.open_round(OLU, f"{day:%Y-%m}", pairs, ends)

    def announce(self, _person: int) -> None:
        said = announcements.Said(
            "News of the week", "Come and see what we did since then", ToWhom.EVERYBODY
        )
        row = announcements.draft(OLU, said)
        announcements.send_now(OLU, row.id, row.version)

    def mute(self, person: int) -> None:
        muting.mute(viewer(person), self._other(viewer(person)))

    def block(self, person: int) -> None:
        safeguarding.block(viewer(person), self._other(viewer(person)))

    def rest(self, person: int) -> None:
        self.changed.add(person)
        absence.take_a_break(viewer(person), None)

    def come_back(self, _person: int) -> None:
        away = self._standing(State.RESTING)
        if away:
            one = self.dice.choice(away)
            resting.come_back(Viewer(account_id=one, state="resting"))

    def reads(self, person: int) -> None:
        waits = unscoped("test", Notice.id).where(
            Notice.member_id == person, Notice.read_at.is_(None),
            Notice.at <= clock.now(),
        )  # fmt: skip
        number = self._one(waits)
        notices.read(viewer(person), number)
        self.read.append((number, clock.now()))

    def choose(self, person: int) -> None:
        self.changed.add(person)
        how = self.dice.choice(list(How))
        notices.choose(viewer(person), self.dice.choice(CHOSEN), how)

    def rhythm(self, person: int) -> None:
        self.changed.add(person)
        every = self.dice.choice(list(Every))
        day, hour = self.dice.randint(0, 6), self.dice.randint(0, 23)
        digests.set_rhythm(viewer(person), every, day, hour)

    def follow(self, person: int) -> None:
        work = self.dice.choice(self.works)
        there = unscoped("test", func.count(Follow.id)).where(
            Follow.member_id == person, Follow.project_id == work
        )
        if not db.session.scalar(there):
            db.session.add(Follow(member_id=person, project_id=work))


def all_of(entity, *where):
    """Return rows of a private table, for a test to look at."""
    return db.session.scalars(select(entity).where(*where).execution_options(
        unscoped="test", populate_existing=True
    )).all()  # fmt: skip
