"""Cases: one of each thing, who may work it, whose it is, and what the clock does."""

from datetime import timedelta

import pytest

from community.accounts.models import Account, Grant, State
from community.announcements.models import Announcement, ToWhom
from community.core import clock
from community.core.access import VISITOR, Role
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.essays.models import Essay, EssayAuthor, Series
from community.projects.models import Membership, Story, TeamRole, Teller
from community.safeguarding import cases, casework, clockwork, closing, queue
from community.safeguarding.models import Case, CaseState, Finding, Lane
from tests.cast import CAST
from tests.letters import letters, notices
from tests.safeguarding.making import (
    ADA,
    DAI,
    MO,
    SAFETY,
    SPAM,
    fresh,
    give,
    report,
    state_of,
    steps,
    taken,
)


def readers(row):
    """Return who of the cast may read a case."""
    able = []
    for name, person in CAST.items():
        try:
            casework.case(person.viewer, row.id)
            able.append(name)
        except (NotFound, Forbidden):
            continue
    return able


# ---------------------------------------------------------------- one of each thing
def test_several_reports_of_one_thing_are_one_case(app):
    first, second = report(who="alice"), report(who="bob", about=4)
    again = report(who="lea")
    assert first.id == again.id != second.id
    assert len(casework.reports(MO, first.id)) == 2


def test_what_is_reported_after_the_end_is_a_new_case(app):
    first = taken()
    closing.close(MO, first.id, Finding.NO_BREACH, "Nothing there.")
    assert report(who="lea").id != first.id


def test_a_case_is_due_after_three_days_and_with_risk_of_harm_after_one(app, at):
    at("2017-09-01 12:00")
    usual, harm = report(about=2), report(about=4, reason=SAFETY)
    assert (usual.lane, harm.lane) == (Lane.USUAL, Lane.HARM)
    assert usual.due_at - clock.now() == timedelta(hours=72)
    assert harm.due_at - clock.now() == timedelta(hours=24)


@pytest.mark.parametrize(("day", "due"), [("02", "03 12:00"), ("03", "04 12:00")])
def test_a_worry_that_comes_later_hurries_a_case_and_never_puts_it_off(
    app, at, day, due
):
    at("2017-09-01 12:00")
    report()
    at(f"2017-09-{day} 12:00")
    row = report(reason=SAFETY, who="lea")
    assert row.lane is Lane.HARM
    assert row.due_at.strftime("%d %H:%M") == due
    report(who="dai")
    assert fresh(row).lane is Lane.HARM, "what comes later does not calm it"


# ---------------------------------------------------------------- who may work it
def test_moderators_alone_read_a_case(app):
    assert readers(report()) == ["mo"]


def test_nobody_reads_a_case_about_themselves_nor_one_that_they_reported(app):
    about, reported = report(about=8), report(who="mo")
    assert readers(about) == ["ada"]
    assert readers(reported) == ["ada"]
    give(4)
    assert readers(about) == readers(reported) == [], "Dai of the cast has no role"
    assert casework.case(DAI, about.id)
    assert casework.case(DAI, reported.id)


def lead(member):
    db.session.add(Membership(project_id=1, member_id=member, role=TeamRole.LEAD))


def tell_a_story(member):
    words = {"told_as": Teller.WORKED, "words": "It helped"}
    db.session.add(Story(id=1, project_id=1, author_id=member, **words))


def announce(member):
    words = {"title": "News", "words": "Come", "to_whom": ToWhom.EVERYBODY}
    db.session.add(Announcement(id=1, author_id=member, **words))


def write_an_essay(member):
    db.session.add(Series(id=1, slug="series", title="Series"))
    db.session.flush()
    db.session.add(Essay(id=1, series_id=1, slug="essay"))
    db.session.flush()
    db.session.add(EssayAuthor(essay_id=1, name="Somebody", member_id=member))


PARTS = {
    "project": lead, "story": tell_a_story, "announcement": announce,
    "essay": write_an_essay,
}  # fmt: skip


@pytest.mark.parametrize(("maker", "reads"), [(3, "mo"), (8, "ada")])
@pytest.mark.parametrize("kind", PARTS)
def test_nobody_works_a_case_about_what_they_made_or_lead(app, kind, maker, reads):
    """They would read what is said of them, and guess who said it."""
    PARTS[kind](maker)
    row = report(about=None, kind=kind, number=1)
    assert readers(row) == [reads]
    assert cases.workers(row) == [CAST[reads].id]


def test_who_led_once_works_it_again(app):
    row = report(about=None, kind="project", number=1)
    lead(8)
    db.session.flush()
    assert readers(row) == ["ada"]
    team = unscoped("test", Membership).where(Membership.member_id == 8)
    db.session.scalars(team).one().until = clock.today()
    db.session.flush()
    assert readers(row) == ["mo"]


@pytest.mark.parametrize("gone", ["suspended", "ended"])
def test_without_a_moderator_the_administrators_work_it(app, gone):
    if gone == "suspended":
        db.session.get_one(Account, 8).state = State.SUSPENDED
    else:
        where = unscoped("test", Grant).where(Grant.role == Role.MODERATOR)
        db.session.scalars(where).one().until = clock.now()
    db.session.flush()
    assert "ada" in readers(report())
    assert "ada" not in readers(report(about=7)), "never about themselves"


def test_a_moderators_last_day_is_noticed_while_the_site_runs(app, at):
    at("2017-09-01 12:00")
    where = unscoped("test", Grant).where(Grant.role == Role.MODERATOR)
    db.session.scalars(where).one().until = clock.now() + timedelta(days=1)
    row = report()
    assert "ada" not in readers(row)
    at("2017-09-02 12:00")
    assert "ada" in readers(row)


def test_who_is_told_is_who_may_work_it(app):
    give(1), give(4)
    row = report(who="alice")
    told = {one.to for one in letters("report")}
    assert told == {"dai@example.org", "mo@example.org"}
    assert cases.workers(row) == [4, 8]
    assert cases.workers(row, 8) == [4]


ACTS = {
    "claim": lambda v, n: cases.claim(v, n),
    "hand back": lambda v, n: cases.hand_back(v, n),
    "hand on": lambda v, n: cases.hand_on(v, n, 4),
    "take over": lambda v, n: cases.take_over(v, n),
    "close": lambda v, n: closing.close(v, n, Finding.ACTED, "Done."),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["alice", "olu", "pat", "ada", None])
def test_nobody_else_does_anything_with_a_case(app, act, who):
    row = taken()
    viewer = CAST[who].viewer if who else VISITOR
    with pytest.raises((Forbidden, NotFound)):
        ACTS[act](viewer, row.id)
    assert fresh(row).claimed_by_id == 8


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("party", ["about", "reporter"])
def test_a_moderator_does_nothing_in_a_case_of_their_own(app, act, party):
    give(4)
    row = taken(DAI, about=8) if party == "about" else taken(DAI, who="mo")
    with pytest.raises(NotFound):
        ACTS[act](MO, row.id)
    assert fresh(row).claimed_by_id == 4


# ---------------------------------------------------------------- whose it is
def test_a_case_is_taken_once_and_let_go_by_whoever_has_it(app):
    give(4)
    row = taken()
    with pytest.raises(Refused, match="already"):
        cases.claim(DAI, row.id)
    with pytest.raises(Refused, match="Take the case first"):
        cases.hand_back(DAI, row.id)
    cases.hand_back(MO, row.id)
    assert fresh(row).state is CaseState.OPEN
    assert (row.claimed_by_id, row.claimed_at) == (None, None)
    cases.claim(DAI, row.id)
    assert fresh(row).claimed_by_id == 4


def test_whoever_hands_a_case_on_lets_it_go_and_another_is_asked_to_take_it(app):
    row = taken()
    for nobody in (0, 1, 2, 7, 8):
        with pytest.raises(Refused, match="Choose somebody"):
            cases.hand_on(MO, row.id, nobody)
    give(4)
    cases.hand_on(MO, row.id, 4)
    assert (fresh(row).state, row.claimed_by_id) == (CaseState.OPEN, None)
    (told,) = notices(kind="case-handed")
    assert (told.to, told.facts) == ("dai@example.org", {})
    with pytest.raises(Refused):
        cases.hand_back(MO, row.id)
    cases.claim(DAI, row.id)


def test_handing_on_does_not_tell_which_colleague_reported(app):
    give(4), give(5)
    row = taken(who="dai")
    for account in (4, 5):
        if fresh(row).state is CaseState.OPEN:
            cases.claim(MO, row.id)
        asked = [one for one, _member in cases.colleagues(MO, row)]
        assert asked == [4, 5], "whoever reported is on the list like all others"
        cases.hand_on(MO, row.id, account)
        assert (fresh(row).state, row.claimed_by_id) == (CaseState.OPEN, None)
    (told,) = notices(kind="case-handed")
    assert told.to == "lea@example.org", "and is not asked"
    with pytest.raises(NotFound):
        cases.claim(DAI, row.id)


def test_whom_a_case_is_about_is_not_among_those_to_ask(app):
    give(4), give(5)
    assert cases.colleagues(MO, taken(about=5, who="dai")) == [(4, 4)]


def test_only_what_is_overdue_is_taken_over(app, at):
    at("2017-09-01 12:00")
    give(4)
    row = taken()
    with pytest.raises(Refused, match="overdue"):
        cases.take_over(DAI, row.id)
    at("2017-09-04 12:00")
    with pytest.raises(Refused, match="overdue"):
        cases.take_over(MO, row.id)
    cases.take_over(DAI, row.id)
    assert fresh(row).claimed_by_id == 4


def test_a_case_has_to_be_taken_before_it_is_closed_and_ends_once(app):
    row = report()
    with pytest.raises(Refused, match="Take the case first"):
        closing.close(MO, row.id, Finding.NO_BREACH, "Nothing.")
    cases.claim(MO, row.id)
    with pytest.raises(Refused, match="sentence"):
        closing.close(MO, row.id, Finding.NO_BREACH, "  ")
    closing.close(MO, row.id, Finding.NO_BREACH, "Nothing.")
    with pytest.raises(Refused):
        closing.close(MO, row.id, Finding.NO_BREACH, "Nothing.")
    assert (fresh(row).state, row.open_key) == (CaseState.CLOSED, None)
    assert steps() == [
        ("mark-8", "case", "claimed"),
        ("mark-8", "case", "closed: no breach"),
    ]


# ---------------------------------------------------------------- the queue
def test_risk_of_harm_comes_first_then_what_is_due_first(app, at):
    found = []
    for minute, reason in enumerate((SPAM, SAFETY, SPAM, SAFETY)):
        at(f"2017-09-01 12:0{minute}")
        found.append(report(about=minute + 1, who="lea", reason=reason).id)
    listed = [card.id for card in queue.cases(MO, queue.Tab.OPEN).items]
    assert listed == [found[1], found[3], found[0], found[2]]


def test_what_a_rule_did_comes_first_in_its_lane(app, at):
    at("2017-09-01 12:00")
    one, two, three = (report(about=n, who="lea") for n in (1, 2, 4))
    four = report(about=3, who="lea", reason=SAFETY)
    three.ruled_at = clock.now()
    db.session.flush()
    listed = [card.id for card in queue.cases(MO, queue.Tab.OPEN).items]
    assert listed == [four.id, three.id, one.id, two.id]


def test_each_part_of_the_queue_counts_what_it_lists(app):
    give(4)
    mine, theirs, done = (taken(about=n, who="lea") for n in (1, 2, 3))
    report(about=6, who="lea")
    cases.hand_back(MO, theirs.id)
    cases.claim(DAI, theirs.id)
    closing.close(MO, done.id, Finding.NO_BREACH, "Nothing.")
    counts = queue.counts(MO)
    assert counts == {"open": 1, "mine": 1, "claimed": 2, "closed": 1, "appeals": 0}
    for tab in queue.Tab:
        if tab is not queue.Tab.APPEALS:
            assert len(queue.cases(MO, tab).items) == counts[tab]
    assert [card.id for card in queue.cases(MO, queue.Tab.MINE).items] == [mine.id]
    assert set(queue.counts(ADA).values()) == {0}


def test_a_card_and_a_report_never_say_who_reported(app):
    row = report(text="He sells oils")
    (card,), (told,) = (
        queue.cases(MO, queue.Tab.OPEN).items,
        casework.reports(MO, row.id),
    )
    for one in (card, told, casework.facts(row)):
        assert not {"reporter_id", "reporter"} & set(one.__dataclass_fields__)


def test_a_card_says_how_long_there_is_and_how_long_it_is_overdue(app, at):
    at("2017-09-01 12:00")
    report()
    for hour, overdue, hours in (
        ("03 12:30", False, 23),
        ("04 12:00", True, 0),
        ("04 15:10", True, 3),
    ):
        at(f"2017-09-{hour}")
        (card,) = queue.cases(MO, queue.Tab.OPEN).items
        assert (card.overdue, card.hours) == (overdue, hours)


# ---------------------------------------------------------------- the clock
def told(kind):
    return sorted(one.to for one in notices(kind=kind))


def test_all_are_reminded_once_when_nobody_takes_a_case_of_harm(app, at):
    at("2017-09-01 12:00")
    give(4)
    report(reason=SAFETY), report(about=1, who="lea")
    at("2017-09-01 15:59")
    assert clockwork.move() == 0
    at("2017-09-01 16:00")
    assert clockwork.move() == 1
    assert told("case-waits") == ["dai@example.org", "mo@example.org"]
    assert clockwork.move() == 0
    assert len(notices(kind="case-waits")) == 2


def test_whoever_took_it_is_not_reminded_that_nobody_did(app, at):
    at("2017-09-01 12:00")
    taken(reason=SAFETY)
    at("2017-09-01 20:00")
    assert clockwork.move() == 0


def test_all_are_told_once_when_a_case_is_overdue_though_somebody_has_it(app, at):
    at("2017-09-01 12:00")
    give(4)
    row = taken(reason=SAFETY)
    at("2017-09-02 11:59")
    assert clockwork.move() == 0
    at("2017-09-02 12:00")
    assert clockwork.move() == 1
    assert told("case-overdue") == ["dai@example.org", "mo@example.org"]
    assert {one.link for one in notices(kind="case-overdue")} == {f"/moderate/{row.id}"}
    assert clockwork.move() == 0


def test_reminders_hold_no_word_of_a_case(app, at):
    at("2017-09-01 12:00")
    row = report(reason=SAFETY, text="She said kettle", excerpt="a teapot")
    at("2017-09-02 12:00")
    clockwork.move()
    for one in notices():
        assert (one.facts, one.person, one.project) == ({}, None, None)
        assert one.link == f"/moderate/{row.id}"
    for letter in letters():
        assert not {"text", "excerpt", "reason"} & set(letter.facts)


@pytest.mark.parametrize("gone", ["role", "account"])
def test_a_case_of_somebody_who_moderates_no_more_is_free_again(app, gone):
    row = taken()
    assert clockwork.move() == 0
    if gone == "account":
        db.session.get_one(Account, 8).state = State.RESTING
    else:
        where = unscoped("test", Grant).where(Grant.role == Role.MODERATOR)
        db.session.scalars(where).one().until = clock.now()
    db.session.flush()
    assert clockwork.move() == 1
    assert fresh(row).state is CaseState.OPEN
    assert state_of(8) is (State.RESTING if gone == "account" else State.ACTIVE)


def test_the_number_of_hours_is_a_setting(app, at):
    from community.vocabulary.commands import choose

    for name, value in (("case_harm_hours", "6"), ("case_unclaimed_hours", "1")):
        choose(ADA, name, value)
    at("2017-09-01 12:00")
    row = report(reason=SAFETY)
    assert row.due_at - row.opened_at == timedelta(hours=6)
    at("2017-09-01 13:00")
    assert clockwork.move() == 1


def test_a_case_that_is_gone_is_an_unknown_number(app):
    with pytest.raises(NotFound):
        cases.claim(MO, 99)
    assert db.session.get(Case, 99, execution_options={"unscoped": "test"}) is None
