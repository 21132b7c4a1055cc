"""The forms with which curators decide: publish, decline, who looks after it."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.evidence.curation import Name
from community.evidence.deciding import ANSWER, Care, Judged
from community.evidence.models import Strength
from community.web.events_fields import Day
from community.web.forms import Form, at_most, typed


class CareForm(Form):
    """Who looks after a resource, and when it is looked at again."""

    owner = SelectField(_l("Who looks after it"), coerce=int)
    review_by = Day(_l("Look at it again by"), [InputRequired(_l("Choose a day"))])

    def offer(self, owners: tuple[Name, ...]) -> None:
        """Fill the curators to choose from."""
        self.owner.choices = [(one.id, one.name) for one in owners]

    def care(self) -> Care:
        """Return what was chosen."""
        day: date = self.review_by.data  # type: ignore[assignment]  # it is required
        return Care(int(self.owner.data), day)


class PublishForm(CareForm):
    """What a curator says of a resource that comes into the hub."""

    sentence = StringField(
        _l("What it says, in one sentence"),
        [InputRequired(_l("Say in one sentence what it says")), at_most(280)],
    )
    strength = SelectField(_l("Strength of the evidence"))
    strength_reason = TextAreaField(_l("Why that strength"), [at_most(400)])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def judged(self) -> Judged:
        """Return what was said."""
        return Judged(
            typed(self.sentence), Strength(self.strength.data),
            typed(self.strength_reason), self.care(),
        )  # fmt: skip


class DeclineForm(Form):
    """Why a suggestion is not taken into the hub."""

    reason = TextAreaField(
        _l("Why not"),
        [InputRequired(_l("Say kindly why, in a sentence: they read it")),
         at_most(ANSWER)],
    )  # fmt: skip
