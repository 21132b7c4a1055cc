"""The connection directory: whom one knows, and whom one can reach through them."""

from dataclasses import dataclass, replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from community.core.access import Viewer
from community.core.visible import Page
from community.matching import reach_page, reach_views
from community.matching.reach import Contact, Reach, reach
from community.members import directory
from community.web import words
from community.web.door import door
from community.web.members import Facet, facet_labels
from community.web.respond import respond

pages = Blueprint("connections", __name__, url_prefix="/connections")


@dataclass(frozen=True)
class DirectoryPage:
    """A page of those whom one knows and reaches; `empty` when one knows nobody yet."""

    asked: reach_page.Asked
    sentence: str
    empty: bool
    through: Contact | None
    people: Page[reach_page.ReachLine]
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class QuietPage:
    """The viewer's ties that went quiet, the longest first."""

    ties: tuple[reach_views.QuietTie, ...]


@dataclass(frozen=True)
class LinksPage:
    """Who of those whom the viewer knows leads to how many others."""

    links: tuple[reach_views.Link, ...]


@pages.get("/")
@door("member", record=DirectoryPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List whom one knows and reaches, narrowed by words and filters."""
    asked, around = _asked(), reach(viewer)
    contacts = {one.slug: one for one in around.contacts.values()}
    found = reach_page.found(viewer, asked, around)
    page = DirectoryPage(
        asked=asked,
        sentence="",
        empty=not around.ties,
        through=contacts.get(asked.through),
        people=found.page,
        facets=_facets(viewer, asked, around, found),
    )
    page = replace(page, sentence=sentence(page, found))
    return respond("connections/index.html", page)


@pages.get("/quiet")
@door("member", record=QuietPage)
def quiet(viewer: Viewer) -> ResponseReturnValue:
    """List the ties that nobody touched for half a year."""
    found = reach_views.gone_quiet(viewer, reach(viewer))
    return respond("connections/quiet.html", QuietPage(found))


@pages.get("/links")
@door("member", record=LinksPage)
def links(viewer: Viewer) -> ResponseReturnValue:
    """List who links the viewer to whom."""
    found = reach_views.who_links(viewer, reach(viewer))
    return respond("connections/links.html", LinksPage(found))


def _asked() -> reach_page.Asked:
    given = request.args
    chosen = {name: tuple(given.getlist(name)[:20]) for name in directory.FACETS}
    far = given.getlist("far")
    sort = given.get("sort", "name")
    return reach_page.Asked(
        q=given.get("q", "").strip()[:100],
        sort=sort if sort in reach_page.SORTS else "name",
        page=given.get("page", 1, type=int),
        far=tuple(name for name in reach_page.FAR if name in far),
        through=given.get("through", "")[:80],
        alone=given.get("alone") == "yes",
        **chosen,
    )


def _facets(
    viewer: Viewer, asked: reach_page.Asked, around: Reach, found: reach_page.Found
) -> tuple[Facet, ...]:
    says = {"known": _("I know them"), "further": _("One step further")}
    far = tuple(replace(one, label=says[one.value]) for one in found.far)
    there = reach_page.within(asked, around)
    return (
        Facet("far", _("How far"), far),
        *(
            Facet(name, label, directory.options(viewer, asked, name, there))
            for name, label in facet_labels().items()
        ),
    )


def sentence(page: DirectoryPage, found: reach_page.Found) -> str:
    """Say in one sentence who is listed, and how far away they are."""
    total = page.people.total
    said = words.people_sentence(total, page.asked, page.facets)
    if page.through and page.asked.alone:
        said += " " + _("whom only %(name)s links you to", name=page.through.name)
    elif page.through:
        said += " " + _("to whom %(name)s links you", name=page.through.name)
    elif total:
        near = ngettext("%(num)s you know", "%(num)s you know", found.known)
        far = ngettext(
            "%(num)s one step further", "%(num)s one step further", found.further
        )
        said += ": " + ", ".join((near, far))
    return said
