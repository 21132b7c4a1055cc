"""The forms of announcements: what is said and to whom, and when it goes out."""

from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.announcements import checks
from community.announcements.commands import Said
from community.announcements.models import Announcement, ToWhom
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import visible
from community.projects.models import LISTED, Project
from community.vocabulary.models import KINDS, PHASES
from community.vocabulary.queries import of, terms
from community.web.announcements_words import TO_WHOM
from community.web.events_fields import Day
from community.web.forms import Form, options, typed


class AnnouncementForm(Form):
    """What an announcement says, and to whom."""

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title"))])
    words = TextAreaField(
        _l("What you want to say"), [InputRequired(_l("Enter what you want to say"))]
    )
    to_whom = RadioField(_l("Who gets it"), default=ToWhom.EVERYBODY.value)
    phase = SelectField(_l("Which phase"), default="")
    kind = SelectField(_l("Which kind of participant"), default="")
    project = SelectField(_l("Which project"), default="")
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def offer_choices(self, viewer: Viewer) -> None:
        """Fill the lists to choose from: two statements."""
        lists = terms(PHASES, KINDS)
        shown = visible(viewer, Project.slug, Project.title).where(
            Project.state.in_(LISTED)
        )
        rows = db.session.execute(shown.order_by(Project.title, Project.id)).all()
        nothing = ("", _("Choose one"))
        self.to_whom.choices = [(one.value, str(TO_WHOM[one])) for one in ToWhom]
        for list_, name in ((PHASES, self.phase), (KINDS, self.kind)):
            named = [(card.code, card.label) for card in of(lists, list_)]
            name.choices = options(nothing, *named)
        self.project.choices = options(nothing, *((one, two) for one, two in rows))

    def said(self) -> Said:
        """Return what was typed as the command takes it."""
        to_whom = ToWhom(self.to_whom.data)
        part = "" if to_whom is ToWhom.EVERYBODY else typed(self[to_whom.value])
        return Said(typed(self.title), typed(self.words), to_whom, part)

    def look(self) -> None:
        """Show beside its field what the command would refuse, all of it at once."""
        for name, check in (
            ("title", checks.check_title),
            ("words", checks.check_words),
        ):
            try:
                check(typed(self[name]))
            except Refused as error:
                self.refuse(error, name)


class WhenForm(Form):
    """When an announcement goes out, as clocks in Britain show it."""

    day = Day(_l("Day"), [InputRequired(_l("Choose a day"))])
    hour = SelectField(_l("Hour, in Britain"))
    looked_at = IntegerField(validators=[Optional()], widget=HiddenInput())


class SendForm(Form):
    """That an announcement is to go out at once, in the words that were looked at."""

    looked_at = IntegerField(validators=[Optional()], widget=HiddenInput())


def said_form(viewer: Viewer, row: Announcement | None) -> AnnouncementForm:
    """Return the form of an announcement as it is; empty for a new one."""
    facts: dict[str, object] = {}
    if row is not None:
        facts = {"title": row.title, "words": row.words, "version": row.version}
        facts |= {"to_whom": row.to_whom.value, row.to_whom.value: row.value}
    form = AnnouncementForm(data=facts)
    form.offer_choices(viewer)
    return form


def when_form(version: int) -> WhenForm:
    """Return the form of its day, which proposes tomorrow at ten."""
    tomorrow = clock.british_day(clock.now()) + timedelta(days=1)
    form = WhenForm(day=tomorrow, hour="10", looked_at=version)
    form.hour.choices = options(*((str(one), f"{one:02}:00") for one in range(24)))
    return form


def due_of(when: WhenForm) -> datetime:
    """Return the moment that was chosen; the end of time where there is no such."""
    day: date = when.day.data or clock.today()
    try:
        return clock.british(day, int(typed(when.hour)))
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
