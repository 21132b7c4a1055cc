"""A map that asks to be woven: two groups, somebody alone, somebody in the middle.

Persons 101 to 104 know each other, and so do 111 to 114; 121 knows nobody. Olu, who
organises, is on the map as well.
"""

from itertools import combinations

from community.connections.models import TieAudience
from community.core.db import db, start_writing
from community.core.visible import find, unscoped
from community.introductions.models import Introduction
from community.members.models import Member, Relation
from community.network.weaving import plans
from tests.cast import CAST, connect
from tests.network.map_world import OLU, add, tag

CARERS, CLINICIANS, ALONE = (101, 102, 103, 104), (111, 112, 113, 114), 121
FACTS = plans.PlanFacts("Bring them together", "You two should meet")


def weave_world() -> None:
    """Make the map, in a transaction that goes on."""
    for number in CARERS:
        add(number, kind="carer", nation="eng")
    for number in CLINICIANS:
        add(number, kind="clinician", nation="wls")
    add(ALONE, kind="designer")
    for group in (CARERS, CLINICIANS):
        for one, two in combinations(group, 2):
            connect(one, two, TieAudience.MEMBERS)
    tag(101, "evaluation", Relation.SEEKS)
    tag(111, "evaluation", Relation.OFFERS)
    tag(102, "facilitation", Relation.OFFERS)
    tag(112, "facilitation", Relation.OFFERS)
    tag(103, "diabetes", Relation.SEEKS)
    tag(113, "diabetes", Relation.OFFERS)
    db.session.commit()
    start_writing()


def key(one: int, two: int) -> str:
    """Return how the address names two people of this world."""
    return f"person-{one},person-{two}"


def plan(*pairs: tuple[int, int], who=OLU) -> int:
    """Keep a plan, and return its number."""
    return plans.save(who, FACTS, pairs).id


def introductions() -> list[Introduction]:
    """Return all introductions, the oldest first."""
    found = unscoped("test", Introduction).order_by(Introduction.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def member(number: int) -> Member:
    """Return somebody as Olu sees them."""
    found: Member = find(OLU, Member, Member.id == number)
    return found


ADA = CAST["ada"].viewer
