"""The pages of break-glass: sudo, a reason, a red banner, and an end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.accounts.models import SignIn
from community.core import clock
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from tests.trust.test_openings import WHY, make

PATH = "/moderate/open/"
SENT = {"number": "case2345", "why": WHY}


@pytest.fixture
def case(app, at):
    at("2026-11-01 12:00")
    return make(about=1, reporter=2)


def unsure(account: int) -> None:
    """Let it be long ago that somebody proved who they are."""
    start_writing()
    mine = update(SignIn).where(SignIn.account_id == account)
    db.session.execute(mine.values(sure_until=clock.now() - timedelta(seconds=1)))
    db.session.commit()


def test_a_moderator_opens_looks_and_closes(case, visitor):
    mo = visitor("mo")
    page = mo.see(f"{PATH}?case=case2345")
    assert page.select("#number")[0]["value"] == "case2345"
    assert "Nothing was opened yet" in page.main
    page = mo.post(PATH, SENT)
    assert page.h1 == "All that Alice Marsh says of themselves"
    banner = page.select(".summary")[0]
    assert "It closes in 30 minutes, at 12:30" in " ".join(banner.text.split())
    assert banner.select_one("button").text == "Close it now"
    assert "Diabetes" in page.main
    assert "nobody else sees it" in page.main
    assert "alice@example.org" not in page.html
    assert WHY in page.main
    page = mo.post(f"{PATH}1/end")
    assert "It is closed again." in page.html
    assert "closed again" in mo.see(f"{PATH}1", status=410).main


def test_it_is_over_after_half_an_hour(case, visitor, at):
    mo = visitor("mo")
    mo.post(PATH, SENT)
    at("2026-11-01 12:29:59")
    assert "It closes in a minute" in mo.see(f"{PATH}1").main
    at("2026-11-01 12:30:00")
    mo.see(f"{PATH}1", status=410)


def test_looking_is_reading_alone(case, visitor):
    mo = visitor("mo")
    mo.post(PATH, SENT)
    page = mo.see(f"{PATH}1")
    posts = [one["action"] for one in page.select("main form[method=post]")]
    assert posts == [f"{PATH}1/end"]


def test_what_is_wrong_keeps_what_was_typed(case, visitor):
    page = visitor("mo").post(PATH, {"number": "case9999", "why": WHY})
    assert page.status == 422
    assert "There is no open case of this number" in page.texts("#number-error")[0]
    assert page.select("#why")[0].text.strip() == WHY
    page = visitor("mo").post(PATH, {"number": "case2345", "why": "because"})
    assert "Write in a sentence why" in page.texts("#why-error")[0]
    page = visitor("mo").post(PATH, {})
    assert len(page.select(".field__error")) == 2


def test_whoever_did_not_prove_it_lately_is_asked_first(case, visitor):
    mo = visitor("mo")
    mo.see(PATH)
    unsure(8)
    assert mo.get(PATH).location.startswith("/account/sure")
    page = mo.post(PATH, SENT)
    assert page.status == 403
    assert page.select('input[name="why"]')[0]["value"] == WHY
    mo.see(f"{PATH}1", status=404)


WHO = (None, "pat", "alice", "olu", "mo", "ada")
GET, POST = "GET", "POST"
ADMITS = {
    (GET, PATH): {"mo": 200, "ada": 200},
    (POST, PATH): {"mo": 422, "ada": 422},
    (GET, f"{PATH}1"): {"mo": 200},
    (POST, f"{PATH}1/end"): {"mo": 302},
    (POST, f"{PATH}1/hold"): {"ada": 302},
}
"""What answers whom, of what Mo opened; for all others there is nothing."""


@pytest.mark.parametrize("what", ADMITS)
@pytest.mark.parametrize("who", WHO)
def test_who_comes_in(case, visitor, who, what):
    visitor("mo").post(PATH, SENT | {"quiet": "y"}, follow=False)
    method, path = what
    browser = visitor(who)
    if method == POST:
        answer = browser.post(path, follow=False).response
    else:
        answer = browser.get(path)
    others = 302 if who is None else 404
    assert answer.status_code == ADMITS[what].get(who, others)
    if who is None:
        assert answer.location.startswith("/sign-in")


def test_nobody_looks_over_somebodys_shoulder(case, visitor):
    visitor("mo").post(PATH, SENT)
    ada = visitor("ada")
    ada.see(f"{PATH}1", status=404)
    assert ada.post(f"{PATH}1/end").status == 404
    assert "case2345" in ada.see(PATH).main


def test_another_administrator_lets_telling_wait(case, visitor):
    visitor("mo").post(PATH, SENT | {"quiet": "y"})
    assert "is asked to let that wait" in visitor("mo").see(PATH).main
    assert not visitor("mo").see(PATH).select(f'form[action="{PATH}1/hold"]')
    ada = visitor("ada")
    assert ada.see(PATH).select(f'form[action="{PATH}1/hold"]')
    page = ada.post(f"{PATH}1/hold")
    assert "They are told on 30 January 2027" in page.main
    assert ada.post(f"{PATH}1/hold").status == 422
    assert visitor("mo").post(f"{PATH}1/hold").status == 404


def test_each_step_is_in_the_audit_trail(case, visitor):
    mo = visitor("mo")
    mo.post(PATH, SENT)
    mo.post(f"{PATH}1/end")
    notes = select(AuditEvent.note).where(AuditEvent.act == Act.BREAK_GLASS)
    assert db.session.scalars(notes.order_by(AuditEvent.id)).all() == [
        "opened", "seen", "ended",
    ]  # fmt: skip


def test_alice_reads_it_on_her_privacy_page(case, visitor, at):
    visitor("mo").post(PATH, SENT)
    assert "Nobody has, as far as you can know" in visitor("alice").see(
        "/account/privacy"
    ).main  # fmt: skip
    at("2026-11-08 12:00")
    page = visitor("alice").see("/account/privacy")
    assert f"A moderator opened what you show to few or nobody, because: {WHY}." in (
        page.main
    )
    assert "/members/mo-8" in page.links()
