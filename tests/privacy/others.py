"""Changes in a crowd that only a few may notice, and who these are.

Each way changes rows below `members` and returns the people whom it concerns: their
own rows, or rows that are shown to them. Nobody else's suggestions may change.
"""

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, insert, or_, update

from community.accounts.models import Account, State
from community.connections.aside import ABOUT
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionRequest,
    ConnectionStory,
    Dismissal,
    RequestKind,
    Strength,
    TieAudience,
)
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.ledger import LedgerEntry, Looked
from community.core.states import RequestState
from community.core.visible import (
    BLOCKED,
    CONNECTED,
    MUTED,
    circle_member,
    tie,
    unscoped,
)
from community.digests.models import Rhythm, Suggested
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.matching.models import Happened, Slot, SuggestionEvent
from community.members.models import (
    DetailName,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.notices.models import How, Notice, NoticeChoice
from community.projects.models import (
    Follow,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Project,
    ProjectState,
    ProjectTag,
    TeamRole,
)
from community.safeguarding.models import (
    Block,
    Case,
    Lane,
    Mute,
    Opening,
    Report,
    ReportReason,
)
from tests.cast import CAST
from tests.privacy.crowd import KINDS, PEOPLE, PROJECTS, TAGS, event, subject
from tests.privacy.told import put

Concerned = set[int]
CLOSED = (Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS)


def friends_of(*people: int) -> Concerned:
    """Return who is connected to one of some people."""
    found = unscoped("test", tie.c.other_id).where(
        tie.c.member_id.in_(people), tie.c.kind == CONNECTED
    )
    return set(db.session.scalars(found))


def team_of(project: int) -> Concerned:
    found = unscoped("test", circle_member.c.member_id).where(
        circle_member.c.circle_id == project
    )
    return set(db.session.scalars(found))


def mates_of(person: int) -> Concerned:
    circles = unscoped("test", circle_member.c.circle_id).where(
        circle_member.c.member_id == person
    )
    found = (team_of(project) for project in db.session.scalars(circles).all())
    return set().union(*found)


def may_see(person: int, audience: Audience) -> Concerned:
    """Return who may see a closed row of somebody's: oneself, friends or mates."""
    others = {Audience.CONNECTIONS: friends_of, Audience.PROJECTS: mates_of}
    return {person} | (others[audience](person) if audience in others else set())


def stranger_pair(rng: random.Random) -> tuple[int, int]:
    """Return two people between whom nothing is."""
    while True:
        one, two = sorted(rng.sample(PEOPLE, 2))
        known = unscoped("test", tie.c.kind).where(
            tie.c.member_id == one, tie.c.other_id == two
        )
        if db.session.execute(known).first() is None:
            return one, two


# ---------------------------------------------------------------- what somebody says
def mark(person: int, tag: int, how: Relation, audience: Audience) -> None:
    """Let somebody have a tag that they have not, with an audience."""
    row = MemberTag(member_id=person, tag_id=tag, relation=how, audience=audience)
    db.session.add(row)
    db.session.flush()


def unsaid(rng: random.Random, person: int) -> tuple[int, Relation]:
    """Return a tag and a relation that somebody has not."""
    found = unscoped("test", MemberTag.tag_id, MemberTag.relation)
    rows = db.session.execute(found.where(MemberTag.member_id == person))
    said = {(number, how) for number, how in rows}
    every = [(number, how) for number in TAGS for how in Relation]
    return rng.choice([one for one in every if one not in said])


def tag(rng: random.Random) -> Concerned:
    person, audience = rng.choice(PEOPLE), rng.choice(CLOSED)
    mark(person, *unsaid(rng, person), audience)
    return may_see(person, audience)


def many_tags(rng: random.Random) -> Concerned:
    """Several people mark much for themselves alone."""
    chosen = rng.sample(PEOPLE, 3)
    for person in chosen:
        for _one in range(4):
            mark(person, *unsaid(rng, person), Audience.ME)
    return set(chosen)


def closed_row(rng: random.Random) -> Concerned:
    """Somebody deletes or changes what few may see."""
    entity = rng.choice([MemberTag, MemberKind, MemberPlace])
    found = unscoped("test", entity).where(entity.audience.in_(CLOSED))
    row = rng.choice(db.session.scalars(found.order_by(entity.id)).all())
    concerned = may_see(row.member_id, row.audience)
    if isinstance(row, MemberPlace):
        row.nation = "eng" if row.nation == "wls" else "wls"
    elif isinstance(row, MemberKind):
        row.code, row.rank = rng.choice(KINDS), 0
    else:
        db.session.delete(row)
    db.session.flush()
    return concerned


def kind_and_words(rng: random.Random) -> Concerned:
    person, words = rng.choice(PEOPLE), f"secret {rng.random()}"
    mine = {"member_id": person, "audience": Audience.ME}
    there = MemberKind.member_id == person
    code = rng.choice(KINDS)
    same = unscoped("test", MemberKind.id).where(there, MemberKind.code == code)
    if db.session.scalar(same) is None:
        db.session.add(MemberKind(code=code, rank=0, **mine))
    detail = {"name": DetailName.HEADLINE, "value": {"text": words}, "folded": words}
    db.session.execute(insert(MemberDetail), [{**mine, **detail}])
    return {person}


# ---------------------------------------------------------------- between people
def near_tie(rng: random.Random) -> Concerned:
    """Two tie; whoever knows one of them may see it."""
    one, two = stranger_pair(rng)
    concerned = {one, two} | friends_of(one, two)
    _tie(one, two, rng.choice([TieAudience.NEAR, TieAudience.MEMBERS]))
    return concerned


def pair_tie(rng: random.Random) -> Concerned:
    one, two = stranger_pair(rng)
    _tie(one, two, TieAudience.PAIR)
    return {one, two}


def _tie(one: int, two: int, other_end: TieAudience) -> None:
    """Tie two of whom the first shows it to fewer than all members."""
    mine = TieAudience.PAIR if other_end is TieAudience.PAIR else TieAudience.NEAR
    db.session.add(
        Connection(a_id=one, b_id=two, a_audience=mine, b_audience=other_end)
    )
    rows = [
        {"member_id": a, "other_id": b, "kind": CONNECTED, "audience": mine.value}
        for a, b in ((one, two), (two, one))
    ]
    db.session.execute(insert(tie), rows)


def lost_tie(rng: random.Random) -> Concerned:
    """Two who kept it to themselves know each other no more."""
    pair = TieAudience.PAIR
    found = unscoped("test", Connection).where(
        or_(Connection.a_audience == pair, Connection.b_audience == pair)
    )
    row = rng.choice(db.session.scalars(found.order_by(Connection.id)).all())
    ends = {row.a_id, row.b_id}
    db.session.execute(
        delete(tie).where(tie.c.member_id.in_(ends), tie.c.other_id.in_(ends))
    )
    db.session.delete(row)
    return ends


def block(rng: random.Random) -> Concerned:
    one, two = stranger_pair(rng)
    db.session.add(Block(member_id=one, other_id=two, name_then="secret"))
    rows = [
        {"member_id": a, "other_id": b, "kind": BLOCKED}
        for a, b in ((one, two), (two, one))
    ]
    db.session.execute(insert(tie), rows)
    return {one, two}


def hello(rng: random.Random) -> Concerned:
    """One says hello to another: today, or so long ago that it counts no more.

    What came before today counts: who has or got enough is left alone.
    """
    one, two = rng.sample(PEOPLE, 2)
    days = rng.choice([0, 22, 60])
    db.session.add(
        ConnectionRequest(
            asker_id=one, asked_id=two, message="Hello",
            asked_at=clock.now() - timedelta(days=days),
            state=rng.choice(list(RequestState)),
        )
    )  # fmt: skip
    return {one, two}


def named(rng: random.Random) -> Concerned:
    """One says that they know another, who has not confirmed it."""
    one, two = rng.sample(PEOPLE, 2)
    for days in (1, 5, 9):
        db.session.add(
            ConnectionRequest(
                asker_id=one, asked_id=two, kind=RequestKind.KNOWN,
                asked_at=clock.now() - timedelta(days=days),
                state=rng.choice(list(RequestState)),
            )
        )  # fmt: skip
    return {one, two}


def mute(rng: random.Random) -> Concerned:
    """One wants to see less of another; neither is suggested to the other any more."""
    one, two = stranger_pair(rng)
    db.session.add(Mute(member_id=one, other_id=two))
    row = {"member_id": one, "other_id": two, "kind": MUTED}
    db.session.execute(insert(tie), [row])
    return {one, two}


def introduction(rng: random.Random) -> Concerned:
    """One asks another to be introduced to a third; it moves nobody's list."""
    three = rng.sample(PEOPLE, 3)
    db.session.add(
        Introduction(
            kind=IntroductionKind.ASKED, introducer_id=three[0], asker_id=three[1],
            target_id=three[2], purpose="secret",
            state=rng.choice(list(IntroductionState)),
        )
    )  # fmt: skip
    return set()


def kept_of_a_tie(rng: random.Random) -> Concerned:
    """Two tell their story and note something for themselves: nobody's list moves."""
    found = unscoped("test", Connection).order_by(Connection.id)
    row = rng.choice(db.session.scalars(found).all())
    row.touched_on = clock.today() - timedelta(days=rng.randrange(900))
    ends = {"connection_id": row.id, "member_id": row.a_id}
    db.session.add(ConnectionStory(**ends, words="secret"))
    db.session.add(ConnectionNote(**ends, words="secret", strength=Strength.CLOSELY))
    return set()


# ---------------------------------------------------------------- work
def membership(rng: random.Random) -> Concerned:
    """Somebody joins in secret; the team is who works with them now."""
    project = rng.choice(PROJECTS)
    team = team_of(project)
    person = rng.choice([one for one in PEOPLE if one not in team])
    audience = rng.choice([Audience.ME, Audience.PROJECTS])
    db.session.add(Membership(project_id=project, member_id=person, audience=audience))
    row = {"circle_id": project, "member_id": person}
    db.session.execute(insert(circle_member), [row])
    return team | {person}


def left(rng: random.Random) -> Concerned:
    """A membership that only its owner sees has ended."""
    found = unscoped("test", Membership).where(
        Membership.audience == Audience.ME, Membership.role == TeamRole.MEMBER
    )
    row = rng.choice(db.session.scalars(found.order_by(Membership.id)).all())
    team = team_of(row.project_id)
    row.until = clock.today()
    db.session.execute(
        delete(circle_member).where(
            circle_member.c.circle_id == row.project_id,
            circle_member.c.member_id == row.member_id,
        )
    )
    return team


def offer(rng: random.Random) -> Concerned:
    person, project = rng.choice(PEOPLE), rng.choice(PROJECTS)
    leads = unscoped("test", Membership.member_id).where(
        Membership.project_id == project, Membership.role == TeamRole.LEAD
    )
    there = unscoped("test", JoinRequest.id).where(
        JoinRequest.project_id == project, JoinRequest.member_id == person
    )
    state = rng.choice(list(JoinState))
    if db.session.scalar(there) is not None:  # two at once are never open
        state = JoinState.WITHDRAWN
    db.session.add(
        JoinRequest(
            kind=rng.choice(list(JoinKind)), project_id=project, member_id=person,
            asked_by_id=person, message="secret", state=state,
        )
    )  # fmt: skip
    return {person, *db.session.scalars(leads)}


def draft(rng: random.Random) -> Concerned:
    person, number = rng.choice(PEOPLE), 300 + rng.randrange(10**6)
    db.session.add(
        Project(
            id=number, slug=f"draft-{number}", title="A secret", folded="a secret",
            state=ProjectState.DRAFT, nation="eng",
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(ProjectTag(project_id=number, tag_id=rng.choice(TAGS)))
    db.session.add(Membership(project_id=number, member_id=person, role=TeamRole.LEAD))
    row = {"circle_id": number, "member_id": person}
    db.session.execute(insert(circle_member), [row])
    return {person}


# ---------------------------------------------------------------- who is not there
def unlisted(rng: random.Random) -> Concerned:
    """Somebody who rests, or has not come yet, would show all."""
    return _nobody(rng, Audience.PUBLIC, listed=False)


def unseen(rng: random.Random) -> Concerned:
    """Somebody comes who shows their name to nobody, and all else to everybody."""
    return _nobody(rng, Audience.ME, listed=True)


def _nobody(rng: random.Random, audience: Audience, listed: bool) -> Concerned:
    number = 2000 + rng.randrange(10**6)
    state = State.ACTIVE if listed else rng.choice([State.RESTING, State.SUSPENDED])
    db.session.add(Account(id=number, email=f"n{number}@example.org", state=state))
    db.session.flush()
    db.session.add(
        Member(
            id=number, account_id=number, slug=f"nobody-{number}", name="A secret",
            folded="a secret", audience=audience, listed=listed,
        )
    )  # fmt: skip
    db.session.flush()
    friend = rng.choice(PEOPLE)
    for tag_, how in rng.sample([(t, how) for t in TAGS for how in Relation], 5):
        mark(number, tag_, how, Audience.PUBLIC)
    for row in (
        MemberPlace(nation="wls", region=""),
        Membership(project_id=rng.choice(PROJECTS)),
    ):
        row.member_id, row.audience = number, Audience.PUBLIC
        db.session.add(row)
    _tie(friend, number, TieAudience.MEMBERS)
    both = Connection.b_id == number
    wide = TieAudience.MEMBERS
    db.session.execute(update(Connection).where(both).values(a_audience=wide))
    return {friend}


# ---------------------------------------------------------------- what somebody did
def events(rng: random.Random) -> Concerned:
    """Much comes of suggestions to some people, but for showings that count."""
    chosen = rng.sample(PEOPLE, 2)
    for who in chosen:
        for _one in range(8):
            what, days = rng.choice(list(Happened)), rng.randrange(60)
            if what is Happened.SHOWN and 0 < days <= 28:
                days = rng.choice([0, 29, 59])
            once(event(who, what, days, *subject(rng, who)))
    return set(chosen)


def event_details(rng: random.Random) -> Concerned:
    """Where and why something was shown, and what was said of it, is another."""
    found = unscoped("test", SuggestionEvent).order_by(SuggestionEvent.id)
    rows = rng.sample(db.session.scalars(found).all(), 3)
    for row in rows:
        row.slot, row.place = rng.choice(list(Slot)), rng.randrange(9)
        row.reason = "not for me"
    return {row.member_id for row in rows}


def once(row: dict[str, object]) -> None:
    """Insert an event unless it is there."""
    table = SuggestionEvent
    same = [getattr(table, name) == value for name, value in row.items()]
    if db.session.scalar(unscoped("test", table.id).where(*same)) is None:
        db.session.execute(insert(table), [row])


def aside(rng: random.Random) -> Concerned:
    """Two people put somebody and something aside, for each reason there is."""
    chosen = rng.sample(PEOPLE, 2)
    for who in chosen:
        for about, reasons in ABOUT.items():
            for reason in sorted(reasons):
                number = rng.choice([
                    one for one in (PEOPLE if about == "person" else PROJECTS)
                    if one != who
                ])  # fmt: skip
                same = (
                    Dismissal.member_id == who, Dismissal.subject == about,
                    Dismissal.subject_id == number,
                )  # fmt: skip
                db.session.execute(delete(Dismissal).where(*same))
                row = {"member_id": who, "subject": about, "subject_id": number}
                db.session.execute(insert(Dismissal), [{**row, "reason": reason}])
    return set(chosen)


def follow_and_report(rng: random.Random) -> Concerned:
    one, two = rng.sample(PEOPLE, 2)
    db.session.add(Follow(member_id=one, project_id=rng.choice(PROJECTS)))
    case = Case(
        number=f"c{rng.randrange(10**9)}", subject_kind="person", subject_id=two,
        about_id=two, lane=Lane.HARM, due_at=clock.now(),
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    db.session.add(
        Report(
            receipt=f"r{rng.randrange(10**9)}", case_id=case.id, reporter_id=one,
            about_id=two, reason=ReportReason.SAFETY, text="secret",
        )
    )  # fmt: skip
    return {one}


def looked(rng: random.Random) -> Concerned:
    """Somebody with a role looked at somebody: these know, and administrators."""
    one, two = rng.sample(PEOPLE, 2)
    now = clock.now()
    db.session.add(LedgerEntry(about_id=one, by_id=two, what=Looked.PRIVATE, why="x"))
    db.session.add(
        Opening(
            about_id=one, by_id=two, why="secret", case_number="secret", until=now,
            told_from=now + timedelta(days=7),
        )
    )  # fmt: skip
    return {one, two, CAST["ada"].id}


def told(rng: random.Random) -> Concerned:
    """Two are told of others, follow, keep searches, have digests: it moves nothing."""
    chosen = rng.sample(PEOPLE, 2)
    for who in chosen:
        other = rng.choice([one for one in PEOPLE if one != who])
        mine, key = {"member_id": who}, f"secret {rng.random()}"
        db.session.add(Notice(kind="hello", key=key, person_id=other, **mine))
        query = {"seeks": ["secret"]}
        db.session.add(SavedSearch(of=SearchOf.PEOPLE, query=query, **mine))
        put(TopicFollow, {**mine, "tag_id": rng.choice(TAGS)}, {"since": clock.now()})
        put(Rhythm, mine, {"hour": rng.randrange(24)})
        put(Suggested, {**mine, "kind": "person", "thing_id": other}, {})
        put(NoticeChoice, {**mine, "kind": "hello"}, {"how": rng.choice(list(How))})
    return set(chosen)


WAYS: tuple[Callable[[random.Random], Concerned], ...] = (
    tag, many_tags, closed_row, kind_and_words, near_tie, pair_tie, lost_tie, block,
    hello, named, mute, introduction, kept_of_a_tie, membership, left, offer, draft,
    unlisted, unseen, events, event_details, aside, follow_and_report,
    looked, told,
)  # fmt: skip
