"""What was taken back after a backup was made stays so when that backup comes back."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from community import cli
from community.accounts import asking, invitations
from community.accounts.models import Account, Invitation, InvitationKind, State
from community.backup import making, restoring
from community.core import clock, gone
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.members.models import Member
from community.network import embeds
from community.network.models import MapEmbed
from community.privacy import clockwork, declining
from community.programme import calendar_keys
from community.subscriptions import asking as updates
from community.subscriptions import choosing, confirming
from community.subscriptions.models import Every, Subscription, SubscriptionState
from tests.backup.places import empty_again, environment
from tests.cast import CAST

ALICE, OLU = CAST["alice"].viewer, CAST["olu"].viewer
PAT = "pat@example.org"
STOPS, STAYS, ASKS = "stops@example.org", "stays@example.org", "asks@example.org"
AGAIN = "again@example.org"
TOKEN = "the link of a letter"


@pytest.fixture(scope="module")
def keys():
    """The secrets of each way in."""
    return {}


@pytest.fixture(scope="module")
def older(made, keys, tmp_path_factory):
    """A backup with ways in, all of which were taken back after it was made."""
    with made.site():
        invite(keys)
        keys["calendar"] = calendar_keys.make(ALICE)
        keys["map"] = embeds.make(OLU, "Our page", "https://example.org")
        for email in (STOPS, STAYS):
            subscribed(email, SubscriptionState.ACTIVE, confirmed_at=clock.now())
        subscribed(ASKS, SubscriptionState.PENDING, key_hash=updates.hash_of(TOKEN))
        asking.ask(asking.SIGN_IN, CAST["alice"].email)
        updates.ask("new@example.org", Every.WEEK)
        db.session.commit()
    file, _ = making.make(made.chosen, tmp_path_factory.mktemp("older") / "one")
    with made.site():
        for one in db.session.scalars(select(Invitation.id)).all():
            invitations.revoke(OLU, one)
        calendar_keys.end(ALICE)
        embeds.end(OLU, db.session.scalars(select(MapEmbed.id)).one())
        for email in (STOPS, ASKS):
            choosing.stop(updates.mark_of(email))
        declining.decline(OLU, account(PAT))
        db.session.commit()
        clockwork.move()
    return file


def invite(keys):
    keys["trusted"] = invitations.invite(OLU, InvitationKind.TRUSTED, "a@example.org")
    keys["link"] = invitations.invite(OLU, InvitationKind.SHAREABLE)


def subscribed(email, state, **more):
    row = Subscription(
        email=email, mark=updates.mark_of(email), state=state,
        expires_at=clock.now() + updates.LASTS, **more,
    )  # fmt: skip
    db.session.add(row)


def account(email):
    found = unscoped("test", Account).where(Account.email == email)
    return db.session.scalars(found).one_or_none()


@pytest.fixture
def report(made, older):
    return restoring.restore(made.chosen, older, instead=True)


@pytest.fixture
def site(made, report):
    with made.site():
        yield


# ---------------------------------------------------------------- ways in
@pytest.mark.parametrize("name", ["trusted", "link"])
def test_no_invitation_lets_anybody_in(site, keys, name):
    with pytest.raises(Refused):
        invitations.invitation(keys[name])


def test_no_secret_address_opens_a_calendar(site, keys):
    assert calendar_keys.made_at(ALICE) is None, "so their page offers a new one"
    with pytest.raises(NotFound):
        calendar_keys.owner(keys["calendar"])


def test_no_other_site_shows_the_map(site, keys):
    assert embeds.opened(keys["map"]).ended
    (one,) = embeds.keys(OLU)
    assert one.ended_at is not None, "and organisers see that it ended"


def test_no_link_confirms_updates(site):
    with pytest.raises(Refused):
        confirming.waits(TOKEN)


def test_the_command_counts_them(report):
    assert report.problems == ()
    assert (report.ended, report.stopped, report.erased) == (4, 1, 1)


def test_their_owners_make_new_ones(site):
    fresh = {}
    invite(fresh)
    for token in fresh.values():
        assert invitations.invitation(token).revoked_at is None
    key = calendar_keys.make(ALICE)
    assert calendar_keys.owner(key).member_id == ALICE.member_id
    assert not embeds.opened(embeds.make(OLU, "Ours", "https://example.org")).ended
    db.session.rollback()


# ---------------------------------------------------------------- letters
def test_who_stopped_updates_gets_none_and_others_go_on(site):
    found = db.session.scalars(select(Subscription.email)).all()
    assert found == [STAYS]


def test_what_was_asked_with_an_address_is_answered_no_more(site):
    works = (asking.WORK, updates.WORK)
    found = select(Job.state).where(Job.work.in_(works))
    assert set(db.session.scalars(found)) == {JobState.SUPPRESSED}


def test_who_asked_for_them_again_before_the_backup_gets_them(made, report, tmp_path):
    with made.site():
        for again in (False, True):
            subscribed(AGAIN, SubscriptionState.ACTIVE, confirmed_at=clock.now())
            db.session.commit()
            if not again:
                choosing.stop(updates.mark_of(AGAIN))
    kept, _ = making.make(made.chosen, tmp_path / "kept")
    assert restoring.restore(made.chosen, kept, instead=True).stopped == 0
    with made.site():
        found = set(db.session.scalars(select(Subscription.email)))
        assert found == {STAYS, AGAIN}


def test_the_list_says_nothing_of_an_address(made, report):
    with made.site():
        lines = list(gone.lines(gone.place()))
        words = gone.place().read_text()
    codes = [line["stopped"] for line in lines if "stopped" in line]
    assert all(len(code) == 64 for code in codes)
    for email in (STOPS, STAYS, ASKS, PAT):
        assert email not in words
        assert updates.mark_of(email) not in words


# ---------------------------------------------------------------- turned down
def test_who_was_turned_down_does_not_come_back(site):
    assert account(PAT) is None
    names = set(db.session.scalars(unscoped("test", Member.name)))
    assert CAST["pat"].name not in names


def test_it_is_the_same_on_another_machine_that_has_the_list(made, older, tmp_path):
    """The list lies beside the backups, as of the last one that was made."""
    making.make(made.chosen, tmp_path)
    moved = Path(shutil.copyfile(older, tmp_path / "older.backup"))
    empty_again(made)
    found = restoring.restore(made.chosen, moved)
    assert (found.ended, found.erased) == (4, 1)
    with made.site():
        assert account(PAT) is None
        assert STOPS not in db.session.scalars(select(Subscription.email)).all()


def test_the_command_says_so(made, older, monkeypatch):
    for name, value in environment(made).items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(cli.main, ["restore", "--replace", str(older)])
    assert said.exit_code == 0, said.output
    assert "4 ways in ended" in said.output
    assert "whoever needs one makes a new one" in said.output
    looked = CliRunner().invoke(cli.main, ["backup", "--verify", str(older)])
    assert "4 ways in ended" in looked.output
    assert "makes a new one" not in looked.output


def test_whoever_is_not_in_a_list_stays(site):
    found = unscoped("test", Account.id).where(Account.state == State.ACTIVE)
    assert len(db.session.scalars(found).all()) > 5
