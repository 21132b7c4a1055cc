"""Words that somebody would rather not read: what holds one is folded, for them alone.

They change what one reader sees first and nothing else: no count, no order, nothing for
anybody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, folded
from community.core.visible import find, visible
from community.safeguarding.models import MutedWord

MOST = 100
LETTERS = 60


@dataclass(frozen=True)
class WordCard:
    """One word, as it was typed."""

    id: int
    word: str


def my_words(viewer: Viewer) -> tuple[WordCard, ...]:
    """Return the words that the viewer muted, by their letters."""
    found = visible(viewer, MutedWord.id, MutedWord.word).order_by(MutedWord.folded)
    return tuple(WordCard(*row) for row in db.session.execute(found))


def mute(viewer: Viewer, word: str) -> None:
    """Mute a word, or a few that stand together; once is enough."""
    require(viewer, Permission.WORDS_MUTE)
    typed, plain = " ".join(word.split()), folded(word)
    if not plain:
        raise Refused(N_("Enter a word"))
    if len(typed) > LETTERS:
        raise Refused(N_("Use 60 letters or fewer"))
    mine = visible(viewer, func.count(MutedWord.id))
    if (db.session.scalar(mine) or 0) >= MOST:
        raise Refused(N_("That is 100 words. Take one away first"))
    row = MutedWord(member_id=viewer.member_id, word=typed, folded=plain)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return


def unmute(viewer: Viewer, word_id: int) -> None:
    """Read a word again."""
    db.session.delete(find(viewer, MutedWord, MutedWord.id == word_id))
    db.session.flush()


@dataclass(frozen=True)
class Muted:
    """The words that one reader muted, in the form in which words are compared."""

    words: tuple[str, ...] = ()

    def holds(self, texts: Iterable[str]) -> bool:
        """Tell whether one of the words stands in one of these texts, whole."""
        if not self.words:
            return False
        said = [f" {folded(text)} " for text in texts if text]
        return any(f" {word} " in text for word in self.words for text in said)


def muted(viewer: Viewer) -> Muted:
    """Return the words that the viewer muted: one statement."""
    if not viewer.is_member:
        return Muted()
    found = visible(viewer, MutedWord.folded).order_by(MutedWord.id)
    return Muted(tuple(db.session.scalars(found)))
