"""The queue of curators, and one record with what they decide of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.visible import Page
from community.evidence import curation, deciding
from community.evidence.curation import Name, QueueLine, Standing
from community.evidence.facts import ResourceFacts
from community.evidence.models import Resource
from community.evidence.record import facts_of, reach
from community.evidence.twins import NearTwin, near_twins
from community.web import bell
from community.web.door import curators_only
from community.web.evidence import pages
from community.web.evidence_decisions import CareForm, DeclineForm, PublishForm
from community.web.evidence_forms import strengths
from community.web.evidence_words import Said, link_problem, said_lines, tab_label
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond

pages.add_app_template_filter(link_problem, "link_problem")


# ---------------------------------------------------------------- the queue
@dataclass(frozen=True)
class Tab:
    """A part of the queue, and how much is in it."""

    name: str
    label: str
    number: int


@dataclass(frozen=True)
class QueuePage:
    """One part of what curators look at."""

    show: str
    tabs: tuple[Tab, ...]
    records: Page[QueueLine]


@pages.get("/evidence/curate/")
@curators_only
def queue(viewer: Viewer) -> ResponseReturnValue:
    """Show what waits for a curator, in parts."""
    show = request.args.get("show", curation.TABS[0])
    if show not in curation.TABS:
        raise NotFound("part")
    counts = curation.counts(viewer)
    tabs = tuple(Tab(name, tab_label(name), counts[name]) for name in curation.TABS)
    number = request.args.get("page", 1, type=int)
    page = QueuePage(show, tabs, curation.queue(viewer, show, number))
    bell.read_here(viewer)
    return respond("evidence/queue.html", page)


# ---------------------------------------------------------------- one record
@dataclass(frozen=True)
class ReviewPage:
    """A record as curators look at it, and what they can decide."""

    record: Standing
    said: tuple[Said, ...]
    twins: tuple[NearTwin, ...]
    publish: PublishForm = field(metadata={"api": False})
    decline: DeclineForm = field(metadata={"api": False})
    care: CareForm = field(metadata={"api": False})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of its forms, for the summary above them."""
        forms = (self.publish, self.decline, self.care)
        return [problem for form in forms for problem in form.problems]


def _care_form(
    viewer: Viewer, row: Resource, owners: tuple[Name, ...], **how: Any
) -> CareForm:
    owner = row.owner_id if row.owner_id else viewer.member_id
    day = row.review_by or deciding.in_a_year()
    form = CareForm(owner=owner, review_by=day, prefix="care-", **how)
    form.offer(owners)
    return form


def _publish_form(
    viewer: Viewer, row: Resource, owners: tuple[Name, ...], **how: Any
) -> PublishForm:
    form = PublishForm(
        owner=viewer.member_id, review_by=deciding.in_a_year(), version=row.version,
        sentence=row.sentence, strength=row.strength.value,
        strength_reason=row.strength_reason, **how,
    )  # fmt: skip
    form.offer(owners)
    form.strength.choices = strengths()
    return form


def _review(
    viewer: Viewer, row: Resource, owners: tuple[Name, ...], **forms: Any
) -> ResponseReturnValue:
    """Show a record; `forms` are those that were sent and are wrong."""
    facts: ResourceFacts = facts_of(viewer, row)
    empty = {"formdata": None}
    page = ReviewPage(
        curation.standing(viewer, row),
        said_lines(facts),
        near_twins(viewer, row),
        forms.get("publish") or _publish_form(viewer, row, owners, **empty),
        forms.get("decline") or DeclineForm(**empty),
        forms.get("care") or _care_form(viewer, row, owners, **empty),
    )
    return respond("evidence/review.html", page, 422 if page.problems else 200)


@pages.get("/evidence/curate/<resource>")
@curators_only
def review(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Show a record to a curator, with what can be decided."""
    row = reach(viewer, resource)
    page = _review(viewer, row, curation.owners(viewer))
    bell.read_here(viewer)
    return page


def _wrong(
    viewer: Viewer, resource: str, error: Refused, name: str, form: Form
) -> ResponseReturnValue:
    """Show a record again, with a form that a command refused."""
    db.session.rollback()
    form.refuse(error)
    row = reach(viewer, resource)
    if "version" in form:
        form["version"].data, form["version"].raw_data = row.version, [str(row.version)]
    return _review(viewer, row, curation.owners(viewer), **{name: form})


@pages.post("/evidence/curate/<resource>/publish")
@curators_only
def publish(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Take a suggestion into the hub."""
    row, owners = reach(viewer, resource), curation.owners(viewer)
    form = _publish_form(viewer, row, owners)
    if not posted(form):
        return _review(viewer, row, owners, publish=form)
    try:
        why, version = _("Judged when it came into the hub"), form.version.data or 0
        deciding.publish(viewer, row, form.judged(), version, str(why))
    except Refused as error:
        return _wrong(viewer, resource, error, "publish", form)
    return done(_("It is in the hub."), "evidence.review", resource=resource)


@pages.post("/evidence/curate/<resource>/decline")
@curators_only
def decline(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Do not take a suggestion into the hub, and say why."""
    row, form = reach(viewer, resource), DeclineForm()
    if not posted(form):
        return _review(viewer, row, curation.owners(viewer), decline=form)
    try:
        deciding.decline(viewer, row, typed(form.reason))
    except Refused as error:
        return _wrong(viewer, resource, error, "decline", form)
    words = _("It is not taken in. Whoever suggested it reads why.")
    return done(words, "evidence.review", resource=resource)


@pages.post("/evidence/curate/<resource>/care")
@curators_only
def care(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Say who looks after a resource, and when it is looked at again."""
    row, owners = reach(viewer, resource), curation.owners(viewer)
    form = _care_form(viewer, row, owners)
    if not posted(form):
        return _review(viewer, row, owners, care=form)
    try:
        deciding.look_after(viewer, row, form.care())
    except Refused as error:
        return _wrong(viewer, resource, error, "care", form)
    return done(_("Saved."), "evidence.review", resource=resource)


# ---------------------------------------------------------------- one press
def _steps() -> dict[str, tuple[Callable[[Viewer, Resource], None], str]]:
    return {
        "take up": (deciding.take_up, _("You look at it now; the others see that.")),
        "give back": (deciding.give_back, _("It is back in the queue.")),
        "reopen": (deciding.reopen, _("It is open again, and you look at it.")),
        "archive": (deciding.archive, _("It is archived: in no list any more.")),
        "put back": (deciding.put_back, _("It is back in the lists.")),
        "reviewed": (deciding.reviewed, _("Noted. The next time is in twelve months.")),
        "feature": (
            lambda viewer, row: deciding.feature(viewer, row, on=True),
            _("It is shown first on the front of the hub."),
        ),
        "do not feature": (
            lambda viewer, row: deciding.feature(viewer, row, on=False),
            _("It is not shown first any more."),
        ),
    }


@pages.post("/evidence/curate/<resource>/step")
@curators_only
def step(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Do with a record what takes one press."""
    found = _steps().get(request.form.get("step", ""))
    if found is None:
        raise NotFound("step")
    act, said = found
    act(viewer, reach(viewer, resource))
    return done(said, "evidence.review", resource=resource)
