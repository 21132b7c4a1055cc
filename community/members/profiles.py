"""One person's profile: each part only as far as the viewer may see it.

Who else may see a part is for its owner's forms alone, so audiences and the numbers of
rows stay out of what programs get.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.together import Read, Rows, together
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.members.models import (
    Affiliation,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.members.queries import Nation, Region, shape_of
from community.organisations.models import Organisation
from community.vocabulary.models import KINDS, NATIONS, REGIONS, Term


@dataclass(frozen=True)
class KindLine:
    """A kind on a profile, with its audience for its owner."""

    code: str
    label: str
    shape: int
    audience: Audience = field(metadata={"api": False})


@dataclass(frozen=True)
class TagLine:
    """A tag on a profile."""

    id: int = field(metadata={"api": False})
    slug: str
    label: str
    relation: Relation
    note: str
    sensitive: bool
    proposed: bool
    audience: Audience = field(metadata={"api": False})


@dataclass(frozen=True)
class AffiliationLine:
    """Where somebody works or belongs."""

    id: int = field(metadata={"api": False})
    name: str
    role: str
    audience: Audience = field(metadata={"api": False})


@dataclass(frozen=True)
class DetailLine:
    """One thing that somebody says of themselves."""

    value: dict[str, Any]
    audience: Audience = field(metadata={"api": False})


@dataclass(frozen=True)
class Profile:
    """A person as the viewer may know them."""

    id: int = field(metadata={"api": False})
    slug: str
    name: str
    pronouns: str
    joined: bool
    q_member: bool
    nation: str
    region: str
    place: str
    place_audience: Audience | None = field(metadata={"api": False})
    kinds: tuple[KindLine, ...]
    tags: tuple[TagLine, ...]
    affiliations: tuple[AffiliationLine, ...]
    details: dict[str, DetailLine]

    @property
    def initials(self) -> str:
        """Up to two letters, for a face without a photo."""
        return Viewer(name=self.name).initials

    @property
    def shape(self) -> int:
        """The colour and shape of the first kind that is visible."""
        return self.kinds[0].shape if self.kinds else 0

    @property
    def photo(self) -> str:
        """The file of the photo, or nothing."""
        return str(self.detail("photo").get("file", ""))

    @property
    def photo_alt(self) -> str:
        """What the photo shows."""
        return str(self.detail("photo").get("alt", ""))

    def detail(self, name: str) -> dict[str, Any]:
        """Return what somebody says under `name`; empty when nothing is visible."""
        line = self.details.get(name)
        return line.value if line else {}

    def text(self, name: str) -> str:
        """Return the words under `name`."""
        return str(self.detail(name).get("text", ""))

    def related(self, relation: str) -> tuple[TagLine, ...]:
        """Return the tags that somebody offers, seeks, learns or is interested in."""
        return tuple(tag for tag in self.tags if tag.relation == relation)


def profile(viewer: Viewer, member: Member) -> Profile:
    """Return the profile of somebody whom `viewer` may see: four statements."""
    place, affiliations = together(viewer, _place(member.id), _affiliations(member.id))
    return Profile(
        id=member.id,
        slug=member.slug,
        name=member.name,
        pronouns=member.pronouns,
        joined=member.joined,
        q_member=member.q_member,
        nation=place["nation"],
        region=place["region"],
        place=place["label"],
        place_audience=place["audience"],
        kinds=_kinds(viewer, member.id),
        tags=_tags(viewer, member.id),
        affiliations=affiliations,
        details=_details(viewer, member.id),
    )


def _place(member: int) -> Read[dict[str, Any]]:
    columns: list[Any] = [
        MemberPlace.nation, MemberPlace.region, MemberPlace.audience,
        Nation.label.label("nation_name"), Region.label.label("region_name"),
    ]  # fmt: skip
    found = (
        select(*columns)
        .join(
            Nation,
            and_(Nation.list == NATIONS, Nation.code == MemberPlace.nation),
            isouter=True,
        )
        .join(
            Region,
            and_(Region.list == REGIONS, Region.code == MemberPlace.region),
            isouter=True,
        )
        .where(MemberPlace.member_id == member)
    )
    return Read(found, _placed)


def _placed(rows: Rows) -> dict[str, Any]:
    for row in rows:
        names = (row["region_name"], row["nation_name"])
        return {**row, "label": ", ".join(part for part in names if part)}
    return {"nation": "", "region": "", "label": "", "audience": None}


def _kinds(viewer: Viewer, member: int) -> tuple[KindLine, ...]:
    rows = db.session.execute(
        visible(viewer, MemberKind.code, Term.label, Term.group, MemberKind.audience)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(MemberKind.member_id == member)
        .order_by(MemberKind.rank, MemberKind.id)
    )
    return tuple(
        KindLine(code, label, shape_of(group), audience)
        for code, label, group, audience in rows
    )


def _tags(viewer: Viewer, member: int) -> tuple[TagLine, ...]:
    rows = db.session.execute(
        visible(viewer, MemberTag.id, Tag.slug, Tag.label, MemberTag.relation)
        .add_columns(MemberTag.note, Tag.sensitive, Tag.state, MemberTag.audience)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(MemberTag.member_id == member)
        .where(Tag.state.in_([TagState.APPROVED, TagState.PROPOSED]))
        .order_by(Tag.label)
    )
    return tuple(
        TagLine(
            number,
            slug,
            label,
            relation,
            note,
            sensitive,
            state is TagState.PROPOSED,
            audience,
        )
        for number, slug, label, relation, note, sensitive, state, audience in rows
        if state is TagState.APPROVED or member == viewer.member_id
    )


def _affiliations(member: int) -> Read[tuple[AffiliationLine, ...]]:
    columns: list[Any] = [
        Affiliation.id, Organisation.name, Affiliation.role, Affiliation.audience,
    ]  # fmt: skip
    found = (
        select(*columns)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.member_id == member)
        .order_by(Affiliation.rank, Affiliation.id)
    )
    return Read(found, _worked)


def _worked(rows: Rows) -> tuple[AffiliationLine, ...]:
    return tuple(AffiliationLine(**row) for row in rows)


def _details(viewer: Viewer, member: int) -> dict[str, DetailLine]:
    rows = db.session.execute(
        visible(
            viewer, MemberDetail.name, MemberDetail.value, MemberDetail.audience
        ).where(MemberDetail.member_id == member)
    )
    return {name.value: DetailLine(value, audience) for name, value, audience in rows}
