"""Whom and what a list may name: nobody who is kept apart, nothing hidden since."""

import random

import pytest
from sqlalchemy import update

from community.connections.models import Connection, Subject, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.visible import BLOCKED, tie, unscoped
from community.expertise.models import Tag
from community.matching import answers, snapshot
from community.matching.answers import for_you, people_who_could_help
from community.matching.own import own
from community.matching.seeds import Numbers, seed_of_member, seed_of_project
from community.members.models import Member, MemberKind, MemberPlace, MemberTag
from community.projects.models import Membership, NeedTag, ProjectTag
from tests.privacy import crowd
from tests.privacy.crowd import PEOPLE, viewer_of


@pytest.fixture
def world(app, at):
    at(crowd.NOW)
    crowd.fill(random.Random(5))


def questions(person: int):
    """Return all answers of the graph to somebody, as they ask it, with its ids."""
    viewer = viewer_of(person)
    graph, apart = snapshot.current(viewer)
    mine = own(viewer)
    numbers = Numbers(graph, apart, viewer, mine)
    seed = seed_of_member(viewer, mine, numbers)
    ask = graph.matcher
    yield numbers, "member", ask.ask_collaborators(numbers.asker, seed)
    yield numbers, "project", ask.ask_projects(numbers.asker, seed)
    for project in [what for who, what in crowd.leads() if who == person]:
        mine = own(viewer, project)
        numbers = Numbers(graph, apart, viewer, mine)
        seed = seed_of_project(viewer, mine, numbers)
        place = graph.projects.of[project]
        yield numbers, "member", ask.ask_members(place, seed)


def people_in(person: int) -> set[int]:
    """Return all candidates and inner nodes of all answers that are people."""
    found = set()
    for numbers, target, answer in questions(person):
        for one in answer.explain(answer.best(500)):
            nodes = {(target, one.id)} | {
                node for why in one.reasons for node in why.via
            }
            found |= {numbers.id(n) for kind, n in nodes if kind == "member"}
    return found


def test_who_is_kept_apart_is_no_candidate_and_no_inner_node(world):
    """Not in the whole graph, whatever is looked up afterwards."""
    rows = unscoped("test", tie.c.member_id, tie.c.other_id)
    pairs = list(db.session.execute(rows.where(tie.c.kind == BLOCKED)))
    assert len(pairs) >= 8
    leads = {who for who, _project in crowd.leads()}
    strangers = [(a, b) for a in sorted(leads)[:2] for b in PEOPLE[:3] if a != b]
    for one, other in strangers:
        block = [{"member_id": a, "other_id": b, "kind": BLOCKED}
                 for a, b in ((one, other), (other, one))]  # fmt: skip
        before = unscoped("test", tie.c.kind).where(
            tie.c.member_id == one, tie.c.other_id == other
        )
        if db.session.execute(before).first() is None:
            db.session.execute(tie.insert(), block)
            pairs.append((one, other))
    db.session.commit()
    for one, other in pairs:
        found = people_in(one)
        assert len(found) > 20
        assert other not in found


def hide_all_of(people: list[int]) -> None:
    """Let some people keep everything to themselves from now on."""
    for entity in (MemberTag, MemberKind, MemberPlace, Membership):
        rows = update(entity).where(entity.member_id.in_(people))
        db.session.execute(rows.values(audience=Audience.ME))
    mine = update(Member).where(Member.id.in_(people))
    db.session.execute(mine.values(audience=Audience.ME))
    pair = TieAudience.PAIR
    for end, audience in (("a_id", "a_audience"), ("b_id", "b_audience")):
        ties = update(Connection).where(getattr(Connection, end).in_(people))
        db.session.execute(ties.values(**{audience: pair}))
    db.session.commit()


def test_while_an_older_graph_answers_what_is_hidden_now_is_told_to_nobody(
    world, monkeypatch
):
    older = snapshot.build()
    people = list(PEOPLE[::4])
    looking = [one for one in PEOPLE if one not in people][::2]
    before = "".join(repr(for_you(viewer_of(one))) for one in looking)
    assert sum(f"Person {one}" in before for one in people) > len(people) / 2
    hide_all_of(people)
    monkeypatch.setattr(
        answers.snapshot, "current", lambda _viewer: (older, frozenset())
    )
    led = dict(crowd.leads())
    for one in looking:
        told = repr(for_you(viewer_of(one)))
        if one in led:
            told += repr(people_who_could_help(viewer_of(one), led[one]))
        named = [other for other in people if f"Person {other}" in told]
        assert named == [], one


def test_a_sensitive_word_is_told_where_both_have_that_very_one(world):
    """Neither as near to another, nor in the middle, nor to who has it not."""
    labels = unscoped("test", Tag.label, Tag.id).where(Tag.sensitive)
    sensitive = dict(map(tuple, db.session.execute(labels)))
    assert len(sensitive) == 2
    told = 0
    for person in PEOPLE:
        found = for_you(viewer_of(person))
        mine = have(MemberTag, MemberTag.member_id, person)
        for about, some in (
            (Subject.PERSON, found.people), (Subject.PROJECT, found.projects)
        ):  # fmt: skip
            for one in some:
                named = {value for line in one.why.sentences for value in
                         line.values.values()}  # fmt: skip
                named |= {step.label for step in one.why.thread if step.kind == "tag"}
                tags = {sensitive[word] for word in named & sensitive.keys()}
                assert tags <= mine & theirs(about, one.card.id)
                told += len(tags)
    assert told > 3


def theirs(about: Subject, number: int) -> set[int]:
    if about is Subject.PERSON:
        return have(MemberTag, MemberTag.member_id, number)
    topics = have(ProjectTag, ProjectTag.project_id, number)
    return topics | have(NeedTag, NeedTag.project_id, number)


def have(entity, owner, number: int) -> set[int]:
    found = unscoped("test", entity.tag_id).where(owner == number)
    return set(db.session.scalars(found))
