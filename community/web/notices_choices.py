"""How each kind of event reaches the viewer by mail: at once, gathered, or not."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import AnyOf

from community.accounts import bounces
from community.core.access import Permission, Viewer, can
from community.core.text import N_
from community.notices import commands
from community.notices.kinds import KINDS, Kind, Topic, of_topic
from community.notices.models import How
from community.web.door import door, members_only
from community.web.forms import Form, done, options, posted
from community.web.notices import pages
from community.web.respond import respond

TOPICS = {
    Topic.CONTACT: N_("People and introductions"),
    Topic.CONVERSATIONS: N_("Conversations"),
    Topic.PROJECTS: N_("Projects I am in or lead"),
    Topic.MEETING: N_("Coffee and events"),
    Topic.FOLLOWING: N_("What I follow"),
    Topic.COMMUNITY: N_("The community"),
}
WAYS = (
    (How.INSTANT, _l("At once")),
    (How.DIGEST, _l("In my digest")),
    (How.OFF, _l("Not by mail")),
)


class ChoicesForm(Form):
    """One choice for each kind whose mail can be chosen; `of` finds it."""

    def of(self, kind: Kind) -> Any:
        """Return the field of a kind."""
        return self[_name(kind)]


def _name(kind: Kind) -> str:
    return kind.name.replace("-", "_")


def _field(kind: Kind) -> RadioField:
    asks = _l("Choose how you hear of this by mail: %(kind)s", kind=_l(kind.label))
    return RadioField(
        _l(kind.label),
        [AnyOf([how.value for how, _words in WAYS], message=asks)],
        choices=options(*((how.value, words) for how, words in WAYS)),
        validate_choice=False,
    )


ALL = {
    How.DIGEST.value: _l("From now on all of it comes in your digest."),
    How.OFF.value: _l("From now on nothing of this comes by mail."),
}
"""What one can choose for all kinds with one button, and what is said then."""
READERS = (
    "report",
    "case-answer",
    "case-handed",
    "case-overdue",
    "case-second",
    "case-waits",
)
CHOSEN = tuple(kind for kind in KINDS.values() if not kind.fixed)
for _kind in CHOSEN:
    setattr(ChoicesForm, _name(_kind), _field(_kind))


@dataclass(frozen=True)
class KindChoice:
    """A kind of event and how it reaches the viewer by mail; some are `fixed`."""

    kind: str
    label: str
    how: How
    usual: How
    fixed: bool
    field: Any = field(metadata={"api": False})


@dataclass(frozen=True)
class TopicChoices:
    """The kinds of event that belong together."""

    topic: Topic
    title: str
    kinds: tuple[KindChoice, ...]


@dataclass(frozen=True)
class ChoicesPage:
    """How each kind of event reaches the viewer by mail; on the page all are there.

    `comes_back` is since when mail to the viewer comes back, if it does.
    """

    topics: tuple[TopicChoices, ...]
    comes_back: datetime | None
    form: ChoicesForm = field(metadata={"api": False})


@pages.get("/choices")
@door("member", record=ChoicesPage)
def choices(viewer: Viewer) -> ResponseReturnValue:
    """Show how each kind of event reaches the viewer."""
    chosen = commands.choices(viewer)
    data = {_name(kind): chosen[kind.name].value for kind in CHOSEN}
    return _shown(viewer, chosen, ChoicesForm(data=data), 200)


def _shown(
    viewer: Viewer, chosen: dict[str, How], form: ChoicesForm, status: int
) -> ResponseReturnValue:
    topics = tuple(_topic(viewer, topic, chosen, form) for topic in Topic)
    back = bounces.comes_back_since(viewer.account_id)
    return respond("notices/choices.html", ChoicesPage(topics, back, form), status)


def _topic(
    viewer: Viewer, topic: Topic, chosen: dict[str, How], form: ChoicesForm
) -> TopicChoices:
    """Return the kinds of a topic; of reports only those hear who read them."""
    reads = can(viewer, Permission.REPORT_READ)
    kinds = (
        KindChoice(
            kind.name, _(kind.label), chosen[kind.name], kind.usual, kind.fixed,
            None if kind.fixed else form.of(kind),
        )
        for kind in of_topic(topic)
        if reads or kind.name not in READERS
    )  # fmt: skip
    return TopicChoices(topic, _(TOPICS[topic]), tuple(kinds))


@pages.post("/choices")
@members_only
def choose(viewer: Viewer) -> ResponseReturnValue:
    """Keep what the viewer chose, or go back to what is usual for all."""
    if "usual" in request.form:
        commands.choose_usual(viewer)
        return done(_("All is as usual again."), "notices.choices")
    every = request.form.get("all", "")
    if every in ALL:
        commands.choose_all(viewer, How(every))
        return done(str(ALL[every]), "notices.choices")
    chosen, form = commands.choices(viewer), ChoicesForm()
    if not posted(form):
        return _shown(viewer, chosen, form, 422)
    for kind in CHOSEN:
        how = How(form.of(kind).data)
        if how is not chosen[kind.name]:
            commands.choose(viewer, kind.name, how)
    return done(_("Saved. From now on mail comes as you chose."), "notices.choices")
