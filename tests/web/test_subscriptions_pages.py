"""Getting updates without an account: the pages, and what they do not tell."""

import re
from email import message_from_bytes, policy

import pytest

from community.accounts.models import Undeliverable
from community.core.db import db
from community.subscriptions import clockwork
from community.subscriptions.asking import MOST, mark_of
from community.subscriptions.models import Every, SubscriptionState
from community.web import subscriptions_links
from tests.cast import CAST
from tests.client import forget
from tests.letters import link_of
from tests.letters import work as answer
from tests.privacy.everywhere import changed, checksums
from tests.subscriptions.making import (
    THURSDAY,
    WEDNESDAY,
    ZOE,
    jobs,
    reader,
    rows,
    stand,
    tell_news,
    work,
)

PAGE = "/get-updates"
UNKNOWN = "nobody@elsewhere.example"
PENDING = "yan@elsewhere.example"
MOMENT = re.compile(r'name="csrf_token"[^>]*value="[^"]*"|\b[0-9a-f]{16}\b')
"""What differs from answer to answer: the form's token and the request's number."""


@pytest.fixture(autouse=True)
def wednesday(app):
    stand(WEDNESDAY)


@pytest.fixture
def everybody():
    """An address of each sort: one gets updates, one asked for them, one is known."""
    reader()
    reader(PENDING, state=SubscriptionState.PENDING, confirmed_at=None)
    db.session.add(Undeliverable(address="back@elsewhere.example", status="5.1.1"))
    db.session.commit()


def token(app, email=ZOE):
    with app.test_request_context():
        return subscriptions_links.token_of(mark_of(email))


# ---------------------------------------------------------------- from end to end
def test_from_the_form_to_the_first_letter_and_to_the_end(app, visitor):
    browser = visitor()
    page = browser.see(PAGE)
    assert page.h1 == "Get updates"
    assert "/news.atom" in page.links()
    sent = browser.post(PAGE, {"email": ZOE, "every": "week"})
    assert sent.h1 == "Look into your mail"
    answer(app)
    path = link_of("updates-confirm")
    asks = visitor().see(path)
    assert asks.texts("main button") == ["Yes, send me updates"]
    assert rows()[0].state is SubscriptionState.PENDING, "a mail program opened it"
    here = visitor().post(path)
    assert here.h1 == "Your updates"
    assert "Thursday 7 September" in here.main or "7 September" in here.main
    assert visitor().see(path, 410).status == 410
    saved = visitor().post(f"{PAGE}/{token(app)}", {"every": "fortnight"})
    assert "Saved." in saved.main
    db.session.expire_all()
    assert rows()[0].every is Every.FORTNIGHT
    (stops,) = saved.select("main form[action*=unsubscribe]")
    gone = visitor().post(stops["action"])
    assert gone.h1 == "Updates have stopped"
    assert rows() == []


def test_a_form_on_another_page_of_ours_needs_the_address_alone(app, visitor):
    visitor().post(PAGE, {"email": ZOE})
    work(app)
    assert rows()[0].every is Every.FORTNIGHT


@pytest.mark.parametrize("email", ["", "zoe", "a" * 250 + "@x.org"])
def test_a_wrong_address_is_said_beside_the_field_and_stays(visitor, email):
    page = visitor().post(PAGE, {"email": email, "every": "week"})
    assert page.status == 422
    field = page.select("#email")[0]
    assert (field["value"], field["aria-invalid"]) == (email, "true")
    assert page.select("#every-0")[0].has_attr("checked")


def test_members_are_told_that_their_digest_has_it_all(visitor):
    page = visitor("alice").see(PAGE)
    assert "/notices/digest" in page.links()
    assert "/notices/digest" not in visitor().see(PAGE).links()


def test_links_that_are_not_whole_or_have_ended(app, visitor):
    before = checksums()
    for path in (f"{PAGE}/{token(app)[:-1]}", f"{PAGE}/unknown"):
        visitor().see(path, 404)
        assert visitor().post(path).status == 404
    for path in (f"{PAGE}/confirm/unknown", f"{PAGE}/confirm/{token(app)}"):
        assert "Ask for updates again" in visitor().see(path, 410).main
        assert visitor().post(path).status == 410
    assert changed(before) == []


def test_who_gets_nothing_any_more_is_told_so_calmly(app, visitor):
    page = visitor().see(f"{PAGE}/{token(app)}")
    assert page.h1 == "No updates come"
    assert visitor().post(f"{PAGE}/{token(app)}", {"every": "week"}).status == 200
    assert visitor().see(f"/unsubscribe/{token(app)}").h1 == "Updates have stopped"


# ---------------------------------------------------------------- the same for all
SORTS = [
    UNKNOWN, ZOE, PENDING, CAST["alice"].email, CAST["pat"].email,
    "back@elsewhere.example",
]  # fmt: skip


def asks(app, visitor, statements, email):
    """Ask once, and return all that whoever asks can see, and how much was done."""
    browser = visitor()
    data = {"csrf_token": browser.token(), "email": email, "every": "week"}
    forget()
    with statements() as found:
        first = browser.client.post(PAGE, data=data)
    second = browser.get(first.headers["Location"])
    seen = [
        (one.status_code, sorted(named(one)), MOMENT.sub("", one.get_data(True)))
        for one in (first, second)
    ]
    return seen, [text.split("VALUES")[0] for text in found]


def named(response):
    """The headers of an answer; of a cookie and a request's number the name alone."""
    differs = ("Set-Cookie", "X-Request-Id", "Date")
    return [
        (name, "" if name in differs else value) for name, value in response.headers
    ]


def test_the_answer_is_the_same_for_every_address(app, visitor, statements, everybody):
    visitor().see(PAGE)
    asks(app, visitor, statements, "first@elsewhere.example")
    found = [asks(app, visitor, statements, email) for email in SORTS]
    seen, done = zip(*found, strict=True)
    for email, one, how in zip(SORTS, seen, done, strict=True):
        assert differences(one, seen[0]) == [], email
        assert how == done[0], email
    numbers = {email: len(how) for email, how in zip(SORTS, done, strict=True)}
    print("statements:", numbers)
    assert len(set(numbers.values())) == 1


def differences(one, other):
    """What is not the same in two answers, part by part."""
    parts = [part for answer in one for part in answer]
    others = [part for answer in other for part in answer]
    return [pair for pair in zip(parts, others, strict=True) if pair[0] != pair[1]]


def test_it_stays_the_same_however_often_somebody_asks(
    app, visitor, statements, everybody
):
    asks(app, visitor, statements, "first@elsewhere.example")
    fresh = asks(app, visitor, statements, UNKNOWN)
    for _time in range(MOST + 1):
        seen, done = asks(app, visitor, statements, ZOE)
        assert differences(seen, fresh[0]) == []
        assert done == fresh[1]
        work(app)


def test_one_network_asks_so_often(app, visitor):
    for number in range(10):
        page = visitor().post(PAGE, {"email": f"a{number}@elsewhere.example"})
        assert page.status == 200
    page = visitor().post(PAGE, {"email": "last@elsewhere.example"})
    assert page.status == 429
    work(app)
    assert len(rows()) == 10


# ---------------------------------------------------------------- the raw header
def raw_letter(app):
    """The letter with updates, as bytes that were read back from the outbox's mail."""
    from tests import mail

    letter = mail.written(app, jobs("updates"))["updates"]
    return message_from_bytes(letter.message().as_bytes(), policy=policy.default)


def test_stop_works_signed_out_from_the_raw_header(app):
    reader()
    reader(PENDING)
    tell_news()
    stand(THURSDAY)
    clockwork.move()
    db.session.commit()
    db.session.delete(next(one for one in jobs("updates") if one.to == PENDING))
    db.session.commit()
    letter = raw_letter(app)
    assert letter["To"] == ZOE
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter["List-Unsubscribe"].strip().strip("<>")
    path = url.removeprefix(app.config["SETTINGS"].public_url)
    before = checksums()
    for _twice in range(2):
        forget()
        answer = app.test_client().post(
            path, data={"List-Unsubscribe": "One-Click"},
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )  # fmt: skip
        assert answer.status_code == 200
    assert sorted(changed(before)) == ["job", "subscription"]
    assert [one.email for one in rows()] == [PENDING]


def test_opening_the_link_of_a_letter_changes_nothing(app, visitor):
    reader()
    db.session.commit()
    before = checksums()
    page = visitor().see(f"/unsubscribe/{token(app)}")
    assert page.h1 == "Stop updates?"
    assert changed(before) == []


def test_no_page_says_an_address(app, visitor, everybody):
    for path in (PAGE, f"{PAGE}/{token(app)}", f"/unsubscribe/{token(app)}"):
        assert ZOE not in visitor().see(path).html
    assert ZOE not in token(app)


# ---------------------------------------------------------------- for organisers
@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (3, "fewer than 8"), (11, "10")]
)
def test_organisers_see_how_many_rounded_and_never_who(visitor, number, words):
    for one in range(number):
        reader(f"reader-{one}@elsewhere.example")
    db.session.commit()
    page = visitor("olu").see("/organise/")
    (found,) = [dl for dl in page.texts("main dl div") if "updates" in dl]
    assert found.endswith(words), found
    assert "elsewhere.example" not in page.html
