"""The bell: how many notices wait for the viewer, and which are read by being here."""

from flask import g, request
from sqlalchemy.exc import OperationalError

from community.core import journal
from community.core.access import Viewer
from community.digests import seen
from community.notices import commands
from community.web import sessions
from community.web.respond import API


def rings(viewer: Viewer) -> int:
    """Count the notices that wait, but for those that are read here; `MOST` at most."""
    here = g.get("read_here")
    return sum(_page_of(link) != here for link in _waiting(viewer))


def read_here(viewer: Viewer) -> None:
    """Note that whatever leads to the page that the viewer opens is read by that.

    A page calls it before it responds. Where nothing leads here nothing is written,
    as far as those that are counted tell.
    """
    here = request.path.removeprefix(API)
    waiting = _waiting(viewer)
    more = len(waiting) == seen.MOST
    if more or any(_page_of(link) == here for link in waiting):
        g.read_here = here
        journal.aside(lambda: commands.read_about(viewer, here), may_fail=True)


def _waiting(viewer: Viewer) -> tuple[str, ...]:
    """Return where the unread notices lead, asked once a request and only if any are.

    Signing in brought along whether there are; without a database none ring.
    """
    if not viewer.is_member or not sessions.notices_wait():
        return ()
    if "waiting" not in g:
        try:
            g.waiting = seen.unread_links(viewer)
        except OperationalError:
            g.waiting = ()
    found: tuple[str, ...] = g.waiting
    return found


def _page_of(link: str) -> str:
    return link.partition("#")[0]
