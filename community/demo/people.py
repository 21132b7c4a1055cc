"""The demo's people: accounts, profiles and tags."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from community.accounts import totp
from community.accounts.commands import RULES_VERSION
from community.accounts.models import Account, Grant, State
from community.accounts.passwords import hash_password
from community.core import clock
from community.core.access import Audience, Role
from community.core.db import db
from community.core.text import folded, slug_of
from community.core.visible import unscoped
from community.expertise.models import Tag
from community.members.models import (
    Affiliation,
    DetailName,
    MapConsent,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.organisations.models import Organisation, OrganisationState

ROLES = {
    "organiser": (Role.ORGANISER,),
    "administrator": (Role.ADMINISTRATOR, Role.ORGANISER),
    "moderator": (Role.MODERATOR,),
    "curator": (Role.CURATOR,),
}
NATIONS = {"sct", "wls", "nir"}


@dataclass(frozen=True)
class Loaded:
    """Where a person of the files stands in the database."""

    account_id: int
    member_id: int


def moment(day: str) -> datetime:
    """Return nine in the morning of an ISO date."""
    return datetime.combine(date.fromisoformat(day), time(9), UTC)


def load(
    people: list[dict[str, Any]], accounts: list[dict[str, Any]]
) -> dict[str, Loaded]:
    """Load the people, and by what those sign in who may."""
    passwords = {account["person"]: account["password"] for account in accounts}
    emails = {account["person"]: account["email"] for account in accounts}
    tags = tag_ids()
    organisations: dict[str, int] = {}
    found = {}
    for person in people:
        key = person["id"]
        loaded = _account(person, emails.get(key), passwords.get(key))
        _profile(person, loaded.member_id, tags, organisations)
        found[key] = loaded
    for account in accounts:
        if "totp_secret" in account:
            totp.put(found[account["person"]].account_id, account["totp_secret"])
    db.session.flush()
    return found


def tag_ids() -> dict[str, int]:
    """Return the ids of all tags by their slugs."""
    return dict(db.session.execute(unscoped("demo", Tag.slug, Tag.id)).all())


def _account(person: dict[str, Any], email: str | None, password: str | None) -> Loaded:
    state = State(person.get("state", "active"))
    began = moment(person["joined"])
    account = Account(
        email=email or person["email"],
        password_hash=hash_password(password) if password else None,
        state=state,
        confirmed_at=began,
        created_at=began,
        rules_version=RULES_VERSION,
        adult=True,
        first_visit_done=True,
        demo=True,
        rests_until=_back(person),
    )
    db.session.add(account)
    db.session.flush()
    for role in ROLES.get(person.get("role", ""), ()):
        db.session.add(Grant(account_id=account.id, role=role, since=began))
    return Loaded(account.id, _member(person, account))


def _back(person: dict[str, Any]) -> date | None:
    """Return when somebody who is on a break comes back."""
    if "rests_for" not in person:
        return None
    return clock.today() + timedelta(days=person["rests_for"])


def _member(person: dict[str, Any], account: Account) -> int:
    name = person["name"]
    member = Member(
        account_id=account.id,
        slug=_slug(person),
        name=name,
        folded=folded(name),
        pronouns=person.get("pronouns") or "",
        audience=Audience(person["audience"]),
        listed=account.state is State.ACTIVE,
        map_consent=MapConsent(person["map"]),
        q_member=bool(person.get("q_member")),
        taking_requests=person.get("taking_requests", True),
        created_at=moment(person["joined"]),
    )
    db.session.add(member)
    db.session.flush()
    return member.id


def _slug(person: dict[str, Any]) -> str:
    hidden = person["audience"] not in ("members", "public")
    start = "member" if hidden else slug_of(person["name"])
    return f"{start}-{person['id'].lstrip('p')}"


def _profile(
    person: dict[str, Any],
    member: int,
    tags: dict[str, int],
    organisations: dict[str, int],
) -> None:
    for rank, kind in enumerate(person.get("kinds", ())):
        db.session.add(
            MemberKind(
                member_id=member,
                code=kind["code"],
                rank=rank,
                audience=Audience(kind["audience"]),
            )
        )
    region = person.get("region") or ""
    db.session.add(
        MemberPlace(
            member_id=member,
            nation=person["nation"],
            region="" if region in NATIONS else region,
            audience=Audience.MEMBERS,
        )
    )
    if person.get("organisation"):
        _affiliation(person["organisation"], member, organisations)
    _details(person, member)
    for tag in person.get("tags", ()):
        db.session.add(
            MemberTag(
                member_id=member,
                tag_id=tags[tag["tag"]],
                relation=Relation(tag["relation"]),
                audience=Audience(tag.get("audience") or "members"),
                note=tag.get("note") or "",
                created_at=moment(person["joined"]),
            )
        )


def organisation_id(name: str, type_code: str, known: dict[str, int]) -> int:
    """Return the id of an organisation by its name, made where it is new."""
    if name not in known:
        row = Organisation(
            slug=f"{slug_of(name)}-{len(known) + 1}",
            name=name,
            folded=folded(name),
            type_code=type_code,
            state=OrganisationState.APPROVED,
        )
        db.session.add(row)
        db.session.flush()
        known[name] = row.id
    return known[name]


def _affiliation(facts: dict[str, Any], member: int, known: dict[str, int]) -> None:
    db.session.add(
        Affiliation(
            member_id=member,
            organisation_id=organisation_id(
                facts["name"], facts.get("type", ""), known
            ),
            role=facts.get("role") or "",
            audience=Audience(facts.get("audience") or "members"),
        )
    )


def _details(person: dict[str, Any], member: int) -> None:
    audience = Audience.PUBLIC if person["audience"] == "public" else Audience.MEMBERS
    about = Audience(person.get("about_audience") or audience)
    values: dict[DetailName, Any] = {
        DetailName.HEADLINE: {"text": person.get("headline") or ""},
        DetailName.ABOUT: {"text": person.get("about") or ""},
        DetailName.LINKS: {"links": person.get("links") or []},
        DetailName.AVAILABILITY: person.get("availability") or {},
        DetailName.OPEN_TO: {"for": person.get("open_to") or []},
    }
    for name, value in values.items():
        if any(value.values()):
            words = value.get("text", "")
            db.session.add(
                MemberDetail(
                    member_id=member, name=name, value=value,
                    audience=about if name is DetailName.ABOUT else audience,
                    folded=folded(words)[:4000],
                )
            )  # fmt: skip
