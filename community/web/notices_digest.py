"""The digest: when the viewer's comes, how often, and what the next one would say."""

from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_datetime
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf

from community.core.access import Viewer
from community.core.clock import BRITAIN
from community.digests import commands
from community.digests.compose import Digest, compose
from community.digests.models import Every, Rhythm
from community.digests.news import Line
from community.digests.reader import as_reader
from community.web.door import door, members_only
from community.web.forms import Form, done, options, posted
from community.web.mail_words import plain
from community.web.notices import pages
from community.web.respond import respond

OFTEN = (
    (Every.WEEK, _l("Every week")),
    (Every.FORTNIGHT, _l("Every second week")),
    (Every.NEVER, _l("Never")),
)
WEEKDAYS = (
    _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"),
    _l("Saturday"), _l("Sunday"),
)  # fmt: skip
DAYS = [(str(number), name) for number, name in enumerate(WEEKDAYS)]
HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


def digest_line(line: Line) -> str:
    """Return one thing that happened as a sentence, as a letter may say it."""
    person = line.person or _("A member")
    words = str(_(line.words, person=person, project=line.project or _("a project")))
    words = words[:1].upper() + words[1:]
    if line.times == 1:
        return words
    times = ngettext("%(num)s time", "%(num)s times", line.times)
    return str(_("%(words)s (%(times)s)", words=words, times=times))


def when(value: datetime) -> str:
    """Return a moment as "Tuesday 5 September 2017 at 09:00", as clocks in Britain."""
    words = "EEEE d MMMM yyyy 'at' HH:mm"
    return format_datetime(value, words, tzinfo=BRITAIN, locale=get_locale())


pages.add_app_template_filter(digest_line)
pages.add_app_template_filter(when)
pages.add_app_template_filter(plain)


class RhythmForm(Form):
    """How often a digest comes, on which day and at which hour."""

    every = RadioField(
        _l("How often?"),
        [AnyOf([one.value for one, _words in OFTEN], _l("Choose how often it comes"))],
        choices=options(*((one.value, words) for one, words in OFTEN)),
        validate_choice=False,
    )
    weekday = SelectField(
        _l("Day"),
        [AnyOf([value for value, _words in DAYS], _l("Choose a day of the week"))],
        choices=options(*DAYS),
        validate_choice=False,
    )
    hour = SelectField(
        _l("Hour, in Britain"),
        [AnyOf([value for value, _words in HOURS], _l("Choose an hour of the day"))],
        choices=options(*HOURS),
        validate_choice=False,
    )


@dataclass(frozen=True)
class DigestPage:
    """When the viewer's digest comes, and what the next one would say.

    Both are None where the viewer gets none.
    """

    every: Every
    weekday: int
    hour: int
    next_at: datetime | None
    digest: Digest | None
    form: RhythmForm = field(metadata={"api": False})


@pages.get("/digest")
@door("member", record=DigestPage)
def digest(viewer: Viewer) -> ResponseReturnValue:
    """Show what the viewer's next digest would say, and when it comes."""
    mine = commands.rhythm(viewer)
    known = {"every": mine.every.value, "weekday": mine.weekday, "hour": mine.hour}
    return _shown(viewer, mine, RhythmForm(data=known), 200)


def _shown(
    viewer: Viewer, mine: Rhythm, form: RhythmForm, status: int
) -> ResponseReturnValue:
    says = None
    if mine.next_at is not None:
        says = compose(as_reader(viewer), mine.every, mine.next_at)
    page = DigestPage(mine.every, mine.weekday, mine.hour, mine.next_at, says, form)
    return respond("notices/digest.html", page, status)


@pages.post("/digest")
@members_only
def set_rhythm(viewer: Viewer) -> ResponseReturnValue:
    """Keep how often, on which day and at which hour the viewer's digest comes."""
    form = RhythmForm()
    if not posted(form):
        return _shown(viewer, commands.rhythm(viewer), form, 422)
    chosen = Every(form.every.data), int(form.weekday.data), int(form.hour.data)
    due = commands.set_rhythm(viewer, *chosen).next_at
    if due is None:
        return done(_("Saved. You get no digest any more."), "notices.digest")
    said = _("Saved. Your next digest comes on %(when)s.", when=when(due))
    return done(said, "notices.digest")
