"""Snapshots: taken, added up again, and rebuilt byte for byte."""

import json

import pytest
from sqlalchemy import delete, func, select, update

from community.accounts.models import Account
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Conflict, Forbidden
from community.core.journal import Act, AuditEvent
from community.members.models import MapConsent, Member, MemberKind
from community.network.models import Fact, MapChange, MapGroup, MapSnapshot, Reason
from community.network.snapshots import replay, taking
from community.network.snapshots.added_up import facts_at, facts_on, last_of
from community.network.snapshots.facts import Known, facts_now
from community.projects.models import Project
from tests.cast import CAST, connect, join
from tests.network.history import History
from tests.network.map_world import OLU, add, consent

NIGHTLY, ASKED = Reason.NIGHTLY, Reason.ASKED


def without_groups(facts):
    return {one for one in facts if one.fact != Fact.GROUP}


@pytest.mark.parametrize("seed", range(6))
def test_all_changes_add_up_to_each_day_and_rebuild_its_figures(app, seed):
    history = History(seed)
    days = []
    for _ in range(5):
        history.day()
        then = facts_now()
        days.append((taking.take(NIGHTLY), then))
    for row, then in days:
        assert without_groups(facts_at(row.id)) == then
        assert replay.rebuilt(row) == row.figures
        assert replay.replay(row) is replay.Replay.SAME
    assert facts_on(days[1][0].id, days[3][0].id) == [
        facts_at(days[1][0].id),
        facts_at(days[3][0].id),
    ]
    assert last_of(*Fact) == facts_at(days[-1][0].id)
    assert replay.problems() == []


@pytest.mark.parametrize("choice", [MapConsent.UNNAMED, MapConsent.ABSENT])
def test_kinds_and_places_without_a_name_are_kept_and_in_no_figure(app, choice):
    """The public map counts by them; whoever did not agree has none there."""
    add(101, choice, kind="carer", nation="wls")
    add(102, choice, kind="carer", nation="wls", audience=Audience.CONNECTIONS)
    row = taking.take(NIGHTLY)
    kept = {(one.a, one.fact, one.value) for one in facts_at(row.id) if one.a > 100}
    assert kept == (set() if choice is MapConsent.ABSENT else {
        (101, Fact.UNNAMED, ""), (101, Fact.KIND, "1 carer"), (101, Fact.PLACE, "wls"),
        (102, Fact.UNNAMED, ""),
    })  # fmt: skip
    db.session.execute(delete(MemberKind).where(MemberKind.member_id == 101))
    again = taking.take(NIGHTLY)
    assert again.figures == row.figures
    assert replay.problems() == []


@pytest.mark.parametrize("seed", range(4))
def test_after_an_erasure_the_past_is_marked_and_never_wrong(app, seed):
    history = History(seed)
    for _ in range(5):
        history.day(erasures=True)
        taking.take(NIGHTLY)
    whole, gone = 0, 0
    for row in db.session.scalars(select(MapSnapshot)):
        outcome = replay.replay(row)
        assert outcome in (replay.Replay.SAME, replay.Replay.ERASED)
        whole += outcome is replay.Replay.SAME
        gone += outcome is replay.Replay.ERASED
        assert (replay.rebuilt(row) == row.figures) or outcome is replay.Replay.ERASED
    assert whole, "the last day holds nobody who left"
    assert replay.problems() == []


def test_an_erasure_marks_the_days_on_which_somebody_was_there_alone(app):
    first = taking.take(NIGHTLY)
    add(101)
    second = taking.take(NIGHTLY)
    consent(101, MapConsent.ABSENT)
    third = taking.take(NIGHTLY)
    db.session.execute(delete(Account).where(Account.id == 101))
    db.session.expire_all()
    assert [replay.can_be_replayed(one) for one in (first, second, third)] == [
        True, False, True,
    ]  # fmt: skip
    assert replay.replay(second) is replay.Replay.ERASED


def test_figures_that_mean_something_else_today_are_not_compared(app):
    row = taking.take(NIGHTLY)
    row.definitions = "{}"
    assert replay.replay(row) is replay.Replay.REDEFINED


def test_a_change_behind_its_back_is_a_problem(app):
    row = taking.take(NIGHTLY)
    db.session.execute(
        update(MapChange)
        .where(MapChange.fact == Fact.NAMED, MapChange.a_id == 4)
        .values(fact=Fact.UNNAMED)
    )
    assert replay.problems() == [
        f"snapshot {row.id}: its changes do not add up to its figures"
    ]


def test_figures_are_json_in_one_way_alone(app):
    row = taking.take(NIGHTLY)
    kept = json.loads(row.figures)
    again = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    assert row.figures == again
    assert kept["people"] == 7
    assert kept["unnamed"] == 1
    assert kept["ties"] == 1
    assert set(kept) >= {"mean_path", "across_kinds", "steps", "kinds"}
    meanings = json.loads(row.definitions)
    assert set(kept) - {
        "across_kinds", "across_places", "across_organisations", "across_phases",
    } <= set(meanings)  # fmt: skip


def test_a_second_one_holds_the_changes_alone(app):
    taking.take(NIGHTLY)
    number = db.session.scalar(select(func.count(MapChange.id)))
    again = taking.take(NIGHTLY)
    assert db.session.scalar(select(func.count(MapChange.id))) == number
    connect(4, 5)
    third = taking.take(NIGHTLY)
    rows = db.session.scalars(select(MapChange).where(MapChange.snapshot_id > again.id))
    begun = [(one.fact, one.a_id, one.b_id) for one in rows if one.fact == Fact.TIE]
    assert begun == [(Fact.TIE, 4, 5)]
    assert third.facts == again.facts + 1


def test_groups_stay_themselves_while_most_of_their_people_do(app):
    for first in (101, 201):
        for number in range(first, first + 6):
            add(number)
        for a in range(first, first + 6):
            for b in range(a + 1, first + 6):
                connect(a, b)
    db.session.flush()
    before = taking.groups_of(facts_at(taking.take(NIGHTLY).id))
    assert before["m", 101] == before["m", 106] != before["m", 201]
    add(107)
    for number in range(102, 106):
        connect(number, 107)
    consent(101, MapConsent.ABSENT)
    after = taking.groups_of(facts_at(taking.take(NIGHTLY).id))
    assert after["m", 107] == before["m", 102]
    assert after["m", 201] == before["m", 201]
    assert ("m", 101) not in after
    known = set(db.session.scalars(select(MapGroup.id)))
    assert set(before.values()) | set(after.values()) <= known


# ------------------------------------------------------------ what is in no snapshot
def people_of(facts, *sorts):
    return {one.a for one in facts if one.fact in sorts}


@pytest.mark.parametrize("audience", list(Audience))
def test_facts_hold_what_any_member_may_see(app, audience):
    add(101, kind="carer", kind_audience=audience)
    add(102, audience=audience)
    join(1, 101, audience=audience)
    db.session.flush()
    facts = facts_now()
    wide = audience in (Audience.MEMBERS, Audience.PUBLIC)
    assert (Known("kind", 101, value="1 carer") in facts) == wide
    assert (Known("membership", 101, project=1) in facts) == wide
    assert (102 in people_of(facts, Fact.NAMED)) == wide
    assert (102 in people_of(facts, Fact.UNNAMED)) == (not wide)


def test_a_sensitive_tag_is_in_no_fact(app):
    from community.expertise.models import Tag

    number = db.session.scalar(select(Tag.id).where(Tag.slug == "diabetes"))
    tags = {one.value for one in facts_now() if one.fact in (Fact.OFFER, Fact.SEEK)}
    assert tags
    assert str(number) not in tags


@pytest.mark.parametrize("choice", list(MapConsent))
def test_whoever_is_absent_is_in_no_fact(app, choice):
    add(101, choice, kind="carer", nation="eng")
    connect(4, 101)
    about = [one for one in facts_now() if 101 in (one.a, one.b)]
    assert bool(about) == (choice is not MapConsent.ABSENT)


def test_a_draft_is_in_no_fact(app):
    shown = {one.project for one in facts_now() if one.fact == Fact.PHASE}
    assert shown == {1, 2}


# ------------------------------------------------------------ the command
def test_taking_one_is_for_organisers_and_noted(app):
    prepared = taking.prepare()
    for who in ("alice", "ada", "mo"):
        with pytest.raises(Forbidden):
            taking.keep(prepared, ASKED, CAST[who].viewer)
    row = taking.keep(prepared, ASKED, OLU)
    assert (row.reason, row.taken_by_id) == (ASKED, 6)
    noted = db.session.scalars(select(AuditEvent)).all()
    assert [(one.act, one.object_kind, one.object_id) for one in noted] == [
        (Act.NETWORK, "map_snapshot", row.id)
    ]


def test_of_two_at_once_one_is_asked_to_try_again(app):
    prepared = taking.prepare()
    taking.take(NIGHTLY)
    with pytest.raises(Conflict):
        taking.keep(prepared, ASKED, OLU)


@pytest.mark.parametrize("gone", ["person", "project"])
def test_nothing_is_written_of_who_left_meanwhile(app, gone):
    add(101)
    prepared = taking.prepare()
    if gone == "person":
        db.session.execute(delete(Member).where(Member.id == 101))
    else:
        db.session.execute(delete(Project).where(Project.id == 2))
    with pytest.raises(Conflict):
        taking.keep(prepared, NIGHTLY)
    assert db.session.scalar(select(func.count(MapChange.id))) == 0


def test_a_place_without_people_has_a_past_too(app):
    db.session.execute(update(Member).values(listed=False))
    row = taking.take(NIGHTLY)
    assert json.loads(row.figures)["people"] == 0
    assert replay.replay(row) is replay.Replay.SAME
