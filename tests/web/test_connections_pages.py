"""Saying hello, the inbox, answers, and who may see a tie: as pages."""

import pytest
from sqlalchemy import update

from community.connections.models import Connection
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member
from tests.cast import CAST
from tests.matching.ways import part

HELLO = "/connections/hello/bob-2"
INBOX = "/connections/requests/"


def greet(visitor, words="I liked your headline"):
    return visitor("alice").post(HELLO, {"message": words})


def first_form(page, css="main form"):
    return page.select(css)[0]["action"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (HELLO, 200),
        ("/connections/hello/alice-1", 404),
        ("/connections/hello/pat-9", 404),
        ("/connections/hello/nobody", 404),
        ("/connections/hello/lea-5", 200),
        (INBOX, 200),
    ],
)
def test_who_can_be_greeted(visitor, path, status):
    visitor("alice").see(path, status)


@pytest.mark.parametrize("path", [HELLO, INBOX])
def test_is_for_members(visitor, path):
    assert visitor().get(path).status_code == 302
    assert visitor("pat").get(path).status_code == 302


def test_shows_who_it_is_and_how_they_are_linked(visitor):
    page = visitor("alice").see("/connections/hello/dai-4")
    assert page.h1 == "Say hello to Dai Prosser"
    assert page.texts("aside .thread") == ["You Lea Novak Pain cafe Dai Prosser"]
    assert "Evaluation" in page.texts("aside .tag--shared")


def test_whom_one_knows_needs_no_hello(visitor):
    page = visitor("alice").see("/connections/hello/lea-5")
    assert "You know each other already." in page.main
    assert not page.select("textarea")


def test_a_hello_arrives_and_a_yes_makes_the_tie(visitor):
    page = greet(visitor)
    assert "Your hello is on its way to Bob Okoro." in page.main
    assert page.texts("#sent .badge") == ["Sent"]
    bob = visitor("bob")
    page = bob.see(INBOX)
    assert "I liked your headline" in page.main
    page = bob.post(first_form(page), {"answer": "yes", "audience": "members"})
    assert "You and Alice Marsh know each other now" in page.main
    assert "What next?" in page.main
    assert visitor("alice").see(INBOX).texts("#sent .badge") == ["They said yes"]
    assert "You know each other." in visitor("alice").see("/members/bob-2").main


def test_not_now_tells_nobody(visitor):
    greet(visitor)
    bob = visitor("bob")
    page = bob.post(first_form(bob.see(INBOX)), {"answer": "not now"})
    assert "They are not told." in page.main
    assert "No hello waits for you" in page.main
    assert visitor("alice").see(INBOX).texts("#sent .badge") == ["Sent"]


def test_two_answers_give_one_tie(visitor):
    greet(visitor)
    bob = visitor("bob")
    action = first_form(bob.see(INBOX))
    bob.post(action, {"answer": "yes"})
    page = bob.post(action, {"answer": "yes"})
    assert page.status == 422
    assert "This has been answered already" in page.main
    found = unscoped("test", Connection.id).where(
        Connection.a_id == 1, Connection.b_id == 2
    )
    assert len(db.session.scalars(found).all()) == 1


def test_taking_back(visitor):
    page = greet(visitor)
    page = visitor("alice").post(first_form(page, "#sent form"))
    assert page.texts("#sent .badge") == ["Taken back"]
    assert "No hello waits for you" in visitor("bob").see(INBOX).main


@pytest.mark.parametrize("words", ["", "   ", "x" * 281])
def test_a_wrong_sentence_is_kept_and_explained(visitor, words):
    page = greet(visitor, words)
    assert page.status == 422
    assert page.select(".summary a[href='#message']")
    assert page.select("#message[aria-invalid=true]")
    assert words.strip() in page.main


def test_a_refusal_keeps_the_words(visitor):
    db.session.execute(
        update(Member).where(Member.id == 2).values(taking_requests=False)
    )
    db.session.commit()
    page = greet(visitor, "Are you there?")
    assert page.status == 422
    assert "They take no hellos at the moment" in page.main
    assert "Are you there?" in page.select("#message")[0].get_text()


def test_too_many_a_day_says_when_to_come_back(visitor):
    alice = visitor("alice")
    for slug in ("bob-2", "dai-4", "olu-6"):
        alice.post(f"/connections/hello/{slug}", {"message": "Hello"})
    page = alice.post("/connections/hello/mo-8", {"message": "Hello"})
    assert page.status == 429
    assert "Come back tomorrow" in page.main


def test_a_block_looks_like_silence(visitor):
    greet(visitor)
    part(1, 2)
    page = visitor("alice").see(INBOX)
    assert page.texts("#sent .badge") == ["Sent"]
    assert "Bob" not in page.html
    assert "Alice" not in visitor("bob").see(INBOX).main


@pytest.mark.parametrize("who", ["dai", "olu", "ada", "mo"])
def test_nobody_else_reads_or_answers_a_hello(visitor, who):
    greet(visitor)
    other = visitor(who)
    assert "I liked your headline" not in other.see(INBOX).html
    for act, data in (("answer", {"answer": "yes"}), ("withdraw", {})):
        assert other.post(f"/connections/1/{act}", data).status == 404


def tie_between(one: int, two: int) -> int:
    found = unscoped("test", Connection.id).where(
        Connection.a_id == one, Connection.b_id == two
    )
    return db.session.scalars(found).one()


@pytest.mark.parametrize(
    ("choice", "status"),
    [("pair", 302), ("near", 302), ("members", 302), ("public", 404)],
)
def test_choosing_who_sees_a_tie(visitor, choice, status):
    number = tie_between(1, 5)
    page = visitor("alice").post(
        f"/connections/ties/{number}", {"audience": choice}, follow=False
    )
    assert page.status == status
    found = unscoped("test", Connection.a_audience).where(Connection.id == number)
    assert db.session.scalars(found).one() == (choice if status == 302 else "members")


def test_ending_a_tie(visitor):
    number = tie_between(1, 5)
    visitor("alice").post(
        f"/connections/ties/{number}", {"audience": "remove"}, follow=False
    )
    assert "You know each other." not in visitor("lea").see("/members/alice-1").main


def test_others_cannot_touch_a_tie(visitor):
    number = tie_between(1, 5)
    for choice in ("pair", "remove"):
        page = visitor("dai").post(
            f"/connections/ties/{number}", {"audience": choice}, follow=False
        )
        assert page.status == 404


def test_a_yes_promises_no_conversation(visitor):
    greet(visitor)
    buttons = visitor("bob").see(INBOX).texts("main .card button")
    assert buttons == ["Yes, I would like that Alice Marsh", "Not now Alice Marsh"]


def test_the_inbox_as_json(visitor):
    greet(visitor)
    found = visitor("bob").json("/api/v1/connections/requests/")
    assert found["to_answer"][0]["person"]["name"] == "Alice Marsh"
    assert "example.org" not in str(found)


@pytest.mark.parametrize("path", [INBOX, HELLO])
def test_takes_ten_statements_at_most(visitor, statements, path):
    greet(visitor)
    for who in ("alice", "bob" if path == INBOX else "dai"):
        reader = visitor(who)
        with statements() as found:
            reader.see(path)
        assert len(found) <= 10


def test_addresses_are_on_no_page(visitor):
    page = greet(visitor)
    pages = [
        page,
        visitor("bob").see(INBOX),
        visitor("dai").see(HELLO),
    ]
    for one in CAST.values():
        assert not [page for page in pages if one.email in page.html]
