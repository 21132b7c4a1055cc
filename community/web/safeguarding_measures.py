"""What moderators do in a case: warn, hold back, strike, suspend; take it back."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import Optional

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.safeguarding import casework, measures, measuring, suspending
from community.safeguarding.models import Case, Ground, Measure, MeasureKind
from community.safeguarding.things import can_be_held
from community.vocabulary.choices import number
from community.web.door import moderators_only
from community.web.forms import done, options, posted, typed
from community.web.respond import respond
from community.web.safeguarding import pages
from community.web.safeguarding_case_words import GroundForm


class SuspendForm(GroundForm):
    """Also for how long."""

    length = RadioField(
        _l("For how long?"),
        choices=options(
            ("days", _l("For some days")),
            ("good", _l("For good. A second moderator or an administrator must agree")),
        ),
        default="days",
    )
    days = IntegerField(
        _l("How many days?"),
        [Optional()],
        invalid_value_message=_l("Enter a whole number of days"),  # type: ignore[call-arg]
    )

    @property
    def wanted(self) -> int | None:
        """For how many days; None for good."""
        return None if self.length.data == "good" else self.days.data or 0


@dataclass(frozen=True)
class ActPage:
    """One thing that can be done in a case.

    `days` is for how many days the next strike suspends, 0 for good; `most` how many
    one moderator may choose.
    """

    id: int
    number: str
    act: MeasureKind
    person: str
    strikes: int
    days: int
    most: int
    form: GroundForm = field(metadata={"api": False})


@pages.route("/moderate/<int:case_id>/act/<act>", methods=["GET", "POST"])
@moderators_only
def act(viewer: Viewer, case_id: int, act: str) -> ResponseReturnValue:
    """Warn, hold back, strike or suspend, with words for whom it is about."""
    row = casework.case(viewer, case_id)
    kind = _kind(row, act)
    form = SuspendForm() if kind is MeasureKind.SUSPENSION else GroundForm()
    page = _page(row, kind, form)
    if not posted(form):
        return respond("safeguarding/act.html", page, 422 if form.errors else 200)
    try:
        told = measuring.accounts_of(_do(viewer, row, kind, form))
    except Refused as error:
        form.refuse(error, "days" if "days" in form and form.days.data else "why")
        return respond("safeguarding/act.html", page, 422)
    words = _("Done. They are told.") if told else _("Done.")
    return done(words, "safeguarding.case", case_id=case_id)


def _kind(row: Case, act: str) -> MeasureKind:
    """Return what an address asks for, if the page of the case could offer it."""
    try:
        kind = MeasureKind(act)
    except ValueError:
        raise NotFound("act") from None
    holds = kind is MeasureKind.HOLD
    if can_be_held(row.subject_kind) if holds else row.about_id is not None:
        return kind
    raise NotFound("act")


def _page(row: Case, kind: MeasureKind, form: GroundForm) -> ActPage:
    before = suspending.strikes(row.about_id)
    days = suspending.days_of_strike(before + 1) or 0
    most = number("suspend_most_days")
    person = casework.people(row).about
    return ActPage(row.id, row.number, kind, person, before, days, most, form)


def _do(viewer: Viewer, row: Case, kind: MeasureKind, form: GroundForm) -> Measure:
    ground, why = Ground(form.ground.data), typed(form.why)
    if isinstance(form, SuspendForm):
        return suspending.suspend(viewer, row.id, form.wanted, ground, why)
    does: dict[MeasureKind, Callable[..., Measure]] = {
        MeasureKind.WARNING: measures.warn,
        MeasureKind.HOLD: measures.hold,
        MeasureKind.STRIKE: suspending.strike,
    }
    return does[kind](viewer, row.id, ground, why)


@pages.post("/moderate/measures/<int:measure_id>/lift")
@moderators_only
def lift(viewer: Viewer, measure_id: int) -> ResponseReturnValue:
    """Take a measure back."""
    row = measuring.to_change(viewer, measure_id)
    measures.lift(viewer, measure_id)
    return done(_("It is taken back."), "safeguarding.case", case_id=row.case_id)


@pages.post("/moderate/measures/<int:measure_id>/agree")
@moderators_only
def agree(viewer: Viewer, measure_id: int) -> ResponseReturnValue:
    """Say as the second one whether somebody is suspended for good."""
    yes = request.form.get("answer") == "yes"
    suspending.agree(viewer, measure_id, yes)
    words = _("It holds for good now.") if yes else _("It ends on its day.")
    return done(words, "safeguarding.queue")
