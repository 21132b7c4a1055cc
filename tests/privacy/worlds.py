"""Random communities, and random changes to what one viewer may not see."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from community.accounts.models import Account, State
from community.connections.aside import ABOUT
from community.connections.models import (
    ConnectionRequest,
    Dismissal,
    Subject,
    TieAudience,
)
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.text import folded
from community.core.visible import tie, unscoped, visible
from community.matching import quality, snapshot
from community.matching.models import Happened, SuggestionEvent
from community.members.models import (
    DetailName,
    MapConsent,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import Follow, Membership, Project, ProjectState
from community.safeguarding.models import Report
from community.vocabulary.choices import CAPACITY
from community.vocabulary.models import Setting
from tests.cast import CAST, connect
from tests.privacy import among, between, crowd, others, stage, states, told

ROWS = (MemberTag, MemberKind, MemberPlace, MemberDetail)
PEOPLE = [person.id for person in CAST.values() if person.state is State.ACTIVE]
KINDS = ["clinician", "patient", "carer", "designer", "charity"]
AUDIENCES = list(Audience)


def shuffle(rng: random.Random) -> None:
    """Set the stage, and give the cast random audiences, tags, ties, memberships."""
    stage.fill()
    for person in PEOPLE:
        cap = rng.choice(AUDIENCES[1:])
        db.session.execute(
            update(Member).where(Member.id == person).values(audience=cap)
        )
        for slug_id in rng.sample(range(1, 6), 3):
            _add_tag(rng, person, slug_id, rng.choice(AUDIENCES))
    for entity in ROWS:
        for number in db.session.scalars(unscoped("test", entity.id)).all():
            wide = rng.choice(AUDIENCES)
            db.session.execute(
                update(entity).where(entity.id == number).values(audience=wide)
            )
    for one, two in [(2, 4), (4, 8), (6, 2), (7, 8), (3, 5)]:
        if rng.random() < 0.7:
            connect(one, two, rng.choice(list(TieAudience)))
    for number in db.session.scalars(unscoped("test", Membership.id)).all():
        db.session.execute(
            update(Membership)
            .where(Membership.id == number)
            .values(audience=rng.choice(AUDIENCES))
        )
    _suggested(rng)
    between.fill(rng)
    told.fill(rng)
    db.session.commit()
    crowd.learn(rng)
    quality.keep(quality.make())


def _suggested(rng: random.Random) -> None:
    """Let suggestions be shown and answered, hellos come, and newcomers be there."""
    for _one in range(40):
        who = rng.choice(PEOPLE)
        others.once(crowd.event(who, rng.choice(list(Happened)), rng.randrange(40),
                                *_subject(rng, who)))  # fmt: skip
    for who in rng.sample(PEOPLE, 4):
        _put_aside(rng, who)
        asker = rng.choice([one for one in PEOPLE if one != who])
        moment = clock.now() - timedelta(days=rng.randrange(20))
        row = {"asker_id": asker, "asked_id": who, "message": "Hello"}
        db.session.execute(insert(ConnectionRequest), [{**row, "asked_at": moment}])
    for person in PEOPLE:
        came = clock.now() - timedelta(days=rng.randrange(60))
        db.session.execute(
            update(Member).where(Member.id == person).values(created_at=came)
        )
    for name, most in (
        ("suggest_bridge_share", 51), ("suggest_newcomer_share", 31), (CAPACITY, 3),
    ):  # fmt: skip
        db.session.add(Setting(name=name, value=str(rng.randrange(most))))


def _subject(rng: random.Random, who: int) -> tuple[Subject, int]:
    if rng.random() < 0.3:
        return Subject.PROJECT, rng.choice([1, 2])
    return Subject.PERSON, rng.choice([one for one in PEOPLE if one != who])


def _put_aside(rng: random.Random, who: int) -> str:
    """Put somebody or something aside, for one of the reasons, unless it is."""
    about, number = _subject(rng, who)
    where = (
        Dismissal.member_id == who, Dismissal.subject == about,
        Dismissal.subject_id == number,
    )  # fmt: skip
    if db.session.scalar(unscoped("test", Dismissal.id).where(*where)) is not None:
        return ""
    reason = rng.choice(sorted(ABOUT[about]))
    row = {"member_id": who, "subject": about, "subject_id": number, "reason": reason}
    db.session.execute(insert(Dismissal), [row])
    return f"{who} put {about} {number} aside: {reason}"


def _add_tag(rng: random.Random, member: int, tag: int, audience: Audience) -> None:
    relation = rng.choice(list(Relation))
    there = unscoped("test", MemberTag.id).where(
        MemberTag.member_id == member,
        MemberTag.tag_id == tag,
        MemberTag.relation == relation,
    )
    if db.session.scalar(there) is None:
        db.session.add(
            MemberTag(
                member_id=member, tag_id=tag, relation=relation, audience=audience
            )
        )
        db.session.flush()


def _hidden_ids(viewer: Viewer, entity: Any) -> list[int]:
    """Return the rows that `viewer` may not see and that are not open to `members`."""
    seen = set(db.session.scalars(visible(viewer, entity.id)))
    closed = [Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS]
    found = unscoped("test", entity.id).where(entity.audience.in_(closed))
    return [number for number in db.session.scalars(found) if number not in seen]


def change_what_is_hidden(rng: random.Random, viewer: Viewer) -> list[str]:
    """Change several things that `viewer` may not see, commit, and say what."""
    ways: list[Callable[[random.Random, Viewer], str]] = [
        _edit_row, _edit_row, _delete_row, _add_own_row, _rename_hidden, _edit_draft,
        _tie_others, _follow, _ask, _mail, _hidden_person, _membership,
    ]  # fmt: skip
    chosen = [*rng.sample(ways, 6), *rng.sample(states.WAYS, 6), _dismiss, _answer]
    chosen += [*rng.sample(among.WAYS, 7), *rng.sample(told.WAYS, 6)]
    done = []
    for way in rng.sample(chosen, len(chosen)):
        done.append(way(rng, viewer))
        db.session.flush()
    snapshot.bump()
    db.session.commit()
    return [line for line in done if line]


def _others(viewer: Viewer) -> list[int]:
    return [person for person in PEOPLE if person != viewer.member_id]


def _edit_row(rng: random.Random, viewer: Viewer) -> str:
    entity = rng.choice(ROWS)
    ids = _hidden_ids(viewer, entity)
    if not ids:
        return ""
    number = rng.choice(ids)
    values: dict[Any, dict[str, Any]] = {
        MemberTag: {"note": f"changed {rng.random()}"},
        MemberKind: {"rank": rng.randrange(9)},
        MemberPlace: {"nation": rng.choice(["eng", "wls", "sct"])},
        MemberDetail: {
            "value": {"text": f"changed {rng.random()}"},
            "folded": "changed",
        },
    }
    db.session.execute(
        update(entity).where(entity.id == number).values(**values[entity])
    )
    return f"edited {entity.__name__} {number}"


def _delete_row(rng: random.Random, viewer: Viewer) -> str:
    entity = rng.choice(ROWS)
    ids = _hidden_ids(viewer, entity)
    if not ids:
        return ""
    number = rng.choice(ids)
    db.session.execute(entity.__table__.delete().where(entity.__table__.c.id == number))
    return f"deleted {entity.__name__} {number}"


def _add_own_row(rng: random.Random, viewer: Viewer) -> str:
    """Somebody writes down something for themselves alone."""
    person = rng.choice(_others(viewer))
    _add_tag(rng, person, rng.randrange(1, 6), Audience.ME)
    there = unscoped("test", MemberDetail.id).where(
        MemberDetail.member_id == person, MemberDetail.name == DetailName.ABOUT
    )
    if db.session.scalar(there) is None:
        words = f"secret {rng.random()}"
        db.session.execute(
            insert(MemberDetail).values(
                member_id=person, name=DetailName.ABOUT, value={"text": words},
                folded=folded(words), audience=Audience.ME,
            )
        )  # fmt: skip
    return f"{person} wrote something for themselves"


def _rename_hidden(rng: random.Random, viewer: Viewer) -> str:
    ids = [number for number in _hidden_ids(viewer, Member) if number in PEOPLE]
    if viewer.can_moderate:  # who reads reports sees whom they are about
        about = set(db.session.scalars(unscoped("test", Report.about_id)))
        ids = [number for number in ids if number not in about]
    if not ids or viewer.is_admin:  # who looks after accounts sees names
        return ""
    number = rng.choice(ids)
    name = f"Hidden {rng.choice(['Aaron', 'Zoe', 'Maya'])}"
    db.session.execute(
        update(Member).where(Member.id == number).values(name=name, folded=folded(name))
    )
    return f"renamed {number}"


def _edit_draft(rng: random.Random, viewer: Viewer) -> str:
    if db.session.scalar(visible(viewer, Project.id).where(Project.id == 3)):
        return ""
    draft = Project.state == ProjectState.DRAFT
    title = f"Draft {rng.random()}"
    db.session.execute(update(Project).where(draft).values(title=title, folded=title))
    return "edited a draft"


def _tie_others(rng: random.Random, viewer: Viewer) -> str:
    """Two others tie, for the pair only; neither must change what others may see."""
    shy = [
        person
        for person in _others(viewer)
        if db.session.scalar(
            unscoped("test", Member.audience).where(Member.id == person)
        )
        is not Audience.CONNECTIONS
    ]
    if len(shy) < 2:
        return ""
    one, two = sorted(rng.sample(shy, 2))
    there = unscoped("test", tie.c.kind).where(
        tie.c.member_id == one, tie.c.other_id == two
    )
    if db.session.execute(there).first():
        return ""
    connect(one, two, TieAudience.PAIR)
    return f"tied {one} and {two}"


def _follow(rng: random.Random, viewer: Viewer) -> str:
    person = rng.choice(_others(viewer))
    there = unscoped("test", Follow.id).where(
        Follow.member_id == person, Follow.project_id == 1
    )
    if db.session.scalar(there) is None:
        db.session.execute(insert(Follow).values(member_id=person, project_id=1))
    return f"{person} follows"


def _dismiss(rng: random.Random, viewer: Viewer) -> str:
    return _put_aside(rng, rng.choice(_others(viewer)))


def _answer(rng: random.Random, viewer: Viewer) -> str:
    """Much comes of suggestions to somebody; only what counts from tomorrow on.

    Organisers are told who was never shown to anybody, so that whoever is shown today
    to somebody was shown before.
    """
    person = rng.choice(_others(viewer))
    shown = unscoped("test", SuggestionEvent.person_id, SuggestionEvent.project_id)
    known = {
        (Subject.PERSON, one) if one else (Subject.PROJECT, project)
        for one, project in db.session.execute(
            shown.where(SuggestionEvent.what == Happened.SHOWN)
        )
    }
    for what in Happened:
        about = _subject(rng, person)
        days = rng.randrange(60)
        if what is Happened.SHOWN:
            days = rng.choice([0, 29, 50])
            about = rng.choice(sorted(known))
        if about != (Subject.PERSON, person):
            others.once(crowd.event(person, what, days, *about))
    return f"{person} was shown something and answered"


def _ask(rng: random.Random, viewer: Viewer) -> str:
    one, two = rng.sample(_others(viewer), 2)
    db.session.add(
        ConnectionRequest(asker_id=one, asked_id=two, message="Hello to you")
    )
    db.session.flush()
    return f"{one} said hello to {two}"


def _mail(rng: random.Random, viewer: Viewer) -> str:
    person = rng.choice(_others(viewer))
    email = f"{rng.randrange(10**6)}@example.org"
    db.session.execute(update(Account).where(Account.id == person).values(email=email))
    return f"{person} has a new address"


def _hidden_person(rng: random.Random, viewer: Viewer) -> str:
    """Somebody new comes whom nobody may see, but in the list of accounts.

    For organisers not as the eighth of a crowd of the map, which they are shown.
    """
    if viewer.is_admin:
        return ""
    number = 1000 + rng.randrange(10**6)
    email = f"new{number}@example.org"
    db.session.execute(
        insert(Account).values(
            id=number, email=email, state=State.ACTIVE, theme="auto", locale="",
            rules_version="1", adult=True, first_visit_done=True, demo=False,
        )
    )  # fmt: skip
    db.session.execute(
        insert(Member).values(
            id=number, account_id=number, slug=f"x-{number}", name="A hidden one",
            folded="a hidden one", audience=Audience.ME, listed=True,
            map_consent=(
                MapConsent.ABSENT if viewer.can_organise
                else rng.choice(list(MapConsent))
            ),
        )
    )  # fmt: skip
    for entity, more in (
        (MemberKind, {"code": rng.choice(KINDS)}),
        (MemberPlace, {"nation": "wls"}),
    ):
        db.session.execute(
            insert(entity).values(member_id=number, audience=Audience.MEMBERS, **more)
        )
    return "somebody hidden came"


def _membership(rng: random.Random, viewer: Viewer) -> str:
    """A membership that the viewer may not see changes its role."""
    closed = [Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS]
    seen = set(db.session.scalars(visible(viewer, Membership.id)))
    found = select(Membership.id).where(Membership.audience.in_(closed))
    rows = db.session.scalars(found.execution_options(unscoped="test")).all()
    ids = [number for number in rows if number not in seen]
    if not ids:
        return ""
    number = rng.choice(ids)
    db.session.execute(
        update(Membership)
        .where(Membership.id == number)
        .values(ended_because=str(rng.random()))
    )
    return f"membership {number} changed"
