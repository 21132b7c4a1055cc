"""Keeping what one has lived through: agreeing, adding, showing, taking it back.

What it is stands in nothing that is written beside it: not in a consent, not in the
audit trail, not in a message on the next page.
"""

import json
from datetime import timedelta

from sqlalchemy import delete

from community.accounts import commands as accounts
from community.accounts.models import ConsentPurpose
from community.core import journal, vault
from community.core.access import Audience, Permission, Viewer, require, widens
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.text import N_
from community.core.visible import find, unscoped
from community.expertise.models import Family
from community.expertise.queries import by_slug
from community.lived.models import SHOWN_TO, WORDING, LivedExperience
from community.lived.queries import ADDED, KIND, added_lately, has_agreed
from community.members.models import Member

LETTERS = 200
FAMILIES = (Family.CONDITION, Family.POPULATION)
"""The families of tags that somebody can have lived through."""

MOST, SPAN = 3, timedelta(days=30)
"""So many may be added in so long: a claim is not a way to look around."""

KEEPING = N_(
    "I agree that this place keeps, sealed, what I have lived through. Only I see it, "
    "unless I show it to others, one by one. I can take this back at any moment, and "
    "then it is deleted."
)
SHOWING = {
    Audience.CONNECTIONS: N_(
        "I agree that my connections can see that I have lived experience of %(what)s"
    ),
    Audience.MEMBERS: N_(
        "I agree that all members can see that I have lived experience of %(what)s"
    ),
}
"""What somebody agrees to who shows it; stored by version and hash, without `what`."""

NOT_AGREED = N_("Tick that you agree first")


def _hold(viewer: Viewer) -> Member:
    """Return the viewer's member, who changes only this till the end of it."""
    found = unscoped("ties", Member).where(Member.id == viewer.member_id)
    member: Member = db.session.scalars(found.with_for_update(key_share=True)).one()
    require(viewer, Permission.MEMBER_EDIT, member)
    return member


def agree(viewer: Viewer) -> None:
    """Agree that what one has lived through is kept."""
    _hold(viewer)
    purpose = ConsentPurpose.LIVED
    accounts.give_consent(viewer, purpose, KEEPING, version=WORDING)


def add(viewer: Viewer, slug: str, words: str) -> LivedExperience:
    """Keep one thing, for its owner alone: a tag of ours or words of one's own."""
    member = _hold(viewer)
    if not has_agreed(viewer):
        raise Refused(NOT_AGREED)
    said = " ".join(words.split())
    if len(said) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    tag = by_slug(slug) if slug else None
    if tag is not None and tag.family not in FAMILIES:
        tag = None
    if bool(said) == (tag is not None):
        raise Refused(N_("Choose one from the list, or say it in your own words"))
    if added_lately(viewer, SPAN) >= MOST:
        raise TooMany(
            N_("%(most)s a month are enough. Come back later"),
            retry_after=int(timedelta(days=1).total_seconds()),
            most=MOST,
        )
    kept = {"tag": tag.slug if tag else "", "words": tag.label if tag else said}
    row = LivedExperience(
        member_id=member.id,
        audience=Audience.ME,
        sealed=vault.seal(json.dumps(kept, ensure_ascii=False)),
    )
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, journal.Act.AUDIENCE, KIND, row.id, ADDED)
    return row


def show(
    viewer: Viewer, row_id: int, audience: Audience, *, agreed: bool = False
) -> None:
    """Choose who may know one thing; more people only after agreeing to just that."""
    member = _hold(viewer)
    row = _own(viewer, member, row_id)
    now = row.audience if row.agreed == WORDING else Audience.ME
    if audience not in (Audience.ME, *SHOWN_TO):
        raise Refused(N_("Choose who may see it from the list"))
    if widens(now, audience) and not agreed:
        raise Refused(NOT_AGREED)
    purpose, about = ConsentPurpose.LIVED, str(row.id)
    if audience is Audience.ME:
        accounts.withdraw_consent(viewer, purpose, about)
        row.agreed = ""
    else:
        accounts.give_consent(viewer, purpose, SHOWING[audience], about, WORDING)
        row.agreed = WORDING
    row.audience = audience
    journal.record(viewer, journal.Act.AUDIENCE, KIND, row.id, audience.value)
    db.session.flush()


def remove(viewer: Viewer, row_id: int) -> None:
    """Delete one thing."""
    row = _own(viewer, _hold(viewer), row_id)
    accounts.withdraw_consent(viewer, ConsentPurpose.LIVED, str(row.id))
    journal.record(viewer, journal.Act.AUDIENCE, KIND, row.id, "removed")
    db.session.delete(row)
    db.session.flush()


def take_back(viewer: Viewer) -> int:
    """Take the consent back: all that was kept is deleted at once; return how much."""
    member = _hold(viewer)
    gone = db.session.scalars(
        delete(LivedExperience)
        .where(LivedExperience.member_id == member.id)
        .returning(LivedExperience.id)
        .execution_options(unscoped="ties")
    ).all()
    for about in ("", *map(str, sorted(gone))):
        accounts.withdraw_consent(viewer, ConsentPurpose.LIVED, about)
    db.session.flush()
    return len(gone)


def _own(viewer: Viewer, member: Member, row_id: int) -> LivedExperience:
    row: LivedExperience = find(
        viewer,
        LivedExperience,
        LivedExperience.id == row_id,
        LivedExperience.member_id == member.id,
    )
    return row
