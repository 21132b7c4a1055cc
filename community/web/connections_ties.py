"""One tie: its story, what one notes of it, who may see it, and its end."""

from dataclasses import dataclass, field

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from community.connections import ties
from community.connections.between import Between, between
from community.connections.models import How, Strength, TieAudience
from community.core.access import Viewer
from community.core.errors import NotFound
from community.members.queries import cards
from community.programme.queries import event_choices
from community.web.connections import pages
from community.web.door import door, members_only
from community.web.forms import Form, back, done, options, posted, typed
from community.web.months import MonthField
from community.web.respond import respond


class StoryForm(Form):
    """What both people of a tie see: how, since when, where, a half of the story."""

    how = RadioField(
        _l("How you know each other"),
        choices=options(
            (How.MET.value, _l("We met")),
            (How.ADVICE.value, _l("One of us advised the other")),
            (How.WORKED_TOGETHER.value, _l("We worked together")),
            (How.OTHER.value, _l("Something else")),
        ),
    )
    since = MonthField(_l("Since when"))
    event = SelectField(_l("Where you met"))
    story = TextAreaField(
        _l("Your half of the story"),
        [Length(max=ties.STORY, message=_l("Use 280 letters or fewer"))],
    )


class NoteForm(Form):
    """What one keeps for oneself of a tie."""

    strength = RadioField(
        _l("How close you are"),
        choices=options(
            ("", _l("I leave that open")),
            (Strength.NOW_AND_THEN.value, _l("In touch now and then")),
            (Strength.REGULARLY.value, _l("In touch regularly")),
            (Strength.CLOSELY.value, _l("Close")),
        ),
        default="",
    )
    note = TextAreaField(
        _l("Your note"),
        [Length(max=ties.NOTE, message=_l("Use 600 letters or fewer"))],
    )


@dataclass(frozen=True)
class TiePage:
    """A tie of the viewer's, and the forms that change it."""

    tie: Between
    letters: int
    note_letters: int
    story: StoryForm = field(metadata={"api": False})
    note: NoteForm = field(metadata={"api": False})


def _page(
    viewer: Viewer,
    tie_id: int,
    story: StoryForm | None = None,
    note: NoteForm | None = None,
) -> ResponseReturnValue:
    found = between(viewer, tie_id)
    page = TiePage(
        found,
        ties.STORY,
        ties.NOTE,
        story or _story(viewer, found),
        note or _note(found),
    )
    return respond("connections/tie.html", page, 422 if story or note else 200)


def _story(viewer: Viewer, found: Between) -> StoryForm:
    since = f"{found.since:%Y-%m}"
    how, words, event = found.how.value, found.my_story, str(found.event_id or "")
    form = StoryForm(formdata=None, how=how, since=since, story=words, event=event)
    return _offered(viewer, found, form)


def _offered(viewer: Viewer, found: Between, form: StoryForm) -> StoryForm:
    """Offer the events that the viewer was at, and the one that stands there."""
    events = dict(event_choices(viewer))
    if found.event_id and found.event:
        events.setdefault(found.event_id, found.event)
    listed = [(str(number), title) for number, title in events.items()]
    form.event.choices = options(("", _("Somewhere else")), *listed)
    return form


def _note(found: Between) -> NoteForm:
    kept = found.note
    strength = kept.strength.value if kept.strength else ""
    return NoteForm(formdata=None, strength=strength, note=kept.words)


@pages.get("/ties/<int:tie_id>")
@door("member", record=TiePage)
def show_tie(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """Show one of the viewer's ties to them."""
    return _page(viewer, tie_id)


@pages.post("/ties/<int:tie_id>")
@members_only
def tie(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """Choose who may see one's end of a tie, or end the tie."""
    if request.form.get("audience") == "remove":
        return _remove(viewer, tie_id)
    try:
        audience = TieAudience(request.form.get("audience", TieAudience.NEAR))
    except ValueError:
        raise NotFound("audience") from None
    ties.show_tie(viewer, tie_id, audience)
    return back(_("Saved."), url_for("network.mine"))


def _remove(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """End the tie, and lead to where one could say hello again."""
    other = ties.remove_tie(viewer, tie_id)
    card = cards(viewer, [other], tags=0).get(other)
    if card is None:
        return done(_("The tie has ended. Nobody is told."), "connections.index")
    said = _("The tie has ended. Nobody is told. You can say hello again from here.")
    return done(said, "members.profile", slug=card.slug)


@pages.post("/ties/<int:tie_id>/story")
@members_only
def tell_story(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """Correct how, since when and where, and write one's half of the story."""
    found = between(viewer, tie_id)
    form = _offered(viewer, found, StoryForm(event=str(found.event_id or "")))
    if not posted(form):
        return _page(viewer, tie_id, story=form)
    event = int(form.event.data) if form.event.data else None
    ties.correct(viewer, tie_id, How(form.how.data), form.since.day, event)
    ties.tell_story(viewer, tie_id, typed(form.story))
    return done(
        _("Saved."), "connections.show_tie", tie_id=tie_id, _anchor="story-part"
    )


@pages.post("/ties/<int:tie_id>/note")
@members_only
def keep_note(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """Keep a note and the strength of a tie for oneself."""
    form = NoteForm()
    if not posted(form):
        return _page(viewer, tie_id, note=form)
    strength = Strength(form.strength.data) if form.strength.data else None
    ties.keep_note(viewer, tie_id, typed(form.note), strength)
    return _saved(tie_id, "note-part")


def _saved(tie_id: int, part: str) -> ResponseReturnValue:
    return done(_("Saved."), "connections.show_tie", tie_id=tie_id, _anchor=part)


@pages.post("/ties/<int:tie_id>/touch")
@members_only
def touch(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """Say that the two are still in touch."""
    ties.touch(viewer, tie_id)
    there = url_for("connections.show_tie", tie_id=tie_id)
    return back(_("Good to know. You are still in touch."), there)
