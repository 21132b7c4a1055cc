"""Who was imported and has not joined: a team talks without them until they come."""

import pytest

from community.accounts import invitations
from community.accounts.models import Account, InvitationKind, State
from community.core.access import Audience, Viewer
from community.core.db import db, start_writing
from community.core.errors import NotFound
from community.core.visible import unscoped
from community.members import joining
from community.members.models import Member
from community.messages import commands, queries, reading, team
from community.messages.models import Part
from community.projects import leaving
from community.projects import team as teams
from community.projects.commands import rebuild_circles
from community.projects.models import Membership, TeamRole
from tests.cast import CAST
from tests.letters import notices
from tests.messages.making import CAFE, enter, go, join, project, say, viewer, work

NIA = Viewer(40, 40, "Nia Bell", "nia-40", state=State.ACTIVE.value)
EMAIL = "nia@example.org"


@pytest.fixture(autouse=True)
def imported(app, at):
    """Nia was imported into the team of the Pain cafe, and has not joined."""
    at("2030-01-01 12:00")
    start_writing()
    db.session.add(Account(id=40, email=EMAIL, state=State.INVITED))
    db.session.flush()
    db.session.add(
        Member(
            id=40, account_id=40, slug="nia-40", name="Nia Bell", folded="nia bell",
            joined=False, listed=True, import_id="p40",
        )
    )  # fmt: skip
    db.session.flush()
    teams.add_membership(project(), 40, TeamRole.MEMBER, Audience.MEMBERS)


def comes():
    """Nia takes up the invitation to her address."""
    made = invitations.invite(CAST["olu"].viewer, InvitationKind.TRUSTED, EMAIL)
    joiner = joining.Joiner("Nia Bell", EMAIL, "hash")
    joining.join(joiner, invitations.invitation(made))


def let_out() -> None:
    """Lea ends Nia's part in the project."""
    found = unscoped("test", Membership.id).where(
        Membership.member_id == 40, Membership.until.is_(None)
    )
    number = db.session.scalars(found).one()
    leaving.end_membership(viewer("lea"), project(), number)


def inside(talk: int) -> set[int]:
    db.session.expire_all()
    found = unscoped("test", Part.member_id).where(Part.conversation_id == talk)
    return set(db.session.scalars(found))


def words(who: Viewer, talk: int) -> list[str]:
    items = reading.talk(who, talk).messages.items
    return ["".join(piece.text for piece in one.pieces) for one in items]


@pytest.mark.parametrize("loaded", [False, True])
def test_a_team_begins_to_talk_without_who_has_not_joined(loaded):
    if loaded:
        rebuild_circles()
    talk = enter("lea")
    work()
    assert inside(talk) == {4, 5}
    assert len(reading.talk(viewer("lea"), talk).others) == 1, "as many as read it"


def test_nobody_is_told_who_has_not_joined():
    talk = enter("lea")
    work()
    say("lea", talk)
    assert [one.to for one in notices()] == ["dai@example.org"]


@pytest.mark.parametrize("entered", [False, True])
def test_who_joins_later_reads_from_then_on(at, entered):
    talk = enter("lea")
    say("lea", talk, "Before")
    at("2030-03-01 12:00")
    comes()
    if entered:
        at("2030-03-01 12:30")
        team.enter(NIA, CAFE)
    at("2030-03-01 13:00")
    say("lea", talk, "After")
    at("2030-03-01 14:00")
    work()
    assert words(NIA, talk) == ["After"]
    assert words(viewer("dai"), talk) == ["Before", "After"]
    [card] = queries.conversations(NIA)
    assert card.unread
    say("dai", talk, "Welcome")
    assert EMAIL in [one.to for one in notices(kind="conversation-message")]


def test_who_joins_enters_before_any_worker_and_reads_nothing_from_before(at):
    talk = enter("lea")
    say("lea", talk, "Before")
    at("2030-03-01 12:00")
    comes()
    with pytest.raises(NotFound):
        reading.talk(NIA, talk)
    assert team.enter(NIA, CAFE) == talk
    assert words(NIA, talk) == []


def test_who_was_let_out_of_the_team_before_joining_does_not_come_in(at):
    talk = enter("lea")
    work()
    at("2030-02-01 12:00")
    let_out()
    at("2030-03-01 12:00")
    comes()
    work()
    assert inside(talk) == {4, 5}


@pytest.mark.parametrize("state", [State.RESTING, State.SUSPENDED, State.LEAVING])
def test_who_joined_and_is_away_has_their_part_as_before(state):
    account = db.session.get(Account, CAST["dai"].id)
    joining.put(account, state)
    assert inside(enter("lea")) == {4, 5}


def test_joining_for_the_first_time_asks_a_worker_for_nothing():
    made = invitations.invite(
        CAST["olu"].viewer, InvitationKind.TRUSTED, "new@example.org"
    )
    work()
    joiner = joining.Joiner("Ned New", "new@example.org", "hash")
    joining.join(joiner, invitations.invitation(made))
    assert work() == 0


def test_a_team_that_goes_on_after_all_left_takes_in_who_joins(at):
    talk = enter("lea")
    say("lea", talk, "Before")
    commands.leave(viewer("lea"), talk)
    go("dai", "lea")
    at("2030-03-01 12:00")
    comes()
    work()
    join("alice")
    assert words(NIA, talk) == []
