"""What the demo's accounts follow, a search that one keeps, when their digests come."""

from typing import Any

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.demo.people import Loaded, tag_ids
from community.digests.models import Every, Rhythm
from community.digests.rhythm import first
from community.following import searches
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.projects.models import Follow


def load(
    follows: list[dict[str, Any]], ids: dict[str, Loaded], projects: dict[str, int]
) -> None:
    """Load what each of them follows and keeps; what a search brings now is seen."""
    tags = tag_ids()
    for facts in follows:
        member = ids[facts["person"]].member_id
        for slug in facts["tags"]:
            db.session.add(TopicFollow(member_id=member, tag_id=tags[slug]))
        for code in facts["areas"]:
            db.session.add(TopicFollow(member_id=member, topic=code))
        for project in facts["projects"]:
            db.session.add(Follow(member_id=member, project_id=projects[project]))
        _rhythm(member, *facts["digest"])
        if "search" in facts:
            _search(member, SearchOf(facts["search"]["of"]), facts["search"]["query"])
    db.session.flush()


def _rhythm(member: int, word: str, weekday: int, hour: int) -> None:
    every = Every(word)
    due = first(every, weekday, hour, clock.now())
    row = Rhythm(member_id=member, every=every, weekday=weekday, hour=hour, next_at=due)
    db.session.add(row)


def _search(member: int, of: SearchOf, query: dict[str, list[str]]) -> None:
    kept = searches.plain(of, query)
    they = Viewer(member, state="active")
    row = SavedSearch(member_id=member, of=of, query=kept)
    row.seen = sorted(searches.matches(they, of, kept))
    db.session.add(row)
