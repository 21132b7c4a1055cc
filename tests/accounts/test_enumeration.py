"""Nobody learns from a form whether an address has an account here.

For every address the answer holds the same bytes (but for the declared fields below),
and the request says the same to the database, in the same number of statements.
"""

import re
import statistics
import time
from collections.abc import Callable

import pytest

from community.accounts import bans, commands, invitations
from community.accounts.models import (
    Account,
    Invitation,
    InvitationKind,
    SignIn,
    State,
)
from community.accounts.passwords import hash_password
from community.core import limits as counts
from community.core.db import db, start_writing
from community.core.limits import LimitCount
from community.core.outbox import Job
from community.core.visible import unscoped
from community.vocabulary.commands import set_setting
from tests import assure
from tests.cast import CAST, PASSWORD
from tests.client import forget

DECLARED = (
    (re.compile(r'name="csrf_token"[^>]*value="[^"]*"'), "form token"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "request number"),
    (re.compile(r"/join/[\w-]+"), "link of an invitation"),
    (re.compile(r"/invitations/\d+/"), "number of an invitation"),
)
"""What differs from answer to answer whoever asks, beside the address itself."""
ADDRESSES = {
    "unknown": "nobody@example.org",
    "known": "alice@example.org",
    "without a password": "bob@example.org",
    "suspended": "carol@example.org",
    "unconfirmed": "dai@example.org",
    "resting": "lea@example.org",
    "pending": "pat@example.org",
    "invited": "mo@example.org",
    "banned": "gone@example.org",
}
STATES = {
    "carol": State.SUSPENDED, "dai": State.UNCONFIRMED, "lea": State.RESTING,
    "mo": State.INVITED,
}  # fmt: skip
JOINER = {
    "name": "Nia Bell", "password": "seven kettles on a shelf", "rules": "y",
    "adult": "y",
}  # fmt: skip


@pytest.fixture(autouse=True)
def everybody(app):
    """An address of each sort; whoever wants to may ask to join."""
    start_writing()
    hashed = hash_password(PASSWORD)
    for account in db.session.scalars(unscoped("test", Account)):
        account.password_hash = hashed
    db.session.get_one(Account, CAST["bob"].id).password_hash = None
    for who, state in STATES.items():
        db.session.get_one(Account, CAST[who].id).state = state
    bans.remember(ADDRESSES["banned"], None)
    set_setting("join_mode", "approval")
    db.session.commit()


def shared_link() -> str:
    start_writing()
    token = invitations.invite(CAST["olu"].viewer, InvitationKind.SHAREABLE)
    db.session.commit()
    return f"/join/{token}"


FLOWS: dict[str, tuple[str | None, Callable[[], str], Callable[[str], dict]]] = {
    "sign-in": (
        None, lambda: "/sign-in", lambda email: {"email": email, "password": "wrong"}
    ),
    "forgotten password": (None, lambda: "/forgotten", lambda email: {"email": email}),
    "link to sign in": (None, lambda: "/sign-in/link", lambda email: {"email": email}),
    "joining": (None, lambda: "/join", lambda email: {**JOINER, "email": email}),
    "joining by a shared link": (
        None, shared_link, lambda email: {**JOINER, "email": email}
    ),
    "another address": (
        "ada", lambda: "/account/email", lambda email: {"email": email}
    ),
    "invitation": (
        "olu", lambda: "/organise/people/invite", lambda email: {"emails": email}
    ),
}  # fmt: skip
"""Who asks (None: a visitor), where, and with which form."""


def asked(visitor, statements, flow, email):
    """Return what is told to whoever asks, and what the database is asked."""
    who, there, form = FLOWS[flow]
    path, browser = there(), visitor(who)
    sent = {"csrf_token": browser.token(), **form(email)}
    forget()
    with statements() as said:
        answer = browser.client.post(path, data=sent)
    words = answer.get_data(as_text=True)
    if answer.location:
        words += answer.location + browser.see(answer.location).html
    for pattern, name in DECLARED:
        words = pattern.sub(name, words)
    return answer.status_code, words.replace(email, "the address"), said


def tidy() -> None:
    """Let nothing that somebody asked before show on the next page."""
    db.session.rollback()
    start_writing()
    for table in (SignIn, Invitation, Job, LimitCount):
        db.session.execute(table.__table__.delete())
    db.session.commit()


SHOWN = ("invitation", "pending")
"""Organisers see the addresses of whoever applies, on the page where they invite."""
CASES = [
    (flow, sort)
    for flow in FLOWS
    for sort in ADDRESSES
    if sort != "unknown" and (flow, sort) != SHOWN
]


@pytest.mark.parametrize(("flow", "sort"), CASES)
def test_an_address_gets_the_answer_of_an_unknown_one(
    visitor, statements, at, flow, sort
):
    at("2017-09-01 12:00")
    asked(visitor, statements, flow, "the-first@example.org")
    tidy()
    unknown = asked(visitor, statements, flow, ADDRESSES["unknown"])
    tidy()
    status, words, said = asked(visitor, statements, flow, ADDRESSES[sort])
    assert status == unknown[0]
    assert words == unknown[1]
    assert said == unknown[2], "the same statements in the same order"
    assert said, "something was asked"


@pytest.mark.parametrize("sort", [one for one in ADDRESSES if one != "unknown"])
@pytest.mark.parametrize("used_up", [False, True])
def test_a_browser_that_is_known_to_somebody_learns_of_no_address(
    visitor, statements, at, sort, used_up
):
    at("2017-09-01 12:00")
    browser = visitor()
    sent = {"email": ADDRESSES["known"], "password": PASSWORD}
    assert browser.post("/sign-in", sent, follow=False).status == 302
    browser.client.delete_cookie("session_id")
    those = ("the-first@example.org", ADDRESSES["unknown"], ADDRESSES[sort])
    start_writing()
    db.session.execute(LimitCount.__table__.delete())
    for email in those if used_up else ():
        key = commands.hash_of(email)[:32]
        counts.add("sign-in account", key, counts.window(300), 10)
    db.session.commit()
    told = [
        asked(lambda _who: browser, statements, "sign-in", email) for email in those
    ]
    assert told[2] == told[1]
    assert told[1][0] == (429 if used_up else 422)
    assert sum("sign_in.token_hash =" in one for one in told[1][2]) == used_up


def test_a_second_try_is_answered_like_the_first(visitor, statements, at):
    at("2017-09-01 12:00")
    answers = [
        asked(visitor, statements, "forgotten password", email)[:2]
        for email in ("alice@example.org", "nobody@example.org") * 2
    ]
    assert len(set(answers)) == 1


def test_a_worker_knows_the_difference_and_the_page_never(app, visitor, statements):
    from community.jobs.worker import Worker

    for email in ADDRESSES.values():
        asked(visitor, statements, "forgotten password", email)
    db.session.commit()
    Worker(app).until_idle()
    found = unscoped("test", Job.to).where(Job.kind == "reset").order_by(Job.to)
    written = set(db.session.scalars(found))
    assert written == set(ADDRESSES.values()) - {
        "nobody@example.org", "mo@example.org", "gone@example.org",
    }  # fmt: skip
    waits = unscoped("test", Job).where(Job.kind == "reset password")
    for job in db.session.scalars(waits):
        assert (job.to, job.facts) == (None, {}), "what was asked is kept no longer"


# ---------------------------------------------------------------- timing
TRIES = 200


@pytest.mark.assured
@pytest.mark.parametrize("flow", FLOWS)
def test_a_known_address_takes_as_long_as_an_unknown_one(visitor, flow):
    who, there, form = FLOWS[flow]
    path, browser = there(), visitor(who)
    token = browser.token()
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(TRIES):
        for sort in sorted(took, reverse=bool(number % 2)):
            start_writing()
            db.session.execute(LimitCount.__table__.delete())
            db.session.commit()
            sent = {"csrf_token": token, **form(ADDRESSES[sort])}
            forget()
            began = time.perf_counter()
            browser.client.post(path, data=sent)
            took[sort].append(time.perf_counter() - began)
    known, unknown = (statistics.median(took[one]) for one in ("known", "unknown"))
    apart = abs(known - unknown) / unknown
    assure.told(
        f"enumeration by time: {flow}", size=TRIES,
        known_ms=round(known * 1000, 2), unknown_ms=round(unknown * 1000, 2),
        apart=round(apart, 3), failures=int(apart > 0.1),
    )  # fmt: skip
    assert apart <= 0.1, "timing is asserted in the full run alone"
