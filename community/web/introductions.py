"""Introductions that the viewer has a part in: where each stands, and what they do."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from community.connections.models import TieAudience
from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.introductions import commands, queries
from community.introductions.asking import LETTERS
from community.introductions.queries import IntroductionCard
from community.introductions.told import Side, Told
from community.introductions.waiting import was_told
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond

pages = Blueprint("introductions", __name__, url_prefix="/connections/introductions")


@dataclass(frozen=True)
class IntroductionsPage:
    """The viewer's introductions, by what they have to do with them.

    `folded` wait for an answer too, but come of people whom the viewer muted.
    """

    to_answer: tuple[IntroductionCard, ...]
    folded: tuple[IntroductionCard, ...]
    asked: tuple[IntroductionCard, ...]
    introduced: tuple[IntroductionCard, ...]
    brought: tuple[IntroductionCard, ...]


@pages.get("/")
@door("member", record=IntroductionsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the introductions that the viewer has a part in."""
    found = queries.introductions(viewer)
    waits = [card for card in found if card.state is Told.TO_ANSWER]
    heard = tuple(card for card in waits if not card.folded)
    folded = tuple(card for card in waits if card.folded)
    rest = [card for card in found if card.state is not Told.TO_ANSWER]
    asked, introduced, brought = (
        tuple(card for card in rest if card.side is side)
        for side in (Side.ASKER, Side.INTRODUCER, Side.CONTACT)
    )
    page = IntroductionsPage(heard, folded, asked, introduced, brought)
    bell.read_here(viewer)
    return respond("introductions/index.html", page)


class WordsForm(Form):
    """What the one in the middle passes on."""

    words = TextAreaField(
        _l("Your words"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=LETTERS, message=_l("Use 400 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class IntroductionPage:
    """One introduction, and what the viewer can do with it.

    `card` is None where it has ended for whom a notice led here: it says no more.
    """

    card: IntroductionCard | None
    letters: int
    form: WordsForm = field(metadata={"api": False})


@pages.get("/<int:introduction_id>")
@door("member", record=IntroductionPage)
def show(viewer: Viewer, introduction_id: int) -> ResponseReturnValue:
    """Show one introduction as far as the viewer may know it."""
    try:
        card = queries.introduction(viewer, introduction_id)
    except NotFound:
        return _ended(viewer, introduction_id)
    return _shown(viewer, card, None, 200)


def _ended(viewer: Viewer, introduction_id: int) -> ResponseReturnValue:
    """Say to whom a notice led here that nothing waits, the same for all reasons.

    The notice stays unread: somebody may come back from a break, and it waits again.
    """
    if not was_told(viewer, introduction_id):
        raise NotFound("introduction")
    page = IntroductionPage(None, LETTERS, WordsForm())
    return respond("introductions/ended.html", page)


def _shown(
    viewer: Viewer, card: IntroductionCard, form: WordsForm | None, status: int
) -> ResponseReturnValue:
    form = form or WordsForm(words=_quoted(card))
    page = IntroductionPage(card, LETTERS, form)
    bell.read_here(viewer)
    return respond("introductions/show.html", page, status)


def _quoted(card: IntroductionCard) -> str:
    """Return the asker's words as somebody else would pass them on, where they fit."""
    if not card.asker or not card.purpose:
        return card.purpose
    name = card.asker.name
    said = str(_("%(name)s writes: “%(words)s”", name=name, words=card.purpose))
    return said if len(said) <= LETTERS else card.purpose


@pages.post("/<int:introduction_id>/pass-on")
@members_only
def pass_on(viewer: Viewer, introduction_id: int) -> ResponseReturnValue:
    """Pass it on in the viewer's own words, or leave it."""
    if request.form.get("answer") == "leave":
        commands.leave_it(viewer, introduction_id)
        return done(_("You left it. Nobody is told."), "introductions.index")
    form = WordsForm()
    if not posted(form):
        return _shown_to_introducer(viewer, introduction_id, form)
    try:
        commands.pass_on(viewer, introduction_id, typed(form.words))
    except Refused as error:
        form.refuse(error, "words")
        return _shown_to_introducer(viewer, introduction_id, form)
    return done(_("You passed it on."), "introductions.index", _anchor="introduced")


def _shown_to_introducer(
    viewer: Viewer, introduction_id: int, form: WordsForm
) -> ResponseReturnValue:
    card = queries.introduction(viewer, introduction_id)
    if card.side is not Side.INTRODUCER:
        raise NotFound("introduction")
    return _shown(viewer, card, form, 422)


@pages.post("/<int:introduction_id>/answer")
@members_only
def answer(viewer: Viewer, introduction_id: int) -> ResponseReturnValue:
    """Say yes, which may make the tie, or not now, which tells nobody."""
    if request.form.get("answer") != "yes":
        commands.not_now(viewer, introduction_id)
        return done(_("Not now, then. Nobody is told."), "introductions.index")
    row = commands.yes(viewer, introduction_id, _audience())
    if row.conversation_id is None:
        return done(
            _("You said yes. If the other says yes too, we write to you all."),
            "introductions.index",
            _anchor="brought",
        )
    return redirect(url_for("conversations.show", conversation_id=row.conversation_id))


def _audience() -> TieAudience:
    try:
        return TieAudience(request.form.get("audience", TieAudience.NEAR))
    except ValueError:
        raise NotFound("audience") from None


@pages.post("/<int:introduction_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, introduction_id: int) -> ResponseReturnValue:
    """Take back what the viewer asked for or offered."""
    commands.withdraw(viewer, introduction_id)
    return done(_("It is taken back."), "introductions.index")
