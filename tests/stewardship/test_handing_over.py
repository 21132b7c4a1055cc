"""A lead asks somebody to lead a project; they say yes, no or nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community import checks
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused, TooMany
from community.core.visible import EXCLUDED, tie, unscoped
from community.projects import leaving
from community.projects.models import Ending, ProjectState, ProjectTag, TeamRole
from community.safeguarding.commands import block, unblock
from community.safeguarding.models import Block
from community.stewardship import asked, clockwork, handing_over
from community.stewardship.models import Handover, HandoverState
from tests.cast import CAST, join, tag_id
from tests.letters import letters, notices
from tests.projects.making import project
from tests.stewardship.making import (
    BESIDE,
    INSTEAD,
    ask,
    leads_of,
    member,
    orphaned,
    parts_of,
    viewer,
)

S = HandoverState


def state(row: Handover) -> HandoverState:
    db.session.refresh(row)
    return row.state


def later(days: int, moment: datetime) -> None:
    clock.set_source(lambda: moment + timedelta(days=days))


@pytest.fixture
def now(app):
    moment = clock.now()
    later(0, moment)
    yield moment
    clock.set_source(None)


# ---------------------------------------------------------------- asking
def test_nothing_changes_before_a_yes(app):
    row = ask()
    assert leads_of() == ["Lea"]
    (told,) = notices()
    assert (told.kind, told.to, told.project) == ("handover", "dai@example.org", 1)
    assert told.link == f"/projects/handovers/{row.id}"
    (letter,) = letters()
    assert letter.kind == "handover"


@pytest.mark.parametrize("who", ["dai", "alice", "olu", "ada"])
def test_only_a_lead_asks(app, who):
    with pytest.raises(Forbidden):
        ask("alice", by=who)


def test_somebody_outside_the_team_can_be_asked(app):
    row = ask("alice")
    handing_over.accept(viewer("alice"), row.id)
    assert leads_of() == ["Alice", "Lea"]
    assert checks.problems() == []


def test_nobody_is_asked_twice_at_once(app):
    ask()
    with pytest.raises(Refused):
        ask(kind=INSTEAD)


def test_a_lead_is_not_asked_to_lead(app):
    join(1, CAST["alice"].id, TeamRole.LEAD)
    with pytest.raises(Refused):
        ask("alice")


def test_whoever_takes_no_requests_is_asked_by_their_own_team_alone(app):
    for who in ("alice", "dai"):
        member(who).taking_requests = False
    db.session.flush()
    with pytest.raises(Refused):
        ask("alice")
    ask("dai")


def test_nobody_is_asked_to_lead_what_has_ended_or_what_they_cannot_see(app):
    with pytest.raises(Refused):
        ask("alice", number=3)
    project(1).state = ProjectState.ARCHIVED
    with pytest.raises(Refused):
        ask("dai")


# ---------------------------------------------------------------- the answer
def test_with_a_yes_both_lead_it(app):
    row = ask(kind=BESIDE)
    handing_over.accept(viewer("dai"), row.id)
    assert leads_of() == ["Dai", "Lea"]
    assert state(row) is S.ACCEPTED
    assert [(one.role, one.ended_how) for one in parts_of("dai")] == [
        (TeamRole.MEMBER, Ending.NEW_ROLE),
        (TeamRole.LEAD, None),
    ]
    assert [one.kind for one in notices(CAST["lea"].id)] == ["handover-answer"]
    assert checks.problems() == []


def test_whoever_hands_over_stays_in_the_team(app):
    handing_over.accept(viewer("dai"), ask(kind=INSTEAD).id)
    assert leads_of() == ["Dai"]
    assert [one.role for one in parts_of("lea")] == [TeamRole.LEAD, TeamRole.MEMBER]
    assert checks.problems() == []


def test_whoever_hands_over_a_sensitive_project_shows_to_it_alone(app):
    db.session.add(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    handing_over.accept(viewer("dai"), ask(kind=INSTEAD).id)
    shown = [one.audience for one in parts_of("lea")]
    assert shown == [Audience.MEMBERS, Audience.PROJECTS]


def test_a_no_changes_nothing_and_its_words_are_read(app):
    row = ask()
    handing_over.decline(viewer("dai"), row.id, " Not this year. ")
    assert (state(row), row.answer) == (S.DECLINED, "Not this year.")
    assert leads_of() == ["Lea"]
    with pytest.raises(Refused):
        handing_over.accept(viewer("dai"), row.id)
    ask()


def test_what_was_asked_can_be_taken_back_by_its_asker_alone(app):
    row = ask()
    for who in ("dai", "alice", "olu"):
        with pytest.raises(NotFound):
            handing_over.withdraw(viewer(who), row.id)
    handing_over.withdraw(viewer("lea"), row.id)
    with pytest.raises(Refused):
        handing_over.accept(viewer("dai"), row.id)
    with pytest.raises(Refused):
        handing_over.withdraw(viewer("lea"), row.id)


@pytest.mark.parametrize("who", ["alice", "bob", "lea", "olu", "ada"])
def test_nobody_answers_for_somebody_else(app, who):
    row = ask()
    for act in (handing_over.accept, lambda v, n: handing_over.decline(v, n, "")):
        with pytest.raises(NotFound):
            act(viewer(who), row.id)


READERS = {"dai": True, "lea": True, "alice": False, "bob": False, "olu": False}


@pytest.mark.parametrize("who", READERS)
def test_a_question_is_read_by_its_two_ends_and_the_leads(app, who):
    row = ask()
    if READERS[who]:
        line = asked.one(viewer(who), row.id)
        assert line.to_answer is (who == "dai")
        assert line.can_withdraw is (who == "lea")
    else:
        with pytest.raises(NotFound):
            asked.one(viewer(who), row.id)


def test_another_lead_reads_it_too_and_takes_nothing_back(app):
    join(1, CAST["alice"].id, TeamRole.LEAD)
    line = asked.one(viewer("alice"), ask().id)
    assert (line.to_answer, line.can_withdraw) == (False, False)


def test_the_project_page_asks_whoever_is_asked(app):
    row = ask()
    assert asked.asked_here(viewer("dai"), 1).handover_id == row.id
    assert asked.asked_here(viewer("lea"), 1).handover_id is None
    assert asked.asked_here(viewer("alice"), 1) == asked.AskedHere()


# ---------------------------------------------------------------- what comes between
def test_a_yes_rescues_a_project_whose_asker_left(app):
    row = ask()
    leaving.leave(viewer("lea"), project(1), unled=True)
    assert orphaned()
    handing_over.accept(viewer("dai"), row.id)
    db.session.expire_all()
    assert (leads_of(), orphaned()) == (["Dai"], False)


def test_a_question_of_a_lead_who_is_none_does_not_stand_where_others_lead(app):
    row = ask("alice")
    join(1, CAST["bob"].id, TeamRole.LEAD)
    leaving.step_back(viewer("lea"), project(1))
    with pytest.raises(Refused):
        handing_over.accept(viewer("alice"), row.id)
    assert leads_of() == ["Bob"]


WAYS = [("dai", "lea"), ("lea", "dai")]


def forgive(who):
    found = unscoped("test", Block.id).where(Block.member_id == CAST[who].id)
    unblock(viewer(who), db.session.scalars(found).one())


def read(row):
    """What whoever asked reads and hears, but for a name that is gone as in a break."""
    line = asked.one(viewer("lea"), row.id)
    (listed,) = asked.of_project(viewer("lea"), 1)
    assert listed == line
    told = [(one.kind, one.key, one.at, one.read) for one in notices(CAST["lea"].id)]
    return replace(line, person=None), told


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_a_block_shows_in_nothing_that_whoever_asked_reads_or_hears(now, way):
    row = ask()
    moments = [(day, []) for day in (0, 3, 8, 20, 21)]
    with db.session.begin_nested() as usual:
        for day, seen in moments:
            later(day, now)
            clockwork.move()
            seen += [read(row)]
        usual.rollback()
    later(0, now)
    block(viewer(way[0]), member(way[1]))
    for day, seen in moments:
        later(day, now)
        clockwork.move()
        assert [read(row)] == seen, day
    assert [kind for kind, *_rest in read(row)[1]] == ["handover-answer"]
    assert state(row) is S.LAPSED


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_parted_from_whoever_asks_one_neither_finds_nor_answers_it(now, way):
    row = ask()
    later(4, now)
    clockwork.move()
    assert len(notices(CAST["dai"].id)) == 2
    block(viewer(way[0]), member(way[1]))
    assert notices(CAST["dai"].id) == []
    assert asked.asked_here(viewer("dai"), 1).handover_id is None
    join(1, CAST["mo"].id, TeamRole.LEAD)
    acts = (
        handing_over.accept, lambda v, n: handing_over.decline(v, n, ""), asked.one
    )  # fmt: skip
    for act in acts:
        with pytest.raises(NotFound):
            act(viewer("dai"), row.id)
    later(8, now)
    clockwork.move()
    assert notices(CAST["dai"].id) == []
    with pytest.raises(Refused, match="asked already"):
        ask(by="mo")


def test_who_leads_it_by_now_does_not_find_it_either(app):
    row = ask("alice")
    join(1, CAST["alice"].id, TeamRole.LEAD)
    block(viewer("alice"), member("lea"))
    assert asked.of_project(viewer("alice"), 1) == ()
    with pytest.raises(NotFound):
        handing_over.accept(viewer("alice"), row.id)


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_it_can_be_taken_back_after_a_block(app, way):
    row = ask()
    block(viewer(way[0]), member(way[1]))
    handing_over.withdraw(viewer("lea"), row.id)
    assert state(row) is S.WITHDRAWN


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_after_making_up_it_waits_as_before_and_nobody_is_told(now, way):
    row = ask()
    block(viewer(way[0]), member(way[1]))
    forgive(way[0])
    later(8, now)
    clockwork.move()
    assert notices() == []
    assert asked.asked_here(viewer("dai"), 1).handover_id == row.id
    handing_over.accept(viewer("dai"), row.id)
    assert leads_of() == ["Dai", "Lea"]


def test_another_lead_reads_no_end_at_a_block(app):
    join(1, CAST["alice"].id, TeamRole.LEAD)
    row = ask()
    before = asked.one(viewer("alice"), row.id)
    block(viewer("dai"), member("lea"))
    assert asked.one(viewer("alice"), row.id) == before


def test_who_excludes_is_not_reminded_of(now):
    row = ask()
    keep = {"member_id": CAST["dai"].id, "other_id": CAST["lea"].id, "kind": EXCLUDED}
    db.session.execute(tie.insert().values(**keep))
    later(4, now)
    clockwork.move()
    assert notices(kind="handover-reminder") == []
    assert state(row) is S.ASKED


# ---------------------------------------------------------------- the clock
def test_they_are_reminded_on_days_3_and_7_and_it_lapses_on_day_21(now):
    row = ask()
    kinds = []
    for day in (2, 3, 3, 5, 7, 8, 20, 21, 22):
        later(day, now)
        clockwork.move()
        kinds.append([one.kind for one in notices() if "handover" in one.kind][1:])
    counts = [len(one) for one in kinds]
    assert counts == [0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert kinds[-1][-1] == "handover-answer"
    assert state(row) is S.LAPSED


def test_a_clock_that_comes_late_reminds_once(now):
    ask()
    later(9, now)
    assert clockwork.move() == 1
    assert clockwork.move() == 0
    assert len(notices(kind="handover-reminder")) == 1


def test_no_yes_counts_after_the_last_day_though_the_clock_is_late(now):
    row = ask()
    later(21, now)
    with pytest.raises(Refused):
        handing_over.accept(viewer("dai"), row.id)
    assert not asked.one(viewer("dai"), row.id).to_answer


def test_every_step_is_journalled(app):
    from community.core.journal import AuditEvent

    row = ask()
    handing_over.accept(viewer("dai"), row.id)
    found = unscoped("test", AuditEvent.note).where(
        AuditEvent.object_kind == "handover", AuditEvent.object_id == row.id
    )
    assert list(db.session.scalars(found.order_by(AuditEvent.id))) == [
        "asked",
        "accepted",
    ]


def test_nobody_comes_to_lead_what_has_ended_meanwhile(app):
    row = ask("dai")
    project(1).state = ProjectState.ARCHIVED
    db.session.flush()
    with pytest.raises(Refused):
        handing_over.accept(viewer("dai"), row.id)
    assert leads_of() == ["Lea"]


# ---------------------------------------------------------------- not again at once
ENDS = {
    "no": lambda row: handing_over.decline(viewer("bob"), row.id, "Not this year"),
    "taken back": lambda row: handing_over.withdraw(viewer("lea"), row.id),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_stranger_is_not_asked_again_for_21_days(now, end):
    ENDS[end](ask("bob"))
    join(1, CAST["alice"].id, TeamRole.LEAD)
    for days in (0, 20):
        later(days, now)
        for lead in ("lea", "alice"):
            with pytest.raises(Refused, match="You can ask again from"):
                ask("bob", kind=INSTEAD, by=lead)
    ask("mo")
    later(21, now)
    ask("bob")


def test_of_the_team_one_is_asked_again_but_three_times_a_day(now):
    for _time in range(3):
        handing_over.withdraw(viewer("lea"), ask("dai").id)
    with pytest.raises(TooMany):
        ask("dai")
    later(1, now)
    ask("dai")
