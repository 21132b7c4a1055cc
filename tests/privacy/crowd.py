"""A random community of forty people, dense enough for lists that differ.

It stands beside the cast, whose tags, terms and accounts it uses. Everything that can
lead to a suggestion is there in every audience: tags, kinds, places, memberships, ties;
newcomers, people whom nobody may see, who rest or take no requests; blocks; what was
shown, opened and put aside; hellos; the shares of kept places; patterns and weights.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from types import MappingProxyType
from typing import Any

import numpy as np
from sqlalchemy import insert, select

from community.accounts.models import Account, State
from community.connections.aside import ABOUT
from community.connections.models import (
    Connection,
    ConnectionRequest,
    Dismissal,
    Subject,
    TieAudience,
)
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import BLOCKED, CONNECTED, circle_member, tie
from community.expertise.models import Family, Tag
from community.matching import snapshot
from community.matching.changes import LEARNED, bump
from community.matching.models import Happened, Learned, SuggestionEvent
from community.matching.snapshot_arrays import ids_of
from community.members.models import (
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import (
    JoinKind,
    JoinRequest,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectState,
    ProjectTag,
    TeamRole,
)
from community.vocabulary.choices import CAPACITY
from community.vocabulary.models import Setting
from tests import databases

NOW = "2017-11-01 12:00"
PEOPLE = range(101, 141)
PROJECTS = range(101, 113)
TAGS = range(1, 16)
KINDS = ("clinician", "patient", "carer", "designer", "charity")
ROWS_OPEN_TO = (Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS, Audience.PUBLIC)
EVERYBODY = Audience.MEMBERS

Rows = list[dict[str, Any]]


def viewer_of(person: int) -> Viewer:
    """Return one of the crowd as somebody who looks."""
    return Viewer(
        member_id=person, account_id=person, name=f"Person {person}",
        slug=f"person-{person}", state=State.ACTIVE.value,
    )  # fmt: skip


def fill(rng: random.Random) -> None:
    """Put a crowd into the database, let it be learnt from, and commit."""
    for entity, rows in (*_people(rng), *_works(rng), *_between(rng), *_acts(rng)):
        if rows:
            db.session.execute(insert(entity), rows)
    databases.count_on()
    db.session.commit()
    learn(rng)


def audience(rng: random.Random) -> Audience:
    """Return an audience; every other one is all members."""
    return EVERYBODY if rng.random() < 0.5 else rng.choice(ROWS_OPEN_TO)


def _people(rng: random.Random) -> Iterator[tuple[Any, Rows]]:
    labels = [(number, f"Skill {number}") for number in TAGS if number > 5]
    yield Tag, [
        {
            "id": number, "slug": f"skill-{number}", "label": label,
            "family": Family.SKILL, "sensitive": number == 6,
            "broader_id": number - 5 if number > 10 else None,
        }
        for number, label in labels
    ]  # fmt: skip
    yield (
        Account,
        [
            {"id": one, "email": f"p{one}@example.org", "state": State.ACTIVE}
            for one in PEOPLE
        ],
    )
    yield Member, [
        {
            "id": one, "account_id": one, "slug": f"person-{one}",
            "name": f"Person {one}", "folded": f"person {one}",
            "audience": EVERYBODY if rng.random() < 0.8 else audience(rng),
            "listed": rng.random() < 0.95, "joined": rng.random() < 0.95,
            "taking_requests": rng.random() < 0.95,
            "created_at": clock.now() - timedelta(days=rng.randrange(120)),
        }
        for one in PEOPLE
    ]  # fmt: skip
    yield MemberTag, _said(rng)
    for entity, some in (
        (MemberKind, lambda: {"code": rng.choice(KINDS)}),
        (MemberPlace, lambda: {"nation": rng.choice(["eng", "wls"]), "region": ""}),
    ):
        yield (
            entity,
            [
                {"member_id": one, "audience": audience(rng), **some()}
                for one in PEOPLE
                if rng.random() < 0.7
            ],
        )


def _said(rng: random.Random) -> Rows:
    pairs = [(tag, how) for tag in TAGS for how in Relation]
    return [
        {"member_id": one, "tag_id": tag, "relation": how, "audience": audience(rng)}
        for one in PEOPLE
        for tag, how in rng.sample(pairs, rng.randrange(1, 7))
    ]


def _works(rng: random.Random) -> Iterator[tuple[Any, Rows]]:
    """Yield projects, each led by somebody, their topics, needs and teams."""
    yield Project, [
        {
            "id": one, "slug": f"work-{one}", "title": f"Work {one}",
            "folded": f"work {one}", "summary": "", "story": "", "nation": "wls",
            "state": ProjectState.PUBLISHED if rng.random() < 0.9
            else ProjectState.PAUSED,
            "published_at": clock.now() - timedelta(days=rng.randrange(90)),
        }
        for one in PROJECTS
    ]  # fmt: skip
    yield (
        ProjectTag,
        [
            {"project_id": one, "tag_id": tag}
            for one in PROJECTS
            for tag in rng.sample(TAGS, 2)
        ],
    )
    yield (
        Need,
        [
            {"id": one, "project_id": one, "role": "Helper", "places": 2}
            for one in PROJECTS
        ],
    )
    yield (
        NeedTag,
        [
            {"project_id": one, "need_id": one, "tag_id": rng.choice(TAGS)}
            for one in PROJECTS
        ],
    )
    teams = {one: rng.sample(PEOPLE, rng.randrange(2, 8)) for one in PROJECTS}
    yield Membership, [
        {
            "project_id": project, "member_id": one, "audience": audience(rng),
            "role": TeamRole.MEMBER if place else TeamRole.LEAD,
        }
        for project, team in teams.items()
        for place, one in enumerate(team)
    ]  # fmt: skip
    yield (
        circle_member,
        [
            {"circle_id": project, "member_id": one}
            for project, team in teams.items()
            for one in team
        ],
    )


def _between(rng: random.Random) -> Iterator[tuple[Any, Rows]]:
    pairs = rng.sample(list(combinations(PEOPLE, 2)), 84)
    ties = {pair: [rng.choice(list(TieAudience)) for _end in pair] for pair in pairs}
    blocks = pairs[80:]
    for pair in blocks:
        del ties[pair]
    yield (
        Connection,
        [
            {"a_id": a, "b_id": b, "a_audience": one, "b_audience": two}
            for (a, b), (one, two) in ties.items()
        ],
    )
    kinds = [(pair, CONNECTED) for pair in ties] + [(pair, BLOCKED) for pair in blocks]
    yield (
        tie,
        [
            {"member_id": one, "other_id": other, "kind": kind, "audience": "pair"}
            for pair, kind in kinds
            for one, other in (pair, pair[::-1])
        ],
    )
    hellos = rng.sample(list(combinations(PEOPLE, 2)), 30)
    yield ConnectionRequest, [
        {
            "asker_id": a, "asked_id": b, "message": "Hello",
            "asked_at": clock.now() - timedelta(days=rng.randrange(24)),
        }
        for a, b in hellos
    ]  # fmt: skip
    yield JoinRequest, [
        {
            "kind": rng.choice(list(JoinKind)), "project_id": rng.choice(PROJECTS),
            "member_id": one, "asked_by_id": one, "message": "I can help",
        }
        for one in rng.sample(PEOPLE, 8)
    ]  # fmt: skip


def _acts(rng: random.Random) -> Iterator[tuple[Any, Rows]]:
    """Yield events, dismissals of every reason, and the settings of suggestions."""
    events = {}
    for _one in range(260):
        who, days = rng.choice(PEOPLE), rng.randrange(40)
        made = event(who, rng.choice(list(Happened)), days, *subject(rng, who))
        events[tuple(made.items())[:5]] = made
    yield SuggestionEvent, list(events.values())
    asides = {}
    for _one in range(60):
        who = rng.choice(PEOPLE)
        about, number = subject(rng, who)
        asides[who, about, number] = {
            "member_id": who, "subject": about, "subject_id": number,
            "reason": rng.choice(sorted(ABOUT[about])),
        }  # fmt: skip
    yield Dismissal, list(asides.values())
    yield (
        Setting,
        [
            {"name": "suggest_bridge_share", "value": str(rng.randrange(51))},
            {"name": "suggest_newcomer_share", "value": str(rng.randrange(31))},
            {"name": CAPACITY, "value": str(rng.randrange(4))},
        ],
    )


def subject(rng: random.Random, who: int) -> tuple[Subject, int]:
    """Return whom or what something of somebody's is about."""
    if rng.random() < 0.3:
        return Subject.PROJECT, rng.choice(PROJECTS)
    return Subject.PERSON, rng.choice([one for one in PEOPLE if one != who])


def event(
    who: int, what: Happened, days: int, about: Subject, number: int
) -> dict[str, Any]:
    """Return a row: what came of a suggestion to somebody, so many days ago."""
    person = about is Subject.PERSON
    return {
        "member_id": who, "what": what, "day": clock.today() - timedelta(days=days),
        "person_id": number if person else None,
        "project_id": None if person else number,
    }  # fmt: skip


def learn(rng: random.Random) -> None:
    """Keep groups, weights and patterns, as if they had been learnt before.

    The patterns are by chance: what real ones are made of matters to no list.
    """
    from community.graph import latent
    from community.graph.channels import PATTERN, AllWeights
    from community.graph.learned import Learned as Found
    from community.graph.learning import find_groups

    graph, numbers = snapshot.build(), np.random.default_rng(rng.randrange(10**6))
    shared = graph.matcher.shared
    weights = {
        name: replace(
            one,
            channel=MappingProxyType(
                {what: by * rng.uniform(0.5, 2) for what, by in one.channel.items()}
                | {PATTERN: rng.uniform(0.2, 2)}
            ),
        )
        for name, one in vars(AllWeights()).items()
    }
    work, people = (
        latent.Patterns(
            how,
            *(
                {kind: numbers.normal(size=(shared.size[kind], 4)) for kind in kinds}
                for kinds in latent.BLOCKS.values()
            ),
        )
        for how in (latent.WORK, latent.PEOPLE)
    )
    found = Found(AllWeights(**weights), work, people, find_groups(shared))
    body = found.to_bytes(ids_of(graph.members, graph.projects, graph.tags))
    db.session.execute(insert(Learned), [{"name": "matching", "body": body}])
    bump(LEARNED)
    db.session.commit()


def leads() -> list[tuple[int, int]]:
    """Return the lead of each project."""
    found = select(Membership.member_id, Membership.project_id).where(
        Membership.role == TeamRole.LEAD, Membership.project_id.in_(PROJECTS)
    )
    rows = db.session.execute(found.execution_options(unscoped="test"))
    return [(who, what) for who, what in rows]
