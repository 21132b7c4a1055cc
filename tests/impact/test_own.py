"""What a member notes: where, who keeps it, and what becomes of a yes to everybody."""

from datetime import date

import pytest

from community.core.access import VISITOR
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import count, visible
from community.impact import notes, queries
from community.impact.models import ImpactRecord, ImpactState
from community.impact.notes import ImpactFacts
from tests.cast import CAST
from tests.impact.making import DAY, noted
from tests.plans.making import NOON, all_of, areas, milestone
from tests.projects.making import project

S = ImpactState
KEPT = [one for one in S if one is not S.WITHDRAWN]
FACTS = ImpactFacts("skills", "Two more hosts", DAY)
ALICE, DAI, LEA, OLU = (CAST[one].viewer for one in ("alice", "dai", "lea", "olu"))


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    areas()


def test_a_member_notes_without_a_project(app):
    row = notes.note_freely(ALICE, FACTS)
    assert (row.state, row.project_id, row.claimed_by_id) == (S.NOTED, None, 1)
    (act,) = [one for one in all_of(AuditEvent) if one.act is Act.IMPACT]
    assert (act.object_kind, act.object_id, act.note) == (
        "impact_record", row.id, "noted",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "may"),
    [("dai", True), ("lea", True), ("alice", False), ("olu", False)],
)
def test_a_project_only_for_its_team(who, may):
    viewer = CAST[who].viewer
    if may:
        assert notes.note_freely(viewer, FACTS, project(1)).project_id == 1
        assert "project-1" in queries.own_projects(viewer)
        return
    with pytest.raises(Forbidden):
        notes.note_freely(viewer, FACTS, project(1))
    with pytest.raises(Forbidden):
        notes.edit_own(viewer, noted(who).id, FACTS, project(1), 1)
    assert "project-1" not in queries.own_projects(viewer)


def test_visitors_note_nothing():
    with pytest.raises(Forbidden):
        notes.note_freely(VISITOR, FACTS)
    with pytest.raises(Forbidden):
        queries.mine(VISITOR)


READS = {
    # a visitor, Alice who noted it, Bob, Dai and Lea of the cafe, Olu the organiser
    (S.NOTED, None): {"alice", "olu"},
    (S.DECLINED, None): {"alice", "olu"},
    (S.CHECKED, None): {"alice", "bob", "dai", "lea", "olu"},
    (S.PUBLISHED, None): {"", "alice", "bob", "dai", "lea", "olu"},
    (S.NOTED, 1): {"alice", "dai", "lea", "olu"},
    (S.CHECKED, 1): {"alice", "bob", "dai", "lea", "olu"},
    (S.PUBLISHED, 1): {"", "alice", "bob", "dai", "lea", "olu"},
    (S.PUBLISHED, 2): {"alice", "bob", "dai", "lea", "olu"},
    (S.PUBLISHED, 3): {"alice", "lea", "olu"},
}


@pytest.mark.parametrize(("state", "number"), READS)
def test_who_reads_it(state, number):
    noted("alice", state, number)
    found = set()
    for who in ("", "alice", "bob", "dai", "lea", "olu"):
        viewer = CAST[who].viewer if who else VISITOR
        if count(visible(viewer, ImpactRecord.id)):
            found.add(who)
    assert found == READS[state, number]


@pytest.mark.parametrize("state", KEPT)
def test_only_what_nobody_has_checked_is_changed(state):
    row = noted("alice", state)
    more = ImpactFacts("learning", "More", DAY, for_everybody=True)
    if state not in notes.OPEN:
        with pytest.raises(Refused, match="checked"):
            notes.edit_own(ALICE, row.id, more, None, 1)
        return
    notes.edit_own(ALICE, row.id, more, None, 1)
    (row,) = all_of(ImpactRecord)
    assert (row.state, row.what_changed, row.for_everybody) == (S.NOTED, "More", True)


def test_nobody_else_changes_or_withdraws_it():
    row = noted("alice")
    for who in (DAI, LEA, OLU):
        for act in (
            lambda who=who: notes.edit_own(who, row.id, FACTS, None, 1),
            lambda who=who: notes.withdraw(who, row.id),
            lambda who=who: notes.agree(who, row.id, yes=True),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_stale_change_is_refused():
    row = noted("alice")
    notes.edit_own(ALICE, row.id, ImpactFacts("skills", "Three", DAY), None, 1)
    with pytest.raises(Conflict):
        notes.edit_own(ALICE, row.id, ImpactFacts("skills", "New", DAY), None, 1)


@pytest.mark.parametrize("state", KEPT)
def test_it_is_withdrawn_wherever_it_stands(state):
    notes.withdraw(ALICE, noted("alice", state).id)
    assert all_of(ImpactRecord) == []


def test_a_no_takes_it_back_from_everybody_at_once():
    row = noted("alice", S.PUBLISHED, for_everybody=True)
    assert count(visible(VISITOR, ImpactRecord.id)) == 1
    notes.agree(ALICE, row.id, yes=False)
    assert count(visible(VISITOR, ImpactRecord.id)) == 0
    (row,) = all_of(ImpactRecord)
    assert (row.state, row.for_everybody) == (S.CHECKED, False)
    notes.agree(ALICE, row.id, yes=True)
    assert all_of(ImpactRecord)[0].state is S.CHECKED, "organisers publish"


def test_words_that_a_lead_changed_need_a_new_yes():
    row = noted("dai", S.NOTED, 1, for_everybody=True)
    notes.edit(LEA, project(1), row.id, ImpactFacts("skills", "Anew", DAY, True), 1)
    assert not all_of(ImpactRecord)[0].for_everybody


def test_a_lead_changes_nothing_that_was_checked():
    row = noted("dai", S.CHECKED, 1)
    with pytest.raises(Refused, match="checked"):
        notes.edit(LEA, project(1), row.id, FACTS, 1)


def test_a_note_at_a_milestone_stays_with_its_project():
    reached = milestone(done_on=DAY)
    row = notes.note(DAI, project(1), reached.id, FACTS)
    notes.edit_own(DAI, row.id, ImpactFacts("skills", "More", DAY), None, row.version)
    (row,) = all_of(ImpactRecord)
    assert (row.project_id, row.milestone_id) == (1, reached.id)


@pytest.mark.parametrize(
    "facts",
    [
        ImpactFacts("magic", "Two more hosts", DAY),
        ImpactFacts("skills", "  ", DAY),
        ImpactFacts("skills", "a" * 2001, DAY),
        ImpactFacts("skills", "Two more hosts", date(2017, 9, 11)),
    ],
)
def test_what_it_needs(facts):
    with pytest.raises(Refused):
        notes.note_freely(ALICE, facts)


def test_one_reads_what_one_noted_and_the_answer():
    noted("alice", S.DECLINED, answer="Say more")
    noted("dai")
    page = queries.mine(ALICE)
    assert [(one.state, one.answer) for one in page.items] == [(S.DECLINED, "Say more")]
    row = all_of(ImpactRecord)[0]
    assert queries.facts(ALICE, row).answer == "Say more"
    row = noted("alice", S.PUBLISHED, answer="Thank you")
    for who in (VISITOR, DAI):
        shown = queries.facts(who, row)
        assert (shown.answer, shown.own, shown.for_everybody) == ("", False, False)
