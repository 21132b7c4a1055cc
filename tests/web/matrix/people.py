"""The fourteen sorts of people that the matrix tries, and the host of whom each tries
to reach something.

Hana is the host: things of "others" are hers. What tells the sorts apart is how they
stand to the place (a visitor, somebody suspended, an organiser) or to her (connected,
in her project, its lead, blocked by her). Fay and Gus are whom everybody else has their
own things with.
"""

from datetime import timedelta

from sqlalchemy import insert

from community.accounts.models import RULES_VERSION, Account, Grant, State
from community.core import clock
from community.core.access import Audience, Role
from community.core.db import db
from community.core.journal import Pseudonym
from community.core.text import folded
from community.core.visible import BLOCKED, tie
from community.members.models import MapConsent, Member
from community.safeguarding.models import Block
from tests.cast import Person, connect

WEEKS = timedelta(days=21)

HANA = Person(30, "Hana Host", map=MapConsent.ABSENT)
HIDDEN = Person(31, "Hid Away", Audience.ME, map=MapConsent.ABSENT)
FAY = Person(32, "Fay Friend", map=MapConsent.ABSENT)
GUS = Person(33, "Gus Grey", map=MapConsent.ABSENT)

ROLES: dict[str, Person | None] = {"visitor": None}
for _number, (_sort, _name, _state, _roles) in enumerate(
    (
        ("pending", "Pia", State.PENDING, ()),
        ("suspended", "Sam", State.SUSPENDED, ()),
        ("leaving", "Len", State.LEAVING, ()),
        ("resting", "Rae", State.RESTING, ()),
        ("member", "Mia", State.ACTIVE, ()),
        ("connected", "Cem", State.ACTIVE, ()),
        ("mate", "Tom", State.ACTIVE, ()),
        ("lead", "Liv", State.ACTIVE, ()),
        ("blocked", "Boz", State.ACTIVE, ()),
        ("organiser", "Oda", State.ACTIVE, (Role.ORGANISER,)),
        ("curator", "Cat", State.ACTIVE, (Role.CURATOR,)),
        ("moderator", "Max", State.ACTIVE, (Role.MODERATOR,)),
        ("administrator", "Ann", State.ACTIVE, (Role.ADMINISTRATOR,)),
    ),
    40,
):
    ROLES[_sort] = Person(
        _number, f"{_name} Role", roles=frozenset(_roles), state=_state,
        map=MapConsent.ABSENT,
    )  # fmt: skip
"""In the order of the columns of the lines."""

OTHERS = (HANA, HIDDEN, FAY, GUS)
EVERYBODY = (*OTHERS, *(one for one in ROLES.values() if one))


def person(sort: str) -> Person:
    """Return who is of a sort; not for visitors."""
    found = ROLES[sort]
    assert found is not None
    return found


def fill() -> None:
    """Put them all into the database, and how they stand to the host."""
    for one in EVERYBODY:
        _add(one)
    db.session.flush()
    connect(HANA.id, person("connected").id)
    blocked = person("blocked").id
    db.session.add(Block(id=900, member_id=HANA.id, other_id=blocked, name_then="Boz"))
    for one, two in ((HANA.id, blocked), (blocked, HANA.id)):
        db.session.execute(
            insert(tie).values(member_id=one, other_id=two, kind=BLOCKED)
        )


def _add(one: Person) -> None:
    state = {"state": one.state, "adult": True, "rules_version": RULES_VERSION}
    if one.state is State.LEAVING:
        state |= {"left_from": State.ACTIVE, "leaves_on": clock.today() + WEEKS}
    db.session.add(Account(id=one.id, email=one.email, first_visit_done=True, **state))
    db.session.flush()
    db.session.add(Pseudonym(account_id=one.id, mark=f"mark-{one.id}"))
    db.session.add(
        Member(
            id=one.id, account_id=one.id, slug=one.slug, name=one.name,
            folded=folded(one.name), audience=one.audience,
            listed=one.state is State.ACTIVE, map_consent=one.map,
        )
    )  # fmt: skip
    for role in one.roles:
        db.session.add(Grant(account_id=one.id, role=role))
