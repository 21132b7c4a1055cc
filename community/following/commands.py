"""Changes of what somebody follows and which searches they keep."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.expertise.queries import by_slug
from community.following import searches
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.members.models import Member
from community.vocabulary.models import AREAS, Term

MOST = 10
"""So many searches one person keeps."""
NOT_AS_IT_IS = N_("This search cannot be kept as it is")
FULL = N_("You keep %(most)s searches already. Drop one, then keep this one")


# ---------------------------------------------------------------- topics
def follow_topic(viewer: Viewer, kind: str, code: str, *, on: bool) -> str:
    """Follow a tag by its slug or a challenge area by its code, or stop.

    Return its label. Nobody else ever sees it.
    """
    require(viewer, Permission.PROJECT_OFFER)
    label, which = _tag(code) if kind == "tag" else _area(code)
    own = [getattr(TopicFollow, name) == value for name, value in which.items()]
    there = db.session.scalar(visible(viewer, TopicFollow).where(*own))
    if on and there is None:
        try:
            with db.session.begin_nested():
                db.session.add(TopicFollow(member_id=viewer.member_id, **which))
        except IntegrityError:
            pass  # it came from another page in the same moment
    elif not on and there is not None:
        db.session.delete(there)
    db.session.flush()
    return label


def _tag(slug: str) -> tuple[str, dict[str, Any]]:
    found = by_slug(slug)
    if found is None:
        raise NotFound("tag")
    return found.label, {"tag_id": found.id}


def _area(code: str) -> tuple[str, dict[str, Any]]:
    found = select(Term.label).where(Term.list == AREAS, Term.code == code)
    label = db.session.scalar(found)
    if label is None:
        raise NotFound("area")
    return label, {"topic": code}


# ---------------------------------------------------------------- searches
def keep_search(
    viewer: Viewer, of: SearchOf, query: searches.Query
) -> tuple[SavedSearch, bool]:
    """Keep a search; tell whether it is new: the same again is the one that was there.

    What it brings now counts as seen.
    """
    require(viewer, Permission.PROJECT_OFFER)
    query = searches.plain(of, query)
    if searches.look_over(of, query).wrong:
        raise Refused(NOT_AS_IT_IS)
    # one at a time, so that two windows do not keep the same search, or an eleventh
    own = visible(viewer, Member.id).where(Member.id == viewer.member_id)
    db.session.execute(own.with_for_update(key_share=True))
    kept = db.session.scalars(visible(viewer, SavedSearch)).all()
    for one in kept:
        if (one.of, one.query) == (of, query):
            return one, False
    if len(kept) >= MOST:
        raise Refused(FULL, most=MOST)
    row = SavedSearch(member_id=viewer.member_id, of=of, query=query)
    row.seen = sorted(searches.matches(viewer, of, query))
    db.session.add(row)
    db.session.flush()
    return row, True


def drop_search(viewer: Viewer, search_id: int) -> SavedSearch:
    """Keep a search no more; return what it was."""
    row: SavedSearch = find(viewer, SavedSearch, SavedSearch.id == search_id)
    db.session.delete(row)
    db.session.flush()
    return row
