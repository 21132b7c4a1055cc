"""Ways of looking at the map that organisers keep, each with an address of its own.

A kept view holds no words that were looked for, and nobody who was chosen: nobody is
watched by name. It shows whatever the one who opens it may see today.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from sqlalchemy import func

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.text import N_, random_id
from community.core.visible import Page, count, find, page_of, visible
from community.members.models import Member
from community.network.models import MapView
from community.network.view import View

KEY = 16
MOST = 50
"""How many views one organiser keeps."""
TITLE = 80


@dataclass(frozen=True)
class ViewCard:
    """A kept view: its address, whose it is ("" for somebody unseen), what it shows."""

    key: str
    title: str
    asked: str
    shared: bool
    made_at: datetime
    mine: bool
    owner: str


@dataclass(frozen=True)
class Dropped:
    """All that it takes to bring a deleted view back under the same address."""

    key: str
    title: str
    asked: str
    shared: bool
    made_at: str


def kept(view: View) -> str:
    """Return what is kept of a view: its address without names, as after a "?"."""
    return urlencode(view.args(q="", person="", steps=1), doseq=True)


class _Asked:
    """The words of an address, as `View.read` takes them."""

    def __init__(self, words: str) -> None:
        self._words = parse_qs(words)

    def get(self, name: str, default: str = "", /) -> str:
        return next(iter(self.getlist(name)), default)

    def getlist(self, name: str, /) -> list[str]:
        return self._words.get(name, [])


def view_of(asked: str) -> View:
    """Return the view that a kept address shows."""
    return View.read(_Asked(asked))


def page_of_views(viewer: Viewer, number: int = 1) -> Page[ViewCard]:
    """Return the viewer's own views and the shared ones, the newest first."""
    require(viewer, Permission.NETWORK_KEEP)
    mine = MapView.owner_id == viewer.member_id
    columns = (
        MapView.key, MapView.title, MapView.asked, MapView.shared, MapView.made_at,
        mine.label("mine"), func.coalesce(Member.name, "").label("owner"),
    )  # fmt: skip
    found = visible(viewer, *columns).join(
        Member, Member.id == MapView.owner_id, isouter=True
    )
    order = (mine.desc(), MapView.made_at.desc(), MapView.id.desc())
    return page_of(found.order_by(*order), ViewCard, number, size=24)


def reach(viewer: Viewer, key: str) -> MapView:
    """Return a view that the viewer may open; raise `NotFound` for any other."""
    require(viewer, Permission.NETWORK_SEE)
    found: MapView = find(viewer, MapView, MapView.key == key)
    return found


def keep(viewer: Viewer, title: str, view: View, *, shared: bool) -> MapView:
    """Keep a way of looking at the map, for oneself or for all organisers."""
    require(viewer, Permission.NETWORK_KEEP)
    mine = visible(viewer, MapView.id).where(MapView.owner_id == viewer.member_id)
    if count(mine) >= MOST:
        raise Refused(
            N_("You keep %(most)s views already. Delete one first."), most=MOST
        )
    return _add(viewer, "kept", title=title, asked=kept(view), shared=shared)


def _add(viewer: Viewer, what: str, key: str = "", **facts: object) -> MapView:
    row = MapView(key=key or random_id(KEY), owner_id=viewer.member_id, **facts)
    row.title = _titled(row.title)
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, journal.Act.NETWORK, "view", row.id, what)
    return row


def _titled(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > TITLE:
        raise Refused(
            N_("Enter a title of up to %(most)s letters, such as “Carers by place”."),
            most=TITLE,
        )
    return words


def reach_own(viewer: Viewer, key: str) -> MapView:
    """Return a view of the viewer's own; raise `Forbidden` for another's."""
    require(viewer, Permission.NETWORK_KEEP)
    row = reach(viewer, key)
    if row.owner_id != viewer.member_id:
        raise Forbidden("view")
    return row


def change(viewer: Viewer, key: str, *, title: str, shared: bool) -> MapView:
    """Change the title of one's own view, and whether other organisers see it."""
    row = reach_own(viewer, key)
    row.title, row.shared = _titled(title), shared
    journal.record(viewer, journal.Act.NETWORK, "view", row.id, "changed")
    db.session.flush()
    return row


def drop(viewer: Viewer, key: str) -> Dropped:
    """Delete one's own view, and return what brings it back."""
    row = reach_own(viewer, key)
    gone = Dropped(row.key, row.title, row.asked, row.shared, row.made_at.isoformat())
    journal.record(viewer, journal.Act.NETWORK, "view", row.id, "deleted")
    db.session.delete(row)
    db.session.flush()
    return gone


def bring_back(viewer: Viewer, gone: Dropped) -> MapView:
    """Bring a deleted view back, under its old address."""
    require(viewer, Permission.NETWORK_KEEP)
    again = visible(viewer, MapView.id).where(MapView.key == gone.key)
    if count(again):
        raise NotFound("view")
    facts = {"title": gone.title, "asked": gone.asked, "shared": gone.shared}
    made = datetime.fromisoformat(gone.made_at)
    return _add(
        viewer, "brought back", gone.key, made_at=min(made, clock.now()), **facts
    )
