"""Plans of introductions: kept, changed, sent once, and what came of them."""

import json

import pytest
from sqlalchemy import delete, func, select, update

from community import checks
from community.connections.models import TieAudience
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.introductions import clockwork, commands, queries, woven
from community.introductions.models import IntroductionState
from community.introductions.told import Told
from community.members.models import MapConsent, Member
from community.network.maps import network_for
from community.network.models import WeavePair, WeavePlan
from community.network.weaving import outcome, plans, reading, sending
from tests import letters
from tests.cast import CAST, Person, connect
from tests.network import weaving_world as world
from tests.network.map_world import OLU, consent, tied

S = IntroductionState
PAIRS = ((101, 111), (102, 121))
ROLES = CAST["olu"].roles
DAI = CAST["dai"]
OTHER = Person(DAI.id, DAI.name, roles=ROLES).viewer
"""Another organiser."""


@pytest.fixture
def people(app):
    world.weave_world()


def someone(number):
    return Person(number, f"Person Number{number}").viewer


def send(number, who=OLU):
    version = plans.plan_row(who, number).version
    return sending.send(who, number, version)


def sent(*pairs, who=OLU):
    """Keep a plan of pairs and send it; return its number."""
    number = world.plan(*pairs, who=who)
    send(number, who)
    return number


def read(number, who=OLU):
    return reading.plan_of(who, network_for(who), number)


# ---------------------------------------------------------------- keeping
@pytest.mark.parametrize("who", ["alice", "ada", "mo"])
def test_plans_are_for_organisers(people, who):
    viewer = CAST[who].viewer
    number = world.plan(*PAIRS)
    for act in (
        lambda: world.plan(*PAIRS, who=viewer),
        lambda: plans.edit(viewer, number, world.FACTS, (), 1),
        lambda: sending.send(viewer, number, 1),
        lambda: plans.put_away(viewer, number),
        lambda: plans.bring_back(viewer, number),
        lambda: reading.plans_of(viewer),
        lambda: woven.weave(viewer, world.member(101), world.member(111), "Hello"),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(
    ("facts", "pairs"),
    [
        (plans.PlanFacts(" ", "Hello"), PAIRS),
        (plans.PlanFacts("x" * 81, "Hello"), PAIRS),
        (plans.PlanFacts("Title", "x" * 401), PAIRS),
        (world.FACTS, ()),
        (world.FACTS, [(1, other) for other in range(100, 121)]),
    ],
)
def test_a_plan_needs_a_title_and_some_pairs(people, facts, pairs):
    with pytest.raises(Refused):
        plans.save(OLU, facts, pairs)


def test_every_organiser_reads_a_plan(people):
    number = world.plan(*PAIRS)
    (line,) = reading.plans_of(OTHER).items
    assert (line.id, line.pairs, line.sent_at) == (number, 2, None)
    assert [one.one.slug for one in read(number, OTHER).pairs] == [
        "person-101", "person-102",
    ]  # fmt: skip


def test_two_who_change_one_plan_do_not_lose_words(people):
    number = world.plan(*PAIRS)
    plans.edit(OLU, number, plans.PlanFacts("First", "Hello"), (), 1)
    with pytest.raises(Conflict):
        plans.edit(OTHER, number, plans.PlanFacts("Second", "Hello"), (), 1)
    found = read(number)
    assert (found.title, found.version) == ("First", 2)


def test_a_pair_can_leave_a_plan_but_not_the_last_one(people):
    number = world.plan(*PAIRS)
    one, two = read(number).pairs
    plans.edit(OLU, number, world.FACTS, {one.id}, 1)
    assert [pair.id for pair in read(number).pairs] == [two.id]
    with pytest.raises(Refused):
        plans.edit(OLU, number, world.FACTS, {two.id}, 2)


def test_what_is_deleted_comes_back_for_a_day(people, at):
    at("2026-12-01 12:00")
    number = world.plan(*PAIRS)
    plans.put_away(OLU, number)
    with pytest.raises(NotFound):
        read(number)
    assert reading.plans_of(OLU).items == ()
    plans.bring_back(OTHER, number)
    assert len(read(number).pairs) == 2
    plans.put_away(OLU, number)
    at("2026-12-02 12:00")
    assert not plans.can_come_back(OLU, number)
    with pytest.raises(NotFound):
        plans.bring_back(OLU, number)
    world.plan(*PAIRS)
    for row in (WeavePlan, WeavePair):
        kept = unscoped("test", func.count(row.id))
        assert db.session.scalar(kept) == {WeavePlan: 1, WeavePair: 2}[row]


def test_who_left_the_map_is_not_in_the_plan_today(people):
    number = world.plan(*PAIRS)
    consent(world.ALONE, MapConsent.UNNAMED)
    found = read(number)
    assert [one.one.slug for one in found.pairs] == ["person-101"]
    assert found.gone
    (line,) = reading.plans_of(OLU).items
    assert line.pairs == 1, "nor is there how many left"
    send(number)
    assert [row.asker_id for row in world.introductions()] == [101]


# ---------------------------------------------------------------- sending
def test_sending_asks_both_of_each_pair(people):
    letters.letters()
    number = sent(*PAIRS)
    rows = world.introductions()
    assert [(row.asker_id, row.target_id, row.state) for row in rows] == [
        (101, 111, S.PASSED_ON), (102, 121, S.PASSED_ON),
    ]  # fmt: skip
    assert all(row.woven and row.introducer_id == OLU.member_id for row in rows)
    told = {(one.to, one.kind) for one in letters.notices()}
    assert {to for to, kind in told if kind == "introduction-passed"} == {
        f"p{one}@example.org" for pair in PAIRS for one in pair
    }
    assert all(pair.asked for pair in read(number).pairs)
    assert checks.problems() == []


def test_a_plan_is_sent_once(people):
    number = world.plan(*PAIRS)
    version = plans.plan_row(OLU, number).version
    sending.send(OLU, number, version)
    for who in (OLU, OTHER):
        with pytest.raises(Refused, match="sent already"):
            sending.send(who, number, version)
    assert len(world.introductions()) == 2
    with pytest.raises(Refused, match="sent already"):
        plans.edit(OLU, number, world.FACTS, (), plans.plan_row(OLU, number).version)


def test_what_was_changed_meanwhile_is_not_sent_unseen(people):
    number = world.plan(*PAIRS)
    plans.edit(OTHER, number, plans.PlanFacts("T", "Other words"), (), 1)
    with pytest.raises(Conflict):
        sending.send(OLU, number, 1)
    assert world.introductions() == []


def test_both_say_yes_and_the_three_can_talk(people):
    sent(*PAIRS)
    (row, _other) = world.introductions()
    commands.yes(someone(101), row.id)
    made = commands.yes(someone(111), row.id)
    assert made.conversation_id is not None
    card = queries.introduction(OLU, row.id)
    assert card.state is Told.ACCEPTED
    assert card.woven


HIDDEN = {
    "nothing": lambda: None,
    "a block": lambda: _block(101, 111),
    "a tie": lambda: tied(101, 111, TieAudience.PAIR, TieAudience.PAIR),
}


def _block(one, two):
    from community.safeguarding.commands import block

    block(someone(one), world.member(two))


@pytest.mark.parametrize("what", HIDDEN)
def test_the_sender_reads_the_same_whatever_is_hidden(people, at, what):
    at("2026-12-01 12:00")
    HIDDEN[what]()
    db.session.flush()
    number = sent(*PAIRS)
    (row, _other) = world.introductions()
    assert (row.state is S.PASSED_ON) == (what == "nothing")
    for _time in range(2):
        found = read(number)
        assert found.came == reading.Came(2, 0, 2, 0, 0)
        assert [pair.asked for pair in found.pairs] == [True, True]
        assert [pair.tied for pair in found.pairs] == [False, False]
        at("2026-12-20 12:00")
        clockwork.move()
    at("2026-12-23 12:00")
    clockwork.move()
    assert read(number).came == reading.Came(2, 0, 0, 2, 0)


def test_a_no_looks_like_no_answer(people):
    number = sent(*PAIRS)
    (row, _other) = world.introductions()
    before = read(number)
    commands.not_now(someone(101), row.id)
    assert read(number) == before
    commands.yes(someone(111), row.id)
    assert read(number) == before


def test_what_came_of_it_is_between_the_sender_and_the_people(people):
    number = sent(*PAIRS)
    (row, _other) = world.introductions()
    for who in (101, 111):
        commands.yes(someone(who), row.id)
    assert read(number).came == reading.Came(2, 1, 1, 0, 0)
    theirs = read(number, OTHER)
    assert theirs.came is None
    assert [pair.tied for pair in theirs.pairs] == [True, False]


@pytest.mark.parametrize("column", ["taking_requests", "joined"])
def test_who_takes_none_now_is_not_asked(people, column):
    found = update(Member).where(Member.id == world.ALONE)
    db.session.execute(found.values({column: False}))
    number = world.plan(*PAIRS)
    assert [pair.free for pair in read(number).pairs] == [True, False]
    send(number)
    assert [pair.asked for pair in read(number).pairs] == [True, False]


def test_where_nobody_can_be_asked_nothing_is_sent(people):
    found = update(Member).where(Member.id.in_([101, 102]))
    db.session.execute(found.values(taking_requests=False))
    number = world.plan(*PAIRS)
    with pytest.raises(Refused), db.session.begin_nested():
        send(number)
    assert plans.plan_row(OLU, number).sent_at is None


def test_nobody_introduces_oneself(people):
    number = world.plan((OTHER.member_id, 101), (102, 121))
    send(number, OTHER)
    assert [row.asker_id for row in world.introductions()] == [102]


# ---------------------------------------------------------------- not too often
def test_nobody_gets_more_than_two_in_three_weeks(people, at):
    at("2026-12-01 12:00")
    number = sent((101, 111), (101, 112), (101, 113))
    assert [pair.asked for pair in read(number).pairs] == [True, True, False]
    at("2026-12-23 12:00")
    number = sent((101, 114))
    assert read(number).pairs[0].asked


def test_two_are_left_in_peace_for_half_a_year_whatever_they_said(people, at):
    at("2026-12-01 12:00")
    sent((101, 111))
    (row,) = world.introductions()
    commands.not_now(someone(111), row.id)
    at("2027-02-01 12:00")
    number = world.plan((101, 111))
    assert not read(number).pairs[0].free
    with pytest.raises(Refused), db.session.begin_nested():
        send(number)
    at("2027-07-01 12:00")
    assert read(number).pairs[0].free
    send(number)


def test_a_day_has_its_limit(people, monkeypatch, at):
    at("2026-12-01 12:00")
    monkeypatch.setattr(woven, "A_DAY", 2)
    sent((101, 111))
    number = world.plan((102, 112), (103, 121))
    with pytest.raises(TooMany):
        send(number)
    at("2026-12-02 12:01")
    assert send(number) == 2


def test_weaving_takes_nothing_from_ones_own_first_contacts(people):
    from community.introductions.asking import begun_lately

    sent(*PAIRS)
    assert begun_lately(OLU) == 0


# ---------------------------------------------------------------- afterwards
def test_the_figures_are_frozen_rounded_and_without_names(people):
    number = sent(*PAIRS)
    row = plans.plan_row(OLU, number)
    for text in (row.before, row.expected):
        found = json.loads(text)
        assert text == json.dumps(found, sort_keys=True)
        assert set(found) == {"parts", "alone", "mean_path", "across", "load"}
        assert all(value is None or isinstance(value, int | float)
                   for value in found.values())  # fmt: skip
        assert found["alone"] in (None, 0)
        assert found["across"] is None or found["across"] % 5 == 0
    connect(101, 111, TieAudience.MEMBERS)
    connect(102, 121, TieAudience.MEMBERS)
    db.session.flush()
    _before, expected, today = outcome.compared(row)
    assert today == expected


def test_each_step_is_in_the_audit_trail(people):
    number = world.plan(*PAIRS)
    plans.edit(OLU, number, world.FACTS, (), 1)
    send(number)
    plans.put_away(OLU, number)
    plans.bring_back(OLU, number)
    found = select(AuditEvent.note).where(
        AuditEvent.act == Act.NETWORK, AuditEvent.object_id == number
    )
    assert db.session.scalars(found.order_by(AuditEvent.id)).all() == [
        "plan kept", "plan changed", "plan sent", "plan put away", "plan brought back",
    ]  # fmt: skip


def test_the_pair_of_somebody_who_is_erased_goes(people):
    number = sent(*PAIRS)
    db.session.execute(delete(Member).where(Member.id == 101))
    db.session.flush()
    assert [one.one.slug for one in read(number).pairs] == ["person-102"]
    assert not read(number).gone
