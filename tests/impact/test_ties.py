"""Evidence and ties of a note, one's own alone; a thread of which each sees a part."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.visible import visible
from community.evidence.models import ResourceState, ResourceUse
from community.impact import ties
from community.impact.models import ImpactEvidence, ImpactState, ImpactTie
from community.impact.trace import StepOf, trace
from community.programme.models import Origin, ProjectOrigin
from tests.cast import CAST, connect
from tests.impact.making import DAY, began, came_from, noted, resource, rests_upon
from tests.plans.making import NOON, all_of, areas, milestone

S = ImpactState
ALICE, CAROL, DAI, LEA, OLU = (
    CAST[one].viewer for one in ("alice", "carol", "dai", "lea", "olu")
)


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    areas()


# ---------------------------------------------------------------- evidence
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", []), ("peer", ["peer-support-at-work", "peers"]), ("PEER work",
        ["peer-support-at-work"]), ("%", []), ("_", []), ("harp", []),
    ],
)  # fmt: skip
def test_published_resources_are_found_by_all_words_of_their_title(words, found):
    resource()
    resource("Peers")
    resource("Peer drafts", ResourceState.SUBMITTED)
    resource("Old peer", ResourceState.ARCHIVED)
    assert [one.slug for one in ties.search_evidence(ALICE, words)] == found


def test_evidence_is_tied_once_and_untied():
    row, what = noted("alice"), resource()
    for _twice in range(2):
        ties.add_evidence(ALICE, row.id, what.slug)
    assert [one.slug for one in ties.evidence_of(ALICE, row.id)] == [what.slug]
    ties.remove_evidence(ALICE, row.id, what.slug)
    assert all_of(ImpactEvidence) == []


def test_evidence_is_published_and_tied_to_what_one_noted_oneself():
    row, hidden = noted("alice"), resource("Draft", ResourceState.SUBMITTED)
    for viewer, slug in ((ALICE, hidden.slug), (DAI, resource().slug), (ALICE, "none")):
        with pytest.raises(NotFound):
            ties.add_evidence(viewer, row.id, slug)


def test_ten_pieces_of_evidence_are_enough():
    row = noted("alice")
    for number in range(ties.MOST_EVIDENCE):
        rests_upon(row, resource(f"Study {number}"))
    with pytest.raises(Refused):
        ties.add_evidence(ALICE, row.id, resource().slug)


def test_what_the_project_uses_is_at_hand():
    what = resource()
    db.session.add(ResourceUse(resource_id=what.id, project_id=1))
    db.session.flush()
    assert [one.slug for one in ties.evidence_at_hand(DAI, 1)] == [what.slug]
    assert ties.evidence_at_hand(DAI, None) == ()


# ---------------------------------------------------------------- one's own ties
def test_one_chooses_among_ones_own_ties():
    row = noted("alice")
    offered = {one.name: one for one in ties.own_ties(ALICE)}
    assert set(offered) == {"Carol Finch", "Lea Novak"}
    ties.choose_ties(ALICE, row.id, [offered["Carol Finch"].id])
    assert {one.name: one.chosen for one in ties.own_ties(ALICE, row.id)} == {
        "Carol Finch": True, "Lea Novak": False,
    }  # fmt: skip
    ties.choose_ties(ALICE, row.id, [offered["Lea Novak"].id])
    assert [one.connection_id for one in all_of(ImpactTie)] == [offered["Lea Novak"].id]


def test_ties_of_others_cannot_be_chosen():
    row, number = noted("dai"), ties.own_ties(ALICE)[0].id
    for chosen in (number, 10**30, -1):
        with pytest.raises(NotFound):
            ties.choose_ties(DAI, row.id, [chosen])
    with pytest.raises(NotFound):
        ties.choose_ties(ALICE, row.id, [number])


SEES = {"alice": 1, "carol": 1, "lea": 0, "dai": 0, "olu": 0, "ada": 0, "mo": 0}


@pytest.mark.parametrize("state", [S.CHECKED, S.PUBLISHED])
def test_only_the_two_whom_it_joins_see_that_it_came_from_their_tie(state):
    row = noted("alice", state)
    came_from(row, "alice", "carol")
    assert db.session.scalars(visible(VISITOR, ImpactTie.id)).all() == []
    for who, number in SEES.items():
        viewer = CAST[who].viewer
        assert len(db.session.scalars(visible(viewer, ImpactTie.id)).all()) == number
        assert len(trace(viewer, row).starts) == number, who


def test_until_it_is_checked_the_other_end_sees_nothing():
    row = noted("alice")
    came_from(row, "alice", "carol")
    assert db.session.scalars(visible(CAROL, ImpactTie.id)).all() == []


# ---------------------------------------------------------------- the thread
def whole():
    """A change of the cafe that came from a suggestion, with all that can follow."""
    reached = milestone(done_on=DAY)
    row = noted("lea", S.PUBLISHED, 1, milestone_id=reached.id)
    db.session.add(ProjectOrigin(project_id=1, origin=Origin.SUGGESTION))
    began(came_from(row, "alice", "lea"), Origin.SUGGESTION)
    rests_upon(row, resource())
    return row


def kinds(viewer, row):
    found = trace(viewer, row)
    return [[one.of for one in start] for start in found.starts], [
        one.of for one in found.steps
    ]


STEPS = [StepOf.PROJECT, StepOf.MILESTONE, StepOf.CHANGE, StepOf.EVIDENCE]


def test_a_thread_goes_from_the_suggestion_to_the_evidence(statements):
    row = whole()
    with statements() as asked:
        starts, steps = kinds(LEA, row)
    assert starts == [[StepOf.ORIGIN, StepOf.TIE]]
    assert steps == STEPS
    assert len(asked) <= 5
    (start,) = trace(ALICE, row).starts
    assert (start[0].origin, start[1].name) == (Origin.SUGGESTION, "Lea Novak")


@pytest.mark.parametrize("who", [None, "dai", "olu", "mo"])
def test_others_see_the_steps_that_are_open_to_them_and_no_tie(who):
    viewer = CAST[who].viewer if who else VISITOR
    assert kinds(viewer, whole()) == ([], STEPS)


def test_a_project_and_evidence_that_one_may_not_open_are_no_steps():
    row = noted("lea", S.PUBLISHED, 3)
    rests_upon(row, resource("Draft", ResourceState.SUBMITTED))
    assert kinds(OLU, row) == ([], [StepOf.CHANGE])


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=some.sets(some.sampled_from(["alice", "bob", "dai", "lea", "mo"])))
def test_a_name_stands_in_a_thread_for_its_own_tie_alone(app, chosen):
    """Whatever ties a record has, one reads in it a name of one's own tie alone."""
    nested = db.session.begin_nested()
    row = noted("olu", S.PUBLISHED)
    for who in chosen:
        connect(CAST["olu"].id, CAST[who].id)
        db.session.flush()
        came_from(row, "olu", who)
    for who, person in CAST.items():
        if who == "pat":
            continue
        names = {
            step.name
            for start in trace(person.viewer, row).starts
            for step in start
            if step.name
        }
        if who == "olu":
            assert names == {CAST[one].name for one in chosen}
        else:
            assert names == ({CAST["olu"].name} if who in chosen else set())
    nested.rollback()
