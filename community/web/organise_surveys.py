"""Surveys for organisers: writing, opening, closing, publishing, deleting a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.projects.factors import named
from community.surveys import commands, organising, queries
from community.surveys.commands import Drawn
from community.surveys.models import Method, Survey, SurveyState
from community.surveys.organising import OwnSurvey
from community.web import surveys_words as words
from community.web.door import organisers_only
from community.web.events_fields import Day, Places
from community.web.forms import Form, at_most, done, posted, typed
from community.web.organise import pages
from community.web.respond import respond, told


class SurveyForm(Form):
    """What a survey will ask, how, and until when."""

    title = StringField(
        _l("Title"), [InputRequired(_l("Give it a title")), at_most(200)]
    )
    intro = TextAreaField(_l("What it is for"), [at_most(2000)])
    question = StringField(
        _l("The question"), [InputRequired(_l("Write the question")), at_most(300)]
    )
    factors = SelectMultipleField(
        _l("Factors by which people decide"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    own = TextAreaField(_l("Other things to ask about"), [at_most(4200)])
    method = RadioField(
        _l("How people answer"), [InputRequired(_l("Choose how people answer"))]
    )
    shows = Places(
        _l("How many at once, or how many steps"), [InputRequired(_l("Enter a number"))]
    )
    closes_on = Day(_l("Last day"), [InputRequired(_l("Choose a day"))])
    consent_words = TextAreaField(
        _l("What people agree to"),
        [InputRequired(_l("Say what people agree to")), at_most(2000)],
    )
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def drawn(self) -> Drawn:
        """Return what was typed as the commands take it."""
        lines = typed(self.own).splitlines()
        return Drawn(
            typed(self.title), typed(self.intro), typed(self.question),
            Method(self.method.data), self.shows.data or 0,
            self.closes_on.data or clock.today(), typed(self.consent_words),
            tuple(self.factors.data or ()),
            tuple(line.strip() for line in lines if line.strip()),
        )  # fmt: skip


class AgainForm(Form):
    """Until when a closed survey takes answers again."""

    until = Day(_l("New last day"), [InputRequired(_l("Choose a day"))])


@dataclass(frozen=True)
class OrganiseSurveysPage:
    """Our own surveys, the newest first."""

    surveys: tuple[OwnSurvey, ...]


@dataclass(frozen=True)
class OrganiseSurveyPage:
    """One survey to write, or how far it is; a new one has no `survey`."""

    survey: OwnSurvey | None
    form: SurveyForm = field(metadata={"api": False})
    again: AgainForm = field(metadata={"api": False})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page's forms, for the summary above them."""
        return self.form.problems + self.again.problems


@pages.get("/surveys/")
@organisers_only
def surveys(viewer: Viewer) -> ResponseReturnValue:
    """List our own surveys: where each stands, and about how many answered."""
    page = OrganiseSurveysPage(organising.own_surveys(viewer))
    return respond("organise/surveys.html", page)


@pages.route("/surveys/new", methods=["GET", "POST"])
@organisers_only
def new_survey(viewer: Viewer) -> ResponseReturnValue:
    """Write a survey: a draft that nobody can answer yet."""
    form = _form(None, [])
    if posted(form):
        try:
            row = commands.draft(viewer, form.drawn())
        except Refused as error:
            form.refuse(error)
        else:
            return _next(_("Kept as a draft. Look at it, then open it."), row.slug)
    page = OrganiseSurveyPage(None, form, AgainForm(None))
    return respond("organise/survey.html", page, 422 if page.problems else 200)


@pages.route("/surveys/<survey>", methods=["GET", "POST"])
@organisers_only
def survey(viewer: Viewer, survey: str) -> ResponseReturnValue:
    """Show how far a survey is; a POST changes a draft."""
    row = commands.of(viewer, survey)
    form = _form(row, queries.items(viewer, row.id))
    if posted(form):
        try:
            commands.edit(viewer, row, form.drawn(), form.version.data or 0)
            return _next(_("Saved."), survey)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            row = commands.of(viewer, survey)
            if isinstance(error, Conflict):
                form.version.raw_data = [str(row.version)]
    return _shown(viewer, row, form, AgainForm(None))


def _shown(
    viewer: Viewer, row: Survey, form: SurveyForm, again: AgainForm
) -> ResponseReturnValue:
    page = OrganiseSurveyPage(organising.own_survey(viewer, row), form, again)
    return respond("organise/survey.html", page, 422 if page.problems else 200)


def _next(message: str, slug: str) -> ResponseReturnValue:
    return done(message, "organise.survey", survey=slug)


@pages.post("/surveys/<survey>/state")
@organisers_only
def survey_state(viewer: Viewer, survey: str) -> ResponseReturnValue:
    """Open, close, publish, hide, open again or delete a survey."""
    row = commands.of(viewer, survey)
    to = request.form.get("state", "")
    acts = {
        "open": commands.open_, "closed": commands.close,
        "published": commands.publish, "hidden": commands.take_back,
        "deleted": commands.discard,
    }  # fmt: skip
    if to == "again":
        return _again(viewer, row)
    if to not in acts:
        abort(404)
    try:
        acts[to](viewer, row)
    except Conflict:
        raise
    except Refused as error:
        db.session.rollback()
        row = commands.of(viewer, survey)
        form = _form(row, queries.items(viewer, row.id), sent=False)
        form.form_errors.append(told(error))
        return _shown(viewer, row, form, AgainForm(None))
    if to == "deleted":
        return done(words.moved(to), "organise.surveys")
    return _next(words.moved(to), survey)


def _again(viewer: Viewer, row: Survey) -> ResponseReturnValue:
    again, slug = AgainForm(), row.slug
    if posted(again):
        try:
            commands.reopen(viewer, row, again.until.data or clock.today())
            return _next(words.moved(SurveyState.OPEN.value), slug)
        except Conflict:
            raise
        except Refused as error:
            db.session.rollback()
            again.refuse(error, "until")
            row = commands.of(viewer, slug)
    form = _form(row, queries.items(viewer, row.id), sent=False)
    return _shown(viewer, row, form, again)


def _form(
    row: Survey | None, items: Sequence[Mapping[str, Any]], *, sent: bool = True
) -> SurveyForm:
    """Return the form of a survey as it is, or as a new one is proposed."""
    facts: dict[str, object] = {
        "method": Method.BEST_WORST.value, "shows": 4,
        "closes_on": clock.today() + timedelta(days=21),
        "consent_words": words.usual_consent(),
    }  # fmt: skip
    if row is not None:
        names = ("title", "intro", "question", "shows", "closes_on", "consent_words")
        facts = {name: getattr(row, name) for name in (*names, "version")}
        facts["method"] = row.method.value
        facts["factors"] = [one["factor"] for one in items if one["factor"]]
        own = [str(one["label"]) for one in items if not one["factor"]]
        facts["own"] = "\n".join(own)
    form = SurveyForm(data=facts) if sent else SurveyForm(None, data=facts)
    form.factors.choices = [(card.code, card.label) for card in named()]
    form.method.choices = [
        (one.value, str(words.METHODS[one]))
        for one in (Method.BEST_WORST, Method.RATING)
    ]
    return form
