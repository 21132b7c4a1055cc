"""Taking a break: gone from everywhere, nothing lost, back by oneself or in time."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from community import checks
from community.accounts.models import Account, Grant, SignIn, State
from community.connections.models import ConnectionRequest
from community.core.access import Audience, Role, Viewer
from community.core.db import Base, db, start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import find, unscoped
from community.members import joining, resting
from community.members.models import Member
from community.projects import absence
from community.projects.models import Project, TeamRole
from community.projects.standing import stands
from community.projects.team import add_membership
from community.safeguarding import administering
from community.safeguarding import commands as safeguarding
from community.safeguarding.models import Ground
from tests.cast import CAST, join
from tests.client import signed_in_token
from tests.letters import letters, notices
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come, send, some
from tests.safeguarding.making import report

ALICE, BOB, DAI, LEA, ADA = (
    CAST[name].viewer for name in ("alice", "bob", "dai", "lea", "ada")
)
JUNE = date(2018, 6, 1)


@pytest.fixture(autouse=True)
def _in_autumn(app, at):
    at("2017-11-01 12:00")


def account(number: int) -> Account:
    return db.session.get_one(Account, number, populate_existing=True)


def notes() -> list[str]:
    found = unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.REST)
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


def rows(but=("account", "member", "audit_event", "job", "version")):
    """Every row of the database, but of what a break may write."""
    return {
        table.name: sorted(map(repr, db.session.connection().execute(select(table))))
        for table in Base.metadata.sorted_tables
        if table.name not in but
    }


# ---------------------------------------------------------------- going
def test_whoever_rests_is_no_member_for_others_and_keeps_their_sessions(app):
    signed_in_token(1)
    resting.rest(ALICE, JUNE)
    assert account(1).state is State.RESTING
    assert account(1).rests_until == JUNE
    with pytest.raises(NotFound):
        find(BOB, Member, Member.id == 1)
    number = unscoped("test", SignIn.id).where(SignIn.account_id == 1)
    assert db.session.scalars(number).all()
    assert notes() == ["began"]
    assert not checks.problems()


@pytest.mark.parametrize(
    "day", [date(2017, 11, 1), date(2017, 10, 1), date(2030, 1, 1)]
)
def test_a_day_that_is_past_or_years_away_is_refused(app, day):
    with pytest.raises(Refused):
        resting.rest(ALICE, day)
    assert account(1).state is State.ACTIVE


def test_nobody_rests_twice_or_from_outside(app):
    resting.rest(ALICE, None)
    with pytest.raises(Refused, match="already"):
        resting.rest(ALICE, None)
    with pytest.raises(Forbidden):
        resting.rest(CAST["pat"].viewer, None)
    with pytest.raises(Forbidden):
        resting.come_back(Viewer())


def test_the_last_administrator_stays(app):
    with pytest.raises(Refused, match="administrator"):
        resting.rest(ADA, None)
    db.session.add(Grant(account_id=6, role=Role.ADMINISTRATOR))
    db.session.flush()
    resting.rest(ADA, None)
    with pytest.raises(Refused, match="administrator"):
        resting.rest(CAST["olu"].viewer, None)


def test_reports_go_to_those_who_are_there(app):
    db.session.add(Grant(account_id=6, role=Role.MODERATOR))
    db.session.flush()
    resting.rest(CAST["mo"].viewer, None)
    report()
    assert [letter.to for letter in letters("report")] == ["olu@example.org"]


def test_an_administrator_can_suspend_somebody_who_rests(app):
    resting.rest(ALICE, JUNE)
    administering.suspend(ADA, 1, Ground.RULES, "Why")
    assert resting.come_back(ALICE) is False
    assert account(1).state is State.SUSPENDED
    assert not checks.problems()


def test_a_break_goes_on_when_a_suspension_ends(app):
    """Nobody who hides from somebody is shown again by what moderators do."""
    resting.rest(ALICE, JUNE)
    administering.suspend(ADA, 1, Ground.RULES, "Why")
    administering.open_again(ADA, 1)
    assert (account(1).state, account(1).rests_until) == (State.RESTING, JUNE)
    assert account(1).suspended_from is None
    assert not checks.problems()


# ---------------------------------------------------------------- coming back
def test_coming_back_restores_everything(app):
    stage.fill()
    before = rows()
    resting.rest(DAI, JUNE)
    assert rows() == before, "a break changes nothing but where the account stands"
    assert resting.come_back(DAI)
    assert rows() == before
    assert find(ALICE, Member, Member.id == 4).listed
    assert account(4).rests_until is None
    assert notes() == ["began", "ended"]
    assert not resting.come_back(DAI), "once"
    assert not checks.problems()


def test_what_waits_for_them_keeps_waiting(app):
    stage.fill()
    resting.rest(ALICE, JUNE)
    state = unscoped("test", ConnectionRequest.state).where(
        ConnectionRequest.asked_id == 1
    )
    assert db.session.scalars(state).all() == ["sent"]


def test_the_clock_brings_back_whose_day_has_come_with_one_letter(app, at):
    resting.rest(ALICE, JUNE)
    resting.rest(BOB, None)
    at("2018-05-31 23:59")
    assert resting.move() == 0
    at("2018-07-09 12:00")
    assert resting.move() == 1, "also when it runs late"
    assert resting.move() == 0
    assert [letter.to for letter in letters("rest-over")] == ["alice@example.org"]
    assert account(1).state is State.ACTIVE
    assert account(2).state is State.RESTING, "an open end has no day"
    assert notes()[-1] == "ended by its day"
    resting.rest(ALICE, date(2018, 8, 1))
    at("2018-08-01 00:01")
    assert resting.move() == 1
    assert len(letters("rest-over")) == 2


# ---------------------------------------------------------------- the teams
def unnamed(viewer, project=1):
    return absence.around(viewer, project, stands(viewer, project)).unnamed


def test_leads_are_told_a_day_and_no_name(app):
    absence.take_a_break(DAI, JUNE)
    (letter,) = letters("rest-lead")
    assert letter.to == "lea@example.org"
    (told,) = notices(kind="rest-lead")
    assert (told.facts, told.link) == ({"day": "2018-06-01"}, "/projects/mine")
    assert told.person is None, "a day, and no name"
    assert unnamed(LEA) == absence.Unnamed(0, (absence.Away(JUNE),))


def test_whoever_goes_again_on_the_same_day_is_told_of_once(app, at):
    at("2018-01-10 12:00")
    for _each in range(4):
        absence.take_a_break(DAI, JUNE)
        resting.come_back(DAI)
    assert len(letters("rest-lead")) == 1
    at("2018-01-11 12:00")
    absence.take_a_break(DAI, JUNE)
    assert [one.to for one in letters("rest-lead")] == ["lea@example.org"] * 2


def test_who_is_in_no_team_or_hides_their_part_tells_nobody(app):
    absence.take_a_break(ALICE, JUNE)
    assert not letters("rest-lead")
    join(2, 4, audience="me")
    absence.take_a_break(DAI, JUNE)
    assert [letter.to for letter in letters("rest-lead")] == ["lea@example.org"]


def test_the_others_of_a_team_count_a_member_and_learn_no_day(app):
    join(1, 1)
    absence.take_a_break(DAI, JUNE)
    assert unnamed(ALICE) == absence.Unnamed(1)
    assert unnamed(BOB) == absence.Unnamed(), "nobody outside learns of it"
    safeguarding.block(ALICE, find(ALICE, Member, Member.id == 5))
    assert unnamed(ALICE) == absence.Unnamed(2), "as they do somebody they blocked"
    assert unnamed(LEA) == absence.Unnamed(1, (absence.Away(JUNE),))


def test_a_name_that_is_kept_from_the_team_counts_nowhere(app):
    join(1, 3)
    resting.rest(CAST["carol"].viewer, JUNE)
    assert unnamed(LEA) == absence.Unnamed()


def test_a_lead_who_never_saw_the_name_gets_no_letter(app):
    join(1, 3)
    absence.take_a_break(CAST["carol"].viewer, JUNE)
    assert not letters("rest-lead")


def test_a_lead_cannot_tell_an_open_break_from_a_block(app):
    resting.rest(DAI, None)
    rests = unnamed(LEA)
    resting.come_back(DAI)
    safeguarding.block(DAI, find(DAI, Member, Member.id == 5))
    assert unnamed(LEA) == rests == absence.Unnamed(1)


def test_projects_that_nobody_would_lead_are_listed(app):
    assert [one.slug for one in absence.led_alone(LEA)] == ["project-1", "project-3"]
    project = find(LEA, Project, Project.id == 1)
    add_membership(project, 1, TeamRole.LEAD, Audience.MEMBERS)
    assert [one.slug for one in absence.led_alone(LEA)] == ["project-3"]
    resting.rest(ALICE, None)
    assert [one.slug for one in absence.led_alone(LEA)] == ["project-1", "project-3"]
    assert absence.led_alone(DAI) == ()


def test_whoever_would_offer_help_learns_that_nobody_answers(app):
    def answers():
        return absence.around(ALICE, 2, stands(ALICE, 2)).nobody_answers

    assert answers() is None
    absence.take_a_break(BOB, JUNE)
    assert answers() == absence.Away(JUNE)
    safeguarding.block(DAI, find(DAI, Member, Member.id == 1))
    assert answers() == absence.Away(JUNE)
    resting.come_back(BOB)
    assert answers() is None


def test_whom_the_lead_blocked_learns_nothing_of_their_break(app):
    safeguarding.block(BOB, find(BOB, Member, Member.id == 1))
    absence.take_a_break(BOB, JUNE)
    assert absence.around(ALICE, 2, stands(ALICE, 2)).nobody_answers is None
    assert absence.around(DAI, 2, stands(DAI, 2)).nobody_answers == absence.Away(JUNE)


# ---------------------------------------------------------------- absence is complete
GONE = {"bob": 2, "dai": 4, "lea": 5}
EVEN_SO = {
    "safeguarding.case",  # somebody's absence never hides a case,
    "organise.accounts", "organise.account", "organise.suspend",  # nor account work
    "organise.grant", "safeguarding.blocks",
}  # fmt: skip


@pytest.mark.parametrize(
    ("gone", "who"),
    [
        ("dai", None), ("dai", "alice"), ("dai", "lea"), ("dai", "olu"), ("dai", "ada"),
        ("bob", None), ("bob", "alice"), ("lea", "alice"), ("lea", "dai"),
    ],
)  # fmt: skip
def test_no_page_names_whoever_rests(app, gone, who):
    stage.fill()
    start_writing()
    absence.take_a_break(CAST[gone].viewer, JUNE)
    db.session.commit()
    reader, name, slug = come(app)(who), CAST[gone].name, CAST[gone].slug
    for address in some(addresses(app), 3, gone, who):
        if address.endpoint in EVEN_SO or slug in address.path:
            continue
        text = send(reader, address).get_data(as_text=True)
        assert name not in text, address.path
        assert not re.search(rf"\b{slug}\b", text), address.path


@pytest.mark.parametrize("gone", ["bob", "dai"])
def test_the_directory_is_as_before_they_came(app, visitor, gone):
    """The lists and their counts equal those of a community without the account."""
    pages = {}
    for state in (State.RESTING, State.SUSPENDED):
        start_writing()
        joining.put(account(GONE[gone]), state)
        db.session.commit()
        reader = visitor("alice")
        pages[state] = [
            reader.json(f"/api/v1{path}")
            for path in ("/members/?offers=evaluation", "/suggestions/", "/my-network/")
        ]
    assert pages[State.RESTING] == pages[State.SUSPENDED]
