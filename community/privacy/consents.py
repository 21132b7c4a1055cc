"""What the viewer agreed to, and taking each of it back where it has its effect."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.accounts import commands as accounts
from community.accounts.commands import hash_of
from community.accounts.models import Consent, ConsentPurpose
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import CommunityError, NotFound, Refused
from community.core.text import N_
from community.core.visible import visible
from community.evidence import people as evidence
from community.evidence.models import Resource
from community.expertise.models import Tag
from community.lived import commands as lived
from community.members import commands as members
from community.members.models import MapConsent, MemberTag
from community.surveys import answering


@dataclass(frozen=True)
class ConsentLine:
    """One consent: to what, by which words, since when, until when.

    `about` is "" for what is kept sealed: its name stands nowhere but there. Of a
    sensitive tag it is its label, of a `talk` about a resource the title of that.
    """

    id: int
    purpose: ConsentPurpose
    about: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None
    talk: bool = False

    @property
    def can_end(self) -> bool:
        """Whether it can be taken back here; the house rules end by leaving."""
        return self.withdrawn_at is None and self.purpose is not ConsentPurpose.RULES


def mine(viewer: Viewer) -> tuple[ConsentLine, ...]:
    """Return the viewer's consents: those that hold first."""
    found = select(Consent).where(Consent.account_id == viewer.account_id)
    found = found.order_by(
        Consent.withdrawn_at.is_not(None), Consent.given_at.desc(), Consent.id.desc()
    )
    rows = db.session.scalars(found).all()
    titles = _titles(viewer, {row.about for row in rows if _is_talk(row)})
    return tuple(
        ConsentLine(
            row.id, row.purpose, titles.get(row.about, row.about), row.wording,
            row.given_at, row.withdrawn_at, _is_talk(row),
        )
        for row in rows
    )  # fmt: skip


def _is_talk(row: Consent) -> bool:
    return row.wording_hash == hash_of(evidence.TALK_WORDING)


def _titles(viewer: Viewer, slugs: set[str]) -> dict[str, str]:
    """Return the titles of resources, as far as the viewer sees them."""
    if not slugs:
        return {}
    found = visible(viewer, Resource.slug, Resource.title)
    rows = db.session.execute(found.where(Resource.slug.in_(slugs)))
    return {row.slug: row.title for row in rows}


def take_back(viewer: Viewer, consent_id: int) -> ConsentPurpose:
    """Take one consent back; what it allowed ends with it, at once."""
    row = db.session.scalar(
        select(Consent).where(
            Consent.id == consent_id, Consent.account_id == viewer.account_id
        )
    )
    if row is None or row.withdrawn_at is not None:
        raise NotFound("consent")
    purpose, about = row.purpose, row.about
    if purpose is ConsentPurpose.RULES:
        raise Refused(N_("The house rules hold for everybody here. You can leave"))
    if purpose is ConsentPurpose.MAP:
        members.set_map_consent(viewer, members.me(viewer), MapConsent.ABSENT)
    elif purpose is ConsentPurpose.SENSITIVE_TAG:
        _hide_tag(viewer, about)
        evidence.agreed_no_more(viewer, about)
    elif purpose is ConsentPurpose.LIVED and not about:
        lived.take_back(viewer)
    elif purpose is ConsentPurpose.LIVED:
        lived.show(viewer, int(about), Audience.ME)
    else:
        _forget_answer(viewer, about)
    accounts.withdraw_consent(viewer, purpose, about)
    db.session.flush()
    return purpose


def _hide_tag(viewer: Viewer, label: str) -> None:
    """Keep every relation to a sensitive tag to its owner."""
    found = (
        visible(viewer, MemberTag.id)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(MemberTag.member_id == viewer.member_id, Tag.label == label)
        .where(MemberTag.audience != Audience.ME)
    )
    member = members.me(viewer)
    for number in db.session.scalars(found).all():
        members.show_tag(viewer, member, number, Audience.ME, agreed=False)


def _forget_answer(viewer: Viewer, slug: str) -> None:
    """Delete an answer to a survey, if it is there still."""
    try:
        answering.withdraw(viewer, slug)
    except CommunityError:
        return
