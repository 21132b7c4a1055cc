"""What is new and public goes out once, to whoever confirmed, on its morning."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from community.accounts import bounces
from community.accounts.models import Account, Undeliverable
from community.core.access import Audience
from community.core.db import db
from community.core.outbox import JobState
from community.essays.models import EssayState
from community.evidence.models import ResourceState, ResourceTag
from community.jobs.post import Post
from community.jobs.worker import Worker
from community.programme.models import EventState, Readers, Update, UpdateState
from community.projects.models import ProjectTag
from community.subscriptions import choosing, clockwork, gathering, sending
from community.subscriptions.models import Every, Of, Subscription, SubscriptionState
from tests import mail
from tests.cast import CAST, tag_id
from tests.coffee.test_at_once import at_once
from tests.letters import letters
from tests.programme import news
from tests.subscriptions.making import (
    THURSDAY,
    WEDNESDAY,
    WEEK,
    ZOE,
    essay,
    event,
    jobs,
    reader,
    resource,
    rows,
    stand,
    tell_news,
    work,
)

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def wednesday(app):
    stand(WEDNESDAY)


def said():
    """What the letters that wait say now: the titles of each, by address."""
    return {
        job.to: [one.title for part in sending.sections_of(job) for one in part.items]
        for job in jobs("updates", JobState.QUEUED)
    }


def titles(weeks=0):
    """What one reader gets on the morning so many weeks later."""
    for job in jobs("updates"):
        job.state = JobState.DONE
    stand(THURSDAY + weeks * WEEK)
    clockwork.move()
    return said().get(ZOE)


# ---------------------------------------------------------------- when
def test_it_goes_on_its_morning_and_not_before(app):
    reader()
    tell_news()
    stand(THURSDAY - timedelta(seconds=1))
    assert clockwork.move() == 0
    stand(THURSDAY)
    assert clockwork.move() == 1
    assert [one.to for one in letters("updates")] == [ZOE]


def test_one_each_morning_however_often_the_clock_looks(app):
    reader()
    tell_news()
    for minutes in (0, 5, 600, 6000):
        stand(THURSDAY + timedelta(minutes=minutes))
        clockwork.move()
        tell_news(f"More of it {minutes}")
    assert len(letters("updates")) == 1


def test_a_morning_that_was_missed_is_made_up_for_once(app):
    reader()
    tell_news()
    stand(THURSDAY + timedelta(days=2))
    assert clockwork.move() == 1
    assert titles(1) is None


def test_every_fortnight_is_every_second_letter_with_all_that_was_new(app):
    reader()
    reader("yan@elsewhere.example", Every.FORTNIGHT)
    tell_news("One")
    assert titles() == ["One"]
    assert len(letters("updates")) == 2
    tell_news("Two")
    assert titles(1) == ["Two"]
    assert len(letters("updates")) == 3
    tell_news("Three")
    titles(2)
    assert said() == {ZOE: ["Three"], "yan@elsewhere.example": ["Three", "Two"]}


def test_nothing_new_is_no_letter(app):
    reader()
    for weeks in range(3):
        assert titles(weeks) is None
    assert letters("updates") == []


def test_who_confirmed_gets_what_was_new_lately_and_who_waits_gets_nothing(app):
    reader(told_until=None, confirmed_at=WEDNESDAY)
    reader("yan@elsewhere.example", state=SubscriptionState.PENDING)
    tell_news()
    assert titles() == ["We met twice"]
    assert list(said()) == [ZOE]


def test_who_confirmed_after_the_morning_waits_for_the_next(app):
    reader(told_until=None, confirmed_at=THURSDAY + HOUR)
    tell_news()
    stand(THURSDAY + 2 * HOUR)
    assert clockwork.move() == 0
    assert titles(1) == ["We met twice"]


# ---------------------------------------------------------------- what
def test_all_sorts_are_told_each_once(app):
    reader()
    tell_news("Of the Lab")
    tell_news("Of a project", number=1)
    essay()
    resource()
    event()
    every = ["Of the Lab", "Of a project", "On listening", "A guide to groups"]
    assert sorted(titles()) == sorted([*every, "Open evening"])
    for weeks in (1, 2, 3, 4):
        assert titles(weeks) is None


def test_what_is_old_is_new_to_nobody_but_featured_evidence_is(app):
    reader()
    long_ago = WEDNESDAY - timedelta(days=200)
    tell_news(published_at=long_ago)
    essay(published_on=long_ago.date())
    resource("An old guide", published_at=long_ago)
    resource("A featured guide", published_at=long_ago, featured=True)
    event(begins_on=date(2017, 7, 1))
    assert titles() == ["A featured guide"]


def test_what_was_told_when_new_is_not_told_again_when_featured_or_put_back(app):
    reader()
    row = resource()
    tell_news()
    assert titles() == ["We met twice", "A guide to groups"]
    row.featured, row.published_at = True, THURSDAY
    update = db.session.scalars(select(Update).execution_options(unscoped="test")).one()
    update.published_at = THURSDAY + HOUR
    assert titles(1) is None


def test_what_is_opened_to_everybody_later_is_told_then(app):
    reader()
    row = news.put("For members", None, readers=Readers.MEMBERS)
    assert titles() is None
    row.readers = Readers.PUBLIC
    assert titles(1) == ["For members"]


def test_much_is_told_in_part_and_counted(app):
    reader()
    for number in range(gathering.MOST + 3):
        resource(f"Guide {number}")
    stand(THURSDAY)
    clockwork.move()
    (job,) = jobs("updates")
    (part,) = sending.sections_of(job)
    assert (part.of, len(part.items), part.more) == (Of.RESOURCE, gathering.MOST, 3)


# ---------------------------------------------------------------- what never
CANARY = "Pelican"


def private_things():
    """News, events, essays and evidence that not everybody may see."""
    readers = (Readers.TEAM, Readers.FOLLOWERS, Readers.MEMBERS)
    for number, of in enumerate(readers):
        news.put(f"{CANARY} {number}", 1, readers=of)
    news.put(f"{CANARY} of the Lab", None, readers=Readers.MEMBERS)
    for number, state in enumerate(
        (UpdateState.DRAFT, UpdateState.SCHEDULED, UpdateState.WITHDRAWN)
    ):
        tell_news(f"{CANARY} away {number}", state=state)
    tell_news(f"{CANARY} of a project for members", number=2)
    for number, state in enumerate(ResourceState):
        if state is not ResourceState.PUBLISHED:
            resource(f"{CANARY} guide {number}", state=state)
    for number, state in enumerate(EssayState):
        if state is not EssayState.PUBLISHED:
            essay(f"{CANARY} essay {number}", state=state)
    event(f"{CANARY} for members", audience=Audience.MEMBERS)
    event(f"{CANARY} for a team", audience=Audience.PROJECTS, project_id=1)
    event(f"{CANARY} draft", state=EventState.DRAFT)
    event(f"{CANARY} off", state=EventState.CANCELLED)


def test_nothing_private_is_in_a_letter(app):
    reader()
    private_things()
    assert titles() is None
    tell_news("For everybody")
    assert titles(1) == ["For everybody"]


def test_nothing_of_it_is_in_the_mail_that_goes(app):
    reader()
    private_things()
    tell_news("For everybody")
    stand(THURSDAY)
    clockwork.move()
    letter = mail.written(app, jobs("updates"))["updates"]
    whole = letter.message().as_string() + letter.body + mail.html_of(letter)
    assert "For everybody" in whole
    assert CANARY.casefold() not in whole.casefold()


def test_what_is_hidden_after_it_was_noted_does_not_go(app):
    reader()
    tell_news("Stays")
    tell_news("Goes away")
    tell_news("Of a project", number=1)
    stand(THURSDAY)
    clockwork.move()
    found = select(Update).execution_options(unscoped="test")
    for row in db.session.scalars(found.where(Update.title != "Stays")):
        row.state = UpdateState.WITHDRAWN
    db.session.flush()
    assert said() == {ZOE: ["Stays"]}
    row = db.session.scalars(found.where(Update.title == "Stays")).one()
    row.readers = Readers.MEMBERS
    work(app)
    assert [job.state for job in jobs("updates")] == [JobState.SUPPRESSED]


def test_what_is_sensitive_is_counted_and_not_named(app):
    reader()
    resource("Living with diabetes together")
    resource("A guide to groups", sentence="It helps with Diabetes.")
    resource("A plain guide")
    tagged = resource("A guide to something")
    row = {"resource_id": tagged.id, "tag_id": tag_id("diabetes")}
    db.session.add(ResourceTag(**row))
    tell_news("We bake bread", number=1)
    db.session.add(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    stand(THURSDAY)
    clockwork.move()
    (job,) = jobs("updates")
    found = {
        part.of: ([one.title for one in part.items], part.more)
        for part in sending.sections_of(job)
    }
    assert found == {Of.NEWS: ([], 1), Of.RESOURCE: (["A plain guide"], 3)}


# ---------------------------------------------------------------- once
def test_two_clocks_at_once_send_one_letter_each(app):
    for number in range(12):
        reader(f"reader-{number}@elsewhere.example")
    tell_news()
    stand(THURSDAY)
    db.session.commit()
    assert at_once(app, *[clockwork.move] * 3) == []
    db.session.expire_all()
    to = [one.to for one in letters("updates")]
    assert sorted(to) == sorted({one.email for one in rows()})


def test_two_workers_at_once_send_each_letter_once(app, monkeypatch):
    gone = []
    monkeypatch.setattr(Post, "send", lambda _post, letter: gone.extend(letter.to))
    for number in range(8):
        reader(f"reader-{number}@elsewhere.example")
    tell_news()
    stand(THURSDAY)
    clockwork.move()
    db.session.commit()
    assert at_once(app, *[lambda: Worker(app).until_idle()] * 2) == []
    assert sorted(gone) == [f"reader-{number}@elsewhere.example" for number in range(8)]


def test_who_stops_while_a_letter_waits_does_not_get_it(app):
    row = reader()
    tell_news()
    stand(THURSDAY)
    clockwork.move()
    choosing.stop(row.mark)
    assert jobs("updates") == []


def test_who_stops_while_a_worker_writes_does_not_get_it(app):
    row = reader()
    tell_news()
    stand(THURSDAY)
    clockwork.move()
    (job,) = jobs("updates")
    db.session.execute(delete(Subscription).where(Subscription.id == row.id))
    assert sending.sections_of(job) == ()


# ---------------------------------------------------------------- kept and not
def test_who_never_answered_is_forgotten_after_thirty_days(app):
    reader(state=SubscriptionState.PENDING, confirmed_at=None, asked_at=WEDNESDAY)
    reader("yan@elsewhere.example", asked_at=WEDNESDAY)
    stand(WEDNESDAY + timedelta(days=30) - timedelta(seconds=1))
    clockwork.forget_unanswered()
    assert len(rows()) == 2
    stand(WEDNESDAY + timedelta(days=30))
    assert clockwork.forget_unanswered() == 1
    assert [one.email for one in rows()] == ["yan@elsewhere.example"]


def test_mail_that_comes_back_ends_it_and_leaves_nothing(app):
    reader()
    bounces.note(ZOE, "5.1.1")
    assert clockwork.end_returned() == 1
    assert rows() == []
    assert db.session.get(Undeliverable, ZOE) is None


def test_a_member_whose_mail_comes_back_reads_so_as_before(app):
    reader(CAST["alice"].email)
    bounces.note(CAST["alice"].email, "5.1.1")
    clockwork.end_returned()
    assert rows() == []
    assert db.session.get(Undeliverable, CAST["alice"].email) is not None


def test_accounts_do_not_end_with_it(app):
    reader(CAST["alice"].email)
    choosing.stop(rows()[0].mark)
    assert db.session.get(Account, 1) is not None
    assert db.session.scalar(select(Subscription.id)) is None
