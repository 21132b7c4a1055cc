"""What organisers decide about a note, and who is told; nobody decides their own."""

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, Refused
from community.core.states import before
from community.core.visible import unscoped
from community.impact import checking
from community.impact.models import MOVES, ImpactRecord, ImpactState
from community.notices.models import Notice
from tests.cast import CAST
from tests.impact.making import noted
from tests.plans.making import NOON, all_of, areas

S = ImpactState
KEPT = [one for one in S if one is not S.WITHDRAWN]
OLU = CAST["olu"].viewer


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    areas()


def decide(name, row, viewer=OLU, answer="Say more"):
    if name == "check":
        checking.check(viewer, row.id, row.version, answer)
    elif name == "decline":
        checking.decline(viewer, row.id, row.version, answer)
    elif name == "publish":
        checking.publish(viewer, row.id, row.version, nobody_named=True)
    else:
        checking.take_back(viewer, row.id, row.version)


LEADS_TO = {
    ("check", S.NOTED): S.CHECKED, ("decline", S.NOTED): S.DECLINED,
    ("publish", S.CHECKED): S.PUBLISHED, ("back", S.CHECKED): S.NOTED,
    ("back", S.PUBLISHED): S.CHECKED, ("back", S.DECLINED): S.NOTED,
}  # fmt: skip


@pytest.mark.parametrize("state", KEPT)
@pytest.mark.parametrize("name", ["check", "decline", "publish", "back"])
def test_each_decision_leads_where_the_machine_says(name, state):
    row = noted("alice", state, for_everybody=True)
    wanted = LEADS_TO.get((name, state))
    if wanted is None:
        with pytest.raises(Refused):
            decide(name, row)
        return
    assert state in before(MOVES, wanted)
    decide(name, row)
    assert all_of(ImpactRecord)[0].state is wanted


@pytest.mark.parametrize("who", [None, "alice", "dai", "lea", "ada", "mo"])
def test_only_organisers_decide_and_read_the_queue(who):
    viewer, row = CAST[who].viewer if who else VISITOR, noted("alice", S.NOTED, 1)
    for name in ("check", "decline", "publish", "back"):
        with pytest.raises(Forbidden):
            decide(name, row, viewer)
    for read in (
        lambda: checking.notes(viewer, S.NOTED),
        lambda: checking.to_check(viewer, row.id),
    ):
        with pytest.raises(Forbidden):
            read()


def test_ones_own_note_waits_for_another_organiser():
    row = noted("olu", S.NOTED)
    assert checking.number_waiting(OLU) == 0
    for name in ("check", "decline"):
        with pytest.raises(Refused, match="another"):
            decide(name, row)
    mine = noted("olu", S.CHECKED, for_everybody=True)
    with pytest.raises(Refused, match="another"):
        decide("publish", mine)


def test_everybody_reads_it_only_with_a_yes_of_its_owner_and_one_more_look():
    row = noted("alice", S.CHECKED)
    with pytest.raises(Refused, match="agreed"):
        decide("publish", row)
    row = noted("alice", S.CHECKED, for_everybody=True)
    with pytest.raises(Refused, match="named"):
        checking.publish(OLU, row.id, row.version, nobody_named=False)


def test_whoever_noted_it_is_told_without_a_word_of_it():
    row = noted("alice", what_changed="She laughs again")
    decide("check", row, answer="How lovely")
    (told,) = db.session.scalars(unscoped("test", Notice)).all()
    assert (told.kind, told.member_id, told.link) == (
        "impact-answer", 1, f"/impact/{row.id}",
    )  # fmt: skip
    assert told.person_id is None
    assert told.facts == {}


def test_each_answer_is_told_once_and_taking_back_is_not():
    row = noted("alice", for_everybody=True)
    decide("check", row)
    decide("publish", row)
    decide("back", row)
    assert len(db.session.scalars(unscoped("test", Notice)).all()) == 2


def test_nobody_is_told_whose_note_has_no_owner_any_more():
    decide("check", noted(None))
    assert db.session.scalars(unscoped("test", Notice)).all() == []


@pytest.mark.parametrize("answer", ["", "  ", "a" * 601])
def test_a_no_needs_a_kind_word_that_is_not_long(answer):
    with pytest.raises(Refused):
        decide("decline", noted("alice"), answer=answer)


def test_words_that_changed_meanwhile_are_read_again():
    row = noted("alice")
    with pytest.raises(Conflict):
        checking.check(OLU, row.id, row.version + 1)


def test_the_queue_has_the_longest_waiting_first_and_a_name_to_ask(statements):
    first, second = noted("alice", project=1), noted("dai")
    noted("lea", S.CHECKED)
    with statements() as asked:
        found = checking.notes(OLU, S.NOTED)
    assert len(asked) == 1
    assert [one.id for one in found] == [first.id, second.id]
    assert (found[0].name, found[0].title) == ("Alice Marsh", "Pain cafe")
    assert checking.number_waiting(OLU) == 2


def test_whom_an_organiser_may_not_see_has_no_name_in_the_queue():
    noted("carol")
    (found,) = checking.notes(OLU, S.NOTED)
    assert (found.name, found.member) == ("", "")
