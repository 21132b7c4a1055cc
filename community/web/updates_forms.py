"""The forms with which news are written, and the page they stand on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.core import clock
from community.core.errors import Refused
from community.core.text import N_
from community.programme import updates
from community.programme.models import Readers, Update
from community.programme.updates_queries import UpdateFacts
from community.projects.models import Project
from community.web.both_texts import Both
from community.web.events_fields import Day
from community.web.forms import Form, at_most, options, typed
from community.web.updates_words import READERS


class UpdateForm(Form):
    """What news say, and whom they are for."""

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title")), at_most(120)])
    body = TextAreaField(
        _l("What is new"),
        [InputRequired(_l("Write what is new")), at_most(20_000)],
    )
    readers = RadioField(
        _l("Who may read it"), [InputRequired(_l("Choose who may read it"))]
    )
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    @property
    def place(self) -> str:
        """Where a refusal by the command stands: empty words, or wrong readers."""
        empty = (name for name in ("title", "body") if not typed(self[name]).strip())
        return next(empty, "readers")

    def said(self) -> updates.Said:
        """Return what was typed as the command takes it."""
        return updates.Said(
            typed(self.title), typed(self.body), Readers(self.readers.data)
        )


class OutForm(Form):
    """When news come out, and whether the team or followers are told."""

    tells = BooleanField(_l("Tell them: it comes with their digest"), default=True)
    day = Day(_l("Day"), [Optional()])
    hour = SelectField(_l("Hour, in Britain"))
    looked_at = IntegerField(validators=[Optional()], widget=HiddenInput())

    def due(self) -> datetime:
        """Return the moment that was chosen; the end of time where there is none."""
        chosen: date | None = self.day.data
        if chosen is None:
            raise Refused(N_("Choose a day"))
        try:
            return clock.british(chosen, int(typed(self.hour)))
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class WritePage:
    """News to write, as their readers will have them, and what comes next.

    New ones have no `update`; those of the Lab no project.
    """

    project: str
    project_slug: str
    form: UpdateForm
    out: OutForm
    update: UpdateFacts | None = None
    both: tuple[Both, ...] = ()
    overtaken: bool = False
    picture_problem: tuple[str, str] | None = None
    typed_alt: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page's forms, for the summary above them."""
        found = self.form.problems + self.out.problems
        if self.picture_problem:
            found.append(self.picture_problem)
        return found


def update_form(
    row: Update | None, project: Project | None, **options: Any
) -> UpdateForm:
    """Return the form of what news say, with the readers whom they may have."""
    offered = updates.choices(project)
    facts: dict[str, object] = {"readers": offered[-1].value}
    if row is not None:
        facts = {"title": row.title, "body": row.body, "version": row.version}
        facts["readers"] = row.readers.value
    form = UpdateForm(data=facts, **options)
    form.readers.choices = [(one.value, str(READERS[one])) for one in offered]
    return form


def out_form(row: Update | None, *, sent: bool = False) -> OutForm:
    """Return the form of their day, which proposes tomorrow at ten, or as it was sent.

    Where another form was sent, its ticks say nothing here.
    """
    tomorrow = clock.british_day(clock.now()) + timedelta(days=1)
    version = row.version if row else 0
    proposed = {"day": tomorrow, "hour": "10", "looked_at": version}
    form = OutForm(data=proposed) if sent else OutForm(None, data=proposed)
    form.hour.choices = options(*((str(one), f"{one:02}:00") for one in range(24)))
    return form
