"""Who hears of news: the team or followers who may read them, each once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, update

from community.accounts.models import Account, Grant, State
from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.outbox import Job
from community.core.visible import BLOCKED, circle_member, tie, unscoped
from community.digests import news as digests
from community.digests import seen
from community.digests.hushed import Hushed
from community.following import telling
from community.programme import updates, updates_clock
from community.programme.models import Readers, UpdateState
from community.programme.updates import Said
from community.projects.models import Follow, Membership, Project, TeamRole
from tests.cast import CAST, join
from tests.following.making import follow, notices, told, work
from tests.programme.news import published, stored, written

LEA = CAST["lea"].viewer
BOB = CAST["bob"].viewer


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def said(readers):
    return Said("We met twice", "Nine came.", readers)


def all_told():
    return told("follow-update") + told("team-update")


# ---------------------------------------------------------------- who
@pytest.mark.parametrize("readers", list(Readers)[1:])
def test_followers_hear_of_it_but_never_its_author(readers):
    for who in ("bob", "dai", "lea"):
        follow(who, 1)
    row = published(said=said(readers))
    assert told() == [], "nothing is told in the request itself"
    work()
    assert told("follow-update") == ["bob", "dai"]
    assert told("team-update") == []
    (first, _second) = notices("follow-update")
    assert (first.project_id, first.person_id) == (1, None)
    assert (first.link, first.facts) == (f"/updates/{row.slug}", {"update": row.id})


def test_what_is_for_the_team_is_told_to_the_team_alone():
    follow("bob", 1)
    published(said=said(Readers.TEAM))
    work()
    assert (told("follow-update"), told("team-update")) == ([], ["dai"])


def test_nobody_is_told_where_that_was_not_wished():
    follow("bob", 1)
    published(tells=False)
    assert work() == 0


def test_news_of_the_lab_are_told_to_nobody():
    published("olu", said(Readers.PUBLIC))
    assert work() == 0


def test_whoever_stopped_following_or_rests_is_not_told():
    for who in ("alice", "bob", "mo"):
        follow(who, 1)
    published()
    (row,) = db.session.scalars(
        unscoped("test", Follow).where(Follow.member_id == CAST["alice"].id)
    )
    db.session.delete(row)
    resting = Account.id == CAST["mo"].id
    db.session.execute(update(Account).where(resting).values(state=State.RESTING))
    work()
    assert told() == ["bob"]


def test_who_may_not_open_the_page_any_more_is_not_told():
    follow("bob", 1)
    published()
    db.session.execute(update(Project).where(Project.id == 1).values(state="withdrawn"))
    work()
    assert all_told() == []


def test_a_block_changes_nothing_so_that_nobody_learns_of_one():
    follow("bob", 1)
    for one, two in ((2, 5), (5, 2)):
        values = {"member_id": one, "other_id": two, "kind": BLOCKED}
        db.session.execute(insert(tie).values(**values))
    published()
    work()
    assert told() == ["bob"]


# ---------------------------------------------------------------- once
def test_edited_withdrawn_and_put_back_it_is_told_once(at):
    follow("bob", 1)
    row = published()
    work()
    for day in ("02", "03"):
        at(f"2017-09-{day} 12:00")
        updates.edit(LEA, row, Said(day, "Ten came.", Readers.MEMBERS), row.version)
        updates.withdraw(LEA, row)
        work()
        updates.put_back(LEA, row)
        work()
    assert told() == ["bob"]


def test_one_who_was_told_as_the_team_is_not_told_as_a_follower():
    follow("dai", 1)
    row = published(said=said(Readers.TEAM))
    work()
    updates.withdraw(LEA, row)
    updates.edit(LEA, row, said(Readers.MEMBERS), row.version)
    updates.put_back(LEA, row)
    work()
    assert all_told() == ["dai"]


def test_work_done_again_tells_nobody_again():
    follow("bob", 1)
    published()
    (job,) = db.session.scalars(unscoped("test", Job).where(Job.work == "follow"))
    for _again in range(3):
        telling.fan_out(job)
    assert told() == ["bob"]


def test_withdrawn_before_the_work_it_is_told_to_nobody_until_it_is_back():
    follow("bob", 1)
    row = published()
    updates.withdraw(LEA, row)
    work()
    assert told() == []
    updates.put_back(LEA, row)
    work()
    assert told() == ["bob"]


def test_put_back_after_long_it_is_no_news(at):
    row = published()
    work()
    updates.withdraw(LEA, row)
    at("2017-11-01 12:00")
    follow("bob", 1)
    updates.put_back(LEA, row)
    work()
    assert told() == []


# ---------------------------------------------------------------- the digest
def digest(viewer=BOB):
    found = digests.news(viewer, Hushed(viewer))
    return [line.kind for entry in found.entries for line in entry.lines]


def test_it_stands_in_the_digest_while_it_may_be_read():
    follow("bob", 1)
    row = published(said=said(Readers.FOLLOWERS))
    work()
    assert digest() == ["follow-update"]
    updates.withdraw(LEA, row)
    assert digest() == []
    assert seen.unread_links(BOB) == ()
    assert seen.page_of_lines(BOB).items == ()
    updates.put_back(LEA, row)
    work()
    assert digest() == ["follow-update"]
    assert seen.unread_links(BOB) == (f"/updates/{row.slug}",)


def test_who_is_no_reader_any_more_finds_no_notice_of_it():
    follow("bob", 1)
    row = published(said=said(Readers.FOLLOWERS))
    work()
    updates.edit(LEA, row, said(Readers.TEAM), row.version)
    assert digest() == []
    assert seen.unread_links(BOB) == ()


def test_what_a_finished_project_tells_is_in_the_digest():
    follow("bob", 1)
    published()
    work()
    db.session.execute(update(Project).where(Project.id == 1).values(state="finished"))
    assert digest() == ["follow-update"]


def test_somebody_who_left_the_team_hears_no_more_of_it():
    published(said=said(Readers.TEAM))
    found = unscoped("test", Membership).where(Membership.member_id == CAST["dai"].id)
    row = db.session.scalars(found.where(Membership.project_id == 1)).one()
    _end(row)
    work()
    assert all_told() == []


def _end(row):

    row.until = clock.today()
    gone = circle_member.c.member_id == row.member_id
    db.session.execute(delete(circle_member).where(gone))


# ---------------------------------------------------------------- their day
def scheduled(day="2017-09-04 09:00", who="lea", readers=Readers.MEMBERS):
    row = written(who, said(readers))
    due = datetime.fromisoformat(day).replace(tzinfo=UTC)
    updates.schedule(CAST[who].viewer, row, due, row.version, tells=True)
    return row


def test_it_comes_out_at_its_minute_once(at):
    follow("bob", 1)
    row = scheduled()
    at("2017-09-04 08:59")
    assert updates_clock.move() == 0
    at("2017-09-04 09:00")
    assert updates_clock.move() == 1
    assert stored(row.id).published_at == clock.now()
    assert updates_clock.move() == 0
    work()
    assert told() == ["bob"]


def test_a_late_clock_brings_it_out_once(at):
    follow("bob", 1)
    first, second = scheduled(), scheduled("2017-09-05 09:00")
    at("2017-09-20 03:00")
    assert updates_clock.move() == 2
    work()
    assert told() == ["bob", "bob"]
    for row in (first, second):
        assert stored(row.id).edited_at == clock.now()


def test_edited_before_its_day_it_comes_out_as_it_is_then(at):
    row = scheduled()
    updates.edit(LEA, row, Said("Later", "Later", Readers.MEMBERS), row.version)
    at("2017-09-04 09:00")
    assert updates_clock.move() == 1
    assert stored(row.id).title == "Later"


def test_taken_back_it_stays_where_it_is(at):
    row = scheduled()
    updates.unschedule(LEA, row)
    at("2017-09-04 09:00")
    assert updates_clock.move() == 0
    assert stored(row.id).state is UpdateState.DRAFT


@pytest.mark.parametrize("moment", ["2017-09-01 12:00", "2018-09-01 12:00"])
def test_a_day_that_has_passed_or_is_far_is_refused(moment):
    with pytest.raises(Refused):
        scheduled(moment)


def test_where_nobody_answers_for_it_any_more_it_is_a_draft_again(at):
    lab = scheduled(who="olu", readers=Readers.PUBLIC)
    cafe, other = scheduled(), scheduled()
    join(1, CAST["alice"].id, TeamRole.LEAD)
    db.session.flush()
    updates.unschedule(CAST["alice"].viewer, other)
    due = clock.british(clock.today(), 23)
    updates.schedule(CAST["alice"].viewer, other, due, other.version, tells=True)
    this = Account.id == CAST["lea"].id
    db.session.execute(update(Account).where(this).values(state=State.SUSPENDED))
    at("2017-09-04 09:00")
    db.session.execute(update(Grant).values(until=clock.now()))
    assert updates_clock.move() == 1
    assert stored(lab.id).state is UpdateState.DRAFT
    assert stored(cafe.id).state is UpdateState.DRAFT
    assert stored(other.id).state is UpdateState.PUBLISHED
