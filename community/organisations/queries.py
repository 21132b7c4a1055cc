"""Reads of organisations."""

from sqlalchemy import select

from community.core.db import db
from community.organisations.models import Organisation


def ids_by_name() -> dict[str, int]:
    """Return the ids of all organisations by name."""
    found = select(Organisation.name, Organisation.id)
    return dict(db.session.execute(found).all())
