"""Addresses that get updates, what is new, and the letters that come of both."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.outbox import LETTER, Job, JobState, opened
from community.core.text import folded
from community.essays.models import Essay, EssayState, Series
from community.evidence.models import Resource, ResourceState, ResourceType
from community.jobs.worker import Worker
from community.programme.models import Event, Readers
from community.subscriptions.asking import ask, mark_of
from community.subscriptions.models import Every, Subscription, SubscriptionState
from tests import letters
from tests.programme import news

WEDNESDAY = datetime(2017, 9, 6, 12, tzinfo=UTC)
THURSDAY = datetime(2017, 9, 7, 7, tzinfo=UTC)
"""Eight o'clock in Britain, of a week in which fortnightly letters go too."""
WEEK = timedelta(days=7)
ZOE = "zoe@elsewhere.example"


def stand(moment: datetime) -> None:
    """Set the clock."""
    clock.set_source(lambda: moment)


def work(app: Any) -> int:
    """Do what waits in the outbox, as a worker does."""
    db.session.commit()
    done = Worker(app).until_idle()
    db.session.expire_all()
    return done


def rows() -> list[Subscription]:
    """Return who gets updates, or asked for them."""
    return list(db.session.scalars(select(Subscription).order_by(Subscription.id)))


def jobs(kind: str, *states: JobState) -> list[Job]:
    """Return the letters of a kind in the outbox."""
    found = select(Job).where(Job.work == LETTER, Job.kind == kind)
    if states:
        found = found.where(Job.state.in_(states))
    return list(db.session.scalars(found.order_by(Job.id)))


def asked(app: Any, email: str = ZOE, every: Every = Every.WEEK) -> str:
    """Ask for updates, and return the link that the letter brings; "" where none."""
    before = {job.id for job in jobs("updates-confirm")}
    ask(email, every)
    letters.work(app)
    new = [job for job in jobs("updates-confirm") if job.id not in before]
    link = str(opened(new[0].facts)["link"]) if new else ""
    work(app)
    return link


def reader(email: str = ZOE, every: Every = Every.WEEK, **values: Any) -> Subscription:
    """Put somebody down who gets updates since a while."""
    plain = {
        "state": SubscriptionState.ACTIVE,
        "confirmed_at": WEDNESDAY - 4 * WEEK,
        "told_until": THURSDAY - WEEK if every is Every.WEEK else THURSDAY - 2 * WEEK,
    }
    row = Subscription(
        email=email, mark=mark_of(email), every=every, **(plain | values)
    )
    db.session.add(row)
    db.session.flush()
    return row


def tell_news(title: str = "We met twice", **values: Any) -> None:
    """Publish news that everybody may read."""
    values = {"readers": Readers.PUBLIC} | values
    news.put(title, values.pop("number", None), **values)


def essay(title: str = "On listening", **values: Any) -> None:
    """Publish an essay."""
    series = db.session.scalar(select(Series.id).limit(1))
    if series is None:
        row = Series(slug="lab", title="The Lab Essays")
        db.session.add(row)
        db.session.flush()
        series = row.id
    plain = {"state": EssayState.PUBLISHED, "published_on": clock.today()}
    slug = folded(title).replace(" ", "-")
    made = Essay(series_id=series, slug=slug, title=title, **(plain | values))
    db.session.add(made)
    db.session.flush()


def resource(title: str = "A guide to groups", **values: Any) -> Resource:
    """Publish a piece of evidence."""
    plain = {
        "state": ResourceState.PUBLISHED, "published_at": clock.now(),
        "type": ResourceType.GUIDE,
    }  # fmt: skip
    slug = folded(title).replace(" ", "-")
    row = Resource(slug=slug, title=title, folded=folded(title), **(plain | values))
    db.session.add(row)
    db.session.flush()
    return row


def event(title: str = "Open evening", **values: Any) -> None:
    """Announce an event that is open to everybody."""
    plain = {"audience": Audience.PUBLIC, "begins_on": date(2017, 10, 4)}
    slug = folded(title).replace(" ", "-")
    db.session.add(Event(slug=slug, title=title, **(plain | values)))
    db.session.flush()
