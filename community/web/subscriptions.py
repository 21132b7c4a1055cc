"""Updates by e-mail without an account: asking, confirming, how often, stopping."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField
from wtforms.validators import InputRequired

from community.core import limits
from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.subscriptions import asking, choosing, confirming
from community.subscriptions.choosing import Chosen
from community.subscriptions.models import Every
from community.web import subscriptions_links as links
from community.web.door import anyone
from community.web.errors import page as error_page
from community.web.forms import Form, done, options, posted, typed
from community.web.net import client_net
from community.web.respond import respond, told
from community.web.subscriptions_words import EVERY, FILTERS

pages = Blueprint("subscriptions", __name__)

for words, label in FILTERS.items():
    pages.add_app_template_filter(label, words)

HALF_HOUR = 1800
MOST, OF_ALL = 10, 500
"""So often may one network ask in half an hour, and all of them."""


class EveryForm(Form):
    """How often updates come."""

    every = RadioField(
        _l("How often"),
        choices=options(*((every.value, words) for every, words in EVERY.items())),
        default=Every.FORTNIGHT.value,
    )


class SubscribeForm(EveryForm):
    """Where updates go, and how often."""

    email = EmailField(_l("E-mail"), [InputRequired(_l("Enter your e-mail address"))])


class ConfirmForm(Form):
    """A button alone: programs that read mail open links, people press buttons."""


@dataclass(frozen=True)
class SubscribePage:
    """The form to ask for updates."""

    form: SubscribeForm = field(metadata={"api": False})


@pages.route("/get-updates", methods=["GET", "POST"])
@anyone
def subscribe(_viewer: Viewer) -> ResponseReturnValue:
    """Ask for updates: whatever an address is here, the answer is the same."""
    form = SubscribeForm()
    if posted(form):
        limits.check("updates address", client_net(), MOST, HALF_HOUR)
        limits.check("updates all", "", OF_ALL, HALF_HOUR)
        try:
            asking.ask(typed(form.email), Every(form.every.data))
        except Refused as error:
            form.refuse(error, "email")
        else:
            return redirect(url_for("subscriptions.sent"))
    status = 422 if form.problems else 200
    return respond("subscriptions/index.html", SubscribePage(form), status)


@dataclass(frozen=True)
class SentPage:
    """That a letter is on its way, whatever it says."""


@pages.get("/get-updates/sent")
@anyone
def sent(_viewer: Viewer) -> ResponseReturnValue:
    """Say where to look now."""
    return respond("subscriptions/sent.html", SentPage())


@dataclass(frozen=True)
class ConfirmPage:
    """How often updates would come."""

    every: Every
    form: ConfirmForm = field(metadata={"api": False})


@pages.route("/get-updates/confirm/<token>", methods=["GET", "POST"])
@anyone
def confirm(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Confirm by the link of a letter: to open it changes nothing."""
    form = ConfirmForm()
    try:
        page = ConfirmPage(confirming.waits(token), form)
        if not posted(form):
            return respond("subscriptions/confirm.html", page)
        mark = confirming.confirm(token)
    except Refused as error:
        return error_page(410, told(error), again=url_for("subscriptions.subscribe"))
    there = links.token_of(mark)
    return done(_("Thank you. Updates come from now on."), _CHOOSE, token=there)


@dataclass(frozen=True)
class ChoosePage:
    """What comes to an address now; `chosen` is None where nothing does any more."""

    token: str
    chosen: Chosen | None
    form: EveryForm = field(metadata={"api": False})


_CHOOSE = "subscriptions.choose"


@pages.route("/get-updates/<token>", methods=["GET", "POST"])
@anyone
def choose(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Change how often updates come, by the link of a letter."""
    mark = links.mark_in(token)
    if mark is None:
        raise NotFound("token")
    chosen = choosing.chosen(mark)
    form = EveryForm(data={"every": chosen.every.value if chosen else None})
    if chosen is None or not posted(form):
        page = ChoosePage(token, chosen, form)
        return respond("subscriptions/choose.html", page, 422 if form.errors else 200)
    choosing.choose(mark, Every(form.every.data))
    return done(_("Saved."), _CHOOSE, token=token)
