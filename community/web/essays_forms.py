"""The forms with which essays are planned, written and published, and their pages."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.errors import Refused
from community.essays import authors, commands, text, working
from community.essays.changes import Piece
from community.essays.working import Draft
from community.web.both_texts import Both
from community.web.events_fields import Day
from community.web.forms import Form, at_most, typed


class Number(IntegerField):
    """The number of an essay; what is none is refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, as a person writes it."""
        try:
            super().process_formdata([one.strip().lstrip("#") for one in valuelist])
        except ValueError:
            raise ValueError(_("Enter a number, as in 3")) from None


class _WordsForm(Form):
    title = StringField(_l("Title"), [InputRequired(_l("Enter a title")), at_most(200)])
    standfirst = TextAreaField(_l("Standfirst"), [at_most(400)])

    def said(self) -> commands.Said:
        """Return what was typed as the command takes it."""
        body = typed(self["body"]) if "body" in self else ""
        return commands.Said(typed(self.title), typed(self.standfirst), body)


class TextForm(_WordsForm):
    """The words of an essay."""

    body = TextAreaField(_l("Text"), [at_most(text.LONGEST)])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())


class PlanForm(Form):
    """What is known of an essay beside its words."""

    series = SelectField(_l("Series"), [InputRequired(_l("Choose a series"))])
    number = Number(_l("Number in the series"), [Optional()])
    due = Day(_l("Due"), [Optional()])
    authors = TextAreaField(_l("Authors"))
    link = StringField(_l("Address, if it stands elsewhere"), [at_most(2_000)])
    date_words = StringField(_l("When it came out there"), [at_most(60)])
    resource = StringField(_l("Its record in the Evidence Hub"), [at_most(2_000)])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def plan(self) -> commands.Plan:
        """Return what was typed as the command takes it."""
        return commands.Plan(
            typed(self.series), self.number.data, self.due.data, typed(self.link),
            typed(self.date_words), typed(self.resource),
        )  # fmt: skip

    def put(self, error: Refused) -> None:
        """Show a refusal beside the field that it is about."""
        self.refuse(error, PLACES.get(error.message, "authors"))


class NewForm(PlanForm, _WordsForm):
    """An essay to plan."""


PLACES = {
    commands.NUMBERED: "number", commands.TAKEN: "number", commands.TWICE: "link",
    commands.ADDRESS: "link", commands.NO_RECORD: "resource",
}  # fmt: skip
"""Where the refusals of a plan stand; the others are about the authors."""


class OutForm(Form):
    """What changed since readers last had it."""

    why = StringField(_l("What changed"), [at_most(300)])
    looked_at = IntegerField(validators=[Optional()], widget=HiddenInput())


class SeriesForm(Form):
    """What a series is called, and what it is about."""

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title")), at_most(120)])
    intro = TextAreaField(_l("What it is about"), [at_most(2_000)])


def text_form(one: Draft, **options: Any) -> TextForm:
    """Return the form of an essay's words, filled with the newest."""
    facts = {"title": one.title, "standfirst": one.standfirst, "body": one.body}
    return TextForm(data=facts | {"version": one.version}, **options)


def plan_form(viewer: Viewer, one: Draft, **options: Any) -> PlanForm:
    """Return the form of an essay's plan, filled with what is known."""
    names = "\n".join(author.line for author in one.authors)
    facts: dict[str, Any] = {
        name: getattr(one, name)
        for name in ("series", "number", "due", "link", "date_words", "resource")
    }
    facts |= {"authors": names, "version": one.version}
    form = PlanForm(data=facts, **options)
    form.series.choices = working.series_choices(viewer)  # type: ignore[assignment]
    return form


def new_form(viewer: Viewer, series: str) -> NewForm:
    """Return the form of a new essay."""
    form = NewForm(data={"series": series})
    form.series.choices = working.series_choices(viewer)  # type: ignore[assignment]
    return form


def read_authors(form: PlanForm) -> tuple[authors.Author, ...]:
    """Return the authors that were typed."""
    return authors.read(typed(form.authors))


@dataclass(frozen=True)
class NewPage:
    """An essay to plan; without a series there is none to plan it in."""

    form: NewForm

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the form, for the summary above it."""
        return self.form.problems


@dataclass(frozen=True)
class EditPage:
    """An essay in hand: its words and how they look, its plan, its pictures."""

    essay: Draft
    form: TextForm
    plan: PlanForm
    html: Any
    typed: bool = False
    both: tuple[Both, ...] = ()
    overtaken: bool = False
    refused: str = ""
    figure_problem: tuple[str, str] | None = None
    typed_alt: str = ""
    typed_caption: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page's forms, for the summary above them."""
        found = self.form.problems + self.plan.problems
        found += [("", self.refused)] if self.refused else []
        return found + ([self.figure_problem] if self.figure_problem else [])


@dataclass(frozen=True)
class OutPage:
    """What readers will have, and what differs from what they have now."""

    essay: Draft
    form: OutForm
    html: Any
    changes: tuple[Piece, ...] = ()
    overtaken: bool = field(default=False)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the form, for the summary above it."""
        return self.form.problems


@dataclass(frozen=True)
class SeriesPage:
    """A series to begin, or to rename."""

    title: str
    form: SeriesForm

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the form, for the summary above it."""
        return self.form.problems
