"""Kept searches: what they may hold, when they are looked at, what counts as new."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from community.accounts.models import Account, State
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.visible import BLOCKED, MUTED, tie, unscoped
from community.expertise.models import Tag
from community.following import clockwork, commands, queries, searches
from community.following.models import SavedSearch, SearchOf
from community.members.models import Member, MemberTag, Relation
from community.projects.models import Project, ProjectState
from tests.cast import CAST, tag_id
from tests.following.making import keep, news, notices
from tests.projects.making import make

PEOPLE, PROJECTS = SearchOf.PEOPLE, SearchOf.PROJECTS
EVALUATORS = {"offers": ["evaluation"]}


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


@pytest.fixture
def next_week(at):
    """Let a week pass, and another one each time."""
    days = iter(range(8, 30, 7))

    def pass_():
        at(f"2017-09-{next(days):02} 12:00")
        return news()

    return pass_


def offer(who, slug="evaluation", audience=Audience.MEMBERS):
    db.session.add(
        MemberTag(
            member_id=CAST[who].id, tag_id=tag_id(slug), relation=Relation.OFFERS,
            audience=audience,
        )
    )  # fmt: skip
    db.session.flush()


def set_of(entity, which, **values):
    db.session.execute(update(entity).where(which).values(**values))
    db.session.expire_all()


# ---------------------------------------------------------------- what it may hold
@pytest.mark.parametrize(
    ("query", "words", "sensitive", "gone", "rest"),
    [
        ({"q": ["anna"], **EVALUATORS}, "anna", (), (), EVALUATORS),
        ({"offers": ["evaluation", "diabetes"]}, "", ("Diabetes",), (), EVALUATORS),
        ({"seeks": ["diabetes"]}, "", ("Diabetes",), (), {}),
        ({"kind": ["wizard"], **EVALUATORS}, "", (), ("wizard",), EVALUATORS),
        ({}, "", (), (), {}),
    ],
)
def test_a_search_of_people_holds_no_words_and_no_hints(
    query, words, sensitive, gone, rest
):
    found = searches.look_over(PEOPLE, query)
    assert (found.words, found.sensitive, found.gone) == (words, sensitive, gone)
    assert found.rest == rest
    assert found.wrong
    with pytest.raises(Refused):
        keep("alice", PEOPLE, **query)


def test_a_search_of_people_holds_tags_kinds_and_places():
    query = {"kind": ["carer"], "seeks": ["evaluation"], "place": ["south-west"]}
    assert keep("alice", PEOPLE, **query).query == query


def test_a_search_of_projects_holds_whatever_the_directory_has():
    query = {"q": ["pain"], "topic": ["diabetes"], "stage": ["idea"], "place": ["wls"]}
    assert not searches.look_over(PROJECTS, query).wrong
    assert keep("alice", PROJECTS, **query).query == query


def test_the_same_search_twice_is_one():
    first = keep("alice", offers=["evaluation", "storytelling"], place=["wls"])
    again, new = commands.keep_search(
        CAST["alice"].viewer, PEOPLE,
        {"place": ["wls"], "offers": ["storytelling", "evaluation", "evaluation"]},
    )  # fmt: skip
    assert (again.id, new) == (first.id, False)
    assert (
        keep("bob", offers=["evaluation", "storytelling"], place=["wls"]).id != first.id
    )


def test_nobody_keeps_more_than_ten():
    codes = ["clinician", "patient", "carer", "designer", "charity", "other"]
    for code in codes:
        keep("alice", kind=[code])
    for stage in ("idea", "testing", "running", "sharing"):
        keep("alice", PROJECTS, stage=[stage])
    with pytest.raises(Refused) as refused:
        keep("alice", place=["wls"])
    assert refused.value.values == {"most": 10}
    keep("bob", place=["wls"])


def test_only_its_owner_reads_or_drops_it():
    row = keep("alice", **EVALUATORS)
    for who in ("bob", "olu", "ada"):
        assert queries.my_searches(CAST[who].viewer) == ()
        with pytest.raises(NotFound):
            commands.drop_search(CAST[who].viewer, row.id)
    commands.drop_search(CAST["alice"].viewer, row.id)
    assert queries.my_searches(CAST["alice"].viewer) == ()


# ---------------------------------------------------------------- what is new
def test_what_it_brings_when_it_is_kept_is_seen_already(next_week):
    row = keep("alice", **EVALUATORS)
    assert row.seen == [CAST["bob"].id, CAST["dai"].id]
    assert next_week() == 0


def test_who_is_new_is_told_as_a_number_never_as_who(next_week):
    row = keep("alice", **EVALUATORS)
    offer("lea")
    offer("mo")
    assert next_week() == 1
    (notice,) = notices("search-people")
    assert (notice.member_id, notice.facts) == (1, {"count": 2})
    assert (notice.person_id, notice.project_id) == (None, None)
    assert notice.link == f"/following/searches/{row.id}"
    assert next_week() == 1, "not told twice"


def test_it_is_looked_at_once_a_week_at_most(at):
    keep("alice", **EVALUATORS)
    offer("lea")
    at("2017-09-08 11:59")
    assert news() == 0
    at("2017-09-08 12:00")
    assert news() == 1
    offer("mo")
    for day in (9, 12, 15):
        at(f"2017-09-{day:02} 11:00")
        assert news() == 1
    at("2017-09-15 12:00")
    assert news() == 2


def test_who_hides_and_shows_again_is_new_once(next_week):
    keep("alice", **EVALUATORS)
    offer("lea")
    assert next_week() == 1
    set_of(Member, Member.id == CAST["lea"].id, listed=False)
    assert next_week() == 1
    set_of(Member, Member.id == CAST["lea"].id, listed=True)
    assert next_week() == 1


def test_who_was_there_all_along_but_hidden_is_new_when_they_show(next_week):
    set_of(Member, Member.id == CAST["dai"].id, listed=False)
    row = keep("alice", **EVALUATORS)
    assert row.seen == [CAST["bob"].id]
    set_of(Member, Member.id == CAST["dai"].id, listed=True)
    assert next_week() == 1


@pytest.mark.parametrize("kind", [MUTED, BLOCKED])
def test_whom_one_sees_less_of_or_not_at_all_never_counts(next_week, kind):
    keep("alice", **EVALUATORS)
    offer("lea")
    ties = [(1, 5)] if kind == MUTED else [(1, 5), (5, 1)]
    for one, other in ties:
        row = {"member_id": one, "other_id": other, "kind": kind}
        db.session.execute(insert(tie).values(**row))
    assert next_week() == 0


def test_what_is_shown_to_oneself_alone_makes_no_hit(next_week):
    keep("alice", **EVALUATORS)
    offer("lea", audience=Audience.ME)
    assert next_week() == 0


def test_oneself_is_nobody_new(next_week):
    keep("alice", **EVALUATORS)
    offer("alice")
    assert next_week() == 0


def test_ones_own_project_is_nothing_new_and_another_one_is(next_week):
    keep("alice", PROJECTS, topic=["storytelling"])
    make("Mine", "alice", tags=("storytelling",))
    assert next_week() == 0
    make("Theirs", "bob", tags=("storytelling",))
    assert next_week() == 1
    (notice,) = notices("search-projects")
    assert notice.facts == {"count": 1}


def test_a_draft_makes_no_hit(next_week):
    keep("alice", PROJECTS, topic=["storytelling"])
    made = make("Draft", "bob", tags=("storytelling",), state=ProjectState.DRAFT)
    assert next_week() == 0
    set_of(Project, Project.id == made.id, state=ProjectState.PUBLISHED)
    assert next_week() == 1


def test_searches_of_whoever_rests_wait(next_week):
    keep("alice", **EVALUATORS)
    offer("lea")
    set_of(Account, Account.id == 1, state=State.RESTING)
    assert next_week() == 0
    set_of(Account, Account.id == 1, state=State.ACTIVE)
    assert next_week() == 1


def test_a_tag_that_became_sensitive_stops_a_search_of_people_alone(next_week):
    keep("alice", **EVALUATORS)
    keep("alice", PROJECTS, topic=["evaluation"])
    set_of(Tag, Tag.slug == "evaluation", sensitive=True)
    offer("lea")
    make("Theirs", "bob", tags=("evaluation",))
    next_week()
    assert notices("search-people") == []
    assert len(notices("search-projects")) == 1
    people, projects = sorted(
        queries.my_searches(CAST["alice"].viewer), key=lambda one: one.of.value
    )
    assert (people.rests, projects.rests) == (True, False)


def test_one_move_looks_at_a_few_and_the_next_at_the_rest(at, monkeypatch):
    monkeypatch.setattr(clockwork, "MOST", 2)
    for who in ("alice", "dai", "lea", "mo", "olu"):
        keep(who, kind=["carer"], place=["eng"])
    keep("bob", **EVALUATORS)
    offer("lea")
    at("2017-09-08 12:00")
    ago = unscoped("test", SavedSearch.id).where(
        SavedSearch.looked_at < clockwork.clock.now()
    )
    left = []
    for _move in range(3):
        news()
        left.append(len(db.session.scalars(ago).all()))
    assert left == [4, 2, 0]


# ---------------------------------------------------------------- what one reads
def test_the_list_says_how_many_there_are_and_how_many_are_new():
    keep("alice", **EVALUATORS)
    keep("alice", PROJECTS, place=["wls"])
    offer("lea")
    offer("alice")
    projects, people = queries.my_searches(CAST["alice"].viewer)
    assert (people.total, people.fresh) == (4, 1), "oneself is not new"
    assert (projects.total, projects.fresh) == (2, 0)
    assert [word.label for word in people.words["offers"]] == ["Evaluation"]


def test_the_list_counts_what_the_clock_would_tell(next_week):
    keep("alice", **EVALUATORS)
    offer("lea")
    offer("mo", audience=Audience.ME)
    (line,) = queries.my_searches(CAST["alice"].viewer)
    next_week()
    assert notices("search-people")[0].facts == {"count": line.fresh}


HIDDEN = st.lists(
    st.tuples(
        st.sampled_from(("bob", "dai", "lea", "olu", "mo")),
        st.sampled_from(("evaluation", "facilitation", "storytelling")),
        st.sampled_from((Audience.ME, Audience.CONNECTIONS, Audience.PROJECTS)),
    ),
    max_size=8, unique_by=lambda one: one[:2],
)  # fmt: skip


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(hidden=HIDDEN)
def test_what_others_hide_never_makes_a_hit(hidden):
    """Mo has no ties and no projects: all below `members` is hidden from him."""
    mo = Viewer(CAST["mo"].id, state="active")
    query = {"offers": ["evaluation", "facilitation", "storytelling"]}
    before = searches.matches(mo, PEOPLE, query)
    with db.session.begin_nested() as part:
        for who, slug, audience in hidden:
            if who == "mo":
                continue
            same = (
                MemberTag.member_id == CAST[who].id,
                MemberTag.tag_id == tag_id(slug),
                MemberTag.relation == Relation.OFFERS,
            )
            if not db.session.scalars(
                unscoped("test", MemberTag.id).where(*same)
            ).all():
                offer(who, slug, audience)
        assert searches.matches(mo, PEOPLE, query) == before
        part.rollback()
