"""Who has enough to answer, or got enough: counted as it was when the day began."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from community.connections import hellos
from community.connections.models import ConnectionRequest, RequestKind
from community.core import clock
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import unscoped
from community.matching import snapshot
from community.matching.busy import ENOUGH, busy
from community.messages import first
from community.messages.models import Conversation, ConversationKind, Part
from community.projects.models import JoinKind, JoinRequest, JoinState
from community.stewardship.models import Handover, HandoverKind, HandoverState
from community.vocabulary.commands import set_setting
from tests.cast import CAST
from tests.messages.making import block, write_to

DAI = 4
MIDNIGHT = datetime(2017, 9, 29, tzinfo=UTC)
YESTERDAY, TODAY = MIDNIGHT - timedelta(hours=2), MIDNIGHT + timedelta(hours=2)
LATER = MIDNIGHT + timedelta(days=14)


@pytest.fixture(autouse=True)
def today(app, at):
    at("2017-09-29 12:00")


def add(row):
    db.session.add(row)
    db.session.flush()
    return row


def hello(asked: datetime, answered: datetime | None = None, asker: int = 1):
    add(
        ConnectionRequest(
            asker_id=asker, asked_id=DAI, message="Hello", asked_at=asked,
            answered_at=answered,
            state=RequestState.ACCEPTED if answered else RequestState.SENT,
        )
    )  # fmt: skip


def invitation(asked: datetime, answered: datetime | None = None, asker: int = 1):
    add(
        JoinRequest(
            kind=JoinKind.INVITATION, project_id=1 + asker % 2, member_id=DAI,
            asked_by_id=asker, asked_at=asked, due_at=LATER, answered_at=answered,
            state=JoinState.DECLINED if answered else JoinState.SENT,
        )
    )  # fmt: skip


def to_lead(asked: datetime, answered: datetime | None = None, asker: int = 1):
    add(
        Handover(
            kind=HandoverKind.BESIDE, project_id=1 + asker % 2, member_id=DAI,
            asked_by_id=asker, asked_at=asked, due_at=LATER, answered_at=answered,
            state=HandoverState.DECLINED if answered else HandoverState.ASKED,
        )
    )  # fmt: skip


def message(asked: datetime, answered: datetime | None = None, asker: int = 1):
    talk = add(
        Conversation(
            kind=ConversationKind.PAIR, began_at=asked, asked_by_id=asker,
            pair=f"{asker}:{DAI}", accepted_at=answered,
        )
    )  # fmt: skip
    for who in (asker, DAI):
        add(Part(conversation_id=talk.id, member_id=who, joined_at=asked))


SORTS = (hello, invitation, to_lead, message)


def is_busy(who: int = DAI) -> bool:
    found = busy(clock.today()).subquery()
    return who in set(db.session.scalars(unscoped("test", found.c.who)))


def is_full(who: int = DAI) -> bool:
    """Tell whether suggestions leave somebody alone."""
    graph = snapshot.build()
    return bool(graph.published_members.full[graph.members.of[who]])


@pytest.fixture
def nearly() -> None:
    """Let Dai have all but one to answer."""
    for asker in range(5, 4 + ENOUGH):
        hello(YESTERDAY, asker=asker)
    assert not is_busy()


# ---------------------------------------------------------------- what waits
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    ("asked", "answered", "counts"),
    [
        (YESTERDAY, None, True), (TODAY, None, False), (YESTERDAY, TODAY, True),
        (MIDNIGHT, None, False), (YESTERDAY, MIDNIGHT - timedelta(hours=1), False),
    ],
)  # fmt: skip
def test_each_sort_counts_while_it_waited_when_the_day_began(
    nearly, sort, asked, answered, counts
):
    sort(asked, answered)
    assert is_busy() is counts


def test_three_of_different_sorts_are_enough(app):
    for number, sort in enumerate((message, to_lead, invitation), 1):
        sort(YESTERDAY)
        assert is_busy() is (number == ENOUGH)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("answered", [None, YESTERDAY + timedelta(hours=1)])
def test_suggestions_leave_alone_who_got_enough_whatever_they_answered(sort, answered):
    set_setting("suggest_capacity", "2")
    hello(MIDNIGHT - timedelta(days=14), asker=5)
    assert not is_full()
    sort(YESTERDAY, answered)
    assert is_full()
    set_setting("suggest_capacity", "0")
    assert not is_full(), "0 is no limit"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("asked", [MIDNIGHT, MIDNIGHT - timedelta(days=14, seconds=1)])
def test_what_came_today_or_long_ago_moves_no_suggestion(sort, asked):
    set_setting("suggest_capacity", "1")
    sort(asked)
    assert not is_full()


@pytest.mark.parametrize("sort", [hello, message])
def test_what_is_over_by_its_age_waits_no_more(nearly, sort):
    sort(MIDNIGHT - timedelta(days=21))
    assert not is_busy()


@pytest.mark.parametrize(("sort", "entity"), [(to_lead, Handover),
                                              (invitation, JoinRequest)])  # fmt: skip
def test_what_was_due_waits_no_more(nearly, sort, entity):
    sort(YESTERDAY)
    db.session.execute(update(entity).values(due_at=MIDNIGHT))
    assert not is_busy()


def test_what_is_no_question_to_them_does_not_count(nearly):
    add(ConnectionRequest(asker_id=1, asked_id=DAI, kind=RequestKind.KNOWN,
                          asked_at=YESTERDAY))  # fmt: skip
    add(JoinRequest(kind=JoinKind.OFFER, project_id=2, member_id=DAI,
                    asked_by_id=DAI, asked_at=YESTERDAY, due_at=LATER))  # fmt: skip
    add(Handover(kind=HandoverKind.TAKE_OVER, project_id=2, member_id=DAI,
                 asked_by_id=DAI, asked_at=YESTERDAY, due_at=LATER))  # fmt: skip
    talk = add(Conversation(kind=ConversationKind.PAIR, began_at=YESTERDAY,
                            asked_by_id=DAI, pair="1:4"))  # fmt: skip
    for who in (1, DAI):
        add(Part(conversation_id=talk.id, member_id=who, joined_at=YESTERDAY))
    set_setting("suggest_capacity", str(ENOUGH))
    assert not is_busy()
    assert not is_full()


def test_who_waits_for_a_place_has_answered(nearly):
    invitation(YESTERDAY, TODAY)
    accepted = {"state": JoinState.ACCEPTED, "waits_since": YESTERDAY}
    db.session.execute(update(JoinRequest).values(**accepted))
    assert not is_busy()


# ---------------------------------------------------------------- as commands leave it
def wrote(who: str, at) -> int:
    """Let somebody write to Dai on the day before today."""
    at("2017-09-28 12:00")
    talk = write_to(who, "dai")
    db.session.flush()
    return talk


def next_day(at) -> bool:
    at("2017-09-30 12:00")
    return is_busy()


def said_hello(asker: str, at) -> int:
    """Let somebody say hello to Dai on the day before today."""
    hello(YESTERDAY - timedelta(hours=2), asker=CAST[asker].id)
    return max(db.session.scalars(unscoped("test", ConnectionRequest.id)))


@pytest.mark.parametrize("what", ["accepted", "taken back"])
def test_what_whoever_asked_knows_to_be_over_makes_room_the_next_day(nearly, at, what):
    talk = wrote("alice", at)
    at("2017-09-29 12:00")
    assert is_busy()
    if what == "accepted":
        first.accept(CAST["dai"].viewer, talk)
    else:
        first.withdraw(CAST["alice"].viewer, talk)
    db.session.flush()
    assert is_busy(), "not before the day is over"
    assert not next_day(at)


@pytest.mark.parametrize("what", ["ignored", "parted", "both", "nothing"])
def test_a_message_counts_as_long_as_it_seems_to_wait(nearly, at, what):
    """Whoever asked does not learn from a list that there was an answer, or a block."""
    talk = wrote("alice", at)
    at("2017-09-29 12:00")
    if what in ("ignored", "both"):
        first.ignore(CAST["dai"].viewer, talk)
    if what in ("parted", "both"):
        block("dai", "alice")
    db.session.flush()
    assert next_day(at)
    at("2017-10-01 12:00")
    first.withdraw(CAST["alice"].viewer, talk)
    db.session.flush()
    assert is_busy(), "taking it back moves nothing today"
    at("2017-10-02 12:00")
    assert not is_busy()


@pytest.mark.parametrize("what", ["declined", "parted", "nothing"])
def test_a_hello_counts_as_long_as_it_seems_to_wait(nearly, at, what):
    number = said_hello("alice", at)
    at("2017-09-29 12:00")
    if what == "declined":
        hellos.not_now(CAST["dai"].viewer, number)
    elif what == "parted":
        block("dai", "alice")
    db.session.flush()
    assert next_day(at)
    at("2017-10-01 12:00")
    hellos.withdraw(CAST["alice"].viewer, number)
    db.session.flush()
    assert is_busy(), "taking it back moves nothing today"
    at("2017-10-02 12:00")
    assert not is_busy()
