"""What changed: noted once for each milestone, read by the team and organisers."""

from datetime import date

import pytest

from community.core.access import VISITOR
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import count, visible
from community.impact import notes as impact
from community.impact.models import ImpactRecord, ImpactState
from community.impact.notes import ImpactFacts
from community.impact.queries import impacts_of
from community.plans import milestones
from tests.cast import CAST
from tests.plans.making import NOON, all_of, areas, milestone, record
from tests.projects.making import make, project

FACTS = ImpactFacts("skills", "Two more hosts", date(2017, 9, 1))
DONE = date(2017, 9, 1)


def viewer(who):
    return CAST[who].viewer if who else VISITOR


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    areas()


@pytest.mark.parametrize(
    ("who", "reads", "notes", "keeps"),
    [
        (None, 0, False, False), ("pat", 0, False, False), ("alice", 0, False, False),
        ("dai", 1, True, False), ("lea", 1, True, True), ("olu", 1, False, False),
        ("ada", 0, False, False), ("mo", 0, False, False),
    ],
)  # fmt: skip
def test_who_reads_notes_and_keeps_it(who, reads, notes, keeps):
    row, cafe, reached = record(), project(1), milestone(done_on=DONE)
    assert count(visible(viewer(who), ImpactRecord.id)) == reads
    acts = (
        (notes, lambda: impact.note(viewer(who), cafe, reached.id, FACTS)),
        (keeps, lambda: impact.edit(viewer(who), cafe, row.id, FACTS, row.version)),
        (keeps, lambda: impact.remove(viewer(who), cafe, row.id)),
    )
    for may, act in acts:
        if may:
            act()
        else:
            with pytest.raises(Forbidden):
                act()


def test_a_milestone_is_noted_once():
    reached, cafe = milestone(done_on=DONE), project(1)
    made = impact.note(viewer("dai"), cafe, reached.id, FACTS)
    assert (made.state, made.claimed_by_id) == (ImpactState.NOTED, CAST["dai"].id)
    with pytest.raises(Refused, match="already"):
        impact.note(viewer("lea"), cafe, reached.id, FACTS)
    assert len(all_of(ImpactRecord)) == 1
    impact.remove(viewer("lea"), cafe, made.id)
    impact.note(viewer("lea"), cafe, reached.id, FACTS)


def test_what_is_ahead_has_changed_nothing_yet():
    with pytest.raises(Refused, match="reached"):
        impact.note(viewer("lea"), project(1), milestone().id, FACTS)


def test_one_of_another_project_is_not_there():
    row, reached, other = record(), milestone(done_on=DONE), make("Walks", "lea")
    with pytest.raises(NotFound):
        impact.note(viewer("lea"), other, reached.id, FACTS)
    with pytest.raises(NotFound):
        impact.remove(viewer("lea"), other, row.id)


@pytest.mark.parametrize(
    "facts",
    [
        ImpactFacts("magic", "Two more hosts", DONE),
        ImpactFacts("skills", "  ", DONE),
        ImpactFacts("skills", "Two more hosts", date(2017, 9, 11)),
    ],
)
def test_what_it_needs(facts):
    with pytest.raises(Refused):
        impact.note(viewer("lea"), project(1), milestone(done_on=DONE).id, facts)


def test_a_stale_edit_is_refused():
    row, cafe = record(), project(1)
    impact.edit(viewer("lea"), cafe, row.id, ImpactFacts("learning", "More", DONE), 1)
    with pytest.raises(Conflict):
        impact.edit(viewer("lea"), cafe, row.id, FACTS, 1)
    assert all_of(ImpactRecord)[0].what_changed == "More"


def test_it_stays_when_its_milestone_goes():
    reached, cafe = milestone(done_on=DONE), project(1)
    impact.note(viewer("lea"), cafe, reached.id, FACTS)
    milestones.remove_milestone(viewer("lea"), cafe, reached.id)
    (line,) = impacts_of(viewer("dai"), 1)
    assert (line.area, line.milestone_id) == ("Build skills", None)


def test_the_newest_comes_first_in_one_statement(statements):
    record(what_changed="Old", happened_on=date(2017, 1, 1))
    record(what_changed="New")
    with statements() as asked:
        found = impacts_of(viewer("olu"), 1)
    assert [one.what_changed for one in found] == ["New", "Old"]
    assert len(asked) == 1
