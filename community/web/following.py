"""What one follows, and the searches that one keeps; nobody else sees either."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.following import commands, queries, searches
from community.following.models import SavedSearch, SearchOf
from community.vocabulary.models import AREAS
from community.vocabulary.nested import branches
from community.vocabulary.queries import terms
from community.web import following_words as words
from community.web.door import door, members_only
from community.web.forms import back
from community.web.respond import respond, told

pages = Blueprint("following", __name__, url_prefix="/following")


@dataclass(frozen=True)
class KeptSearch:
    """A search that one keeps: what it looks for in words, and what it brings now."""

    id: int
    of: SearchOf
    sentence: str
    total: int
    fresh: int
    since: datetime
    link: str
    rests: bool


@dataclass(frozen=True)
class Area:
    """A challenge area that one could follow."""

    code: str
    label: str


@dataclass(frozen=True)
class FollowingPage:
    """What one follows, what one keeps, and what was dropped a moment ago."""

    projects: tuple[queries.FollowedProject, ...]
    topics: tuple[queries.Topic, ...]
    areas: tuple[Area, ...]
    searches: tuple[KeptSearch, ...]
    most: int
    undo: dict[str, list[str]] = field(default_factory=dict, metadata={"api": False})
    undo_of: str = field(default="", metadata={"api": False})


@pages.get("/")
@door("member", record=FollowingPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show what one follows and keeps."""
    topics = queries.topics(viewer)
    followed = {one.code for one in topics if one.kind == "area"}
    dropped = _of(request.args.get("dropped", ""))
    page = FollowingPage(
        projects=queries.projects(viewer),
        topics=topics,
        areas=tuple(
            Area(one.card.code, one.label)
            for one in branches(terms(AREAS))
            if one.card.code not in followed
        ),
        searches=tuple(_kept(one) for one in queries.my_searches(viewer)),
        most=commands.MOST,
        undo=_sent(dropped, request.args) if dropped else {},
        undo_of=dropped.value if dropped else "",
    )
    return respond("following/index.html", page)


def _kept(one: queries.Search) -> KeptSearch:
    return KeptSearch(
        id=one.id,
        of=one.of,
        sentence=words.sentence(one),
        total=one.total,
        fresh=one.fresh,
        since=one.since,
        link=_address(one.of, one.query),
        rests=one.rests,
    )


def _of(name: str) -> SearchOf | None:
    return SearchOf(name) if name in set(SearchOf) else None


def _sent(of: SearchOf, given: Any) -> dict[str, list[str]]:
    """Return the filters that were sent, as many of each as the directory takes."""
    names = ("q", *searches.FACETS[of])
    return searches.plain(of, {name: given.getlist(name)[:20] for name in names})


def _address(of: SearchOf, query: dict[str, list[str]]) -> str:
    endpoint = "members.index" if of is SearchOf.PEOPLE else "projects.index"
    return url_for(endpoint, **query)  # type: ignore[arg-type]


# ---------------------------------------------------------------- topics
@pages.post("/topics")
@members_only
def topic(viewer: Viewer) -> ResponseReturnValue:
    """Follow a tag or a challenge area, or stop: the name of the button says which."""
    for kind in ("tag", "area"):
        for press, on in (("follow", True), ("stop", False)):
            code = request.form.get(f"{press}_{kind}", "")
            if code:
                label = commands.follow_topic(viewer, kind, code[:80], on=on)
                return back(_said(label, on), url_for("following.index"))
    raise NotFound("topic")


def _said(label: str, on: bool) -> str:
    if on:
        return str(_("You follow %(title)s. Only you know.", title=label))
    return str(_("You do not follow %(title)s any more.", title=label))


# ---------------------------------------------------------------- searches
@dataclass(frozen=True)
class UnkeptPage:
    """Why a search cannot be kept as it is, and what can be kept of it."""

    of: SearchOf
    found: searches.LookedOver
    address: str
    full: str = ""


@pages.post("/searches/")
@members_only
def keep(viewer: Viewer) -> ResponseReturnValue:
    """Keep a search of the directory; say what to leave out where that cannot be."""
    of = _of(request.form.get("of", ""))
    if of is None:
        raise NotFound("search")
    query = _sent(of, request.form)
    found, full = searches.look_over(of, query), ""
    if not found.wrong:
        try:
            _row, new = commands.keep_search(viewer, of, query)
        except Refused as error:
            full = told(error)
        else:
            message = _("You keep this search. Once a week you hear what is new.")
            again = _("You keep this search already.")
            return back(message if new else again, _address(of, query))
    page = UnkeptPage(of, found, _address(of, query), full)
    return respond("following/unkept.html", page, 422)


@pages.get("/searches/<int:search_id>")
@members_only
def run(viewer: Viewer, search_id: int) -> ResponseReturnValue:
    """Lead to what a kept search brings now."""
    row: SavedSearch = find(viewer, SavedSearch, SavedSearch.id == search_id)
    return redirect(_address(row.of, row.query))


@pages.post("/searches/<int:search_id>/drop")
@members_only
def drop(viewer: Viewer, search_id: int) -> ResponseReturnValue:
    """Keep a search no more, with a way back."""
    row = commands.drop_search(viewer, search_id)
    return redirect(
        url_for("following.index", dropped=row.of.value, **row.query, _anchor="undo")
    )
