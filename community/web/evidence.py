"""The Evidence Hub as anybody reads it: the search, and one resource."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.core.visible import Page
from community.evidence import queries, showing
from community.evidence.asked import BEST, FACETS, SORTS, Asked
from community.evidence.cards import ResourceCard
from community.evidence.collections_queries import CollectionCard, collections
from community.evidence.showing import ResourceShown
from community.web import bell, evidence_words
from community.web.door import door
from community.web.evidence_sentence import facet_labels, labelled, sentence
from community.web.members import Facet
from community.web.respond import respond

pages = Blueprint("evidence", __name__)

for words in (
    evidence_words.type_label,
    evidence_words.strength_label,
    evidence_words.strength_meaning,
    evidence_words.resource_state,
    evidence_words.resource_part,
    evidence_words.tab_label,
    evidence_words.deed_label,
):
    pages.add_app_template_filter(words, words.__name__)

STRIP = 4
"""So many collections stand on the page of the hub."""


@pages.app_template_filter("host")
def host(address: str) -> str:
    """Return the name of the site that an address leads to."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


# ---------------------------------------------------------------- the search
@dataclass(frozen=True)
class EvidencePage:
    """A page of a search; `meant` says how words were read that nothing holds.

    `collections` stand on the page of the hub while nothing is asked.
    """

    asked: Asked
    sentence: str
    resources: Page[ResourceCard]
    facets: tuple[Facet, ...]
    meant: tuple[tuple[str, str], ...] = ()
    collections: tuple[CollectionCard, ...] = field(default=())


def asked() -> Asked:
    """Return what the address of this request asks for."""
    chosen = {name: tuple(request.args.getlist(name)[:20]) for name in FACETS}
    sort = request.args.get("sort", BEST)
    return Asked(
        q=request.args.get("q", "").strip()[:200],
        sort=sort if sort in SORTS else BEST,
        page=request.args.get("page", 1, type=int),
        **chosen,
    )


@pages.get("/evidence/")
@door("anyone", record=EvidencePage, paces=("search",))
def index(viewer: Viewer) -> ResponseReturnValue:
    """List what is in the hub, narrowed by words and filters."""
    wanted = asked()
    found = queries.found(viewer, wanted)
    facets = tuple(
        Facet(name, label, labelled(name, found.facets[name]))
        for name, label in facet_labels().items()
    )
    page = EvidencePage(
        wanted,
        sentence(found.cards.total, wanted, facets),
        found.cards,
        facets,
        found.meant,
        () if wanted.args() or wanted.page > 1 else _strip(viewer),
    )
    return respond("evidence/index.html", page)


def _strip(viewer: Viewer) -> tuple[CollectionCard, ...]:
    out = [one for one in collections(viewer) if one.number and not one.draft]
    return tuple(out[:STRIP])


# ---------------------------------------------------------------- one resource
@dataclass(frozen=True)
class ResourcePage:
    """A resource with all that is known of it, and who works with it."""

    resource: ResourceShown
    curates: bool = field(default=False, metadata={"api": False})


@pages.get("/evidence/<slug>")
@door("anyone", record=ResourcePage)
def show(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show one resource; what is not out, to whoever sent it in and to curators."""
    page = ResourcePage(showing.one(viewer, slug), viewer.can_curate)
    bell.read_here(viewer)
    return respond("evidence/show.html", page)
