"""Changes of organisations."""

from sqlalchemy import or_, select

from community.core.db import db
from community.core.text import folded, random_id, slug_of
from community.organisations.models import Organisation, OrganisationState


def named(name: str, type_code: str = "") -> Organisation:
    """Return the organisation called `name`, made where it is new.

    An approved one is found however it is written, any other one only as it is: a
    spelling of somebody else's would tell that they named it, and they may hide that.
    """
    name = " ".join(name.split())
    approved = Organisation.state == OrganisationState.APPROVED
    found = (
        select(Organisation)
        .where(Organisation.folded == folded(name))
        .where(or_(approved, Organisation.name == name))
        .order_by(Organisation.name != name, Organisation.id)
        .limit(1)
    )
    there = db.session.scalar(found)
    if there is not None:
        return there
    made = Organisation(
        slug=f"{slug_of(name) or 'organisation'}-{random_id()}",
        name=name,
        folded=folded(name),
        type_code=type_code,
    )
    db.session.add(made)
    db.session.flush()
    return made
