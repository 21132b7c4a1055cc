"""Erasing somebody: by the inventory, in one transaction, once and for good.

What the database does by itself (rows that go with a member, names that become nobody)
follows from its keys; a test compares them with the inventory. The rest is here and in
the modules beside it: words of rows that stay (`erasing_words`), what was reported
(`erasing_reports`), what was agreed to (`erasing_consents`), what is known by an
address or a number alone (`erasing_traces`), teams and places (`erasing_teams`). What
lies outside the database follows after the commit (`cleaning`).
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete

from community.accounts.models import Account
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.journal import Act
from community.core.visible import unscoped
from community.members.models import DetailName, Member, MemberDetail
from community.privacy import (
    cleaning,
    erasing_consents,
    erasing_reports,
    erasing_teams,
    erasing_traces,
    erasing_words,
    erasures,
    hashes,
)
from community.privacy.models import Erasure
from community.safeguarding import holding, suspending

WHY = "erasing"
CLOCK = Viewer(name="clock")


@dataclass(frozen=True)
class Gone:
    """Whom to erase, by all that leads to them."""

    account: int
    member: int | None
    address: str
    name: str
    slug: str
    import_id: str


def erase(account_id: int) -> None:
    """Erase an account and its member, in the caller's transaction; once is enough.

    Whoever commits calls `cleaning.tidy_up` afterwards, for files, for what the
    database file still holds, and for the list outside.
    """
    account = _held(account_id)
    if account is None:
        return
    account.state = account.left_from or account.state
    suspending.remember_ban(account)
    holding.outlast(account.id)
    gone = _gone(account)
    erasing_consents.keep(gone.account)
    teams = erasing_teams.before(gone.member)
    cleaning.note(_photos(gone.member), gone.address)
    erasing_reports.forget(gone.account, gone.member)
    erasing_words.forget(gone.member)
    erasing_traces.forget(gone)
    db.session.flush()
    db.session.expunge(account)
    if gone.member is not None:
        db.session.execute(delete(Member).where(Member.id == gone.member))
    db.session.execute(delete(Account).where(Account.id == gone.account))
    db.session.expire_all()
    erasing_teams.after(teams)
    erasing_traces.forget_nobodys()
    db.session.add(
        Erasure(
            mark=secrets.token_hex(8), account_id=gone.account, member_id=gone.member,
            at=clock.now(), address_hash=hashes.of_address(gone.address),
            import_hash=hashes.of_import(gone.import_id),
        )
    )  # fmt: skip
    journal.record(CLOCK, Act.ERASURE, "account", gone.account)
    db.session.flush()


def _held(account_id: int) -> Account | None:
    """Return the account, which nobody else changes until this is done."""
    found = unscoped(WHY, Account).where(Account.id == account_id)
    account: Account | None = db.session.scalar(
        found.with_for_update().execution_options(populate_existing=True)
    )
    return account


def _gone(account: Account) -> Gone:
    columns = (Member.id, Member.name, Member.slug, Member.import_id)
    found = unscoped(WHY, *columns).where(Member.account_id == account.id)
    row = db.session.execute(found).first()
    member, name, slug, import_id = row or (None, "", "", None)
    return Gone(account.id, member, account.email, name, slug, import_id or "")


def _photos(member: int | None) -> list[str]:
    photo = unscoped(WHY, MemberDetail.value).where(
        MemberDetail.member_id == member, MemberDetail.name == DetailName.PHOTO
    )
    found = [value.get("file", "") for value in db.session.scalars(photo)]
    return [name for name in found if name]


def replay(path: Path) -> int:
    """Erase again whoever stands in a list and came back with an older backup.

    Numbers can be given anew after a restore: whoever joined after an erasure is
    somebody else. Returns how many; the caller commits and tidies up.
    """
    done = 0
    for one in erasures.read(path):
        found = unscoped(WHY, Account.id).where(
            Account.id == one.account, Account.created_at <= one.at
        )
        if db.session.scalar(found) is not None:
            erase(one.account)
            done += 1
    return done
