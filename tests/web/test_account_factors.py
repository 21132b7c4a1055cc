"""Setting up an app: the picture, the first code, the codes on paper, and its end."""

import pyotp
import pytest

from community.accounts import factors, recovery, totp
from community.accounts.models import Account, State
from community.accounts.passwords import hash_password
from community.core import clock
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from tests.client import Page, forget
from tests.letters import letters

SHORT = "lanterns"


@pytest.fixture(autouse=True)
def noon(app, at):
    at("2017-09-01 12:00:10")


def code():
    return pyotp.TOTP(totp.waiting(1)).at(clock.now())


def set_up(alice):
    alice.post("/account/factors/app")
    return alice.post("/account/factors/app/confirm", {"code": code()})


def test_the_secret_is_a_picture_and_words(visitor):
    alice = visitor("alice")
    page = alice.post("/account/factors/app")
    assert page.h1 == "Set up your app"
    words = page.texts("main code")[0].replace(" ", "")
    assert words == totp.waiting(1)
    picture = alice.get(page.select("main img")[0]["src"])
    assert picture.mimetype == "image/svg+xml"
    assert b"style=" not in picture.data, "the policy would not let it"
    assert picture.headers["Cache-Control"] == "no-store"
    there = page.links("main ol a")[0]
    assert there.startswith("otpauth://totp/")
    assert "alice%40example.org" in there


def test_to_look_does_not_make_another_secret(visitor):
    alice = visitor("alice")
    assert alice.get("/account/factors/app").location == "/account/factors"
    alice.post("/account/factors/app")
    first = totp.waiting(1)
    alice.see("/account/factors/app")
    assert totp.waiting(1) == first


def test_a_wrong_first_code_keeps_the_secret(visitor):
    alice = visitor("alice")
    alice.post("/account/factors/app")
    first = totp.waiting(1)
    page = alice.post("/account/factors/app/confirm", {"code": "000000"})
    assert page.status == 422
    assert "did not fit" in " ".join(page.texts("#code-error"))
    assert totp.waiting(1) == first
    page = alice.post("/account/factors/app/confirm", {"code": ""})
    assert "Enter the code" in page.main


def test_setting_up_tells_ends_other_sessions_and_shows_codes_once(visitor):
    alice, other = visitor("alice"), visitor("alice")
    page = set_up(alice)
    codes = page.texts("ol code")
    assert len(codes) == recovery.NUMBER
    assert other.get("/account/").status_code == 302
    assert [one.to for one in letters("factor-changed")] == ["alice@example.org"]
    page = alice.see("/account/factors")
    assert not [one for one in codes if one in page.html]
    assert "10 are left" in page.main
    found = unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.FACTOR)
    notes = db.session.scalars(found.order_by(AuditEvent.id)).all()
    assert notes == ["app added", "recovery codes"]


def test_the_codes_are_a_file_for_whoever_has_them_on_the_page(visitor):
    alice = visitor("alice")
    codes = set_up(alice).texts("ol code")

    def file(browser, words):
        token = browser.token()
        forget()
        sent = {"csrf_token": token, "codes": words}
        return browser.client.post("/account/factors/codes.txt", data=sent)

    found = file(alice, " ".join(codes))
    assert found.mimetype == "text/plain"
    assert "attachment" in found.headers["Content-Disposition"]
    assert found.get_data(as_text=True).split()[-10:] == codes
    for words in ("", "mine-mine", " ".join(codes[:9]), " ".join([*codes[:9], "no"])):
        assert file(alice, words).status_code == 404
    assert file(visitor("bob"), " ".join(codes)).status_code == 404


def test_new_codes_end_those_before(visitor):
    alice = visitor("alice")
    before = set_up(alice).texts("ol code")
    fresh = alice.post("/account/factors/codes").texts("ol code")
    assert not set(before) & set(fresh)
    assert not recovery.spend(1, before[0])


def test_without_a_factor_there_are_no_codes(visitor):
    assert visitor("alice").post("/account/factors/codes").h1 != "Keep these"
    assert recovery.left(1) == 0


def test_beside_a_factor_a_short_password_does_and_keeps_it(visitor):
    alice = visitor("alice")
    assert alice.post("/account/password", {"fresh": SHORT}).status == 422
    set_up(alice)
    assert "8 letters or more" in alice.see("/account/password").main
    assert "has changed" in alice.post("/account/password", {"fresh": SHORT}).main
    page = alice.post("/account/factors/app/remove")
    assert page.status == 422
    assert "Choose a longer password first" in page.main
    db.session.rollback()
    assert factors.has_some(1)
    alice.post("/account/password", {"fresh": "seven kettles on a shelf"})
    assert "Your app is removed" in alice.post("/account/factors/app/remove").main


def test_an_app_that_is_there_is_not_replaced_unseen(visitor):
    alice = visitor("alice")
    set_up(alice)
    page = alice.post("/account/factors/app")
    assert page.status == 422
    assert "Remove it first" in page.main


@pytest.mark.parametrize("path", ["factors/app", "factors/passkeys/ask", "email"])
def test_whoever_has_not_confirmed_their_address_adds_no_way_in(visitor, path):
    start_writing()
    db.session.get_one(Account, 1).state = State.UNCONFIRMED
    db.session.commit()
    page = visitor("alice").post(f"/account/{path}", {"email": "new@example.org"})
    assert page.status == 422
    assert "Confirm your e-mail address first" in page.main
    assert not factors.has_some(1)
    assert letters() == []


def test_an_account_that_waits_may_set_one_up(visitor):
    start_writing()
    db.session.get_one(Account, 9).confirmed_at = clock.now()
    db.session.commit()
    pat = visitor("pat")
    pat.see("/account/factors")
    assert pat.post("/account/factors/app").h1 == "Set up your app"


# ---------------------------------------------------------------- lost factors
def test_an_administrator_removes_what_somebody_lost(visitor):
    start_writing()
    db.session.get_one(Account, 1).password_hash = hash_password("a long old password")
    totp.put(1, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    db.session.commit()
    ada, alice = visitor("ada"), visitor("alice")
    page = ada.see("/organise/accounts/1")
    there = next(one for one in page.links() if one.endswith("/unlock"))
    assert ada.see(there).h1 == "Remove the second step of Alice Marsh?"
    assert factors.has_some(1), "to look changes nothing"
    done: Page = ada.post(there)
    assert "Their second step is removed" in done.main
    assert alice.get("/account/").status_code == 302
    assert [one.to for one in letters("factors-removed")] == ["alice@example.org"]
    assert "Remove their second step" not in ada.see("/organise/accounts/1").main


def test_never_their_own(visitor):
    start_writing()
    totp.put(7, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    db.session.commit()
    ada = visitor("ada")
    assert "Remove their second step" not in ada.see("/organise/accounts/7").main
    ada.see("/organise/accounts/7/unlock", status=403)
    assert ada.post("/organise/accounts/7/unlock").status == 403
    assert factors.has_some(7)
