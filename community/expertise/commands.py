"""Changes of tags: loading, proposing, approving, mapping, rejecting."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_, folded, random_id, slug_of
from community.expertise import queries
from community.expertise.models import Family, Tag, TagName, TagState
from community.vocabulary.commands import reference

ANSWERED = N_("Somebody has answered this proposal already")


def load_tags() -> None:
    """Bring the tags to the shipped ones; what a community added or changed stays."""
    there = {tag.slug: tag for tag in db.session.scalars(select(Tag))}
    known = set(db.session.scalars(select(TagName.folded)))
    for row in reference("tags"):
        if row["slug"] not in there:
            there[row["slug"]] = _shipped(row, known)
    for row in reference("tags"):
        tag = there[row["slug"]]
        if row["broader"] and tag.broader_id is None:
            tag.broader_id = there[row["broader"]].id
    db.session.flush()


def _shipped(row: dict[str, str], known: set[str]) -> Tag:
    tag = Tag(
        slug=row["slug"],
        label=row["label"],
        family=Family(row["family"]),
        sensitive=row["sensitive"] == "yes",
    )
    db.session.add(tag)
    db.session.flush()
    for name in [row["label"], *row["synonyms"].split(";")]:
        if folded(name) and folded(name) not in known:
            known.add(folded(name))
            db.session.add(
                TagName(tag_id=tag.id, name=name.strip(), folded=folded(name))
            )
    return tag


def propose(viewer: Viewer, words: str) -> Tag:
    """Return the tag that `words` name, made as a proposal where it is new.

    A proposal has the plain form of the words as its label until organisers give it
    one: somebody else's spelling would tell that they proposed it too.
    """
    words = " ".join(words.split())
    plain = folded(words)
    if not plain:
        raise Refused(N_("Enter a word or two"))
    if max(len(words), len(plain)) > 80:
        raise Refused(N_("Use 80 letters or fewer"))
    there = queries.tag_for(words)
    if there is not None:
        return there
    label = plain[:1].upper() + plain[1:]
    tag = Tag(slug=f"proposed-{random_id(10)}", label=label, state=TagState.PROPOSED)
    try:
        with db.session.begin_nested():
            db.session.add(tag)
            db.session.flush()
            db.session.add(TagName(tag_id=tag.id, name=label, folded=plain))
    except IntegrityError:  # somebody proposed it in the same moment
        there = queries.tag_for(words)
        if there is None:
            raise Conflict(N_("Somebody changed this word. Try again")) from None
        return there
    return tag


def proposal(tag_id: int) -> Tag:
    """Return a word that still waits, or refuse."""
    tag = db.session.get(Tag, tag_id)
    if tag is None or tag.state is not TagState.PROPOSED:
        raise Refused(ANSWERED)
    return tag


def approve(
    viewer: Viewer,
    tag: Tag,
    *,
    label: str,
    family: Family,
    sensitive: bool,
    broader_id: int | None = None,
) -> None:
    """Make a proposed word a tag of the community."""
    require(viewer, Permission.TAG_CURATE)
    label = " ".join(label.split()) or tag.label
    other = queries.tag_for(label)
    if other is not None and other.id != tag.id:
        raise Refused(N_("%(label)s is there already: map the word to it"), label=label)
    tag.label, tag.family, tag.sensitive = label, family, sensitive
    tag.broader_id, tag.state = broader_id, TagState.APPROVED
    tag.slug = _free_slug(label, tag.id)
    if other is None:
        db.session.add(TagName(tag_id=tag.id, name=label, folded=folded(label)))
    journal.record(viewer, journal.Act.TAG, "tag", tag.id, "approved")
    db.session.flush()


def _free_slug(label: str, tag_id: int) -> str:
    slug = slug_of(label) or f"tag-{tag_id}"
    taken = db.session.scalar(select(Tag.id).where(Tag.slug == slug, Tag.id != tag_id))
    return slug if taken is None else f"{slug}-{tag_id}"


def map_to(viewer: Viewer, tag: Tag, target: Tag) -> None:
    """Make a proposed word a synonym of an approved tag.

    Who used the word is moved by `members.commands.move_tag` and its like in projects.
    """
    require(viewer, Permission.TAG_CURATE)
    if target.state is not TagState.APPROVED:
        raise Refused(N_("Choose an approved tag"))
    for name in db.session.scalars(select(TagName).where(TagName.tag_id == tag.id)):
        name.tag_id = target.id
    tag.state, tag.merged_into_id = TagState.MERGED, target.id
    journal.record(viewer, journal.Act.TAG, "tag", tag.id, "mapped")
    db.session.flush()


def reject(viewer: Viewer, tag: Tag) -> None:
    """Turn a proposed word down; its names are free again for another proposal."""
    require(viewer, Permission.TAG_CURATE)
    for name in db.session.scalars(select(TagName).where(TagName.tag_id == tag.id)):
        db.session.delete(name)
    tag.state = TagState.REJECTED
    journal.record(viewer, journal.Act.TAG, "tag", tag.id, "rejected")
    db.session.flush()
