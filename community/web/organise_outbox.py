"""The outbox and the timetable, for administrators: what waits, what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta, ngettext
from flask_babel import gettext as _

from community.core import clock, outbox_care
from community.core.access import Viewer
from community.core.outbox import LETTER
from community.core.outbox_care import FailedCard, TaskCard, Waiting
from community.core.text import N_
from community.core.visible import Page
from community.notices.kinds import KINDS
from community.web.door import administrators_only
from community.web.forms import done
from community.web.organise import pages
from community.web.respond import respond

WORKS = {
    "letter": N_("Letter"),
    "announce": N_("Announcement"),
    "digest": N_("Digest"),
    "follow": N_("News of what is followed"),
    "snapshot": N_("Snapshot of the network"),
    "team": N_("Conversation of a team"),
}
TASKS = {
    "announcements": N_("Announcements whose time has come"),
    "breaks": N_("Breaks that end"),
    "coffee": N_("Coffee rounds"),
    "digests": N_("Digests that are due"),
    "introductions": N_("Introductions: reminders and ends"),
    "learn": N_("Learning from the community's rows"),
    "map": N_("Working out a large map"),
    "messages": N_("Message requests that end"),
    "network": N_("Snapshots of the network"),
    "openings": N_("Telling people of whom private fields were opened"),
    "reports": N_("The report on suggestions"),
    "requests": N_("Hellos and ties: reminders and ends"),
    "retention": N_("Removing what is kept no longer"),
    "searches": N_("Searches that members keep"),
}
AS_NEEDED = ("learn", "map", "reports")
"""Tasks that are done when there is something to do."""
LATE = timedelta(minutes=15)
"""After this time without a worker something is wrong."""


@dataclass(frozen=True)
class OutboxPage:
    """How much waits, what failed, and how the tasks of the timetable go.

    `asleep` says that no worker seems to run.
    """

    waiting: Waiting
    failed: Page[FailedCard]
    tasks: tuple[TaskCard, ...]
    asleep: bool

    @property
    def age(self) -> str:
        """How long the oldest has been due, in words."""
        since = self.waiting.oldest
        return "" if since is None else str(format_timedelta(clock.now() - since))


def _is_asleep(tasks: tuple[TaskCard, ...], now: datetime) -> bool:
    usual = [task for task in tasks if task.name not in AS_NEEDED]
    return not usual or any(task.due_at < now - LATE for task in usual)


@pages.app_template_filter("work")
def work(one: FailedCard) -> str:
    """Say what a piece of work is, without whom it is for."""
    name = _(WORKS[one.work]) if one.work in WORKS else one.work
    if one.kind in KINDS:
        return f"{name}: {_(KINDS[one.kind].label)}"
    more = one.work == LETTER and one.kind
    return f"{name}: {one.kind.replace('-', ' ')}" if more else str(name)


@pages.app_template_filter("task")
def task(one: TaskCard) -> str:
    """Say what a task does."""
    return str(_(TASKS[one.name])) if one.name in TASKS else one.name


@pages.app_template_filter("is_to_come")
def is_to_come(moment: datetime) -> bool:
    """Tell whether a moment is still to come."""
    return moment > clock.now()


@pages.get("/outbox/")
@administrators_only
def outbox(viewer: Viewer) -> ResponseReturnValue:
    """Show what waits, what failed, and the timetable."""
    tasks = outbox_care.timetable(viewer)
    page = OutboxPage(
        outbox_care.waiting(viewer),
        outbox_care.failed(viewer, request.args.get("page", 1, type=int)),
        tasks,
        _is_asleep(tasks, clock.now()),
    )
    return respond("organise/outbox.html", page)


@pages.post("/outbox/<int:job_id>/again")
@administrators_only
def try_again(viewer: Viewer, job_id: int) -> ResponseReturnValue:
    """Let one that failed be tried anew."""
    outbox_care.try_again(viewer, job_id)
    return done(_("It is tried again."), "organise.outbox")


@pages.post("/outbox/<int:job_id>/away")
@administrators_only
def put_away(viewer: Viewer, job_id: int) -> ResponseReturnValue:
    """Put one that failed away."""
    outbox_care.put_away(viewer, job_id)
    return done(_("It is put away."), "organise.outbox")


@pages.post("/outbox/again")
@administrators_only
def try_all_again(viewer: Viewer) -> ResponseReturnValue:
    """Let all that failed be tried anew."""
    number = outbox_care.try_again(viewer)
    words = ngettext("%(num)s is tried again.", "%(num)s are tried again.", number)
    return done(words, "organise.outbox")


@pages.post("/outbox/away")
@administrators_only
def put_all_away(viewer: Viewer) -> ResponseReturnValue:
    """Put all that failed away."""
    number = outbox_care.put_away(viewer)
    words = ngettext("%(num)s is put away.", "%(num)s are put away.", number)
    return done(words, "organise.outbox")
