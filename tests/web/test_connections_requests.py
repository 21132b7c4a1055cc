"""Requests that end: what each side reads and when, named people, other people."""

import re

import pytest
from sqlalchemy import update

from community.connections import clockwork, hellos
from community.connections.models import (
    Connection,
    ConnectionRequest,
    How,
    RequestKind,
    TieAudience,
)
from community.core.db import db, start_writing
from community.core.states import RequestState
from community.core.visible import find, unscoped
from community.members.models import Member
from community.programme.models import Origin
from tests.cast import CAST
from tests.matching.ways import part

INBOX = "/connections/requests/"
HELLO = "/connections/hello/bob-2"
SENT, ACCEPTED, NOT_NOW, WITHDRAWN, LAPSED = RequestState


def say_hello(at, day: str = "2017-09-01 12:00") -> int:
    """Let Alice say hello to Bob, and return the hello's number."""
    at(day)
    start_writing()
    other: Member = find(CAST["alice"].viewer, Member, Member.id == 2)
    row = hellos.say_hello(CAST["alice"].viewer, other, "I liked your line")
    db.session.commit()
    return row.id


def put(number: int, state: RequestState) -> None:
    start_writing()
    found = update(ConnectionRequest).where(ConnectionRequest.id == number)
    db.session.execute(found.values(state=state))
    db.session.commit()


def tick() -> None:
    start_writing()
    clockwork.move()
    db.session.commit()


def alike(page) -> str:
    """Return a page's bytes but for the token of its forms and the request's number."""
    changing = r'name="csrf_token" value="[^"]*"|request_id=\w+'
    return re.sub(changing, "", page.html)


def name(at, *askers: int, how: How = How.MET) -> list[int]:
    """Let people say that they know Alice."""
    at("2017-09-01 12:00")
    start_writing()
    rows = [
        ConnectionRequest(asker_id=one, asked_id=1, kind=RequestKind.KNOWN, how=how)
        for one in askers
    ]
    db.session.add_all(rows)
    db.session.commit()
    return [row.id for row in rows]


def tied(one: int, two: int) -> Connection | None:
    low, high = sorted((one, two))
    found = unscoped("test", Connection)
    return db.session.scalar(
        found.where(Connection.a_id == low, Connection.b_id == high)
    )


# ---------------------------------------------------------------- saying hello
def test_the_form_says_what_happens_when(visitor, at):
    at("2017-09-01 12:00")
    page = visitor("alice").see(HELLO)
    assert "we remind them on 4 September and on 8 September" in page.main
    assert "Without a yes it ends by itself on 22 September" in page.main
    assert "usually answer" not in page.main


def test_the_form_says_how_long_answers_take_when_that_is_known(visitor, at):
    from tests.connections.test_replies import answered

    at("2017-09-01 12:00")
    start_writing()
    answered([60] * 8)
    db.session.commit()
    page = visitor("dai").see("/connections/hello/alice-1")
    assert "People here usually answer within 3 days." in page.main


@pytest.mark.parametrize(
    ("since", "kept", "status"),
    [
        ("", None, 302),
        ("2017-08", "2017-08-01", 302),
        ("2017-08-13", "2017-08-13", 302),
        ("2017-10", None, 422),
        ("summer", None, 422),
        ("2017-13", None, 422),
    ],
)
def test_how_and_since_when(visitor, at, since, kept, status):
    at("2017-09-01 12:00")
    sent = {"message": "Hello Bob", "how": "worked together", "since": since}
    page = visitor("alice").post(HELLO, sent, follow=False)
    assert page.status == status
    row = db.session.scalar(unscoped("test", ConnectionRequest))
    if status == 302:
        assert row.how is How.WORKED_TOGETHER
        assert (row.since.isoformat() if row.since else None) == kept
        return
    assert row is None
    assert page.select(".summary a[href='#since']")
    assert page.select("#since")[0]["value"] == since
    assert page.select("input[name=how][value='worked together'][checked]")
    assert "Hello Bob" in page.select("#message")[0].get_text()


def test_whoever_answers_reads_how_the_two_know_each_other(visitor, at):
    at("2017-09-01 12:00")
    sent = {"message": "Hello Bob", "how": "met", "since": "2017-08"}
    visitor("alice").post(HELLO, sent)
    assert "You met, since August 2017." in visitor("bob").see(INBOX).main


# ---------------------------------------------------------------- what the asker knows
def test_the_asker_reads_what_will_happen_and_when(visitor, at):
    say_hello(at)
    page = visitor("alice").see(INBOX)
    assert (
        "Sent 1 September. If there is no answer, they are reminded on 4 September "
        "and on 8 September. Without a yes it ends by itself on 22 September."
    ) in page.main
    assert "See other people who fit" not in page.main


def test_its_days_are_those_of_clocks_in_britain(visitor, at):
    say_hello(at, "2017-07-01 23:30")
    assert (
        "Sent 2 July. If there is no answer, they are reminded on 5 July "
        "and on 9 July. Without a yes it ends by itself on 23 July."
    ) in visitor("alice").see(INBOX).main
    at("2017-07-04 23:31")
    assert "they are reminded on 9 July" in visitor("alice").see(INBOX).main


@pytest.mark.parametrize(
    ("day", "said"),
    [("03", "are reminded on 4 September and on 8"), ("04", "are reminded on 8 Sep"),
     ("08", "Sent 1 September. Without a yes it ends")],
)  # fmt: skip
def test_only_reminders_to_come_are_promised(visitor, at, day, said):
    say_hello(at)
    at(f"2017-09-{day} 13:00")
    assert said in visitor("alice").see(INBOX).main


@pytest.mark.parametrize(
    "day", ["01 12:01", "03 12:00", "05 12:00", "09 12:00", "21 12:00", "22 11:59"]
)
def test_a_no_and_silence_are_the_same_page_byte_for_byte(visitor, at, day):
    number = say_hello(at)
    at(f"2017-09-{day}")
    tick()
    alice, pages = visitor("alice"), []
    for path in (INBOX, "/members/bob-2", HELLO):
        ignored = alike(alice.see(path))
        put(number, NOT_NOW)
        pages.append((ignored, alike(alice.see(path))))
        put(number, SENT)
    assert all(one == two for one, two in pages)
    assert '<span class="badge">Sent</span>' in pages[0][0]


def test_after_day_21_both_read_not_now(visitor, at):
    number = say_hello(at)
    alice = visitor("alice")
    at("2017-09-22 12:00")
    before = alice.see(INBOX).main
    tick()
    page = alice.see(INBOX)
    lapsed = alike(page)
    assert page.main == before, "but for the bell, which rings of the end"
    put(number, NOT_NOW)
    assert alike(alice.see(INBOX)) == lapsed
    assert '<span class="badge">Not now</span>' in lapsed


def test_a_block_looks_like_a_break(visitor, at):
    """Whoever is there no more is "a member", whatever the reason."""
    number = say_hello(at)
    start_writing()
    db.session.execute(update(Member).where(Member.id == 2).values(listed=False))
    db.session.commit()
    alice = visitor("alice")
    resting = alike(alice.see(INBOX))
    start_writing()
    db.session.execute(update(Member).where(Member.id == 2).values(listed=True))
    part(1, 2)
    put(number, NOT_NOW)
    assert alike(alice.see(INBOX)) == resting


# ---------------------------------------------------------------- people who named one
def test_people_who_say_that_they_know_one_come_as_one_list(visitor, at):
    name(at, 2, 4)
    page = visitor("alice").see(INBOX)
    assert page.texts("#known h2") == ["2 people say that you know each other"]
    assert page.texts("#known h3") == ["Dai Prosser", "Bob Okoro"]
    assert page.texts("#known button") == [
        "Yes , I know Dai Prosser", "No , leave Dai Prosser out",
        "Yes , I know Bob Okoro", "No , leave Bob Okoro out", "Yes to all",
    ]  # fmt: skip
    assert "No hello waits for you" not in page.main


def test_one_tap_says_yes(visitor, at):
    first, _second = name(at, 2, 4)
    sent = {"yes": first, "audience": "pair", "shown": [first, _second]}
    page = visitor("alice").post("/connections/requests/known", sent)
    assert "You and Bob Okoro are linked now." in page.html
    assert tied(1, 2).a_audience is TieAudience.PAIR
    assert tied(1, 2).how is How.MET
    assert tied(1, 4) is None


def test_one_tap_says_no_and_nobody_is_told(visitor, at):
    first, _second = name(at, 2, 4)
    page = visitor("alice").post("/connections/requests/known", {"no": first})
    assert page.texts("#known h3") == ["Dai Prosser"]
    assert visitor("bob").see(INBOX).texts("#sent .badge") == ["Sent"]


def test_yes_to_all_takes_those_that_still_wait(visitor, at):
    first, second = name(at, 2, 4)
    put(first, WITHDRAWN)
    sent = {"all": "yes", "audience": "near", "shown": [first, second, 99]}
    page = visitor("alice").post("/connections/requests/known", sent)
    assert "You are linked with 1 person now." in page.html
    assert tied(1, 2) is None
    assert tied(1, 4) is not None


def test_yes_to_all_reaches_nobody_elses_requests(visitor, at):
    numbers = name(at, 2, 4)
    visitor("lea").post("/connections/requests/known", {"shown": numbers})
    assert tied(1, 2) is tied(1, 4) is tied(2, 5) is None


def test_the_one_who_named_reads_when_it_ends(visitor, at):
    name(at, 2)
    page = visitor("bob").see(INBOX)
    assert "You said that you know each other." in page.main
    assert (
        "Sent 1 September. Without a yes it ends by itself on 22 September."
        in page.main
    )


@pytest.mark.parametrize(
    ("message", "quoted", "sent"),
    [
        ("We ran a cafe", ["We ran a cafe"], "“We ran a cafe”"),
        ("", [], "it was brought in that you know each other."),
    ],
)
def test_what_was_brought_in_nobody_said_here(visitor, at, message, quoted, sent):
    (number,) = name(at, 2)
    start_writing()
    row = update(ConnectionRequest).where(ConnectionRequest.id == number)
    db.session.execute(row.values(origin=Origin.IMPORT, message=message))
    db.session.commit()
    page = visitor("alice").see(INBOX)
    assert page.texts("#known blockquote") == quoted
    assert "From before this place." in page.texts("#known")[0]
    page = visitor("bob").see(INBOX)
    assert f"From before this place: {sent}" in page.main
    assert "You said that you know each other" not in page.main
    assert not page.select("#sent blockquote")


def test_what_was_said_here_is_not_from_before(visitor, at):
    name(at, 2)
    for who in ("alice", "bob"):
        assert "From before this place" not in visitor(who).see(INBOX).main


# ---------------------------------------------------------------- other people
def ended(number: int) -> str:
    return f"{INBOX}{number}/ended"


def test_the_end_says_sorry_and_shows_others_with_reasons(visitor, at):
    number = say_hello(at)
    at("2017-09-22 12:00")
    tick()
    alice = visitor("alice")
    assert ended(number) in alice.see(INBOX).links()
    page = alice.see(ended(number))
    assert page.h1 == "There was no yes this time"
    assert "We are sorry." in page.main
    assert "Your hello to Bob Okoro of 1 September 2017 has ended" in page.main
    others = page.texts("ul.grid h3, ul.grid h4")
    assert 1 <= len(others) <= 3
    assert "Bob Okoro" not in others
    assert page.select("ul.grid .why"), "each says why"


STANDS = [
    (SENT, "2017-09-22 11:59", 404),
    (NOT_NOW, "2017-09-22 11:59", 404),
    (SENT, "2017-09-22 12:00", 200),
    (NOT_NOW, "2017-09-22 12:00", 200),
    (LAPSED, "2017-09-22 12:00", 200),
    (WITHDRAWN, "2017-09-22 12:00", 404),
    (ACCEPTED, "2017-09-22 12:00", 404),
]


@pytest.mark.parametrize(("state", "moment", "status"), STANDS)
def test_the_end_has_a_page_when_there_is_an_end(visitor, at, state, moment, status):
    number = say_hello(at)
    put(number, state)
    at(moment)
    visitor("alice").see(ended(number), status)


@pytest.mark.parametrize("who", ["bob", "dai", "olu", "ada"])
def test_nobody_else_reads_it(visitor, at, who):
    number = say_hello(at)
    at("2017-09-22 12:00")
    visitor(who).see(ended(number), 404)


def test_after_a_block_the_end_names_nobody(visitor, at):
    number = say_hello(at)
    part(1, 2)
    at("2017-09-22 12:00")
    page = visitor("alice").see(ended(number))
    assert "Bob" not in page.html
    assert "Your hello of 1 September 2017 has ended" in page.main


def test_what_was_named_has_no_such_page(visitor, at):
    (number,) = name(at, 2)
    at("2017-09-22 12:00")
    visitor("bob").see(ended(number), 404)
    assert "See other people who fit" not in visitor("bob").see(INBOX).main


@pytest.mark.parametrize("path", [INBOX, HELLO, "ended"])
def test_takes_twelve_statements_at_most(visitor, at, statements, path):
    number = say_hello(at)
    name(at, 4, 5)
    if path == "ended":
        path = ended(number)
        at("2017-09-22 12:00")
    reader = visitor("alice")
    reader.see(path)
    with statements() as found:
        reader.see(path)
    assert len(found) <= 12
