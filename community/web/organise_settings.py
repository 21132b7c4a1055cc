"""What administrators choose for their community."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from community.core import journal
from community.core.access import Viewer
from community.members import standing
from community.vocabulary import choices
from community.web.door import door
from community.web.forms import Form, done, options, posted, typed
from community.web.organise import pages
from community.web.organise_settings_numbers import SAFEGUARDING
from community.web.respond import respond

NUMBER = (
    InputRequired(_l("Enter a number: somebody may need it")),
    Length(max=40, message=_l("Use 40 letters or fewer")),
)


def _number(name: str, label: Any) -> IntegerField:
    """Return the field of a setting that is a whole number."""
    least, most = choices.NUMBERS[name]
    message = _l(
        "%(name)s: enter a whole number from %(least)s to %(most)s",
        name=label, least=least, most=most,
    )  # fmt: skip
    return IntegerField(
        label,
        [NumberRange(least, most, message)],
        invalid_value_message=message,  # type: ignore[call-arg]
    )


class SettingsForm(Form):
    """All settings."""

    join_mode = RadioField(
        _l("How people join"),
        [InputRequired(_l("Choose how people join"))],
        choices=options(
            ("invitation", _l("By invitation only. Nobody else can ask to join.")),
            ("approval", _l("Anybody may ask; an organiser opens each account.")),
            ("open", _l("Anybody who confirms an e-mail address is in at once.")),
        ),
    )
    help_emergency = StringField(_l("Life in danger"), NUMBER)
    help_nhs = StringField(_l("Mental health crisis (NHS, option 2)"), NUMBER)
    help_samaritans = StringField(_l("Somebody to talk to (Samaritans)"), NUMBER)
    help_shout = StringField(_l("Help by text message (Shout)"), NUMBER)
    confirmed = BooleanField(_l("I have checked these numbers today"))
    suggest_not_joined = BooleanField(
        _l("Suggest imported people who have not joined, to measure suggestions")
    )
    suggest_bridge_share = _number(
        "suggest_bridge_share", _l("Percent of places for a new perspective")
    )
    suggest_newcomer_share = _number(
        "suggest_newcomer_share",
        _l("Percent of places for people and projects that are new here"),
    )
    suggest_capacity = _number(
        "suggest_capacity", _l("Most hellos that one person gets in two weeks")
    )


for _name, (_label, _hint) in SAFEGUARDING.items():
    setattr(SettingsForm, _name, _number(_name, _label))


@dataclass(frozen=True)
class Change:
    """A setting that somebody changed."""

    at: datetime
    name: str
    value: str
    by: str


@dataclass(frozen=True)
class SettingsPage:
    """The settings, since when the numbers are confirmed, who may change what."""

    confirmed: str
    administrators: tuple[str, ...]
    changes: tuple[Change, ...]
    form: SettingsForm = field(metadata={"api": False})
    safeguarding: dict[str, Any] = field(metadata={"api": False})


def _changes() -> tuple[Change, ...]:
    rows = journal.latest(journal.Act.SETTING, 10)
    accounts = journal.accounts_behind(row.actor for row in rows)
    names = standing.names(accounts.values())
    return tuple(
        Change(
            row.at,
            row.object_kind,
            row.note,
            names.get(accounts.get(row.actor, 0), ""),
        )
        for row in rows
    )


def _page(viewer: Viewer, now: dict[str, str], form: SettingsForm) -> SettingsPage:
    return SettingsPage(
        now["help_confirmed"],
        tuple(
            card.name
            for card in standing.holders(viewer).items
            if any(held.role.value == "administrator" for held in card.roles)
        ),
        _changes(),
        form,
        SAFEGUARDING,
    )


@pages.route("/settings/", methods=["GET", "POST"])
@door("administrator", sudo=True)
def settings(viewer: Viewer) -> ResponseReturnValue:
    """Show the settings; a POST changes them, each change into the audit trail."""
    now = choices.chosen()
    start = {**now, "suggest_not_joined": now["suggest_not_joined"] == "on"}
    form = SettingsForm(data=start)
    if not posted(form):
        page = _page(viewer, now, form)
        return respond("organise/settings.html", page, 422 if form.problems else 200)
    wanted = {name: typed(form[name]) for name in ("join_mode", *choices.HELP)}
    wanted |= {name: str(form[name].data) for name in choices.NUMBERS}
    wanted["suggest_not_joined"] = "on" if form.suggest_not_joined.data else "off"
    if any(wanted[name].strip() != now[name] for name in choices.HELP):
        wanted["help_confirmed"] = ""
    choices.change(viewer, wanted)
    if form.confirmed.data:
        choices.confirm_help(viewer)
    return done(_("Saved."), "organise.settings")
