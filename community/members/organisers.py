"""Who holds a role now, to tell them of what waits for them."""

from community.accounts.models import Account, Grant, State
from community.accounts.roles import holds_now
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member


def organisers() -> list[Viewer]:
    """Return the organisers who are here, as viewers: each may see something else."""
    return _holders(Role.ORGANISER)


def curators() -> list[Viewer]:
    """Return the curators of the Evidence Hub who are here, as viewers."""
    return _holders(Role.CURATOR)


def _holders(role: Role) -> list[Viewer]:
    found = (
        unscoped("administration", Member.id, Account.id)
        .join(Account, Account.id == Member.account_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == role, holds_now())
        .where(Account.state == State.ACTIVE)
        .distinct()
        .order_by(Member.id)
    )
    roles = frozenset({role})
    return [
        Viewer(member, account, roles=roles, state=State.ACTIVE.value)
        for member, account in db.session.execute(found)
    ]
