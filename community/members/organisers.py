"""Who runs the place now, to tell them of what waits for an organiser."""

from community.accounts.models import Account, Grant, State
from community.accounts.roles import holds_now
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member


def organisers() -> list[Viewer]:
    """Return the organisers who are here, as viewers: each may see something else."""
    found = (
        unscoped("administration", Member.id, Account.id)
        .join(Account, Account.id == Member.account_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == Role.ORGANISER, holds_now())
        .where(Account.state == State.ACTIVE)
        .distinct()
        .order_by(Member.id)
    )
    roles = frozenset({Role.ORGANISER})
    return [
        Viewer(member, account, roles=roles, state=State.ACTIVE.value)
        for member, account in db.session.execute(found)
    ]
