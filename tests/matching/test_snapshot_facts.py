"""What all may know of people and projects, and what was learnt, by their numbers."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from community.connections.models import ConnectionRequest
from community.core.access import ANY_MEMBER, Audience
from community.core.db import db
from community.graph.learned import Learned
from community.graph.records import Rows
from community.graph.rerank import Policy
from community.graph.suggest import Matcher
from community.matching import snapshot
from community.matching.changes import LEARNED, bump
from community.matching.models import Happened, SuggestionEvent
from community.matching.models import Learned as LearnedRow
from community.matching.snapshot_arrays import SPARE, ids_of
from community.matching.snapshot_ids import Places
from community.members.models import Member, MemberKind
from community.projects.models import Project, ProjectState
from community.vocabulary.commands import set_setting
from community.vocabulary.models import KINDS, Term

TODAY = "2017-09-29 12:00"
MIDNIGHT = datetime(2017, 9, 29, tzinfo=UTC)
DAI, LEA = 4, 5


@pytest.fixture(autouse=True)
def today(app, at):
    at(TODAY)


def of_member(fact: str, who: int):
    graph = snapshot.build()
    return getattr(graph.published_members, fact)[graph.members.of[who]]


def of_project(fact: str, what: int):
    graph = snapshot.build()
    return getattr(graph.published_projects, fact)[graph.projects.of[what]]


def kind(code: str) -> int:
    term = select(Term.id).where(Term.list == KINDS, Term.code == code)
    return db.session.scalars(term).one()


def test_there_is_a_fact_for_each_number():
    graph = snapshot.build()
    for fact in ("groups", "kinds", "new", "shown", "full"):
        members = getattr(graph.published_members, fact)
        assert len(members) == len(graph.members) + SPARE, fact
        assert len(set(members[-SPARE:].tolist())) == 1, fact
        assert len(getattr(graph.published_projects, fact)) == len(graph.projects)


# ---------------------------------------------------------------- kinds
def test_a_kind_is_the_first_that_every_member_may_see():
    for rank, code, audience in (
        (1, "designer", Audience.MEMBERS),
        (2, "carer", Audience.PUBLIC),
        (0, "patient", Audience.CONNECTIONS),
    ):
        db.session.add(MemberKind(member_id=8, code=code, rank=rank, audience=audience))
    assert of_member("kinds", 8) == kind("designer")


@pytest.mark.parametrize(
    ("who", "code"), [(1, "carer"), (2, "clinician"), (DAI, "designer")]
)
def test_each_has_their_own_kind(who, code):
    assert of_member("kinds", who) == kind(code)


@pytest.mark.parametrize("who", [6, 7])
def test_a_hidden_kind_is_as_none(who):
    assert of_member("kinds", who) == -1


# ---------------------------------------------------------------- new
@pytest.mark.parametrize(
    ("came", "new"),
    [
        (MIDNIGHT, True),
        (MIDNIGHT - timedelta(days=28), True),
        (MIDNIGHT - timedelta(days=28, seconds=1), False),
    ],
)
def test_new_is_who_came_within_28_days(came, new):
    db.session.execute(update(Member).where(Member.id == DAI).values(created_at=came))
    db.session.execute(update(Project).where(Project.id == 2).values(published_at=came))
    assert of_member("new", DAI) == new
    assert of_project("new", 2) == new


def test_whoever_was_only_imported_is_not_new():
    changed = {"created_at": MIDNIGHT, "joined": False}
    db.session.execute(update(Member).where(Member.id == DAI).values(**changed))
    assert not of_member("new", DAI)


# ---------------------------------------------------------------- shown
def show(to: int, day: datetime, what: Happened = Happened.SHOWN, **subject) -> None:
    db.session.add(SuggestionEvent(member_id=to, day=day.date(), what=what, **subject))
    db.session.flush()


def test_showings_of_28_days_until_yesterday_are_counted():
    for to, days in ((1, 0), (1, 1), (2, 1), (1, 28), (1, 29)):
        show(to, MIDNIGHT - timedelta(days=days), person_id=DAI)
        show(to, MIDNIGHT - timedelta(days=days), project_id=2)
    show(1, MIDNIGHT - timedelta(days=1), Happened.OPENED, person_id=DAI)
    assert of_member("shown", DAI) == 3
    assert of_project("shown", 2) == 3
    assert of_member("shown", LEA) == 0


# ---------------------------------------------------------------- full
def hello(to: int, asked: datetime) -> None:
    db.session.add(
        ConnectionRequest(asker_id=1, asked_id=to, message="Hello", asked_at=asked)
    )
    db.session.flush()


@pytest.mark.parametrize(("number", "full"), [(1, False), (2, True), (3, True)])
def test_full_is_who_got_as_many_hellos_as_are_enough(number, full):
    set_setting("suggest_capacity", "2")
    for _one in range(number):
        hello(DAI, MIDNIGHT - timedelta(days=14))
    assert of_member("full", DAI) == full
    assert not of_member("full", LEA)


@pytest.mark.parametrize("asked", [MIDNIGHT, MIDNIGHT - timedelta(days=14, seconds=1)])
def test_hellos_of_today_and_of_long_ago_do_not_count(asked):
    set_setting("suggest_capacity", "1")
    hello(DAI, asked)
    assert not of_member("full", DAI)


def test_with_no_limit_nobody_is_full_but_who_takes_no_requests():
    set_setting("suggest_capacity", "0")
    hello(DAI, MIDNIGHT - timedelta(days=1))
    db.session.execute(
        update(Member).where(Member.id == LEA).values(taking_requests=False)
    )
    assert not of_member("full", DAI)
    assert of_member("full", LEA)


def test_a_project_that_takes_nobody_is_full():
    paused = update(Project).where(Project.id == 2)
    db.session.execute(paused.values(state=ProjectState.PAUSED))
    db.session.execute(update(Project).where(Project.id == 1).values(orphaned=True))
    assert of_project("full", 2)
    assert of_project("full", 1)


# ---------------------------------------------------------------- policy
@pytest.mark.parametrize(
    ("chosen", "share"),
    [(None, 0.15), ("30", 0.3), ("0", 0.0), ("90", 0.5), ("a lot", 0.15)],
)
def test_the_share_of_new_perspectives_is_what_was_chosen(chosen, share):
    if chosen is not None:
        set_setting("suggest_bridge_share", chosen)
    policy = snapshot.build().policy
    assert policy.bridge_share == share
    assert policy == Policy(bridge_share=share, newcomer_share=0.1)


# ---------------------------------------------------------------- learnt
def learn() -> Learned:
    """Learn patterns from a small graph, and keep them for the cast's ids."""
    from community.graph.latent import WORK, find_patterns

    graph = snapshot.build()
    ids = ids_of(graph.members, graph.projects, graph.tags)
    pairs = np.array([[0, 0], [1, 0], [1, 1], [2, 1]])
    rows = Rows(*(len(ids[what]) for what in ("member", "project", "tag")),
                memberships=pairs)  # fmt: skip
    shared = Matcher.from_rows(rows).shared
    groups = {"member": np.arange(len(ids["member"])), "project": np.array([5, 6])}
    found = Learned(work=find_patterns(shared.size, shared.relations, WORK),
                    groups=groups)  # fmt: skip
    db.session.add(LearnedRow(name="matching", body=found.to_bytes(ids)))
    bump(LEARNED)
    db.session.commit()
    return found


def test_what_was_learnt_is_in_the_next_snapshot():
    before, _apart = snapshot.current(ANY_MEMBER)
    assert before.matcher.learned.work is None
    found = learn()
    graph, _apart = snapshot.current(ANY_MEMBER)
    learned = graph.matcher.learned
    assert learned.weights == found.weights
    assert learned.people is None
    for side in ("asker", "found"):
        for what, factors in found.work.side(side).items():
            kept = learned.work.side(side)[what]
            assert np.allclose(kept, factors, atol=0.01), (side, what)
            assert not kept.flags.writeable, "shared by all processes"
    assert graph.published_projects.groups.tolist() == [5, 6]
    assert graph.published_members.groups[:-SPARE].tolist() == list(range(7))


def test_it_goes_by_ids_when_numbers_shift():
    found = learn()
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    graph = snapshot.build()
    assert graph.published_members.groups[graph.members.of[2]] == 1
    kept = graph.matcher.learned.work.asker["member"][graph.members.of[2]]
    assert np.allclose(kept, found.work.asker["member"][1], atol=0.01)


def test_what_another_version_learnt_is_left_alone():
    body = b"of another format"
    db.session.add(LearnedRow(name="matching", body=body))
    db.session.flush()
    assert snapshot.build().matcher.learned.work is None


# ---------------------------------------------------------------- ids and numbers
PLACES = Places(np.array([2, 5, 9]))


def test_ids_and_their_numbers():
    assert [PLACES.of[one] for one in (2, 5, 9)] == [0, 1, 2]
    assert PLACES.of.get(9) == 2
    assert PLACES.of.get(3) is None
    assert PLACES.of.get(10, -7) == -7
    assert [one in PLACES.of for one in (1, 2, 3, 9, 10)] == [0, 1, 0, 1, 0]
    assert dict(PLACES.of) == {2: 0, 5: 1, 9: 2}
    assert PLACES.find(np.array([9, 1, 5, 10])).tolist() == [2, -1, 1, -1]


def test_pairs_of_which_one_is_not_there_stay_out():
    rows = np.array([[2, 9], [3, 9], [9, 3], [9, 2]])
    assert PLACES.pairs(PLACES, rows).tolist() == [[0, 2], [2, 0]]


def test_nobody_is_found_among_none():
    none = Places(np.empty(0, dtype=np.int64))
    assert 1 not in none.of
    assert none.find(np.array([1, 2])).tolist() == [-1, -1]
    assert none.pairs(PLACES, np.array([[1, 2]])).shape == (0, 2)
