"""Reads of the hub: a search with its facets, all of it in order, its newest."""

from dataclasses import dataclass

from community.core.access import Viewer
from community.core.errors import NotFound
from community.core.visible import Page
from community.evidence import facets
from community.evidence.asked import Asked, fitting, in_order
from community.evidence.cards import ResourceCard, of_today
from community.evidence.catalogue import catalogue
from community.members.directory import Option

SIZE = 20
FED = 50
"""So many entries has a feed."""


@dataclass(frozen=True)
class Found:
    """One page of what fits, the choices of each facet, and how words were read."""

    cards: Page[ResourceCard]
    facets: dict[str, tuple[Option, ...]]
    meant: tuple[tuple[str, str], ...] = ()


def found(_viewer: Viewer, asked: Asked) -> Found:
    """Return one page of the resources that are out and fit, the same for everybody.

    Raises `NotFound` for a page beyond the end. One statement, whatever is asked.
    """
    there = catalogue()
    hits, all_found = fitting(asked, there)
    entries = in_order(asked, (one for one, off in all_found if not off))
    page = Page[ResourceCard]((), asked.page, SIZE, len(entries))
    if not 1 <= asked.page <= page.pages:
        raise NotFound("page")
    shown = entries[(asked.page - 1) * SIZE : asked.page * SIZE]
    cards = tuple(of_today(one.card) for one in shown)
    return Found(
        Page(cards, asked.page, SIZE, len(entries)),
        facets.options(asked, there, all_found),
        hits.meant,
    )


def listed(_viewer: Viewer, asked: Asked) -> tuple[int, ...]:
    """Return the numbers of all resources that fit, in the order of the search."""
    _hits, all_found = fitting(asked, catalogue())
    entries = in_order(asked, (one for one, off in all_found if not off))
    return tuple(one.card.id for one in entries)


def newest(asked: Asked) -> tuple[ResourceCard, ...]:
    """Return what fits and came into the hub last, for a feed."""
    _hits, all_found = fitting(asked, catalogue())
    cards = [one.card for one, off in all_found if not off and one.card.published_at]
    cards.sort(key=lambda one: (one.published_at, one.id), reverse=True)
    return tuple(cards[:FED])
