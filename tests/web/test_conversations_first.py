"""First messages as pages: written, waiting, accepted, ignored, and of a team."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db, start_writing
from community.members.models import Member
from community.messages import clockwork
from community.safeguarding import commands as safeguarding
from tests.cast import CAST, connect
from tests.messages import making

TO_BOB, TO_LEA, TO_ALICE = (
    f"/conversations/to/{CAST[who].slug}" for who in ("bob", "lea", "alice")
)
INDEX, TALK = "/conversations/", "/conversations/1"
NOON, DAY_20, DAY_21 = "2030-03-01 12:00", "2030-03-21 12:00", "2030-03-22 12:00"
WORDS = {"words": "I read your line about listening"}


@pytest.fixture(autouse=True)
def noon(app, at):
    at(NOON)
    start_writing()
    long_ago = clock.now() - timedelta(days=99)
    db.session.execute(update(Account).values(created_at=long_ago))
    db.session.commit()


def days_later(at, moment: str) -> None:
    at(moment)


def do(act, *arguments: str) -> None:
    """Do something in a transaction of its own."""
    db.session.rollback()
    start_writing()
    act(*arguments)
    db.session.commit()


# ---------------------------------------------------------------- beginning
def test_to_whom_one_knows_it_is_open_at_once(visitor):
    page = visitor("alice").see(TO_LEA)
    assert page.h1 == "Write to Lea Novak"
    assert "request" not in page.main
    page = visitor("alice").post(TO_LEA, WORDS)
    assert page.h1 == "Conversation with Lea Novak"
    assert "Sent." in page.main
    answer = visitor("lea").post(TALK, {"words": "Hello Alice"})
    assert answer.texts("ol.ruled strong") == ["Alice Marsh", "You"]
    there = visitor("alice").get(TO_LEA)
    assert there.headers["Location"] == "/conversations/1#end"


def test_to_a_stranger_it_is_a_request_and_says_so_before(visitor):
    alice = visitor("alice")
    page = alice.see(TO_BOB)
    assert "your first message is a request" in page.main
    assert "Without a yes it ends by itself after 21 days" in page.main
    page = alice.post(TO_BOB, WORDS)
    assert page.h1 == "Message request to Bob Okoro"
    assert "It waits for an answer." in page.main
    assert "After 21 days, on 22 March 2030, it ends." in page.main
    assert not page.select("textarea")
    assert alice.post(TALK, {"words": "Are you there?"}).status == 422
    assert alice.see(INDEX).texts(".badge") == ["Waits for an answer"]


def test_the_other_reads_it_and_answers(visitor):
    visitor("alice").post(TO_BOB, WORDS)
    bob = visitor("bob")
    page = bob.see(INDEX)
    assert "Message requests (1)" in page.texts("h2")
    assert WORDS["words"] in page.main
    assert {"/members/alice-1/block", "/report/person/alice-1"} <= set(page.links())
    assert "No conversation yet" not in page.main
    page = bob.see(TALK)
    assert page.h1 == "Message request from Alice Marsh"
    assert not page.select("textarea")
    assert bob.post(TALK, {"words": "Hello"}).status == 422
    page = bob.post(f"{TALK}/accept")
    assert page.h1 == "Conversation with Alice Marsh"
    assert "You can write to each other now." in page.main
    assert bob.post(TALK, {"words": "Hello"}).status == 200
    assert visitor("alice").post(TALK, {"words": "Hello Bob"}).status == 200
    assert bob.post(f"{TALK}/ignore").status == 422


def test_an_ignored_one_is_folded_and_can_be_accepted(visitor):
    visitor("alice").post(TO_BOB, WORDS)
    bob = visitor("bob")
    page = bob.post(f"{TALK}/ignore")
    assert "They are not told" in page.main
    assert "Message requests" in page.texts("h2")
    assert page.texts("main details summary")[0].startswith("Ignored")
    assert not [one for one in page.texts("main button") if one.startswith("Ignore")]
    assert bob.post(f"{TALK}/accept").status == 200


def test_it_is_taken_back_and_gone_for_both(visitor):
    alice = visitor("alice")
    alice.post(TO_BOB, WORDS)
    assert "It is taken back." in alice.post(f"{TALK}/withdraw").main
    for who in ("alice", "bob"):
        visitor(who).see(TALK, 404)
    page = alice.post(TO_BOB, WORDS)
    assert page.status == 422
    assert "You can write again from 23 March 2030" in page.main


# ---------------------------------------------------------------- it tells nothing
PAGES = (INDEX, TALK, "/api/v1/conversations/", "/api/v1/conversations/1")
CHANGES = re.compile(r'csrf_token" value="[^"]*"|name="csrf_token"[^>]*')


def bytes_of(visitor, who: str = "alice") -> list[str]:
    reader = visitor(who)
    return [CHANGES.sub("", reader.get(path).get_data(as_text=True)) for path in PAGES]


def nothing(visitor) -> None:
    """Leave it as it is."""


def looks(visitor) -> None:
    visitor("bob").see(TALK)


def ignores(visitor) -> None:
    visitor("bob").post(f"{TALK}/ignore")


def blocks(visitor) -> None:
    do(making.block, "bob", "alice")


def blocks_and_forgives(visitor) -> None:
    blocks(visitor)
    do(lambda: safeguarding.unblock(CAST["bob"].viewer, 1))


def rests(visitor) -> None:
    do(
        lambda: db.session.execute(
            update(Account).where(Account.id == 2).values(state=State.RESTING)
        )
    )
    do(
        lambda: db.session.execute(
            update(Member).where(Member.id == 2).values(listed=False)
        )
    )


def pages_after(app, visitor, act, moments, at) -> list[list[str]]:
    visitor("alice").post(TO_BOB, WORDS)
    act(visitor)
    found = []
    for moment in moments:
        at(moment)
        db.session.rollback()
        found.append(bytes_of(visitor))
    do(clockwork.move)
    found.append(bytes_of(visitor))
    return found


MOMENTS = (NOON, DAY_20, DAY_21)


@pytest.fixture
def told(app, visitor, at, database):
    """Return the pages of who asked after an act, from the same beginning."""

    def of(act) -> list[list[str]]:
        db.session.remove()
        database.reset(db.engine)
        at(NOON)
        start_writing()
        long_ago = clock.now() - timedelta(days=99)
        db.session.execute(update(Account).values(created_at=long_ago))
        db.session.commit()
        return pages_after(app, visitor, act, MOMENTS, at)

    return of


def test_ignored_looked_at_and_forgiven_are_byte_equal_to_unanswered(told):
    unanswered = told(nothing)
    for act in (looks, ignores, blocks_and_forgives):
        assert told(act) == unanswered, act.__name__
    assert "Not now" in unanswered[-1][0]
    assert "Waits for an answer" in unanswered[1][0]


def test_blocked_is_byte_equal_to_a_break(told):
    blocked = told(blocks)
    assert blocked == told(rests)
    assert "A member" in blocked[0][0]


# ---------------------------------------------------------------- doors, limits, links
def test_to_nobody_and_to_oneself_there_is_no_page(visitor):
    visitor("alice").see(TO_ALICE, 404)
    visitor("bob").see("/conversations/to/carol-3", 404)
    assert visitor().get(TO_BOB).status_code == 302


@pytest.mark.parametrize(
    ("words", "told"),
    [("", "Write something first"), ("x" * 2001, "Use 2,000 letters or fewer")],
)
def test_a_wrong_first_message_says_what_to_do(visitor, words, told):
    page = visitor("alice").post(TO_BOB, {"words": words})
    assert page.status == 422
    assert told in page.texts(".summary a")


def test_three_first_contacts_a_day_in_the_first_week(visitor):
    start_writing()
    db.session.execute(update(Account).values(created_at=clock.now()))
    db.session.commit()
    alice = visitor("alice")
    for slug in ("bob-2", "dai-4"):
        assert alice.post(f"/conversations/to/{slug}", WORDS).status == 200
    assert alice.post("/connections/hello/olu-6", {"message": "Hi"}).status == 200
    page = alice.post("/conversations/to/ada-7", WORDS)
    assert page.status == 429
    assert "3 new contacts a day" in page.main
    assert alice.post("/connections/hello/ada-7", {"message": "Hi"}).status == 429


def test_twenty_messages_a_day_to_whom_one_does_not_know(visitor, at):
    alice = visitor("alice")
    alice.post(TO_BOB, WORDS)
    visitor("bob").post(f"{TALK}/accept")
    for number in range(19):
        at(f"2030-03-01 {13 + number // 4}:{number % 4 * 15:02}")
        assert alice.post(TALK, {"words": "Hi"}, follow=False).status == 302
    assert alice.post(TALK, {"words": "Hi"}).status == 429
    alice.post(TO_LEA, WORDS)
    assert alice.post("/conversations/2", {"words": "Hi"}).status == 200


def test_where_one_finds_it(visitor):
    alice = visitor("alice")
    for path in ("/members/bob-2", "/members/lea-5", "/connections/"):
        there = [one for one in alice.see(path).links() if "/conversations/to/" in one]
        assert there, path
    assert not [one for one in alice.see("/members/alice-1").links() if "/to/" in one]
    start_writing()
    db.session.execute(update(Member).values(taking_requests=False))
    db.session.commit()
    assert TO_BOB not in alice.see("/members/bob-2").links()
    assert TO_LEA in alice.see("/members/lea-5").links(), "they know each other"
    start_writing()
    connect(1, 2)
    db.session.commit()
    assert TO_BOB in alice.see("/members/bob-2").links()


# ---------------------------------------------------------------- a team's
def test_the_team_talks_and_whoever_is_taken_out_reads_no_more(visitor, at):
    page = visitor("lea").see("/projects/project-1")
    assert "Team conversation" in page.texts("main button")
    assert "Team conversation" not in visitor("alice").see("/projects/project-1").main
    enter = "/conversations/team/projects/project-1"
    page = visitor("lea").post(enter)
    assert page.h1 == "Team of Pain cafe"
    visitor("lea").post(TALK, {"words": "When do we meet?"})
    page = visitor("dai").see(INDEX)
    assert page.texts("main h3") == ["Team of Pain cafe"]
    assert page.texts(".badge") == ["New"]
    assert "When do we meet?" in visitor("dai").see(TALK).main
    assert visitor("alice").post(enter).status == 404
    page = visitor("dai").post(f"{TALK}/leave")
    assert "You have left the conversation." in page.main
    visitor("dai").see(TALK, 404)
    at("2030-03-01 12:30")
    page = visitor("dai").post(enter)
    assert "When do we meet?" not in page.main
    do(making.go, "dai", "lea")
    visitor("dai").see(TALK, 404)
    assert visitor("dai").post(enter).status == 404
    assert visitor("lea").see(TALK).main.count("Nobody else at the moment.") == 1


def test_few_statements(visitor, statements):
    visitor("alice").post(TO_BOB, WORDS)
    visitor("dai").post(TO_ALICE, WORDS)
    visitor("lea").post("/conversations/team/projects/project-1")
    visitor("lea").post("/conversations/3", {"words": "Hello"})
    visitor("lea").post(TO_ALICE, WORDS)
    for who, path in (
        ("alice", INDEX), ("bob", TALK), ("alice", TALK), ("dai", "/conversations/3"),
        ("lea", "/conversations/3"), ("alice", "/conversations/4"),
        ("alice", "/conversations/to/olu-6"), ("alice", "/conversations/choices"),
    ):  # fmt: skip
        reader = visitor(who)
        reader.get(path)
        with statements() as found:
            reader.get(path)
        assert len(found) <= 14, (who, path, len(found))
