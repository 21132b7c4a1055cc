"""What members noted: an organiser checks each, publishes it, or says why not."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.impact import checking
from community.impact.checking import ToCheck
from community.impact.models import ImpactState
from community.web.door import organisers_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.impact_words import STATES
from community.web.organise import pages
from community.web.respond import respond


@dataclass(frozen=True)
class ImpactQueuePage:
    """The notes in one state: those that wait, unless another is asked for."""

    state: ImpactState
    notes: tuple[ToCheck, ...]
    states: dict[str, str]


@pages.get("/impact/")
@organisers_only
def impact(viewer: Viewer) -> ResponseReturnValue:
    """List what members noted, the longest waiting first."""
    asked = request.args.get("state", "")
    words = {one.value: str(label) for one, label in STATES.items()}
    state = ImpactState(asked) if asked in words else ImpactState.NOTED
    page = ImpactQueuePage(state, checking.notes(viewer, state), words)
    return respond("organise/impact.html", page)


class CheckForm(Form):
    """What an organiser decides about a note, and says to whoever noted it."""

    answer = TextAreaField(
        _l("A word to whoever noted it"), [at_most(checking.LONGEST)]
    )
    nobody_named = BooleanField(_l("I read it once more: nobody is named in it"))
    version = IntegerField(widget=HiddenInput())


@dataclass(frozen=True)
class ImpactToCheckPage:
    """One note, and what can be decided about it."""

    note: ToCheck
    form: CheckForm = field(metadata={"api": False})


@pages.route("/impact/<int:impact_id>", methods=["GET", "POST"])
@organisers_only
def check_impact(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Show a note; a POST checks, declines, publishes it or takes it a step back."""
    found, form = checking.to_check(viewer, impact_id), CheckForm()
    if not posted(form):
        return _page(found, form, 422 if form.problems else 200)
    try:
        words = _decide(viewer, impact_id, form)
    except Refused as error:
        db.session.rollback()
        publishes = request.form.get("decide") == "publish"
        form.refuse(error, "nobody_named" if publishes else "answer")
        return _page(checking.to_check(viewer, impact_id), form, 422)
    return done(words, "organise.impact")


def _decide(viewer: Viewer, impact_id: int, form: CheckForm) -> str:
    decide, version = request.form.get("decide", ""), form.version.data or 0
    if decide == "check":
        checking.check(viewer, impact_id, version, typed(form.answer))
        return str(_("Checked. Members read it now."))
    if decide == "publish":
        named = bool(form.nobody_named.data)
        checking.publish(viewer, impact_id, version, nobody_named=named)
        return str(_("Published. Everybody reads it who may see its project."))
    if decide == "back":
        checking.take_back(viewer, impact_id, version)
        return str(_("It went a step back."))
    checking.decline(viewer, impact_id, version, typed(form.answer))
    return str(_("Not taken up. Whoever noted it reads your words."))


def _page(note: ToCheck, form: CheckForm, status: int) -> ResponseReturnValue:
    form.version.data, form.version.raw_data = note.version, None
    return respond("organise/impact_note.html", ImpactToCheckPage(note, form), status)
