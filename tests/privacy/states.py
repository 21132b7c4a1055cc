"""More random changes to what one viewer may not see: of projects, states, records."""

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, func, insert, or_, select, update

from community.accounts.models import (
    Account,
    Consent,
    ConsentPurpose,
    MailToken,
    Purpose,
    SignIn,
    State,
)
from community.connections.models import Connection, How
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.limits import LimitCount
from community.core.outbox import Job
from community.core.states import RequestState
from community.core.text import folded
from community.core.visible import BLOCKED, circle_member, tie, unscoped, visible
from community.expertise.models import Tag, TagName, TagState
from community.members.models import (
    Affiliation,
    DetailName,
    MapConsent,
    Member,
    MemberDetail,
    MemberKind,
    MemberTag,
    Relation,
)
from community.organisations.models import Organisation
from community.programme.models import (
    Origin,
    Readers,
    Update,
    UpdateImage,
    UpdateState,
)
from community.projects.models import (
    JoinKind,
    JoinRequest,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectOrganisation,
    ProjectState,
    ProjectTag,
    TeamRole,
)
from community.safeguarding.models import Block, Case, Lane, Report, ReportReason
from tests.cast import CAST, join
from tests.privacy import decided, held_back, kept
from tests.privacy.steering import half_planned

PEOPLE = [person.id for person in CAST.values() if person.state is State.ACTIVE]
CLOSED = [Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS]


def others(viewer: Viewer) -> list[int]:
    return [person for person in PEOPLE if person != viewer.member_id]


def hidden_memberships(viewer: Viewer) -> list[Membership]:
    """Return what the viewer does not see, of projects that are not theirs too.

    Of their own projects it is who left before they came.
    """
    seen = set(db.session.scalars(visible(viewer, Membership.id)))
    mine = select(circle_member.c.circle_id).where(
        circle_member.c.member_id == viewer.member_id
    )
    found = unscoped("test", Membership).where(
        Membership.audience.in_(CLOSED),
        or_(Membership.project_id.not_in(mine), Membership.until.is_not(None)),
    )
    return [row for row in db.session.scalars(found) if row.id not in seen]


def leads_alone(row: Membership) -> bool:
    """Whether a project has no other lead: that one is led is told to everybody."""
    others = unscoped("test", Membership.id).where(
        Membership.project_id == row.project_id, Membership.id != row.id,
        Membership.role == TeamRole.LEAD, Membership.until.is_(None),
    )  # fmt: skip
    return db.session.scalar(others.limit(1)) is None


def membership_role(rng: random.Random, viewer: Viewer) -> str:
    rows = [row for row in hidden_memberships(viewer) if not leads_alone(row)]
    if not rows:
        return ""
    row = rng.choice(rows)
    other = {
        "role": rng.choice([TeamRole.MEMBER, TeamRole.ADVISER, TeamRole.LEAD]),
        "since": row.since - timedelta(days=rng.randrange(1, 99)),
    }
    db.session.execute(
        update(Membership).where(Membership.id == row.id).values(**other)
    )
    return f"membership {row.id} has another role"


def membership_end(rng: random.Random, viewer: Viewer) -> str:
    rows = [row for row in hidden_memberships(viewer) if row.until is None]
    rows = [row for row in rows if not leads_alone(row)]
    if not rows:
        return ""
    row = rng.choice(rows)
    row.until = clock.today()
    db.session.execute(
        delete(circle_member).where(
            circle_member.c.circle_id == row.project_id,
            circle_member.c.member_id == row.member_id,
        )
    )
    return f"membership {row.id} has ended"


def membership_audience(rng: random.Random, viewer: Viewer) -> str:
    rows = hidden_memberships(viewer)
    if not rows:
        return ""
    row = rng.choice(rows)
    row.audience = Audience.ME
    return f"membership {row.id} is its owner's alone"


def membership_new(rng: random.Random, viewer: Viewer) -> str:
    """Somebody joins a project, for themselves alone."""
    person, project = rng.choice(others(viewer)), rng.choice([1, 2])
    inside = unscoped("test", Membership.id).where(
        Membership.project_id == project,
        Membership.member_id.in_([person, viewer.member_id or 0]),
    )
    if db.session.scalar(inside.limit(1)) is not None:
        return ""
    join(project, person, audience=Audience.ME)
    return f"{person} joined {project} in secret"


def join_request(rng: random.Random, viewer: Viewer) -> str:
    person, project = rng.choice(others(viewer)), rng.choice([1, 2])
    leads = unscoped("test", Membership.id).where(
        Membership.project_id == project, Membership.role == TeamRole.LEAD,
        Membership.member_id == (viewer.member_id or 0),
    )  # fmt: skip
    there = unscoped("test", JoinRequest.id).where(
        JoinRequest.project_id == project, JoinRequest.member_id == person
    )
    if any(db.session.scalar(one.limit(1)) is not None for one in (leads, there)):
        return ""
    db.session.add(
        JoinRequest(
            kind=rng.choice(list(JoinKind)), project_id=project, member_id=person,
            asked_by_id=person, message=f"secret {rng.random()}",
            state=rng.choice(list(RequestState)), answer="not this time",
        )
    )  # fmt: skip
    return f"{person} asks at {project}"


def draft(rng: random.Random, viewer: Viewer) -> str:
    """Somebody else writes a draft, with needs, words, an organisation."""
    number = 5000 + rng.randrange(10**6)
    state = rng.choice([ProjectState.DRAFT, ProjectState.WITHDRAWN])
    title = rng.choice(["Pain cafe", "Walking together", "A quiet plan"])
    db.session.add(
        Project(
            id=number, slug=f"hidden-{number}", title=title, folded=folded(title),
            story="secret", state=state, nation="wls", phase="develop",
        )
    )  # fmt: skip
    db.session.flush()
    join(number, rng.choice(others(viewer)), TeamRole.LEAD)
    db.session.add(ProjectTag(project_id=number, tag_id=rng.randrange(1, 6)))
    need = Need(project_id=number, role="Evaluator", places=3)
    db.session.add(need)
    db.session.flush()
    db.session.add(
        NeedTag(project_id=number, need_id=need.id, tag_id=rng.randrange(1, 6))
    )
    body = organisation(rng)
    db.session.add(ProjectOrganisation(project_id=number, organisation_id=body))
    return f"{state.value} {number} came"


def organisation(rng: random.Random) -> int:
    name = f"A ward {rng.random()}"
    body = Organisation(slug=f"o-{rng.random()}", name=name, folded=folded(name))
    db.session.add(body)
    db.session.flush()
    return body.id


def affiliation(rng: random.Random, viewer: Viewer) -> str:
    person = rng.choice(others(viewer))
    db.session.add(
        Affiliation(
            member_id=person, organisation_id=organisation(rng), audience=Audience.ME
        )
    )
    return f"{person} belongs somewhere"


def photo(rng: random.Random, viewer: Viewer) -> str:
    person = rng.choice(others(viewer))
    there = unscoped("test", MemberDetail.id).where(
        MemberDetail.member_id == person, MemberDetail.name == DetailName.PHOTO
    )
    if db.session.scalar(there) is not None:
        return ""
    db.session.add(
        MemberDetail(
            member_id=person, name=DetailName.PHOTO, audience=Audience.ME,
            value={"file": f"{rng.random()}.webp", "alt": "a secret face"},
        )
    )  # fmt: skip
    return f"{person} has a photo of their own"


def proposal(rng: random.Random, viewer: Viewer) -> str:
    if viewer.can_organise:  # the queue counts it for them
        return ""
    words = f"secret word {rng.randrange(10**6)}"
    tag = Tag(slug=f"proposed-{words[12:]}", label=words, state=TagState.PROPOSED)
    db.session.add(tag)
    db.session.flush()
    db.session.add(TagName(tag_id=tag.id, name=words, folded=words))
    person = rng.choice(others(viewer))
    db.session.add(
        MemberTag(
            member_id=person, tag_id=tag.id, relation=Relation.OFFERS,
            audience=Audience.ME,
        )
    )  # fmt: skip
    return f"{person} proposed a word"


def is_in(viewer: Viewer, project: int) -> bool:
    """Tell whether the viewer is in a team, which counts who rests as "a member"."""
    inside = unscoped("test", circle_member.c.member_id).where(
        circle_member.c.circle_id == project,
        circle_member.c.member_id == (viewer.member_id or 0),
    )
    return db.session.scalar(inside) is not None


def person_elsewhere(rng: random.Random, viewer: Viewer) -> str:
    """Somebody whose account is not active, and who would show all, is not there."""
    states = [State.RESTING, State.SUSPENDED, State.LEAVING, State.UNCONFIRMED]
    if viewer.is_admin:  # administrators look after accounts
        states = [State.RESTING]
    if not viewer.can_organise:  # who waits is counted for organisers
        states += [State.PENDING, State.INVITED]
    number, state = 9000 + rng.randrange(10**6), rng.choice(states)
    db.session.add(Account(id=number, email=f"e{number}@example.org", state=state))
    db.session.flush()
    db.session.add(
        Member(
            id=number, account_id=number, slug=f"gone-{number}", name="Alice Gone",
            folded="alice gone", audience=Audience.PUBLIC, listed=False,
            map_consent=rng.choice(list(MapConsent)),
        )
    )  # fmt: skip
    db.session.flush()
    for row in (
        MemberKind(code="carer"),
        MemberTag(tag_id=rng.randrange(1, 6), relation=Relation.OFFERS),
        Affiliation(organisation_id=organisation(rng)),
    ):
        row.member_id, row.audience = number, Audience.PUBLIC
        db.session.add(row)
    db.session.flush()
    project = rng.choice([1, 2])
    if state is not State.RESTING or not is_in(viewer, project):
        join(project, number, audience=Audience.PUBLIC)
    friend = rng.choice(others(viewer))
    db.session.add(
        Connection(
            a_id=min(friend, number), b_id=max(friend, number),
            a_audience="members", b_audience="members",
        )
    )  # fmt: skip
    return f"somebody {state.value}"


def report(rng: random.Random, viewer: Viewer) -> str:
    if viewer.can_moderate or viewer.is_admin:
        return ""
    one = rng.choice(others(viewer))  # whoever reports reads a list of it
    two = rng.choice([person for person in PEOPLE if person != one])
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
    return f"{one} reported {two}"


def records(rng: random.Random, viewer: Viewer) -> str:
    """Letters, sessions, links, limits and consents of somebody else."""
    person = rng.choice(others(viewer))
    moment = clock.now()
    if not viewer.is_admin:  # who keeps the outbox running sees how much there is
        db.session.add(Job(kind="hello", to=f"{person}@example.org", facts={}))
        db.session.add(
            Job(kind="hello", member_id=person, lane=f"member:{person}", facts={})
        )
    db.session.add(
        SignIn(
            token_hash=f"h{rng.random()}", account_id=person,
            ends_at=moment + timedelta(days=9), device="secret",
        )
    )  # fmt: skip
    db.session.add(
        MailToken(
            token_hash=f"t{rng.random()}", account_id=person, purpose=Purpose.RESET,
            ends_at=moment + timedelta(days=9),
        )
    )  # fmt: skip
    db.session.add(
        LimitCount(what="export", who=str(person), began=rng.randrange(9), count=9)
    )
    db.session.add(
        Consent(
            account_id=person, purpose=ConsentPurpose.SENSITIVE_TAG, about="Diabetes",
            wording="1", wording_hash="0",
        )
    )  # fmt: skip
    return f"records of {person}"


def pair_tie(rng: random.Random, viewer: Viewer) -> str:
    """What two others say of a tie that they keep to the pair."""
    me = viewer.member_id or 0
    found = unscoped("test", Connection).where(
        or_(Connection.a_audience == "pair", Connection.b_audience == "pair"),
        Connection.a_id != me,
        Connection.b_id != me,
    )
    row = db.session.scalar(found.order_by(func.random()).limit(1))
    if row is None:
        return ""
    row.how, row.origin = rng.choice(list(How)), rng.choice(list(Origin))
    row.since = row.since - timedelta(days=rng.randrange(99))
    return f"tie {row.id} came of something else"


def block_of_others(rng: random.Random, viewer: Viewer) -> str:
    """Two others who do not know each other part; it is nobody else's matter."""
    one, two = rng.sample(others(viewer), 2)
    there = unscoped("test", tie.c.kind).where(
        tie.c.member_id == one, tie.c.other_id == two
    )
    if db.session.execute(there).first() is not None:
        return ""
    db.session.add(Block(member_id=one, other_id=two, name_then="secret"))
    for a, b in ((one, two), (two, one)):
        row = {"member_id": a, "other_id": b, "kind": BLOCKED}
        db.session.execute(insert(tie).values(**row))
    return f"{one} blocked {two}"


def taking_requests(rng: random.Random, viewer: Viewer) -> str:
    """Somebody whom the viewer does not see takes no requests, or does again."""
    seen = set(db.session.scalars(visible(viewer, Member.id)))
    hidden = [
        person
        for person in others(viewer)
        if person not in seen
        and db.session.scalar(
            unscoped("test", Member.audience).where(Member.id == person)
        )
        in CLOSED
    ]
    if not hidden:
        return ""
    person = rng.choice(hidden)
    db.session.execute(
        update(Member)
        .where(Member.id == person)
        .values(taking_requests=rng.random() < 0.5, pronouns=f"{rng.random()}")
    )
    return f"{person} takes requests or not"


def hidden_news(rng: random.Random, viewer: Viewer) -> str:
    """A team has news for itself alone, or half written ones; so have organisers."""
    project = rng.choice([1, 2, None])
    inside = viewer.can_organise if project is None else is_in(viewer, project)
    if inside:
        return ""
    state = rng.choice([one for one in UpdateState if one is not UpdateState.PUBLISHED])
    team = project is not None and rng.random() < 0.5
    state, readers = (
        (UpdateState.PUBLISHED, Readers.TEAM) if team else (state, Readers.PUBLIC)
    )
    row = Update(
        slug=f"hidden-{rng.randrange(10**6)}", project_id=project, title="Secret news",
        body="secret", readers=readers, state=state, published_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        UpdateImage(
            update_id=row.id, name=f"{row.id}.webp", alt="secret", width=4, height=3
        )
    )
    return f"{project} has hidden news, {state.value}"


WAYS: tuple[Callable[[random.Random, Viewer], str], ...] = (
    membership_role, membership_end, membership_audience, membership_new, join_request,
    draft, affiliation, photo, proposal, person_elsewhere, report, records, pair_tie,
    block_of_others, taking_requests, hidden_news, half_planned,
    *kept.WAYS, *decided.WAYS, *held_back.WAYS,
)  # fmt: skip
