"""More people for the maps than the cast has."""

from sqlalchemy import select, update

from community.accounts.models import RULES_VERSION, Account, State
from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.text import folded
from community.core.visible import tie
from community.members.models import (
    Affiliation,
    MapConsent,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.network.models import Reason
from community.network.snapshots import taking
from community.organisations.models import Organisation, OrganisationState
from tests.cast import CAST, connect, join, tag_id

OLU = CAST["olu"].viewer


def add(
    number: int,
    consent: MapConsent = MapConsent.NAMED,
    *,
    audience: Audience = Audience.MEMBERS,
    kind: str = "",
    kind_audience: Audience = Audience.MEMBERS,
    nation: str = "",
    name: str = "",
) -> int:
    """Add an active participant, and return the number."""
    name = name or f"Person Number{number}"
    db.session.add(
        Account(
            id=number, email=f"p{number}@example.org", state=State.ACTIVE, adult=True,
            rules_version=RULES_VERSION, first_visit_done=True,
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(
        Member(
            id=number, account_id=number, slug=f"person-{number}", name=name,
            folded=folded(name), audience=audience, listed=True, map_consent=consent,
        )
    )  # fmt: skip
    db.session.flush()
    if kind:
        db.session.add(MemberKind(member_id=number, code=kind, audience=kind_audience))
    if nation:
        db.session.add(
            MemberPlace(member_id=number, nation=nation, audience=Audience.MEMBERS)
        )
    db.session.flush()
    return number


def consent(number: int, choice: MapConsent) -> None:
    """Change somebody's consent behind everybody's back."""
    found = update(Member).where(Member.id == number)
    db.session.execute(found.values(map_consent=choice))


def night() -> None:
    """Take the snapshot of a night, from which on the public map counts anew."""
    taking.take(Reason.NIGHTLY)
    db.session.commit()


def tied(a: int, b: int, at_a: TieAudience, at_b: TieAudience) -> None:
    """Tie two people with a choice of each end; a below b."""
    db.session.add(Connection(a_id=a, b_id=b, a_audience=at_a, b_audience=at_b))
    for one, other in ((a, b), (b, a)):
        row = {"member_id": one, "other_id": other, "kind": "connected"}
        db.session.execute(tie.insert().values(**row, audience="near"))
    db.session.flush()


def belong(
    number: int, name: str, audience: Audience = Audience.MEMBERS, rank: int = 0
) -> None:
    """Put somebody into an organisation, which is made where it is not there yet."""
    slug = folded(name).replace(" ", "-")
    found = db.session.scalars(
        select(Organisation).where(Organisation.slug == slug)
    ).one_or_none()
    if found is None:
        found = Organisation(
            slug=slug, name=name, folded=folded(name), state=OrganisationState.APPROVED
        )
        db.session.add(found)
        db.session.flush()
    db.session.add(
        Affiliation(
            member_id=number, organisation_id=found.id, audience=audience, rank=rank
        )
    )
    db.session.flush()


def tag(
    number: int,
    slug: str,
    relation: Relation = Relation.OFFERS,
    audience: Audience = Audience.MEMBERS,
) -> None:
    """Let somebody offer, or else, one of the cast's tags."""
    db.session.add(
        MemberTag(
            member_id=number, tag_id=tag_id(slug), relation=relation, audience=audience
        )
    )
    db.session.flush()


def a_few_more() -> None:
    """Put in some people with ties and work; the unnamed are nobody's business."""
    for number in range(101, 107):
        add(number, kind="carer" if number % 2 else "clinician")
    for number in range(201, 212):
        add(number, MapConsent.UNNAMED, kind="patient", name=f"Secret Soul{number}")
        connect(101, number, TieAudience.MEMBERS)
    add(301, MapConsent.ABSENT, name="Absent Soul")
    connect(102, 301, TieAudience.MEMBERS)
    for a, b in ((101, 102), (102, 103), (103, 104), (4, 101)):
        connect(a, b, TieAudience.NEAR)
    join(2, 105)
    join(1, 101)
