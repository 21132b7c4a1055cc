"""Announcements for organisers: writing, looking, testing, giving them their day."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.announcements import commands, queries, recipients
from community.announcements.halts import Halt, halts
from community.announcements.models import Announcement, AnnouncementState
from community.announcements.queries import AnnouncementLine
from community.core import limits
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.visible import Page, find
from community.web.announcements_words import STATES, TO_WHOM, how_many
from community.web.door import organisers_only
from community.web.forms import done, posted, typed
from community.web.organise import pages
from community.web.organise_announcements_forms import (
    AnnouncementForm,
    SendForm,
    WhenForm,
    due_of,
    said_form,
    when_form,
)
from community.web.respond import respond

TESTS, HOUR = 10, 3600
"""So many tests to oneself in an hour are plenty."""


@dataclass(frozen=True)
class OrganiseAnnouncementsPage:
    """Every announcement, the newest first."""

    announcements: Page[AnnouncementLine]
    states: dict[str, str] = field(metadata={"api": False})
    to_whom: dict[str, str] = field(metadata={"api": False})


@pages.get("/announcements/")
@organisers_only
def announcements(viewer: Viewer) -> ResponseReturnValue:
    """List all announcements: where they stand, when they go, whom they reached."""
    page = OrganiseAnnouncementsPage(
        queries.all_of(viewer, request.args.get("page", 1, type=int)),
        {one.value: str(words) for one, words in STATES.items()},
        {one.value: str(words) for one, words in TO_WHOM.items()},
    )
    return respond("organise/announcements.html", page)


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved meanwhile."""

    title: str
    words: str


@dataclass(frozen=True)
class OrganiseAnnouncementPage:
    """One announcement to write, as its readers will have it, and what comes next.

    A new one has no `id`; `count` says who would get it, `halt` why it stands still.
    """

    id: int | None
    title: str
    words: str
    state: AnnouncementState
    state_words: str
    due_at: datetime | None
    sent_at: datetime | None
    version: int
    count: str
    reached: int
    halt: Halt | None
    form: AnnouncementForm = field(metadata={"api": False})
    when: WhenForm = field(metadata={"api": False})
    theirs: Theirs | None = None

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page's forms, for the summary above them."""
        return self.form.problems + self.when.problems


@pages.route("/announcements/new", methods=["GET", "POST"])
@organisers_only
def new_announcement(viewer: Viewer) -> ResponseReturnValue:
    """Write an announcement: a draft that goes nowhere yet."""
    form = said_form(viewer, None)
    if posted(form):
        form.look()
    if form.is_submitted() and not form.problems:
        try:
            row = commands.draft(viewer, form.said())
        except Refused as error:
            form.refuse(error, typed(form.to_whom))
        else:
            message = _("Kept. Look at it as its readers will, then give it a day.")
            return _next(message, row.id)
    page = OrganiseAnnouncementPage(
        None, "", "", AnnouncementState.DRAFT, "", None, None, 0, "", 0, None, form,
        when_form(0),
    )  # fmt: skip
    return respond("organise/announcement.html", page, 422 if form.problems else 200)


def _next(message: str, announcement_id: int) -> ResponseReturnValue:
    return done(message, "organise.announcement", announcement_id=announcement_id)


def _row(viewer: Viewer, announcement_id: int) -> Announcement:
    row: Announcement = find(viewer, Announcement, Announcement.id == announcement_id)
    return row


def _shown(
    viewer: Viewer,
    row: Announcement,
    form: AnnouncementForm | None = None,
    when: WhenForm | None = None,
    theirs: Theirs | None = None,
) -> OrganiseAnnouncementPage:
    return OrganiseAnnouncementPage(
        id=row.id,
        title=row.title,
        words=row.words,
        state=row.state,
        state_words=str(STATES[row.state]),
        due_at=row.due_at,
        sent_at=row.sent_at,
        version=row.version,
        count=_count(viewer, row),
        reached=queries.reached(viewer, row.id),
        halt=halts([row]).get(row.id),
        form=form or said_form(viewer, row),
        when=when or when_form(row.version),
        theirs=theirs,
    )


def _count(viewer: Viewer, row: Announcement) -> str:
    number = recipients.count_for(viewer, row.to_whom, row.value)
    return how_many(row.to_whom, number)


@pages.route("/announcements/<int:announcement_id>", methods=["GET", "POST"])
@organisers_only
def announcement(viewer: Viewer, announcement_id: int) -> ResponseReturnValue:
    """Show an announcement as its readers will have it; a POST changes it."""
    row = _row(viewer, announcement_id)
    form = said_form(viewer, row)
    if posted(form):
        form.look()
    if form.is_submitted() and not form.problems:
        try:
            commands.edit(viewer, row, form.said(), form.version.data or 0)
            return _next(_("Saved."), row.id)
        except Conflict:
            return _conflict(viewer, announcement_id, form)
        except Refused as error:
            db.session.rollback()
            part = typed(form.to_whom)
            form.refuse(error, part if part in form else "words")
            row = _row(viewer, announcement_id)
    page = _shown(viewer, row, form)
    return respond("organise/announcement.html", page, 422 if page.problems else 200)


def _conflict(
    viewer: Viewer, announcement_id: int, form: AnnouncementForm
) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    row = _row(viewer, announcement_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    page = _shown(viewer, row, form, theirs=Theirs(row.title, row.words))
    return respond("organise/announcement.html", page, 409)


@pages.post("/announcements/<int:announcement_id>/test")
@organisers_only
def test_announcement(viewer: Viewer, announcement_id: int) -> ResponseReturnValue:
    """Send the letter to the viewer alone."""
    limits.check("announcement-test", str(viewer.account_id), TESTS, HOUR)
    commands.test_to_myself(viewer, announcement_id)
    return _next(_("The letter is on its way to you alone."), announcement_id)


@pages.post("/announcements/<int:announcement_id>/schedule")
@organisers_only
def schedule_announcement(viewer: Viewer, announcement_id: int) -> ResponseReturnValue:
    """Give an announcement its day and hour."""
    row = _row(viewer, announcement_id)
    when = when_form(row.version)
    if posted(when):
        try:
            commands.schedule(viewer, row.id, due_of(when), when.looked_at.data or 0)
            return _next(_("It goes out then, by itself."), row.id)
        except Refused as error:
            db.session.rollback()
            when.refuse(error, "day")
            row = _row(viewer, announcement_id)
    return respond("organise/announcement.html", _shown(viewer, row, when=when), 422)


@dataclass(frozen=True)
class SendPage:
    """The question before an announcement goes out at once."""

    id: int
    title: str
    count: str
    form: SendForm = field(metadata={"api": False})


@pages.route("/announcements/<int:announcement_id>/send", methods=["GET", "POST"])
@organisers_only
def send_announcement(viewer: Viewer, announcement_id: int) -> ResponseReturnValue:
    """Ask whether it shall go out at once; a POST lets it."""
    row = _row(viewer, announcement_id)
    form = SendForm(looked_at=row.version)
    if posted(form):
        try:
            commands.send_now(viewer, row.id, form.looked_at.data or 0)
            return _next(_("It is on its way."), row.id)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            row = _row(viewer, announcement_id)
    page = SendPage(row.id, row.title, _count(viewer, row), form)
    return respond("organise/send.html", page, 422 if form.problems else 200)


@pages.post("/announcements/<int:announcement_id>/take-back")
@organisers_only
def take_back_announcement(viewer: Viewer, announcement_id: int) -> ResponseReturnValue:
    """Make a draft again of what is scheduled, or put it away for good."""
    away = request.form.get("away") == "y"
    to = AnnouncementState.WITHDRAWN if away else AnnouncementState.DRAFT
    commands.take_back(viewer, announcement_id, to)
    said = _("Put away. Nobody gets it.") if away else _("It is a draft again.")
    return _next(said, announcement_id)
