"""Lists of ideas: by words, tag, nation and state; newest or most discussed first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from community.core.access import Viewer
from community.core.db import db
from community.core.text import folded
from community.core.together import Read, Rows, alone
from community.core.visible import Page, muted_by, page_of, visible
from community.expertise.models import Tag, TagName, TagState
from community.ideas.models import Idea, IdeaComment, IdeaHelp, IdeaState, IdeaTag
from community.members import queries as members
from community.members.queries import MemberCard, TagChip

SORTS = ("newest", "discussed")
STANDS = {
    "open": (IdeaState.OPEN,),
    "project": (IdeaState.BECOMING, IdeaState.PROJECT),
    "closed": (IdeaState.CLOSED,),
}
"""What one may ask for, and the states that fit."""
EACH = 20
EXCERPT = 220


@dataclass(frozen=True)
class Asked:
    """What somebody looks for among ideas."""

    q: str = ""
    tag: str = ""
    nation: str = ""
    state: str = ""
    sort: str = "newest"
    page: int = 1

    def args(self) -> dict[str, Any]:
        """Return the filters as they stand in an address."""
        found = {name: getattr(self, name) for name in ("q", "tag", "nation", "state")}
        found["sort"] = "" if self.sort == "newest" else self.sort
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class IdeaCard:
    """An idea in a list; it counts the comments and helpers that the viewer sees."""

    id: int = field(metadata={"api": False})
    author_id: int | None = field(metadata={"api": False})
    slug: str
    title: str
    challenge: str
    nation: str
    state: IdeaState
    made_at: datetime
    comments: int
    helpers: int
    author: MemberCard | None = None
    tags: tuple[TagChip, ...] = ()

    @property
    def former(self) -> bool:
        """Whether its author is a member no more."""
        return self.author_id is None


def of_idea(number: Any, *where: Any) -> Any:
    """Return a count of rows under each idea of a scoped select."""
    return select(func.count(number)).where(*where).correlate(Idea).scalar_subquery()


def comments_of_each() -> Any:
    """Count the comments on each idea."""
    on_it = IdeaComment.idea_id == Idea.id
    return of_idea(IdeaComment.id, on_it, ~IdeaComment.removed)


def ideas_page(
    viewer: Viewer, asked: Asked, nations: Mapping[str, str]
) -> Page[IdeaCard]:
    """Return a page of the ideas that fit; `nations` says what their codes are called.

    Those of people whom the viewer muted are left out.
    """
    discussed = comments_of_each()
    columns = (
        Idea.id, Idea.author_id, Idea.slug, Idea.title, Idea.challenge, Idea.nation,
        Idea.state, Idea.made_at, discussed.label("comments"),
        of_idea(IdeaHelp.id, IdeaHelp.idea_id == Idea.id).label("helpers"),
    )  # fmt: skip
    order = [discussed.desc()] if asked.sort == "discussed" else []
    found = _narrowed(viewer, visible(viewer, *columns), asked)
    found = found.order_by(*order, Idea.made_at.desc(), Idea.id.desc())
    page = page_of(found, IdeaCard, asked.page, EACH)
    return replace(page, items=_dressed(viewer, page.items, nations))


def _narrowed(viewer: Viewer, found: Select[Any], asked: Asked) -> Select[Any]:
    found = found.where(not_of_muted(viewer))
    for word in folded(asked.q).split():
        named = TagName.folded.contains(word, autoescape=True)
        inside = Idea.folded.contains(word, autoescape=True)
        found = found.where(or_(inside, Idea.id.in_(_tagged(named))))
    if asked.tag:
        found = found.where(Idea.id.in_(_tagged(Tag.slug == asked.tag)))
    if asked.nation:
        found = found.where(Idea.nation == asked.nation)
    if asked.state in STANDS:
        found = found.where(Idea.state.in_(STANDS[asked.state]))
    return found


def not_of_muted(viewer: Viewer) -> ColumnElement[bool]:
    """State that an idea is of nobody whom the viewer muted."""
    return or_(Idea.author_id.is_(None), Idea.author_id.not_in(muted_by(viewer)))


def _tagged(which: Any) -> Select[Any]:
    """Select the ideas with an approved tag that fits."""
    found = select(IdeaTag.idea_id).join(Tag, Tag.id == IdeaTag.tag_id)
    found = found.join(TagName, TagName.tag_id == Tag.id)
    return found.where(which, Tag.state == TagState.APPROVED)


def _dressed(
    viewer: Viewer, cards: Iterable[IdeaCard], nations: Mapping[str, str]
) -> tuple[IdeaCard, ...]:
    cards = tuple(cards)
    chips = tags_of(viewer, [card.id for card in cards])
    authors = {card.author_id for card in cards if card.author_id is not None}
    people = members.cards(viewer, authors, tags=0)
    return tuple(
        replace(
            card,
            challenge=_excerpt(card.challenge),
            nation=nations.get(card.nation, ""),
            author=people.get(card.author_id or 0),
            tags=chips.get(card.id, ()),
        )
        for card in cards
    )


def _excerpt(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT].rsplit(' ', 1)[0]} …"


def tags_of(viewer: Viewer, ids: list[int]) -> dict[int, tuple[TagChip, ...]]:
    """Return what each of some ideas is about."""
    if not ids:
        return {}
    rows = db.session.execute(
        visible(viewer, IdeaTag.idea_id, Tag.slug, Tag.label)
        .join(Tag, Tag.id == IdeaTag.tag_id)
        .where(IdeaTag.idea_id.in_(ids), Tag.state == TagState.APPROVED)
        .order_by(IdeaTag.idea_id, Tag.label)
    )
    found: dict[int, list[TagChip]] = defaultdict(list)
    for number, slug, label in rows:
        found[number].append(TagChip(slug, label))
    return {number: tuple(chips) for number, chips in found.items()}


def tags_in_use(viewer: Viewer) -> tuple[TagChip, ...]:
    """Return what the ideas that the viewer sees are about, by name: one statement."""
    rows = db.session.execute(
        visible(viewer, Tag.slug, Tag.label)
        .join(IdeaTag, IdeaTag.tag_id == Tag.id)
        .where(Tag.state == TagState.APPROVED)
        .distinct()
        .order_by(Tag.label)
    )
    return tuple(TagChip(*row) for row in rows)


@dataclass(frozen=True)
class IdeaLink:
    """The idea that a project began as."""

    slug: str
    title: str


def began_as(viewer: Viewer, project_id: int) -> IdeaLink | None:
    """Return the idea that became a project, if the viewer sees it: one statement."""
    return alone(viewer, beginning(project_id))


def beginning(project_id: int) -> Read[IdeaLink | None]:
    """Read the idea that became a project."""
    columns: tuple[Any, ...] = (Idea.slug, Idea.title)
    found = select(*columns).where(Idea.project_id == project_id)

    def made(rows: Rows) -> IdeaLink | None:
        return IdeaLink(**rows[0]) if rows else None

    return Read(found.order_by(Idea.id).limit(1), made)
