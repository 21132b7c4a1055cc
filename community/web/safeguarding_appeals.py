"""Appeals, for the moderator who decides anew."""

from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import Refused
from community.safeguarding import appeals, casework
from community.web import bell
from community.web.door import moderators_only
from community.web.forms import Form, at_most, done, options, posted, typed
from community.web.respond import respond
from community.web.safeguarding import pages


class DecideForm(Form):
    """Whether it stays, and why."""

    decision = RadioField(
        _l("What do you decide?"),
        [InputRequired(_l("Choose what you decide"))],
        choices=options(
            ("upheld", _l("It stays as it is")),
            ("lifted", _l("It is taken back, as if it had not been")),
        ),
    )
    reply = TextAreaField(
        _l("What do you write to them?"),
        [InputRequired(_l("Write to them why, in a sentence or two")), at_most(2000)],
    )


@dataclass(frozen=True)
class AppealPage:
    """An appeal, what it is about, and whether the viewer may decide on it."""

    appeal: appeals.AppealFacts
    measure: casework.MeasureCard
    case: casework.CaseFacts
    person: str
    may_decide: bool
    form: DecideForm = field(metadata={"api": False})


@pages.route("/moderate/appeals/<int:appeal_id>", methods=["GET", "POST"])
@moderators_only
def appeal(viewer: Viewer, appeal_id: int) -> ResponseReturnValue:
    """Show an appeal; a POST decides on it."""
    asked, measure, case = appeals.found(viewer, appeal_id)
    form = DecideForm()
    page = AppealPage(
        appeals.facts(asked), casework.measure(viewer, measure), casework.facts(case),
        casework.people(case).about, appeals.may_decide(viewer, case, measure), form,
    )  # fmt: skip
    if not posted(form):
        if not form.errors:
            casework.look(viewer, case)
            bell.read_here(viewer)
        return respond("safeguarding/appeal.html", page, 422 if form.errors else 200)
    try:
        upheld = form.decision.data == "upheld"
        appeals.decide(viewer, appeal_id, upheld, typed(form.reply))
    except Refused as error:
        form.refuse(error, "decision")
        return respond("safeguarding/appeal.html", page, 422)
    return done(_("Decided. They are told."), "safeguarding.queue")
