"""Notices: what the viewer is told of, by day; reading them, and letting them wait."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from babel.dates import format_time
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from community.core import clock, journal
from community.core.access import Viewer
from community.core.clock import BRITAIN
from community.core.errors import NotFound
from community.core.visible import Page
from community.digests import seen
from community.notices import commands
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import done
from community.web.respond import respond

pages = Blueprint("notices", __name__, url_prefix="/notices")

SHOWS = ("all", "unread")


@pages.app_template_filter()
def hour(value: datetime) -> str:
    """Return the time of a moment as "13:30", as clocks in Britain show it."""
    return format_time(value, "HH:mm", tzinfo=BRITAIN, locale=get_locale())


@pages.app_template_filter()
def near_day(value: date) -> str:
    """Return a day as "Today", "Yesterday" or "Monday 4 September 2017"."""
    today = clock.british_day(clock.now())
    near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    return str(near.get(value) or format_date(value, "EEEE d MMMM yyyy"))


@dataclass(frozen=True)
class NoticeCard:
    """One notice in words: what happened, when, and why its reader is told."""

    id: int
    kind: str
    words: str
    why: str
    at: datetime
    read: bool
    line: seen.NoticeLine = field(metadata={"api": False})

    @property
    def day(self) -> date:
        """The day in Britain."""
        return clock.british_day(self.at)


def card(line: seen.NoticeLine) -> NoticeCard:
    """Return a notice as its reader reads it."""
    person = line.person.name if line.person else _("A member")
    project = line.project.title if line.project else _("a project")
    words = _(line.kind.line, person=person, project=project)
    words = f"{words}: {line.title}" if line.title else words
    why = _("You get this because %(why)s.", why=_(line.kind.why))
    return NoticeCard(line.id, line.kind.name, words, why, line.at, line.read, line)


@dataclass(frozen=True)
class NoticesPage:
    """The viewer's notices, newest first; `unread` of all wait to be read.

    `until` is the moment of the page: what came later is not on it. `undo` is that of
    what was just marked as read all at once.
    """

    show: str
    unread: int
    until: datetime
    notices: Page[NoticeCard]
    undo: datetime | None = field(default=None, metadata={"api": False})

    @property
    def days(self) -> list[tuple[date, list[NoticeCard]]]:
        """The notices of each day, the last day first."""
        found = groupby(self.notices.items, lambda one: one.day)
        return [(day, list(notices)) for day, notices in found]


@pages.get("/")
@door("member", record=NoticesPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the viewer's notices, all or those that are unread."""
    show = request.args.get("show", "all")
    if show not in SHOWS:
        show = "all"
    number, until = request.args.get("page", 1, type=int), clock.now()
    found = seen.page_of_lines(viewer, number, unread=show == "unread")
    cards = tuple(card(line) for line in found.items)
    page = NoticesPage(
        show,
        bell.rings(viewer),
        until,
        Page(cards, found.number, found.size, found.total),
        _moment(request.args.get("undo", "")),
    )
    return respond("notices/index.html", page)


def _moment(words: str) -> datetime | None:
    """Return the moment that a form or an address names, if it is one."""
    try:
        found = datetime.fromisoformat(words)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):  # no moment, or none that is one in UTC
        return None


@pages.get("/<int:notice_id>")
@members_only
def follow(viewer: Viewer, notice_id: int) -> ResponseReturnValue:
    """Lead to what a notice is about, and note that it is read."""
    line = seen.one_line(viewer, notice_id)
    if not line.read:
        journal.aside(lambda: commands.read(viewer, notice_id), may_fail=True)
    return redirect(place_of(line))


def place_of(line: seen.NoticeLine) -> str:
    """Return the page of ours that a notice leads to; its list where it has none."""
    parts = urlsplit(line.link)
    ours = line.link.startswith("/") and not parts.scheme and not parts.netloc
    return line.link if ours and "\\" not in line.link else url_for("notices.index")


# ---------------------------------------------------------------- read and unread
@pages.post("/<int:notice_id>")
@members_only
def mark(viewer: Viewer, notice_id: int) -> ResponseReturnValue:
    """Note that a notice is read, or let it wait again, and stay on the list."""
    seen.one_line(viewer, notice_id)
    if request.form.get("read") == "no":
        commands.unread(viewer, notice_id)
    else:
        commands.read(viewer, notice_id)
    return redirect(_list(f"notice-{notice_id}"))


def _list(anchor: str) -> str:
    """Return a place on the list as it was when its form was sent."""
    if request.form.get("show") == "unread":  # it may have lost its last page by this
        return url_for("notices.index", show="unread")
    number = request.form.get("page", 1, type=int)
    page = number if 1 < number < 2**31 else None
    return url_for("notices.index", page=page, _anchor=anchor)


@pages.post("/read")
@members_only
def read_all(viewer: Viewer) -> ResponseReturnValue:
    """Note that all is read that had come when the viewer's page was made."""
    now = clock.now()
    until = _moment(request.form.get("until", "")) or now
    if not commands.read_all(viewer, until, now):
        return done(_("There was nothing to mark as read."), "notices.index")
    return redirect(url_for("notices.index", undo=now.isoformat()))


@pages.post("/unread")
@members_only
def unread_all(viewer: Viewer) -> ResponseReturnValue:
    """Let what was marked as read at one moment wait again."""
    moment = _moment(request.form.get("undo", ""))
    if moment is None:
        raise NotFound("moment")
    commands.unread_all(viewer, moment)
    return done(_("They are unread again."), "notices.index")
