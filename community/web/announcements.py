"""Announcements that the viewer got: their list, and one to read."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from community.announcements import queries
from community.announcements.queries import AnnouncementCard
from community.core.access import Viewer
from community.core.visible import Page
from community.web import bell
from community.web.door import door
from community.web.respond import respond

pages = Blueprint("announcements", __name__, url_prefix="/announcements")


@dataclass(frozen=True)
class AnnouncementsPage:
    """What organisers said to the viewer, the newest first."""

    announcements: Page[AnnouncementCard]


@pages.get("/")
@door("member", record=AnnouncementsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the announcements that the viewer got."""
    number = request.args.get("page", 1, type=int)
    page = AnnouncementsPage(queries.mine(viewer, number))
    return respond("announcements/index.html", page)


@dataclass(frozen=True)
class AnnouncementPage:
    """One announcement to read."""

    announcement: AnnouncementCard


@pages.get("/<int:announcement_id>")
@door("member", record=AnnouncementPage)
def show(viewer: Viewer, announcement_id: int) -> ResponseReturnValue:
    """Show an announcement, and note that the viewer has read it."""
    page = AnnouncementPage(queries.one_of_mine(viewer, announcement_id))
    bell.read_here(viewer)
    return respond("announcements/show.html", page)
