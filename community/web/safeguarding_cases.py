"""The moderators' queue, and one case in it: take it, hand it on, close it."""

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import Page, find
from community.ideas.models import Idea
from community.members.models import Member
from community.programme.models import Event, Update
from community.projects.models import Project
from community.safeguarding import cases, casework, closing, queue, widenings
from community.safeguarding.models import Case, CaseState, Finding
from community.safeguarding.things import SECRET_MAKERS, THINGS, can_be_held, named
from community.web import bell
from community.web.door import moderators_only
from community.web.forms import Form, at_most, done, options, posted, typed
from community.web.respond import respond
from community.web.safeguarding import pages
from community.web.safeguarding_case_words import FINDINGS, TABS
from community.web.safeguarding_report_words import reason_label


@dataclass(frozen=True)
class QueuePage:
    """A part of the moderators' queue, and how many stand in each."""

    tab: queue.Tab
    counts: dict[queue.Tab, int]
    cases: Page[queue.CaseCard]
    appeals: tuple[queue.AppealCard, ...]
    names: dict[int, str]
    tabs: dict[queue.Tab, Any] = field(metadata={"api": False})

    def args(self) -> dict[str, str]:
        """Return what the address of another page of this list holds."""
        return {"tab": self.tab.value}


@pages.get("/moderate/", endpoint="queue")
@moderators_only
def show_queue(viewer: Viewer) -> ResponseReturnValue:
    """List a part of the queue."""
    try:
        tab = queue.Tab(request.args.get("tab", queue.Tab.OPEN))
    except ValueError:
        raise NotFound("tab") from None
    appealed = tab is queue.Tab.APPEALS
    number = request.args.get("page", 1, type=int)
    found = (
        Page[queue.CaseCard]((), 1, 24, 0)
        if appealed
        else queue.cases(viewer, tab, number)
    )
    page = QueuePage(
        tab, queue.counts(viewer), found,
        queue.appeals(viewer) if appealed else (),
        queue.names({one.claimed_by_id for one in found.items}), TABS,
    )  # fmt: skip
    bell.read_here(viewer)
    return respond("safeguarding/queue.html", page)


@dataclass(frozen=True)
class CasePage:
    """One case, what is agreed to be seen around it, and what can be done.

    `mine` says that the viewer has it, `may_take` that they may take it now: nobody has
    it, or somebody who is overdue.
    `wider` is none, possible, asked, asked by another, or given.
    """

    case: casework.CaseFacts
    due: queue.CaseCard
    reports: tuple[casework.ReportCard, ...]
    subject: str
    link: str
    place: casework.Place
    person: str
    person_link: str
    claimed_by: str
    mine: bool
    may_take: bool
    measures: tuple[casework.MeasureCard, ...]
    wider: str
    asked: str
    widening_id: int
    can_hold: bool
    about_somebody: bool


@pages.get("/moderate/<int:case_id>")
@moderators_only
def case(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Show one case; that somebody looked is noted."""
    row = casework.case(viewer, case_id)
    casework.look(viewer, row)
    bell.read_here(viewer)
    return respond("safeguarding/case.html", _page(viewer, row))


def _page(viewer: Viewer, row: Case) -> CasePage:
    told, people = casework.reports(viewer, row.id), casework.people(row)
    mine = row.claimed_by_id == viewer.account_id and row.state is CaseState.CLAIMED
    due = queue.CaseCard(
        **{
            name: getattr(row, name)
            for name in list(queue.CaseCard.__dataclass_fields__)[:-1]
        },
        reports=len(told),
    )
    wider, asked, widening = _wider(viewer, row, mine)
    return CasePage(
        casework.facts(row), due, told, *_subject(viewer, row), casework.place(row),
        people.about, _profile(viewer, people.slug), people.holder, mine,
        _may_take(viewer, row, due.overdue and not mine),
        casework.measures(viewer, row), wider, asked, widening,
        can_be_held(row.subject_kind), row.about_id is not None,
    )  # fmt: skip


def _may_take(viewer: Viewer, row: Case, late: bool) -> bool:
    free = row.state is CaseState.OPEN or (row.state is CaseState.CLAIMED and late)
    return free and cases.may_second(viewer, row)


def _wider(viewer: Viewer, row: Case, mine: bool) -> tuple[str, str, int]:
    """Return how it stands with seeing more, why that is asked, and which asking."""
    if row.subject_kind not in widenings.WIDER or row.state is CaseState.CLOSED:
        return "none", "", 0
    rows = widenings.of_case(viewer, row.id)
    if widenings.given(viewer, rows) is not None:
        return "given", "", 0
    asked = widenings.waiting(rows)
    if asked is None:
        return "possible" if mine else "none", "", 0
    own = asked.asked_by_id == viewer.account_id
    return ("asked" if own else "asked by another"), asked.why, asked.id


_PAGES: dict[str, tuple[type[Any], str, str]] = {
    "project": (Project, "projects.show", "slug"),
    "story": (Project, "projects.stories", "slug"),
    "idea": (Idea, "ideas.show", "idea"),
    "update": (Update, "updates.show", "update"),
    "event": (Event, "events.show", "event"),
}
"""Where reported things are read that have a page of their own."""


def _subject(viewer: Viewer, row: Case) -> tuple[str, str]:
    """Return what a report is about, and its page if any member could open it.

    What has no title is called by whom it is about, who is named beside it.
    """
    if row.subject_kind not in SECRET_MAKERS and not _is_titled(row.subject_kind):
        return "", ""
    name, slug = named(row.subject_kind, row.subject_id, row.about_id)
    if row.subject_kind not in _PAGES:
        return name, ""
    entity, endpoint, argument = _PAGES[row.subject_kind]
    try:
        find(viewer, entity, entity.slug == slug)
    except NotFound:
        return name, ""
    values: dict[str, Any] = {argument: slug}
    return name, url_for(endpoint, **values)


def _is_titled(kind: str) -> bool:
    return kind in THINGS and bool(THINGS[kind].title) and kind != "person"


def _profile(viewer: Viewer, slug: str) -> str:
    """Return the page of a person if the moderator, as a member, may open it."""
    if not slug:
        return ""
    try:
        find(viewer, Member, Member.slug == slug)
    except NotFound:
        return ""
    return url_for("members.profile", slug=slug)


# ---------------------------------------------------------------- who has it
@pages.post("/moderate/<int:case_id>/claim")
@moderators_only
def claim(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Take a case."""
    cases.claim(viewer, case_id)
    return done(_("The case is yours now."), "safeguarding.case", case_id=case_id)


@pages.post("/moderate/<int:case_id>/take-over")
@moderators_only
def take_over(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Take a case from somebody who has had it for too long."""
    cases.take_over(viewer, case_id)
    return done(_("The case is yours now."), "safeguarding.case", case_id=case_id)


@pages.post("/moderate/<int:case_id>/hand-back")
@moderators_only
def hand_back(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Let a case go."""
    cases.hand_back(viewer, case_id)
    return done(_("Somebody else can take it now."), "safeguarding.queue")


class HandOnForm(Form):
    """To whom."""

    to = SelectField(_l("To whom?"), coerce=int)


@dataclass(frozen=True)
class HandOnPage:
    """Who can be asked to take a case; nobody where `people` is empty."""

    id: int
    number: str
    people: tuple[tuple[int, str], ...]
    form: HandOnForm = field(metadata={"api": False})


@pages.route("/moderate/<int:case_id>/hand-on", methods=["GET", "POST"])
@moderators_only
def hand_on(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Let a case go, and ask somebody else to take it."""
    row = casework.case(viewer, case_id)
    people, form = casework.colleagues(viewer, row), HandOnForm()
    form.to.choices = list(people)
    if not posted(form):
        page = HandOnPage(row.id, row.number, people, form)
        status = 422 if form.errors else 200
        return respond("safeguarding/hand_on.html", page, status)
    cases.hand_on(viewer, case_id, form.to.data)
    return done(
        _("They are asked. Until somebody takes it, it waits in the queue."),
        "safeguarding.queue",
    )


# ---------------------------------------------------------------- closing
class Boxes(SelectMultipleField):
    """Several that can be ticked, or none."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CloseForm(Form):
    """What was found, and what came of it."""

    finding = RadioField(
        _l("What did you find?"),
        [InputRequired(_l("Choose what you found"))],
        choices=options(*((one.value, words) for one, words in FINDINGS.items())),
    )
    outcome = TextAreaField(
        _l("What came of it?"),
        [InputRequired(_l("Write what came of it, in a sentence")), at_most(2000)],
    )
    bad_faith = Boxes(
        _l("Which reports were made to do harm?"), coerce=int, validate_choice=False
    )


@dataclass(frozen=True)
class ClosePage:
    """The case to be closed."""

    id: int
    number: str
    reports: int
    form: CloseForm = field(metadata={"api": False})


@pages.route("/moderate/<int:case_id>/close", methods=["GET", "POST"])
@moderators_only
def close(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Close a case: its reporters are told that somebody looked, and no more."""
    row = casework.case(viewer, case_id)
    told, form = casework.reports(viewer, case_id), CloseForm()
    form.bad_faith.choices = [
        (one.id, f"{number}. {reason_label(one.reason)}")
        for number, one in enumerate(told, 1)
    ]
    page = ClosePage(case_id, row.number, len(told), form)
    if not posted(form):
        return respond("safeguarding/close.html", page, 422 if form.errors else 200)
    ours = {one.id for one in told} & set(form.bad_faith.data or ())
    try:
        finding = Finding(form.finding.data)
        closing.close(viewer, case_id, finding, typed(form.outcome), ours)
    except Refused as error:
        form.refuse(error, "finding")
        return respond("safeguarding/close.html", page, 422)
    return done(_("The case is closed."), "safeguarding.queue")
