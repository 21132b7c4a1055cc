"""The connection directory: whom one knows and reaches, narrowed, in pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.listed import is_listed
from community.core.visible import Page
from community.matching.reach import Contact, OwnTie, Reach, can_be_asked
from community.matching.why import YOU, Step
from community.members import directory, queries
from community.members.models import Member
from community.members.queries import MemberCard

SORTS = ("name", "nearest", "ways")
FAR = ("known", "further")
SIZE = 24


@dataclass(frozen=True)
class Asked(directory.Asked):
    """What somebody looks for among those whom they reach.

    `far` holds some of known and further. `through` names one whom they know: then only
    people whom that one leads to are there, with `alone` those whom nobody else does.
    """

    far: tuple[str, ...] = ()
    through: str = ""
    alone: bool = False

    def args(self) -> dict[str, Any]:
        """Return the filters as they stand in an address."""
        alone = "yes" if self.alone and self.through else ""
        more = {"far": list(self.far), "through": self.through, "alone": alone}
        return super().args() | {name: value for name, value in more.items() if value}


@dataclass(frozen=True)
class ReachLine:
    """Somebody whom the viewer knows or reaches, and the way there.

    `ask` is the one of those in between who can introduce the viewer best, `others` how
    many more of them could.
    """

    card: MemberCard
    steps: tuple[Step, ...]
    tie: OwnTie | None
    ask: Contact | None
    others: int
    ways: int


@dataclass(frozen=True)
class Found:
    """Who fits what was asked: one page of them, and how far away all of them are."""

    page: Page[ReachLine]
    known: int
    further: int
    far: tuple[directory.Option, ...] = field(metadata={"api": False})


@dataclass(frozen=True)
class _Head:
    """Somebody who fits, before the card is dressed."""

    card: MemberCard
    asks: bool


def found(viewer: Viewer, asked: Asked, around: Reach) -> Found:
    """Return those whom the viewer reaches and who fit: four statements."""
    there = _led_to(asked, around)
    heads = [one for one in _heads(viewer, asked, around) if one.card.id in there]
    known = sum(one.card.id in around.ties for one in heads)
    counts = {"known": known, "further": len(heads) - known}
    near = [one for one in heads if _fits(asked, around, one.card.id)]
    near.sort(key=_ORDER[asked.sort](around))
    shown = [one.card.id in around.ties for one in near]
    return Found(
        page=_page(viewer, asked, around, near),
        known=sum(shown),
        further=len(shown) - sum(shown),
        far=tuple(
            directory.Option(name, name, counts[name], name in asked.far)
            for name in FAR
        ),
    )


def within(asked: Asked, around: Reach) -> list[int]:
    """Return who is reached as far, and through whom, it was asked."""
    there = _led_to(asked, around)
    return [one for one in there if _fits(asked, around, one)]


def _fits(asked: Asked, around: Reach, person: int) -> bool:
    """Tell whether somebody is as far away as was asked."""
    far = "known" if person in around.ties else "further"
    return not asked.far or far in asked.far


def _led_to(asked: Asked, around: Reach) -> frozenset[int]:
    if asked.through:
        return around.led_to(asked.through, only=asked.alone)
    return frozenset({*around.ties, *around.through})


def _heads(viewer: Viewer, asked: Asked, around: Reach) -> list[_Head]:
    """Return who fits the words and the facets, by name."""
    people = _led_to(asked, around)
    rows = db.session.execute(
        directory.narrowed(queries.people(viewer), asked)
        .add_columns(can_be_asked().label("asks"))
        .where(is_listed(Member.id, people))
        .order_by(Member.folded, Member.id)
    )
    return [
        _Head(queries.card(**{name: row[name] for name in row if name != "asks"}),
              row["asks"])
        for row in rows.mappings()
    ]  # fmt: skip


Key = Callable[[_Head], int]


def _by_name(_around: Reach) -> Key:
    return lambda _one: 0


def _by_distance(around: Reach) -> Key:
    return lambda one: one.card.id not in around.ties


def _by_ways(around: Reach) -> Key:
    return lambda one: -around.ways(one.card.id)


_ORDER: dict[str, Callable[[Reach], Key]] = {
    "name": _by_name,
    "nearest": _by_distance,
    "ways": _by_ways,
}
"""What comes before the name in each order."""


def _page(
    viewer: Viewer, asked: Asked, around: Reach, heads: list[_Head]
) -> Page[ReachLine]:
    page = Page[ReachLine]((), asked.page, SIZE, len(heads))
    if not 1 <= asked.page <= page.pages:
        raise NotFound("page")
    shown = heads[(asked.page - 1) * SIZE : asked.page * SIZE]
    cards = queries.dressed(viewer, (one.card for one in shown))
    lines = tuple(
        line(around, card, asks=one.asks, first=asked.through)
        for card, one in zip(cards, shown, strict=True)
    )
    return Page(lines, page.number, page.size, page.total)


def line(around: Reach, card: MemberCard, *, asks: bool, first: str = "") -> ReachLine:
    """Return somebody with the best way there: through `first` where that is one."""
    via = in_order(around, around.links.get(card.id, ()), first)
    end = Step("person", card.name, card.slug)
    tie = around.ties.get(card.id)
    steps = (YOU, end) if tie else (YOU, station(via[0]), end)
    able = [one for one in via if one.asks and asks and card.joined and not tie]
    return ReachLine(
        card=card,
        steps=steps,
        tie=tie,
        ask=able[0] if able else None,
        others=max(0, len(able) - 1),
        ways=around.ways(card.id),
    )


def in_order(around: Reach, ids: Iterable[int], first: str = "") -> list[Contact]:
    """Return contacts: `first`, then who can be asked to introduce, then by name."""
    contacts = [around.contacts[one] for one in ids]
    return sorted(
        contacts,
        key=lambda one: (
            one.slug != first, not one.asks, one.name.casefold(), one.slug,
        ),
    )  # fmt: skip


def station(contact: Contact) -> Step:
    """Return a contact as a station of a thread."""
    return Step("person", contact.name, contact.slug)
