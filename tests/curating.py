"""A curator for tests: Dai, who is one only where a test says so."""

from dataclasses import replace

from community.accounts.models import Grant
from community.core.access import Role
from community.core.db import db
from tests.cast import CAST

CURATOR = replace(CAST["dai"].viewer, roles=frozenset({Role.CURATOR}))


def make_curator(name: str = "dai") -> None:
    """Let one of the cast be a curator, and commit."""
    db.session.add(Grant(account_id=CAST[name].id, role=Role.CURATOR))
    db.session.commit()
