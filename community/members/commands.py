"""What members change of themselves."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from community.accounts import commands as accounts
from community.accounts.models import ConsentPurpose
from community.core.access import Audience, Permission, Viewer, at_most, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_, folded, slug_of
from community.core.visible import find, unscoped, visible
from community.expertise.models import Tag, TagState
from community.members import kept_away
from community.members.audiences import note
from community.members.joining import new_slug
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
from community.organisations.commands import named

MAP_WORDING = N_(
    "The map shows organisers who knows whom and who works on what. A tie is drawn "
    "between two people who agreed, unless either of them keeps the tie to the pair."
)
SENSITIVE_WORDING = N_(
    "Members can see %(tag)s among what you offer or seek; some may take it as a hint "
    "about your health"
)


def me(viewer: Viewer) -> Member:
    """Return the viewer's own member."""
    found: Member = find(viewer, Member, Member.id == viewer.member_id)
    return found


def edit_basics(
    viewer: Viewer,
    member: Member,
    *,
    name: str,
    pronouns: str,
    audience: Audience,
    version: int,
) -> None:
    """Set the name, the pronouns and who may see the name, and so anything at all.

    The address tells neither a hidden name nor one that somebody had before.
    """
    require(viewer, Permission.MEMBER_EDIT, member)
    if member.version != version:
        raise Conflict(N_("You changed this in another window. Look at it again"))
    if not folded(name):
        raise Refused(N_("Enter your name"))
    hidden = audience not in (Audience.MEMBERS, Audience.PUBLIC)
    telling = not re.fullmatch(r"member-[a-z0-9]{10}", member.slug)
    if telling and (hidden or slug_of(name) != slug_of(member.name)):
        member.slug = new_slug(name, audience)
    note(viewer, "name", member.id, [member.audience], audience)
    member.name, member.folded = name.strip(), folded(name)
    member.pronouns, member.audience = pronouns.strip(), audience
    db.session.flush()


def set_kinds(
    viewer: Viewer,
    member: Member,
    codes: list[str],
    audience: Audience | Mapping[str, Audience],
) -> None:
    """Set the kinds of participant in this order, with one audience or one each."""
    require(viewer, Permission.MEMBER_EDIT, member)
    found = visible(viewer, MemberKind.code, MemberKind.id, MemberKind.audience)
    rows = db.session.execute(found.where(MemberKind.member_id == member.id))
    before = {code: (number, seen_by) for code, number, seen_by in rows}
    db.session.execute(delete(MemberKind).where(MemberKind.member_id == member.id))
    for rank, code in enumerate(dict.fromkeys(codes)):
        to = audience if isinstance(audience, Audience) else audience[code]
        if code in before:
            note(viewer, "kind", before[code][0], [before[code][1]], to)
        db.session.add(
            MemberKind(member_id=member.id, code=code, rank=rank, audience=to)
        )
    db.session.flush()


def set_place(
    viewer: Viewer, member: Member, nation: str, region: str, audience: Audience
) -> None:
    """Set where somebody is; without a nation the place goes."""
    require(viewer, Permission.MEMBER_EDIT, member)
    found = visible(viewer, MemberPlace.audience)
    before = db.session.scalars(found.where(MemberPlace.member_id == member.id)).all()
    db.session.execute(delete(MemberPlace).where(MemberPlace.member_id == member.id))
    if nation:
        note(viewer, "place", member.id, before, audience)
        place = MemberPlace(member_id=member.id, nation=nation, audience=audience)
        place.region = region if nation == "eng" else ""
        db.session.add(place)
    db.session.flush()


def set_detail(
    viewer: Viewer,
    member: Member,
    name: DetailName,
    value: dict[str, Any],
    audience: Audience,
) -> None:
    """Set one thing that somebody says of themselves; an empty one goes."""
    require(viewer, Permission.MEMBER_EDIT, member)
    where = (MemberDetail.member_id == member.id, MemberDetail.name == name)
    row = db.session.scalar(visible(viewer, MemberDetail).where(*where))
    if not any(value.values()):
        if row is not None:
            db.session.delete(row)
    elif row is None:
        row = MemberDetail(
            member_id=member.id, name=name, value=value, audience=audience
        )
        row.folded = folded(str(value.get("text", "")))[:4000]
        db.session.add(row)
    else:
        note(viewer, "detail", row.id, [row.audience], audience)
        row.value, row.audience = value, audience
        row.folded = folded(str(value.get("text", "")))[:4000]
    db.session.flush()


def set_affiliation(
    viewer: Viewer, member: Member, name: str, role: str, audience: Audience
) -> None:
    """Set the organisation somebody works in or belongs to, and as what."""
    require(viewer, Permission.MEMBER_EDIT, member)
    body = named(name[:120]) if name.strip() else None
    kept_away.one_at_a_time()
    mine = visible(viewer, Affiliation.audience)
    before = db.session.scalars(mine.where(Affiliation.member_id == member.id)).all()
    db.session.execute(delete(Affiliation).where(Affiliation.member_id == member.id))
    if body is not None:
        db.session.add(
            Affiliation(
                member_id=member.id,
                organisation_id=body.id,
                role=role.strip(),
                audience=audience,
            )
        )
        note(viewer, "organisation", member.id, before, audience)
    db.session.flush()
    kept_away.keep_in_step(worker=member.id)


def add_tag(
    viewer: Viewer,
    member: Member,
    tag: Tag,
    relation: Relation,
    audience: Audience | None = None,
    *,
    agreed: bool = False,
) -> MemberTag:
    """Say that somebody offers, seeks, learns or is interested in a tag.

    Proposed tags stay with their owner. Sensitive ones begin there, and open at most
    to members, after consent (`agreed`). Who sees one that is there already stays as
    it is, unless an `audience` is given.
    """
    require(viewer, Permission.MEMBER_EDIT, member)
    there = tag_row(viewer, member, tag, relation)
    if there is None:
        start = Audience.ME if tag.sensitive else Audience.MEMBERS
        row = MemberTag(
            member_id=member.id, tag_id=tag.id, relation=relation,
            audience=_allowed(viewer, tag, audience or start, agreed),
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # it came from another page in the same moment
            there = tag_row(viewer, member, tag, relation)
            if there is None:
                raise Conflict(N_("You changed this in another window")) from None
        else:
            return row
    if audience is not None:
        _show(viewer, there, tag, audience, agreed)
    return there


def tag_row(
    viewer: Viewer, member: Member, tag: Tag, relation: Relation
) -> MemberTag | None:
    """Return what somebody says of a tag in one relation, if anything."""
    found: MemberTag | None = db.session.scalar(
        visible(viewer, MemberTag).where(
            MemberTag.member_id == member.id,
            MemberTag.tag_id == tag.id,
            MemberTag.relation == relation,
        )
    )
    return found


def _allowed(viewer: Viewer, tag: Tag, wanted: Audience, agreed: bool) -> Audience:
    if tag.state is not TagState.APPROVED:
        return Audience.ME
    if not tag.sensitive or wanted is Audience.ME:
        return wanted
    if not agreed:
        raise Refused(N_("Tick that you agree, or keep it to yourself"))
    purpose = ConsentPurpose.SENSITIVE_TAG
    accounts.give_consent(viewer, purpose, SENSITIVE_WORDING, tag.label)
    return at_most(wanted, Audience.MEMBERS)


def show_tag(
    viewer: Viewer, member: Member, row_id: int, audience: Audience, *, agreed: bool
) -> None:
    """Change who may see one of one's tags."""
    require(viewer, Permission.MEMBER_EDIT, member)
    row: MemberTag = find(
        viewer, MemberTag, MemberTag.id == row_id, MemberTag.member_id == member.id
    )
    _show(viewer, row, db.session.get_one(Tag, row.tag_id), audience, agreed)


def _show(
    viewer: Viewer, row: MemberTag, tag: Tag, audience: Audience, agreed: bool
) -> None:
    before, row.audience = row.audience, _allowed(viewer, tag, audience, agreed)
    note(viewer, "tag", row.id, [before], row.audience)
    db.session.flush()
    _end_unused_consent(viewer, row.member_id, tag)


def _end_unused_consent(viewer: Viewer, member_id: int, tag: Tag) -> None:
    """Take the consent to show a sensitive tag back once nobody else sees it.

    It is given for the tag, so it lasts while the tag shows in another relation.
    """
    shown = visible(viewer, MemberTag.id).where(
        MemberTag.member_id == member_id,
        MemberTag.tag_id == tag.id,
        MemberTag.audience != Audience.ME,
    )
    if tag.sensitive and db.session.scalar(shown.limit(1)) is None:
        accounts.withdraw_consent(viewer, ConsentPurpose.SENSITIVE_TAG, tag.label)


def remove_tag(viewer: Viewer, member: Member, row_id: int) -> str:
    """Take a tag away; return its label."""
    require(viewer, Permission.MEMBER_EDIT, member)
    row: MemberTag = find(
        viewer, MemberTag, MemberTag.id == row_id, MemberTag.member_id == member.id
    )
    tag = db.session.get_one(Tag, row.tag_id)
    db.session.delete(row)
    db.session.flush()
    _end_unused_consent(viewer, member.id, tag)
    return tag.label


def set_map_consent(viewer: Viewer, member: Member, choice: MapConsent) -> None:
    """Choose how to be on the map: named, as an unnamed one, or not at all."""
    require(viewer, Permission.MEMBER_EDIT, member)
    member.map_consent = choice
    if choice is MapConsent.ABSENT:
        accounts.withdraw_consent(viewer, ConsentPurpose.MAP)
    else:
        accounts.give_consent(viewer, ConsentPurpose.MAP, map_wording(choice))
    db.session.flush()


def map_wording(choice: MapConsent) -> str:
    """Return the words that somebody agrees to who chooses to be on the map so."""
    return f"{choice.value}: {MAP_WORDING}"


def set_requests(viewer: Viewer, member: Member, *, taking: bool) -> None:
    """Say whether one takes hellos at the moment."""
    require(viewer, Permission.MEMBER_EDIT, member)
    member.taking_requests = taking
    db.session.flush()


def move_tag(old: int, new: int) -> list[int]:
    """Move what people said under a mapped word to its tag; return whom to tell.

    Whoever had both keeps the row of the tag.
    """
    columns = (MemberTag.member_id, MemberTag.relation)
    mine = unscoped("administration", *columns).where(MemberTag.tag_id == old)
    both = unscoped("administration", *columns).where(MemberTag.tag_id == new)
    have = set(db.session.execute(both))
    people = []
    for member, relation in db.session.execute(mine).all():
        people.append(member)
        where = (
            MemberTag.tag_id == old,
            MemberTag.member_id == member,
            MemberTag.relation == relation,
        )
        if (member, relation) in have:
            db.session.execute(delete(MemberTag).where(*where))
        else:
            db.session.execute(update(MemberTag).where(*where).values(tag_id=new))
    db.session.flush()
    return people


def drop_tag(tag_id: int) -> list[int]:
    """Remove a rejected word from profiles; return whom to tell."""
    found = unscoped("administration", MemberTag.member_id).where(
        MemberTag.tag_id == tag_id
    )
    people = list(db.session.scalars(found.distinct()))
    db.session.execute(delete(MemberTag).where(MemberTag.tag_id == tag_id))
    db.session.flush()
    return people
