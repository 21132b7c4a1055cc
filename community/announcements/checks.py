"""What an announcement may say, and how many go out: limits that protect members."""

import re
from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.announcements.models import Announcement, AnnouncementState
from community.core import clock
from community.core.access import Viewer
from community.core.clock import british
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.text import N_, folded
from community.core.visible import unscoped, visible
from community.expertise.models import Tag, TagName, TagState

WHY = "announcements"
TITLE, WORDS = (5, 120), (20, 4000)
AHEAD = timedelta(days=60)
"""So far ahead can a day be chosen."""
MINE_A_DAY, ALL_A_DAY = 3, 5
"""So many go out on a day in Britain: one organiser's, and all."""
_S = AnnouncementState
_COUNTED = (_S.SCHEDULED, _S.SENDING, _S.SENT)


def check_title(title: str) -> None:
    """Refuse a title that is too short, too long, or that names something sensitive."""
    _check_length(title, *TITLE)
    _check_words(title)


def check_words(words: str) -> None:
    """Refuse words that are too few, too many, or that name something sensitive."""
    _check_length(words, *WORDS)
    _check_words(words)


def _check_length(words: str, least: int, most: int) -> None:
    if not least <= len(words.strip()) <= most:
        raise Refused(N_("Use %(least)s to %(most)s letters"), least=least, most=most)


def _check_words(words: str) -> None:
    """Refuse what names something sensitive: a letter with it tells of its reader."""
    said = f" {_bare(words)} "
    names = select(TagName.name).join(Tag, Tag.id == TagName.tag_id)
    sensitive = names.where(Tag.sensitive, Tag.state == TagState.APPROVED)
    for name in db.session.scalars(sensitive.order_by(TagName.id)):
        if f" {_bare(name)} " in said:
            raise Refused(
                N_(
                    "Say it without “%(name)s”. This goes into people’s mail, and a "
                    "letter that names something about health could tell others "
                    "something about who gets it."
                ),
                name=name,
            )


def _bare(words: str) -> str:
    """Return words as they are compared, each by itself: `asthma/eczema` is two."""
    return " ".join(re.findall(r"[^\W_]+", folded(words)))


def check_due(due: datetime) -> None:
    """Refuse a moment that has passed, or is too far ahead."""
    if due < clock.now():
        raise Refused(N_("Choose a time that is still to come"))
    if due > clock.now() + AHEAD:
        raise Refused(N_("Choose a day within the next %(days)s days"), days=AHEAD.days)


def check_room(viewer: Viewer, due: datetime) -> None:
    """Refuse one more on a day that has enough, among organisers or of one's own.

    Two who try at once wait for each other here.
    """
    waiting = unscoped(WHY, Announcement.id).where(
        Announcement.state.in_((_S.DRAFT, _S.SCHEDULED))
    )
    db.session.execute(waiting.order_by(Announcement.id).with_for_update()).all()
    day = clock.british_day(due)
    begins, ends = british(day, 0), british(day + timedelta(days=1), 0)
    that_day = visible(viewer, func.count(Announcement.id)).where(
        Announcement.state.in_(_COUNTED), Announcement.due_at >= begins,
        Announcement.due_at < ends,
    )  # fmt: skip
    mine = that_day.where(Announcement.author_id == viewer.account_id)
    if (db.session.scalar(mine) or 0) >= MINE_A_DAY:
        raise TooMany(
            N_("You have %(most)s announcements on that day. Choose another day"),
            most=MINE_A_DAY,
        )
    if (db.session.scalar(that_day) or 0) >= ALL_A_DAY:
        raise TooMany(
            N_("There are %(most)s announcements on that day. Choose another day"),
            most=ALL_A_DAY,
        )
