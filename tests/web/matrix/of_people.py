"""What a person of the matrix has with others: ties, talks, hellos, a coffee."""

from datetime import timedelta

from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.connections.models import (
    Connection,
    ConnectionRequest,
)
from community.core import clock
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import unscoped
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.safeguarding.models import (
    Appeal,
    Case,
    Measure,
    MeasureKind,
    Opening,
    Report,
    ReportReason,
    Widening,
)
from tests.cast import connect
from tests.web.matrix.giving import Things, gives
from tests.web.matrix.people import FAY, GUS


@gives
def _between(n: int) -> Things:
    """What they have with Gus, who knows them: a tie, talks, hellos, a coffee."""
    connect(n, GUS.id)
    _hellos(n)
    _talks(n)
    _coffee(n)
    db.session.add(
        Introduction(
            id=n, kind=IntroductionKind.ASKED, introducer_id=GUS.id, asker_id=5,
            target_id=n, purpose="Soup", words="Soup", passed_at=clock.now(),
            state=IntroductionState.PASSED_ON,
        )
    )  # fmt: skip
    return {
        "tie_id": str(_tie(n)), "connections/<request_id>": str(1000 + n),
        "hello_id": str(2000 + n), "conversation_id": str(n), "message_id": str(n),
        "message_request_id": str(1000 + n), "introduction_id": str(n),
        "coffee/<round_id>": str(n),
    }  # fmt: skip


def _tie(n: int) -> int:
    low, high = sorted((n, GUS.id))
    where = (Connection.a_id == low, Connection.b_id == high)
    return db.session.scalars(unscoped("test", Connection.id).where(*where)).one()


def _hellos(n: int) -> None:
    """Dai says hello to them; theirs to Alice came to nothing."""
    then = clock.now() - timedelta(days=60)
    lapsed = {"state": RequestState.LAPSED, "told_at": then, "asked_at": then}
    hello = {"asker_id": 4, "asked_id": n, "message": "Soup?"}
    db.session.add(ConnectionRequest(id=1000 + n, **hello))
    old = {"asker_id": n, "asked_id": 1, "message": "Soup?", **lapsed}
    db.session.add(ConnectionRequest(id=2000 + n, **old))


def _talks(n: int) -> None:
    """They write with Gus, and Lea would like to write with them."""
    low, high = sorted((n, GUS.id))
    now = clock.now()
    pair = ConversationKind.PAIR
    db.session.add(Conversation(id=n, kind=pair, pair=f"{low}:{high}", accepted_at=now))
    db.session.add(Conversation(id=1000 + n, kind=pair, pair=f"5:{n}", asked_by_id=5))
    db.session.flush()
    for talk, who in ((n, n), (n, GUS.id), (1000 + n, n), (1000 + n, 5)):
        db.session.add(Part(conversation_id=talk, member_id=who))
    db.session.flush()
    db.session.add(Message(id=n, conversation_id=n, author_id=n, words="Soup"))
    db.session.flush()
    asked = 1000 + n
    db.session.add(Message(id=asked, conversation_id=asked, author_id=5, words="Hm"))


def _coffee(n: int) -> None:
    """A round of their own, where they sit with Gus."""
    day = clock.today() + timedelta(days=7)
    month = f"19{n}-01"
    db.session.add(
        CoffeeRound(
            id=n, month=month, state=RoundState.PAIRED, outcome={}, pairs_on=day,
            closes_on=day + timedelta(days=21),
        )
    )  # fmt: skip
    db.session.flush()
    for who in (n, GUS.id):
        db.session.add(CoffeeSeat(round_id=n, member_id=who))
        db.session.add(CoffeeGuest(round_id=n, table_number=1, member_id=who))


@gives
def _announced(n: int) -> Things:
    """An announcement that they alone got."""
    db.session.add(
        Announcement(
            id=n, title="Soup", words="Soup", to_whom=ToWhom.EVERYBODY, author_id=6,
            state=AnnouncementState.SENT, sent_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(Reader(announcement_id=n, member_id=n))
    return {"announcement_id": str(n)}


@gives
def _looked_into(n: int) -> Things:
    """A case about them that Fay brought, what was done in it, and that they appealed;
    they themselves (if they may at all) opened what Gus keeps to himself."""
    now = clock.now()
    db.session.add(
        Case(
            id=n, number=f"case{n}", subject_kind="person", subject_id=n, about_id=n,
            due_at=now + timedelta(hours=72),
        )
    )  # fmt: skip
    db.session.flush()
    said = {"reason": ReportReason.SPAM, "text": "Too much soup", "about_id": n}
    told = {"receipt": f"receipt{n}", "reporter_id": FAY.id, **said}
    db.session.add(Report(id=n, case_id=n, **told))
    held = {"kind": MeasureKind.HOLD, "why": "It is about soup", "by_id": 8}
    db.session.add(Measure(id=n, case_id=n, account_id=n, **held))
    db.session.flush()
    db.session.add(Appeal(id=n, measure_id=n, text="Soup is good"))
    asked = {"asked_by_id": 8, "why": "What came before?"}
    db.session.add(Widening(id=n, case_id=n, **asked))
    db.session.add(
        Opening(
            id=n, by_id=n, about_id=GUS.id, why="He may come to harm", at=now,
            case_number=f"case{n}", until=now + timedelta(hours=1),
            told_from=now + timedelta(days=7),
        )
    )  # fmt: skip
    return {
        "case_id": str(n), "measure_id": str(n), "appeal_id": str(n),
        "widening_id": str(n), "opening_id": str(n),
    }  # fmt: skip
