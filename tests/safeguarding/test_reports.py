"""Reports: who is told, who may read, what is recorded."""

from datetime import timedelta

import pytest

from community.accounts.models import Account, Grant, State
from community.core import clock
from community.core.access import Role
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.members.models import Member
from community.safeguarding import commands, queries
from community.safeguarding.models import Report, ReportReason, ReportState
from tests.cast import CAST
from tests.letters import letters, notices

ALICE, MO, ADA = (CAST[name].viewer for name in ("alice", "mo", "ada"))
SAFETY, SPAM, OTHER = ReportReason.SAFETY, ReportReason.SPAM, ReportReason.OTHER


def report(about=2, reason=SPAM, text="") -> Report:
    thing = commands.Reported("person", about, about, "")
    receipt = commands.report(ALICE, thing, reason, text)
    found = unscoped("test", Report).where(Report.receipt == receipt)
    return db.session.scalars(found).one()


def told():
    return sorted(one.to for one in letters("report"))


def give(number, role, until=None):
    db.session.add(Grant(account_id=number, role=role, until=until))
    db.session.flush()


def readers(row):
    """Return who of the cast may read a report."""
    able = []
    for name, person in CAST.items():
        try:
            queries.report(person.viewer, row.id)
            able.append(name)
        except NotFound:
            continue
    return able


def test_the_moderators_are_told_without_a_word_of_it(app):
    row = report(text="He shouts at people")
    assert told() == ["mo@example.org"]
    (notice,) = notices()
    assert (notice.facts, notice.person) == ({}, None), "nor who reported"
    assert notice.link == f"/moderate/{row.id}"


def test_a_moderator_who_reports_tells_the_others(app):
    give(1, Role.MODERATOR)
    report()
    assert told() == ["mo@example.org"]


def test_what_the_only_moderator_reports_goes_to_the_administrators(app):
    thing = commands.Reported("person", 2, 2, "")
    receipt = commands.report(MO, thing, SPAM, "")
    found = unscoped("test", Report).where(Report.receipt == receipt)
    row = db.session.scalars(found).one()
    assert told() == ["ada@example.org"]
    assert readers(row) == ["ada", "mo"]
    give(1, Role.MODERATOR)
    assert "ada" not in readers(row), "somebody else can look now"


def test_only_moderators_read_it(app):
    assert readers(report()) == ["mo"]


def test_a_report_about_the_only_moderator_goes_to_the_administrators(app):
    row = report(about=8)
    assert told() == ["ada@example.org"]
    assert readers(row) == ["ada"]


def test_a_report_about_a_moderator_goes_to_the_others(app):
    give(4, Role.MODERATOR)
    row = report(about=8)
    assert told() == ["dai@example.org"]
    assert "mo" not in readers(row)
    assert "ada" not in readers(row)


@pytest.mark.parametrize("gone", ["suspended", "ended"])
def test_without_a_moderator_the_administrators_read(app, gone):
    if gone == "suspended":
        db.session.get_one(Account, 8).state = State.SUSPENDED
    else:
        where = unscoped("test", Grant).where(Grant.role == Role.MODERATOR)
        db.session.scalars(where).one().until = clock.now()
    db.session.flush()
    row = report()
    assert told() == ["ada@example.org"]
    assert "ada" in readers(row)


def test_a_moderators_last_day_is_noticed_while_the_site_runs(app, at):
    at("2017-09-01 12:00")
    where = unscoped("test", Grant).where(Grant.role == Role.MODERATOR)
    db.session.scalars(where).one().until = clock.now() + timedelta(days=1)
    row = report()
    assert "ada" not in readers(row)
    at("2017-09-02 12:00")
    assert "ada" in readers(row)


def test_nobody_reads_a_report_about_themselves(app):
    db.session.get_one(Account, 8).state = State.SUSPENDED
    db.session.flush()
    row = report(about=7)
    assert "ada" not in readers(row)
    assert told() == []


def test_worries_about_safety_come_first_then_the_oldest(app, at):
    found = []
    for minute, reason in enumerate((SPAM, SAFETY, SPAM, SAFETY)):
        at(f"2017-09-01 12:0{minute}")
        found.append(report(reason=reason).id)
    listed = [card.id for card in queries.reports(MO)]
    assert listed == [found[1], found[3], found[0], found[2]]


def test_a_moderator_never_learns_who_reported(app):
    card = queries.reports(MO)[0] if report() and queries.reports(MO) else None
    assert card is not None
    assert not {"reporter_id", "reporter"} & set(card.__dataclass_fields__)


def test_a_case_is_named_even_where_a_block_or_a_narrow_name_hides_it(app):
    carol = report(about=3)
    assert queries.subject(MO, carol)[0] == "Carol Finch"
    bob = db.session.scalars(unscoped("test", Member).where(Member.id == 8)).one()
    commands.block(CAST["bob"].viewer, bob)
    assert queries.subject(MO, report(about=2))[0] == "Bob Okoro"
    with pytest.raises(Forbidden):
        queries.subject(CAST["olu"].viewer, carol)


def test_something_else_needs_a_word(app):
    with pytest.raises(Refused, match="few words"):
        report(reason=OTHER, text="  ")


def test_visitors_do_not_report(app):
    from community.core.access import VISITOR

    with pytest.raises(Forbidden):
        commands.report(VISITOR, commands.Reported("person", 2, 2, ""), SPAM, "")


def test_each_step_is_taken_once_and_recorded(app):
    row = report()
    commands.take_up(MO, row)
    with pytest.raises(Refused):
        commands.take_up(MO, row)
    with pytest.raises(Refused, match="sentence"):
        commands.close(MO, row, " ")
    commands.close(MO, row, "We talked.")
    with pytest.raises(Refused, match="closed it already"):
        commands.close(MO, row, "Again.")
    assert (row.state, row.outcome) == (ReportState.RESOLVED, "We talked.")
    acts = unscoped("test", AuditEvent.actor_id, AuditEvent.note)
    found = acts.where(AuditEvent.act == Act.REPORT).order_by(AuditEvent.id)
    assert db.session.execute(found).all() == [
        (1, ""),
        (8, "in progress"),
        (8, "resolved"),
    ]


@pytest.mark.parametrize("who", ["alice", "olu", "pat"])
def test_only_whoever_reads_reports_answers_them(app, who):
    row = report()
    for step in (commands.take_up, lambda v, r: commands.close(v, r, "Done.")):
        with pytest.raises(Forbidden):
            step(CAST[who].viewer, row)
