"""Mail that comes back: noted when for good, said to its owner, cleared by them."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from community.accounts import bounces, commands
from community.accounts.models import Account, Purpose, Undeliverable
from community.core.db import db, start_writing

ALICE = "alice@example.org"


def report(status="5.1.1", to="Alice@Example.org", part="text/rfc822-headers"):
    """Return a delivery report as a mail server writes one (RFC 3464)."""
    headers = f"To: {to}\r\nMessage-ID: <one.two@localhost>\r\nSubject: Hello\r\n\r\n"
    whole = [
        "From: MAILER-DAEMON@mail.example",
        "To: hello@example.org",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="xyz"',
        "",
        "--xyz",
        "Content-Type: text/plain",
        "",
        "I am sorry to have to tell you: 5.9.9 means nothing here.",
        "--xyz",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example",
        "",
        f"Final-Recipient: rfc822; {to}",
        "Action: failed",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} No such user",
        "",
        "--xyz",
        f"Content-Type: {part}",
        "",
        headers,
        "--xyz--",
        "",
    ]
    return "\r\n".join(whole).encode()


@pytest.mark.parametrize("part", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_says_whose_mail_came_back_and_why(part):
    found = bounces.returned(report(part=part))
    assert found == (bounces.Returned(ALICE, "<one.two@localhost>", "5.1.1"),)


def test_a_letter_that_is_no_report_says_nothing():
    letter = EmailMessage()
    letter.set_content("I am away until Monday. 5.1.1")
    assert bounces.returned(letter.as_bytes()) == ()
    assert bounces.returned(b"") == ()
    assert bounces.returned(b"\xff\x00 no mail at all") == ()


def test_a_report_without_the_letter_names_nobody():
    cut = report().partition(b"--xyz\r\nContent-Type: text/rfc822-headers")[0]
    assert bounces.returned(cut) == (bounces.Returned("", "", "5.1.1"),)


@pytest.mark.parametrize(
    ("status", "kept"),
    [("5.1.1", True), ("5.7.26", True), ("4.2.2", False), ("2.0.0", False),
     ("5", False), ("", False)],
)  # fmt: skip
def test_only_what_is_for_good_is_noted(app, status, kept):
    assert bounces.note(" Alice@example.org", status) is kept
    assert (db.session.get(Undeliverable, ALICE) is not None) is kept


def test_noting_twice_keeps_one_row_with_the_last_status(app):
    assert bounces.note(ALICE, "5.1.1")
    assert not bounces.note(ALICE, "5.2.1")
    assert db.session.get_one(Undeliverable, ALICE).status == "5.2.1"


def test_of_two_that_note_it_in_one_moment_both_go_on(app, monkeypatch):
    start_writing()
    bounces.note(ALICE, "5.1.1")
    with monkeypatch.context() as patched:
        patched.setattr(db.session, "get", lambda *_asked: None)  # seen too early
        assert not bounces.note(ALICE, "5.2.1")
    assert db.session.get_one(Undeliverable, ALICE).status == "5.2.1"


def test_somebody_reads_of_their_own_address_alone(app):
    bounces.note(ALICE, "5.1.1")
    assert bounces.comes_back_since(1) is not None
    assert bounces.comes_back_since(2) is None
    assert bounces.comes_back_since(None) is None


def link(purpose, bound=""):
    account = db.session.get_one(Account, 1)
    return commands.make_token(account, purpose, timedelta(minutes=30), bound)


def test_changing_the_address_clears_both(app):
    start_writing()
    bounces.note(ALICE, "5.1.1")
    bounces.note("new@example.org", "5.1.1")
    commands.change_email(link(Purpose.CHANGE, "new@example.org"))
    assert bounces.comes_back_since(1) is None
    assert db.session.get(Undeliverable, ALICE) is None


def test_a_link_that_came_by_mail_shows_that_mail_arrives(app):
    from community.members import confirming

    start_writing()
    bounces.note(ALICE, "5.1.1")
    confirming.confirm(link(Purpose.CONFIRM), None, open_to_all=False)
    assert bounces.comes_back_since(1) is None
    bounces.note(ALICE, "5.1.1")
    bound = commands.hash_of("")
    commands.reset_password(link(Purpose.RESET, bound), "hashed")
    assert bounces.comes_back_since(1) is None
