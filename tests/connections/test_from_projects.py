"""Invitations and questions to lead count as first contacts where nothing links two."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from community.accounts.models import Account
from community.connections import asking, hellos
from community.core import clock
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.visible import find
from community.members.models import Member
from community.projects.models import JoinKind, JoinRequest, JoinState
from community.stewardship.models import Handover, HandoverKind, HandoverState
from tests.cast import CAST, connect, join

LEA, MO = CAST["lea"].viewer, CAST["mo"].viewer
NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)


def member(who: str) -> Member:
    return find(CAST["ada"].viewer, Member, Member.id == CAST[who].id)


def invited(by: str, who: str, **values: object) -> None:
    db.session.add(
        JoinRequest(
            kind=JoinKind.INVITATION, project_id=1, member_id=CAST[who].id,
            asked_by_id=CAST[by].id, state=JoinState.WITHDRAWN, **values,
        )
    )  # fmt: skip
    db.session.flush()


def asked_to_lead(by: str, who: str) -> None:
    db.session.add(
        Handover(
            kind=HandoverKind.BESIDE, project_id=1, member_id=CAST[who].id,
            asked_by_id=CAST[by].id, state=HandoverState.WITHDRAWN, due_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()


SORTS = pytest.mark.parametrize("sort", [invited, asked_to_lead])


@pytest.fixture
def new(app):
    """Let the account of Lea be of today."""
    clock.set_source(lambda: NOW)
    number = CAST["lea"].viewer.account_id
    began = update(Account).where(Account.id == number)
    db.session.execute(began.values(created_at=NOW, confirmed_at=NOW))


@SORTS
@pytest.mark.usefixtures("new")
def test_a_new_account_asks_three_strangers_a_day_whatever_the_sort(sort):
    for who in ("bob", "mo"):
        sort("lea", who)
    hellos.say_hello(LEA, member("olu"), "Hello")
    with pytest.raises(TooMany):
        asking.check_for_project(LEA, member("ada"))
    clock.set_source(lambda: NOW + timedelta(days=1, minutes=1))
    asking.check_for_project(LEA, member("ada"))


@SORTS
@pytest.mark.usefixtures("new")
def test_they_count_for_hellos_too(sort):
    for who in ("bob", "mo", "olu"):
        sort("lea", who)
    with pytest.raises(TooMany):
        hellos.say_hello(LEA, member("ada"), "Hello")


@SORTS
@pytest.mark.usefixtures("new")
def test_whom_one_knows_or_works_with_is_no_first_contact(sort):
    connect(CAST["lea"].id, CAST["bob"].id)
    join(1, CAST["mo"].id)
    for who in ("bob", "mo", "dai", "alice"):
        sort("lea", who)
    asking.check_for_project(LEA, member("olu"))
    for who in ("olu", "ada", "olu"):
        sort("lea", who)
    asking.check_for_project(LEA, member("bob"))
    asking.check_for_project(LEA, member("mo"))


@SORTS
def test_who_has_got_enough_reads_as_taking_no_requests(app, sort):
    for by in ("mo", "mo", "olu", "olu", "ada"):
        sort(by, "bob")
    with pytest.raises(Refused, match="They take no requests at the moment"):
        asking.check_for_project(LEA, member("bob"))
    with pytest.raises(Refused, match="They take no hellos at the moment"):
        hellos.say_hello(MO, member("bob"), "Hello")
    asking.check_for_project(LEA, member("mo"))


def test_what_one_offers_oneself_is_no_first_contact(app):
    for _time in range(5):
        invited("bob", "bob")
        asked_to_lead("bob", "bob")
    asking.check_for_project(LEA, member("bob"))
