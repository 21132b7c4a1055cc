"""Follows and kept searches for tests, in one line each."""

from sqlalchemy import func

from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.following import clockwork, commands, telling
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.notices.models import Notice
from community.projects.models import Follow
from tests.cast import CAST, tag_id


def follow(who: str, project: int = 0, tag: str = "", area: str = "") -> None:
    """Let somebody follow a project, a tag or a challenge."""
    member = CAST[who].id
    if project:
        db.session.add(Follow(member_id=member, project_id=project))
    if tag:
        db.session.add(TopicFollow(member_id=member, tag_id=tag_id(tag)))
    if area:
        db.session.add(TopicFollow(member_id=member, topic=area))
    db.session.flush()


def work() -> int:
    """Do the work that waits, as a worker would; return how many pieces it was."""
    done = 0
    while True:
        waits = Job.work == "follow", Job.state == JobState.QUEUED
        found = unscoped("test", Job).where(*waits).order_by(Job.id).limit(1)
        job = db.session.scalars(found).first()
        if job is None:
            return done
        telling.fan_out(job)
        job.state = JobState.DONE
        db.session.flush()
        done += 1


def told(kind: str = "follow") -> list[str]:
    """Who was told of a kind of event, by first name, once for each notice."""
    names = {person.id: name for name, person in CAST.items()}
    found = unscoped("test", Notice.member_id).where(Notice.kind.startswith(kind))
    return sorted(names[one] for one in db.session.scalars(found))


def notices(kind: str) -> list[Notice]:
    """The notices of a kind, in their order."""
    found = unscoped("test", Notice).where(Notice.kind == kind).order_by(Notice.id)
    return list(db.session.scalars(found))


def keep(who: str, of: SearchOf = SearchOf.PEOPLE, **query: list[str]) -> SavedSearch:
    """Let somebody keep a search."""
    row, _new = commands.keep_search(CAST[who].viewer, of, query)
    return row


def news() -> int:
    """Move the clock of searches; return how many notices there are of them then."""
    clockwork.move()
    found = unscoped("test", func.count(Notice.id))
    return db.session.scalar(found.where(Notice.kind.startswith("search"))) or 0
