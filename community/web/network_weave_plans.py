"""Plans of introductions: listed, changed, sent, put away, and what came of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Conflict, Refused, TooMany
from community.core.visible import Page
from community.introductions.asking import LETTERS
from community.network.maps import network_for
from community.network.weaving import outcome, plans, reading, sending
from community.network.weaving.changing import WhatIf, change
from community.web import network_weave_words as words
from community.web.both_texts import Both, both_texts
from community.web.door import door, organisers_only
from community.web.forms import done, posted
from community.web.network import pages
from community.web.network_weave import PlanForm
from community.web.respond import respond, told


class ChangeForm(PlanForm):
    """A plan that is there already, at the version that its reader saw."""

    version = IntegerField(widget=HiddenInput())


@dataclass(frozen=True)
class PlannedPair:
    """A pair of a plan, with why they fit in sentences."""

    pair: reading.PlanPair
    fit: tuple[str, ...]


@dataclass(frozen=True)
class WeavePlanPage:
    """A plan: before it is sent what it would change, after that what came of it.

    `changes` has the columns now and with these pairs, of a plan that was sent before,
    expected and now; those are rounded. `refused` is why it could not be sent.
    """

    plan: reading.WovenPlan
    pairs: tuple[PlannedPair, ...]
    summary: str
    changes: tuple[words.FigureLine, ...]
    linked: int
    letters: int
    form: ChangeForm = field(metadata={"api": False})
    refused: str = field(default="", metadata={"api": False})
    both: tuple[Both, ...] = field(default=(), metadata={"api": False})
    overtaken: bool = field(default=False, metadata={"api": False})


@dataclass(frozen=True)
class WeavePlansPage:
    """The plans of all organisers; `undo` is one that was deleted a moment ago."""

    plans: Page[reading.WeavePlanLine]
    undo: int | None = field(default=None, metadata={"api": False})


@pages.get("/network/weave/plans/")
@door("organiser", record=WeavePlansPage)
def weave_plans(viewer: Viewer) -> ResponseReturnValue:
    """List the plans of all organisers."""
    found = reading.plans_of(viewer, request.args.get("page", 1, type=int))
    away = request.args.get("put_away", 0, type=int)
    undo = away if away and plans.can_come_back(viewer, away) else None
    return respond("network/weave_plans.html", WeavePlansPage(found, undo))


# ---------------------------------------------------------------- one plan
@pages.get("/network/weave/<int:plan_id>")
@door("organiser", record=WeavePlanPage)
def plan(viewer: Viewer, plan_id: int) -> ResponseReturnValue:
    """Show a plan of introductions to organisers."""
    return _page(viewer, plan_id)


def _page(
    viewer: Viewer,
    plan_id: int,
    form: ChangeForm | None = None,
    status: int = 200,
    **more: object,
) -> ResponseReturnValue:
    network = network_for(viewer)
    found = reading.plan_of(viewer, network, plan_id)
    what = (
        None if found.sent_at else change(network, [one.places for one in found.pairs])
    )
    rows = words.changes(what) if what else _compared(viewer, found)
    page = WeavePlanPage(
        plan=found,
        pairs=_with_words(found.pairs),
        summary=_summary(what),
        changes=rows,
        linked=sum(one.tied for one in found.pairs if one.asked),
        letters=LETTERS,
        form=form or ChangeForm(formdata=None, obj=found),
        **more,  # type: ignore[arg-type]
    )
    return respond("network/weave_plan.html", page, status)


def _with_words(pairs: Iterable[reading.PlanPair]) -> tuple[PlannedPair, ...]:
    return tuple(
        PlannedPair(one, words.fits(one.fits, one.one, one.two)) for one in pairs
    )


def _summary(what: WhatIf | None) -> str:
    return words.summary(what) if what else ""


def _compared(viewer: Viewer, plan: reading.WovenPlan) -> tuple[words.FigureLine, ...]:
    if plan.sent_at is None or not plan.pairs:
        return ()
    return words.compared(outcome.compared(plans.plan_row(viewer, plan.id)))


@pages.post("/network/weave/<int:plan_id>")
@organisers_only
def change_plan(viewer: Viewer, plan_id: int) -> ResponseReturnValue:
    """WhatIf what a plan says, and which pairs it has."""
    form = ChangeForm()
    if not posted(form):
        return _page(viewer, plan_id, form, 422)
    kept = set(request.form.getlist("keep", type=int))
    drop = {one.id for one in plans.pair_rows(viewer, plan_id)} - kept
    try:
        plans.edit(viewer, plan_id, form.facts(), drop, form.version.data or 0)
    except Conflict:
        return _conflict(viewer, plan_id, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(viewer, plan_id, form, 422)
    return done(_("Saved."), "network.plan", plan_id=plan_id)


def _conflict(viewer: Viewer, plan_id: int, form: ChangeForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    row = plans.plan_row(viewer, plan_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    both = both_texts(form, ChangeForm(None, obj=row))
    return _page(viewer, plan_id, form, 409, both=both, overtaken=True)


@pages.post("/network/weave/<int:plan_id>/send")
@door("organiser", deferred=True)
def send_plan(viewer: Viewer, plan_id: int) -> ResponseReturnValue:
    """Ask both people of each pair whether they would like to know each other."""
    version = request.form.get("version", 0, type=int)
    sending.get_ready(viewer, plan_id)
    start_writing()
    try:
        asked = sending.send(viewer, plan_id, version)
    except Refused as error:
        db.session.rollback()
        if error.message == plans.SENT:
            return done(
                _("This plan was sent already."), "network.plan", plan_id=plan_id
            )
        status = 429 if isinstance(error, TooMany) else 422
        status = 409 if isinstance(error, Conflict) else status
        return _page(viewer, plan_id, None, status, refused=told(error))
    said = ngettext(
        "Both people of %(num)s pair are asked.",
        "Both people of each of %(num)s pairs are asked.",
        asked,
    )
    return done(said, "network.plan", plan_id=plan_id)


@pages.post("/network/weave/<int:plan_id>/delete")
@organisers_only
def delete_plan(viewer: Viewer, plan_id: int) -> ResponseReturnValue:
    """Put a plan away, which can be undone for a day."""
    plans.put_away(viewer, plan_id)
    said = _("The plan is deleted. Introductions that were sent go on.")
    return done(said, "network.weave_plans", put_away=plan_id)


@pages.post("/network/weave/<int:plan_id>/restore")
@organisers_only
def restore_plan(viewer: Viewer, plan_id: int) -> ResponseReturnValue:
    """Bring back a plan that was deleted a moment ago."""
    plans.bring_back(viewer, plan_id)
    return done(_("The plan is back."), "network.plan", plan_id=plan_id)
