"""Offers to take a project over: who may make one, who answers and from when."""

from datetime import timedelta

import pytest

from community import checks
from community.accounts.models import State
from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.projects.leaving import close
from community.projects.models import Ending, JoinState, ProjectState, TeamRole
from community.stewardship import clockwork, queries, taking_over
from community.stewardship.models import Handover, HandoverKind, HandoverState
from tests.cast import CAST, connect, join
from tests.letters import letters, notices
from tests.projects.making import ask, membership, project
from tests.stewardship.making import ask as ask_to_lead
from tests.stewardship.silent import apart, fresh, silent, stand

ALICE, LEA, DAI, OLU, MO = (
    CAST[who].viewer for who in ("alice", "lea", "dai", "olu", "mo")
)
DAY = timedelta(days=1)
AT_RISK, GIVEN_UP = {"days": 46}, {"days": 61, "orphaned": True}
WORDS = "I could begin in May"


def offered(who="alice", **how):
    return taking_over.offer(CAST[who].viewer, silent(**(how or GIVEN_UP)), WORDS)


def without_a_lead():
    """The Pain cafe, whose lead has left."""
    close(membership(1, "lea"), Ending.LEFT)
    return silent(5, orphaned=True)


def state_of(row):
    found = unscoped("test", Handover.state).where(Handover.id == row.id)
    return db.session.scalars(found).one()


def sent(kind):
    return [one.to for one in letters() if one.kind == kind]


def role_of(who):
    return membership(1, who).role


# ---------------------------------------------------------------- the offer
@pytest.mark.parametrize(
    ("how", "refused"),
    [
        ({"days": 0}, True),
        ({"days": 31}, True),
        (AT_RISK, False),
        (GIVEN_UP, False),
        ({"days": 61, "state": ProjectState.PAUSED}, True),
        ({"days": 61, "state": ProjectState.PAUSED, "orphaned": True}, False),
        ({"days": 61, "state": ProjectState.DRAFT, "orphaned": True}, True),
    ],
)
def test_what_is_at_risk_or_has_no_lead_can_be_taken_over(app, how, refused):
    if refused:
        with pytest.raises(Refused):
            offered("dai", **how)
    else:
        assert offered("dai", **how).kind is HandoverKind.TAKE_OVER


@pytest.mark.parametrize("who", ["alice", "bob", "dai", "olu", "ada", "mo"])
def test_any_member_who_sees_it_may_offer(app, who):
    assert offered(who).member_id == CAST[who].id


def test_nobody_offers_without_being_a_member_or_what_they_lead(app):
    with pytest.raises(Forbidden):
        taking_over.offer(VISITOR, silent(46), WORDS)
    with pytest.raises(Refused):
        offered("lea")


@pytest.mark.parametrize("words", ["", "  ", "x" * 601])
def test_an_offer_comes_with_a_short_message(app, words):
    with pytest.raises(Refused):
        taking_over.offer(ALICE, silent(46), words)


def test_one_offer_waits_at_a_time(app):
    offered()
    with pytest.raises(Refused):
        offered()
    taking_over.withdraw(ALICE, project(1))
    offered()


# ---------------------------------------------------------------- whose turn it is
@pytest.mark.parametrize(("how", "days"), [(AT_RISK, 14), (GIVEN_UP, 7)])
def test_leads_answer_first_and_organisers_from_a_day_on(app, at, how, days):
    at("2017-09-01 12:00")
    row = offered(**how)
    assert row.organisers_from == clock.now() + days * DAY
    assert (sent("take-over"), sent("take-over-turn")) == (["lea@example.org"], [])
    at(f"2017-09-{days:02} 12:00")
    clockwork.move()
    with pytest.raises(Refused):
        taking_over.accept(OLU, row.id)
    at(f"2017-09-{days + 1:02} 12:00")
    for _twice in range(2):
        clockwork.move()
    assert sent("take-over-turn") == ["olu@example.org"]
    taking_over.accept(OLU, row.id)
    assert role_of("alice") is TeamRole.LEAD


def test_without_a_lead_it_is_the_organisers_turn_at_once(app):
    without_a_lead()
    row = taking_over.offer(ALICE, fresh(), WORDS)
    assert (sent("take-over"), sent("take-over-turn")) == ([], ["olu@example.org"])
    clockwork.move()
    assert len(sent("take-over-turn")) == 1
    taking_over.accept(OLU, row.id)
    assert (role_of("alice"), fresh().orphaned) == (TeamRole.LEAD, False)


@pytest.mark.parametrize(
    ("who", "early", "late"),
    [
        ("alice", NotFound, NotFound),
        ("dai", NotFound, NotFound),
        ("mo", NotFound, NotFound),
        ("ada", NotFound, NotFound),
        ("bob", NotFound, NotFound),
        ("olu", Refused, None),
        ("lea", None, None),
    ],
)
@pytest.mark.parametrize("act", ["accept", "decline"])
def test_leads_answer_and_organisers_when_it_is_their_turn(
    app, at, who, early, late, act
):
    at("2017-09-01 12:00")
    row = offered()
    for moment, error in (("2017-09-02 12:00", early), ("2017-09-09 12:00", late)):
        at(moment)
        answer = {
            "accept": lambda: taking_over.accept(CAST[who].viewer, row.id),
            "decline": lambda: taking_over.decline(CAST[who].viewer, row.id, "Not now"),
        }[act]
        if error:
            with pytest.raises(error):
                answer()
            assert state_of(row) is HandoverState.ASKED
        else:
            answer()
            assert state_of(row) is not HandoverState.ASKED
            return


def test_no_organiser_decides_on_their_own_offer(app):
    without_a_lead()
    row = taking_over.offer(OLU, fresh(), WORDS)
    with pytest.raises(NotFound):
        taking_over.accept(OLU, row.id)
    assert sent("take-over-turn") == []


# ---------------------------------------------------------------- the answer
def test_a_lead_s_yes_makes_a_lead_beside_them(app):
    taking_over.accept(LEA, offered().id)
    assert (role_of("alice"), role_of("lea")) == (TeamRole.LEAD, TeamRole.LEAD)
    assert not fresh().orphaned
    assert sent("take-over-answer") == ["alice@example.org"]
    assert sent("take-over-led") == []


def test_a_lead_who_steps_back_stays_in_the_team(app):
    taking_over.accept(LEA, offered().id, step_back=True)
    assert (role_of("alice"), role_of("lea")) == (TeamRole.LEAD, TeamRole.MEMBER)


def test_somebody_of_the_team_goes_on_as_its_lead(app):
    before = membership(1, "dai")
    taking_over.accept(LEA, offered("dai").id)
    after = membership(1, "dai")
    assert (before.role, before.until) == (TeamRole.MEMBER, clock.today())
    assert (after.role, after.until) == (TeamRole.LEAD, None)


def test_a_silent_lead_is_told_and_stays(app, at):
    at("2017-09-01 12:00")
    row = offered()
    at("2017-09-09 12:00")
    taking_over.accept(OLU, row.id)
    assert role_of("lea") is TeamRole.LEAD
    (told,) = notices(kind="take-over-led")
    assert (told.to, told.person) == ("lea@example.org", CAST["alice"].id)


def test_a_not_now_comes_with_kind_words(app):
    row = offered()
    taking_over.decline(LEA, row.id, " We begin again in May. ")
    own = queries.own_offer(ALICE, 1)
    assert (own.state, own.answer) == (
        HandoverState.DECLINED,
        "We begin again in May.",
    )
    assert not fresh().orphaned, "a lead who answers gives a sign of life"


def test_an_organisers_not_now_is_no_sign_of_the_team(app):
    without_a_lead()
    row = taking_over.offer(ALICE, fresh(), WORDS)
    taking_over.decline(OLU, row.id, "")
    assert fresh().orphaned


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
def test_what_has_an_answer_gets_no_other(app, first):
    row = offered()
    acts = {
        "accept": lambda: taking_over.accept(LEA, row.id),
        "decline": lambda: taking_over.decline(LEA, row.id, ""),
        "withdraw": lambda: taking_over.withdraw(ALICE, project(1)),
    }
    acts[first]()
    for act in acts.values():
        with pytest.raises(Refused):
            act()


# ---------------------------------------------------------------- the end
def test_an_offer_ends_by_itself_on_day_21_and_its_maker_is_told_once(app, at):
    at("2017-09-01 12:00")
    row = offered()
    at("2017-09-22 11:59")
    clockwork.move()
    assert state_of(row) is HandoverState.ASKED
    at("2017-09-22 12:00")
    with pytest.raises(Refused):
        taking_over.accept(LEA, row.id)
    for _twice in range(2):
        clockwork.move()
    assert state_of(row) is HandoverState.LAPSED
    assert sent("take-over-answer") == ["alice@example.org"]


# ---------------------------------------------------------------- who reads it
@pytest.mark.parametrize(
    ("who", "read"),
    [
        ("alice", True), ("lea", True), ("olu", True),
        ("bob", False), ("dai", False), ("mo", False), ("ada", False),
    ],
)  # fmt: skip
def test_both_ends_and_organisers_read_an_offer(app, who, read):
    offered()
    assert bool(queries.take_overs(CAST[who].viewer, 1)) is read
    assert queries.health_of(CAST[who].viewer, fresh()).offers == int(read)


@pytest.mark.parametrize("who", ["lea", "olu"])
def test_a_block_keeps_an_offer_from_whoever_it_parts(app, who):
    apart("alice", who)
    row = offered()
    assert queries.take_overs(CAST[who].viewer, 1) == ()
    assert not [one for one in notices() if one.to == CAST[who].email]
    with pytest.raises(NotFound):
        taking_over.accept(CAST[who].viewer, row.id)
    assert row.organisers_from == row.asked_at + 7 * DAY, "it looks like any other"


def test_whoever_rests_is_not_named_to_those_who_answer(app):
    offered()
    stand("alice", State.RESTING)
    assert queries.take_overs(LEA, 1) == ()


def test_another_lead_reads_it_too(app):
    join(1, CAST["bob"].id, TeamRole.LEAD)
    offered()
    assert sorted(sent("take-over")) == ["bob@example.org", "lea@example.org"]


# ---------------------------------------------------------------- whom nobody can see
def test_whoever_answers_must_be_able_to_see_who_offers(app):
    with pytest.raises(Refused):
        offered("carol", **AT_RISK)
    connect(CAST["carol"].id, CAST["olu"].id)
    row = offered("carol", **AT_RISK)
    assert state_of(row) is HandoverState.ASKED
    assert sent("take-over") == []  # Lea does not see her, an organiser does


def test_a_lead_who_is_kept_apart_from_the_new_one_hears_nothing_of_it(app):
    row = offered()
    join(1, CAST["mo"].id, TeamRole.LEAD)
    apart("mo", "alice")
    taking_over.accept(LEA, row.id)
    assert notices(kind="take-over-led") == []


# ---------------------------------------------------------------- changed meanwhile
@pytest.mark.parametrize("state", [ProjectState.FINISHED, ProjectState.ARCHIVED])
def test_nobody_comes_to_lead_what_has_ended_meanwhile(app, state):
    row = offered()
    silent(61, state=state)
    with pytest.raises(Refused):
        taking_over.accept(LEA, row.id)
    assert state_of(row) is HandoverState.ASKED


def test_where_the_last_lead_leaves_an_offer_is_for_the_organisers_at_once(app):
    row = offered(**AT_RISK)
    with pytest.raises(Refused):
        taking_over.accept(OLU, row.id)
    without_a_lead()
    clockwork.move()
    clockwork.move()
    assert len(notices(CAST["olu"].id, "take-over-turn")) == 1
    taking_over.accept(OLU, row.id)
    assert role_of("alice") is TeamRole.LEAD


def test_whoever_comes_to_lead_asks_no_more_to_be_let_in(app):
    asked = ask(1, "alice")
    taking_over.accept(LEA, offered().id)
    db.session.refresh(asked)
    assert asked.state is JoinState.WITHDRAWN
    assert checks.problems() == []


def test_a_question_that_one_does_not_find_refuses_no_offer(app):
    row = ask_to_lead("bob")
    apart("bob", "lea")
    before = len(notices(kind="handover-answer"))
    assert offered("bob").id
    assert state_of(row) is HandoverState.DECLINED
    told = notices(kind="handover-answer")[before:]
    assert [one.to for one in told] == ["lea@example.org"], "as by any no"
