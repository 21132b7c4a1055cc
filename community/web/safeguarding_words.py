"""Words that one would rather not read, and what the moderators look at."""

from dataclasses import dataclass, field

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import Refused
from community.safeguarding import words
from community.web.door import members_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.respond import respond
from community.web.safeguarding import pages


class WordForm(Form):
    """A word that somebody would rather not read."""

    word = StringField(
        _l("A word, or a few that stand together"),
        [InputRequired(_l("Enter a word")), at_most(words.LETTERS)],
    )


@dataclass(frozen=True)
class WordsPage:
    """The viewer's words."""

    words: tuple[words.WordCard, ...]
    form: WordForm = field(metadata={"api": False})


@pages.route("/account/words", methods=["GET", "POST"])
@members_only
def muted_words(viewer: Viewer) -> ResponseReturnValue:
    """List the words that the viewer would rather not read; a POST adds one."""
    form = WordForm()
    if posted(form):
        try:
            words.mute(viewer, typed(form.word))
            return done(_("What holds it is folded from now on, for you alone."), HERE)
        except Refused as error:
            form.refuse(error, "word")
    page = WordsPage(words.my_words(viewer), form)
    return respond("safeguarding/words.html", page, 422 if form.errors else 200)


HERE = "safeguarding.muted_words"


@pages.post("/account/words/<int:word_id>/end")
@members_only
def unmute_word(viewer: Viewer, word_id: int) -> ResponseReturnValue:
    """Read a word again."""
    words.unmute(viewer, word_id)
    return done(_("You read that word again."), HERE)


@pages.app_template_global("holds_muted")
def holds_muted(*texts: str) -> bool:
    """Tell whether the reader muted a word in one of these texts.

    The words came along with their session.
    """
    return words.Muted(g.get("hushed", ())).holds(texts)


@pages.app_template_global("is_held_back")
def is_held_back(kind: str, number: int) -> bool:
    """Tell whether a thing of the reader's own is held back."""
    return f"{kind}:{number}" in g.get("held", ())
