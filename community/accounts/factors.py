"""Second factors: what somebody has set up, and every change of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, or_, update

from community.accounts import limits, recovery, totp
from community.accounts.commands import end_sessions
from community.accounts.models import Account, Passkey, Totp
from community.core import clock, journal, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.text import N_
from community.core.visible import unscoped

LONGER = N_(
    "Your password has fewer than 15 letters, which is enough only with a second "
    "factor. Choose a longer password first"
)
NAMELESS = N_("Enter a name by which you know it, such as the device that holds it")


@dataclass(frozen=True)
class PasskeyCard:
    """A passkey, for its owner."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What somebody has set up beside their password."""

    app_since: datetime | None
    passkeys: tuple[PasskeyCard, ...]
    codes_left: int

    @property
    def some(self) -> bool:
        """Whether signing in asks for a second factor."""
        return self.app_since is not None or bool(self.passkeys)


def of(account_id: int) -> Factors:
    """Return what somebody has set up."""
    app = unscoped("sign-in", Totp.confirmed_at).where(Totp.account_id == account_id)
    keys = (
        unscoped("sign-in", Passkey.id, Passkey.name, Passkey.made_at, Passkey.used_at)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return Factors(
        db.session.scalar(app),
        tuple(PasskeyCard(**row) for row in db.session.execute(keys).mappings()),
        recovery.left(account_id),
    )


def has_some(account_id: int) -> bool:
    """Tell whether signing in asks for a second factor."""
    app = exists().where(Totp.account_id == Account.id, Totp.confirmed_at.is_not(None))
    key = exists().where(Passkey.account_id == Account.id)
    found = unscoped("sign-in", or_(app, key)).where(Account.id == account_id)
    return bool(db.session.scalar(found))


def spend_code(account_id: int, code: str) -> bool:
    """Take a code of an app or of paper; each is good once."""
    bare = "".join(code.split())
    if bare.isascii() and bare.isdigit():
        return totp.spend(account_id, bare)
    return recovery.spend(account_id, bare)


def check_code(account_id: int, code: str) -> bool:
    """Take a code, and count wrong ones: after twenty on a day none is taken.

    Then its owner is told, as whoever guesses knows their password.
    """
    limits.refuse_guessing(account_id)
    if spend_code(account_id, code):
        return True
    by = Viewer(account_id=account_id)
    if limits.count_wrong(account_id):
        journal.aside(lambda: _warn(account_id))
    journal.aside(
        lambda: journal.record(
            by, journal.Act.FACTOR, "account", account_id, "code", "refused"
        )
    )
    return False


def _warn(account_id: int) -> None:
    email = db.session.get_one(Account, account_id).email
    key = f"wrong-codes:{account_id}:{clock.today()}"
    outbox.post_once("wrong-codes", email, key)


# ---------------------------------------------------------------- changes of one's own
def tell(account_id: int, note: str, keep: int | None) -> None:
    """Say by mail that a factor changed, end other sessions, and record it."""
    account = db.session.get_one(Account, account_id)
    end_sessions(account_id, keep)
    outbox.post("factor-changed", account.email)
    by = Viewer(account_id=account_id)
    journal.record(by, journal.Act.FACTOR, "account", account_id, note)
    db.session.flush()


def confirm_app(account_id: int, code: str, keep: int) -> bool:
    """Let an app count by its first code; tell whether it was right."""
    if not totp.confirm(account_id, "".join(code.split())):
        return False
    tell(account_id, "app added", keep)
    return True


def new_codes(account_id: int) -> tuple[str, ...]:
    """Return ten new recovery codes; those before end."""
    codes = recovery.make(account_id)
    by = Viewer(account_id=account_id)
    journal.record(by, journal.Act.FACTOR, "account", account_id, "recovery codes")
    return codes


def remove_app(account_id: int, keep: int) -> None:
    """Remove the app."""
    if not totp.remove(account_id):
        raise NotFound("app")
    _removed(account_id, "app removed", keep)


def remove_passkey(account_id: int, passkey_id: int, keep: int) -> None:
    """Remove a passkey."""
    gone = delete(Passkey).where(
        Passkey.id == passkey_id, Passkey.account_id == account_id
    )
    if not db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
        raise NotFound("passkey")
    _removed(account_id, "passkey removed", keep)


def _removed(account_id: int, note: str, keep: int) -> None:
    """Without any factor a short password does not do, and codes are for nothing."""
    if not has_some(account_id):
        if db.session.get_one(Account, account_id).short_password:
            raise Refused(LONGER)
        recovery.remove(account_id)
    tell(account_id, note, keep)


def rename_passkey(account_id: int, passkey_id: int, name: str) -> None:
    """Give a passkey another name."""
    if not name.strip():
        raise Refused(NAMELESS)
    done = db.session.execute(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.account_id == account_id)
        .values(name=name.strip())
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise NotFound("passkey")


def forget(account: Account) -> None:
    """Forget all factors of an account, and that a short password did beside them."""
    totp.remove(account.id)
    recovery.remove(account.id)
    db.session.execute(delete(Passkey).where(Passkey.account_id == account.id))
    account.short_password = False


# ---------------------------------------------------------------- help by others
def remove_all(viewer: Viewer, account: Account) -> None:
    """Remove all factors of somebody who lost them; never one's own.

    Their sessions end, they are told, and a short password ends with its factor.
    """
    require(viewer, Permission.ACCOUNT_UNLOCK)
    if account.id == viewer.account_id:
        raise Forbidden("one's own factors")
    if not has_some(account.id):
        raise Refused(N_("They have no second factor"))
    if account.short_password:
        account.password_hash = None
    forget(account)
    end_sessions(account.id)
    outbox.post("factors-removed", account.email)
    note = "all removed by an administrator"
    journal.record(viewer, journal.Act.FACTOR, "account", account.id, note)
    db.session.flush()
