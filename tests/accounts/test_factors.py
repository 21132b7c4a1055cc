"""Second factors: each code once, a step of drift, codes on paper, and who helps."""

from datetime import timedelta

import pyotp
import pytest

from community.accounts import factors, limits, recovery, totp
from community.accounts.models import (
    Account,
    Passkey,
    RecoveryCode,
    SignIn,
    State,
    Totp,
)
from community.core import clock
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused, TooMany
from community.core.journal import Act, AuditEvent
from community.core.outbox import Job
from community.core.visible import unscoped
from tests.cast import CAST
from tests.client import signed_in_token

NOON = "2017-09-01 12:00:10"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(seconds: int = 0, secret: str = SECRET) -> str:
    moment = clock.now() + timedelta(seconds=seconds)
    return pyotp.TOTP(secret).at(moment)


def letters() -> list[str]:
    return list(db.session.scalars(unscoped("test", Job.kind).order_by(Job.id)))


@pytest.fixture
def with_app(app, at):
    """Alice has an app, and it is ten seconds past noon."""
    at(NOON)
    totp.put(1, SECRET)


def test_no_app_is_set_up_before_the_address_is_confirmed(app):
    db.session.get_one(Account, 1).state = State.UNCONFIRMED
    with pytest.raises(Refused, match="Confirm your e-mail address first"):
        totp.begin(1)
    assert totp.waiting(1) is None


# ---------------------------------------------------------------- codes of an app
def test_a_code_is_as_the_standard_says():
    """Return the SHA-1 values of RFC 6238, appendix B, of which six digits show."""
    app = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=8)
    moments = (59, 1_111_111_109, 20_000_000_000)
    found = [app.generate_otp(moment // 30) for moment in moments]
    assert found == ["94287082", "07081804", "65353130"]


def test_an_app_counts_after_its_first_code(app, at):
    at(NOON)
    totp.begin(1)
    secret = totp.waiting(1)
    assert secret is not None
    assert len(secret) == 32
    assert not factors.has_some(1)
    assert not totp.spend(1, code(secret=secret)), "it does not count yet"
    assert factors.confirm_app(1, " ".join(code(secret=secret)), keep=0)
    assert factors.has_some(1)
    assert totp.waiting(1) is None
    assert not totp.spend(1, code(secret=secret)), "the first code is used up"
    with pytest.raises(Refused, match="already"):
        totp.begin(1)


def test_a_secret_is_sealed(app, at):
    at(NOON)
    totp.begin(1)
    row = db.session.scalars(unscoped("test", Totp)).one()
    assert totp.waiting(1) not in row.sealed


@pytest.mark.parametrize(
    ("seconds", "good"),
    [(-70, False), (-40, True), (-20, True), (0, True), (20, True), (50, False)],
)
def test_a_clock_may_differ_by_a_step(with_app, seconds, good):
    assert totp.spend(1, code(seconds)) is good


def test_a_code_is_good_once(with_app, at):
    first = code()
    assert totp.spend(1, first)
    assert not totp.spend(1, first)
    at("2017-09-01 12:00:31")
    assert not totp.spend(1, first), "nor in the next half minute"
    assert totp.spend(1, code())


def test_an_older_code_is_not_taken_after_a_newer_one(with_app):
    assert totp.spend(1, code(30))
    assert not totp.spend(1, code())


@pytest.mark.parametrize(
    "wrong", ["", "000000", "1", "１２３４５６", "abcdef", "1" * 99]
)
def test_what_is_no_code_is_refused(with_app, wrong):
    assert not factors.spend_code(1, wrong)


def test_the_code_of_somebody_else_is_refused(with_app):
    totp.put(2, pyotp.random_base32())
    assert not totp.spend(2, code())


# ---------------------------------------------------------------- codes on paper
def test_ten_codes_each_good_once_and_hashed(app):
    codes = factors.new_codes(1)
    assert len(set(codes)) == 10
    stored = db.session.scalars(unscoped("test", RecoveryCode.code_hash)).all()
    assert not set(stored) & set(codes)
    assert factors.spend_code(1, codes[0].upper().replace("-", " "))
    assert not factors.spend_code(1, codes[0])
    assert recovery.left(1) == 9
    assert not factors.spend_code(2, codes[1]), "nor somebody else's"


def test_new_codes_end_those_before(app):
    before = factors.new_codes(1)
    assert not set(factors.new_codes(1)) & set(before)
    assert not factors.spend_code(1, before[0])
    assert recovery.left(1) == 10


def test_which_codes_are_ones_own(app):
    codes = list(factors.new_codes(1))
    assert recovery.own(1, codes)
    assert not recovery.own(1, codes[:9])
    assert not recovery.own(2, codes)


# ---------------------------------------------------------------- changes
def test_every_change_ends_other_sessions_tells_and_is_recorded(with_app):
    for _device in range(2):
        signed_in_token(1)
    keep = db.session.scalars(unscoped("test", SignIn.id)).first()
    factors.remove_app(1, keep)
    assert db.session.scalars(unscoped("test", SignIn.id)).all() == [keep]
    assert letters() == ["factor-changed"]
    acts = unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.FACTOR)
    assert db.session.scalars(acts).all() == ["app removed"]
    with pytest.raises(NotFound):
        factors.remove_app(1, keep)


def passkey(account: int = 1) -> int:
    row = Passkey(
        account_id=account, credential=f"c{account}", public_key="", name="Phone"
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def test_passkeys_are_renamed_and_removed_by_their_owner_alone(app):
    number = passkey()
    factors.rename_passkey(1, number, " My key ")
    assert factors.of(1).passkeys[0].name == "My key"
    with pytest.raises(Refused, match="name"):
        factors.rename_passkey(1, number, " ")
    for change in (
        lambda: factors.rename_passkey(2, number, "Mine"),
        lambda: factors.remove_passkey(2, number, 0),
    ):
        with pytest.raises(NotFound):
            change()
    factors.remove_passkey(1, number, 0)
    assert not factors.has_some(1)


def test_recovery_codes_go_with_the_last_factor(with_app):
    factors.new_codes(1)
    number = passkey()
    factors.remove_app(1, 0)
    assert recovery.left(1) == 10
    factors.remove_passkey(1, number, 0)
    assert recovery.left(1) == 0


def test_a_short_password_keeps_the_last_factor(with_app):
    db.session.get_one(Account, 1).short_password = True
    with pytest.raises(Refused, match="longer password first"):
        factors.remove_app(1, 0)


# ---------------------------------------------------------------- help by others
@pytest.mark.parametrize("who", ["alice", "olu", "mo", "pat"])
def test_only_administrators_remove_the_factors_of_others(with_app, who):
    with pytest.raises(Forbidden):
        factors.remove_all(CAST[who].viewer, db.session.get_one(Account, 1))


def test_an_administrator_helps_whoever_lost_everything(with_app):
    account = db.session.get_one(Account, 1)
    account.password_hash, account.short_password = "short", True
    factors.new_codes(1)
    passkey()
    signed_in_token(1)
    factors.remove_all(CAST["ada"].viewer, account)
    assert not factors.has_some(1)
    assert recovery.left(1) == 0
    assert db.session.scalars(unscoped("test", SignIn.id)).all() == []
    assert (account.password_hash, account.short_password) == (None, False)
    assert letters() == ["factors-removed"]
    with pytest.raises(Refused, match="no second factor"):
        factors.remove_all(CAST["ada"].viewer, account)


def test_a_long_password_stays(with_app):
    account = db.session.get_one(Account, 1)
    account.password_hash = "long"
    factors.remove_all(CAST["ada"].viewer, account)
    assert account.password_hash == "long"


def test_never_ones_own(app, at):
    at(NOON)
    totp.put(7, SECRET)
    with pytest.raises(Forbidden):
        factors.remove_all(CAST["ada"].viewer, db.session.get_one(Account, 7))


# ---------------------------------------------------------------- guessing
def test_twenty_wrong_codes_a_day_then_none_is_taken_and_the_owner_is_told(with_app):
    for number in range(20):
        assert letters() == [], number
        assert not factors.check_code(1, "000000")
    assert letters() == ["wrong-codes"]
    with pytest.raises(TooMany):
        factors.check_code(1, code())
    assert factors.check_code(2, "000000") is False, "others are not concerned"


def test_right_codes_are_not_counted(with_app, at):
    for minute in range(30):
        at(f"2017-09-01 12:{minute:02}:40")
        assert factors.check_code(1, code()), minute


def test_the_cap_makes_guessing_hopeless():
    """Three of a million codes are right at a time, in every window of a month."""
    tries = 31 * limits.WRONG_CODES.most
    assert 1 - (1 - 3 / 1_000_000) ** tries < 0.002
