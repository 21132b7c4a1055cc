"""Announcements go to whom they are for, each once, and never too many."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account, Grant, State
from community.announcements import clockwork, commands, queries, recipients, sending
from community.announcements.halts import Halt, halts
from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.core import clock, journal, outbox_care
from community.core.access import Audience, Role
from community.core.db import db
from community.core.errors import Refused
from community.core.outbox import Job, JobState
from community.core.visible import tie, unscoped
from community.expertise.models import Tag
from community.members.models import Member, MemberKind
from community.notices.commands import choose_for
from community.notices.models import How, Notice
from community.projects.models import Membership
from community.safeguarding import commands as safeguarding
from tests.announcements.making import (
    OLU,
    draft,
    readers,
    scheduled,
    send,
    work,
)
from tests.announcements.test_commands import TWO
from tests.cast import CAST, join
from tests.letters import letters

S = AnnouncementState
NOON = "2017-11-01 12:00:00"
EVERYBODY = {"alice", "bob", "carol", "dai", "lea", "ada", "mo"}


def told(who: str) -> list[Notice]:
    found = unscoped("test", Notice).where(
        Notice.member_id == CAST[who].id, Notice.kind == "announcement"
    )
    return list(db.session.scalars(found.order_by(Notice.id)))


def test_everybody_is_every_active_member_but_who_wrote_it(app, at):
    at(NOON)
    row = send()
    assert row.state is S.SENT
    assert row.sent_at == clock.now()
    assert readers(row) == EVERYBODY
    assert {one.to for one in letters("announcement")} == {
        CAST[who].email for who in EVERYBODY
    }
    notice = told("alice")[0]
    assert notice.link == f"/announcements/{row.id}"
    assert notice.facts == {"announcement": row.id}


def test_a_kind_is_who_shows_it_to_members(app):
    """Bob shows that he is a clinician, Olu does not; Carol shows her name to few."""
    db.session.add(MemberKind(member_id=1, code="clinician", audience=Audience.ME))
    db.session.add(
        MemberKind(member_id=4, code="clinician", audience=Audience.CONNECTIONS)
    )
    db.session.flush()
    assert recipients.count_for(OLU, ToWhom.KIND, "clinician") == 1
    assert readers(send(ToWhom.KIND, "clinician")) == {"bob"}
    assert recipients.count_for(OLU, ToWhom.KIND, "patient") == 0
    assert readers(send(ToWhom.KIND, "patient")) == set()


def test_a_kind_that_only_the_organiser_may_see_is_neither_counted_nor_reached(app):
    db.session.execute(update(MemberKind).values(audience=Audience.CONNECTIONS))
    for one, other in ((6, 2), (2, 6)):
        row = {"member_id": one, "other_id": other, "kind": "connected"}
        db.session.execute(tie.insert().values(**row))
    assert recipients.count_for(OLU, ToWhom.KIND, "clinician") == 0
    assert readers(send(ToWhom.KIND, "clinician")) == set()


def test_a_phase_is_the_teams_that_show_their_part(app):
    """Dai and Lea are in the Pain cafe, Bob walks; the draft is no project yet."""
    join(2, 1, audience=Audience.PROJECTS)
    db.session.flush()
    assert recipients.count_for(OLU, ToWhom.PHASE, "develop") == 3
    assert readers(send(ToWhom.PHASE, "develop")) == {"bob", "dai", "lea"}
    assert readers(send(ToWhom.PHASE, "research")) == set()


def test_a_project_is_its_whole_team_and_only_what_is_shown_is_counted(app):
    join(2, 1, audience=Audience.PROJECTS)
    join(2, 3)
    left = update(Membership).where(Membership.member_id == 4)
    db.session.execute(left.values(until=clock.today()))
    assert recipients.count_for(OLU, ToWhom.PROJECT, "project-2") == 1
    row = send(ToWhom.PROJECT, "project-2")
    assert readers(row) == {"alice", "bob", "carol"}
    assert queries.reached(OLU, row.id) == 1
    assert readers(send(ToWhom.PROJECT, "project-1")) == {"lea"}


def test_what_it_reached_is_counted_by_whom_the_organiser_sees(app):
    row = send()
    assert queries.reached(OLU, row.id) == len(EVERYBODY - {"carol"})
    member = db.session.get_one(Member, 6, execution_options={"unscoped": "test"})
    safeguarding.block(CAST["bob"].viewer, member)
    assert queries.reached(OLU, row.id) == len(EVERYBODY - {"carol", "bob"})
    assert queries.reached(CAST["alice"].viewer, row.id) == 1, "their own"


def test_who_blocked_the_organiser_gets_it_all_the_same(app):
    member = db.session.get_one(Member, 6, execution_options={"unscoped": "test"})
    safeguarding.block(CAST["bob"].viewer, member)
    assert recipients.count_for(OLU, ToWhom.KIND, "clinician") == 0
    assert readers(send(ToWhom.KIND, "clinician")) == {"bob"}


def test_who_rests_finds_it_on_coming_back_without_a_letter(app):
    resting = update(Account).where(Account.id == 2).values(state=State.RESTING)
    db.session.execute(resting)
    hidden = update(Member).where(Member.id == 2).values(listed=False)
    db.session.execute(hidden)
    assert recipients.count_for(OLU, ToWhom.KIND, "clinician") == 0
    assert readers(send(ToWhom.KIND, "clinician")) == {"bob"}
    assert told("bob")[0].read_at is None
    assert letters("announcement") == []


@pytest.mark.parametrize("state", [State.SUSPENDED, State.PENDING])
def test_who_is_not_there_gets_nothing(app, state):
    db.session.execute(update(Account).where(Account.id == 2).values(state=state))
    assert "bob" not in readers(send())


def test_who_wants_no_letters_gets_none(app):
    choose_for(1, "announcement", How.OFF)
    choose_for(2, "announcement", How.DIGEST)
    send()
    got = {one.to for one in letters("announcement")}
    assert got == {CAST[who].email for who in EVERYBODY - {"alice", "bob"}}
    assert told("alice")
    assert told("bob")


def test_two_in_seven_days_come_at_once_and_further_ones_wait_for_the_digest(app, at):
    for day, quiet in (
        ("01", False), ("02", False), ("03", True), ("07", True), ("09", False),
        ("10", False), ("11", True),
    ):  # fmt: skip
        at(f"2017-11-{day} 12:00:00")
        before = len(letters("announcement"))
        send(ToWhom.KIND, "clinician")
        assert len(letters("announcement")) - before == (not quiet), day
        assert told("bob")[-1].facts.get("quiet", False) is quiet, day


def test_it_goes_when_its_moment_comes_and_once(app, at):
    at(NOON)
    row = scheduled(days=2)
    assert work() == 0
    at("2017-11-03 11:59:00")
    assert work() == 0
    at("2017-11-03 12:00:00")
    assert clockwork.move() == 1
    assert clockwork.move() == 0
    assert work() == 1
    assert clockwork.move() == 0
    assert row.state is S.SENT
    assert len(told("alice")) == 1


@pytest.mark.parametrize("how", ["suspended", "resting", "no organiser", "gone"])
def test_nothing_goes_of_whoever_is_no_organiser_when_its_moment_comes(app, at, how):
    at(NOON)
    row = scheduled(days=1)
    version = row.version
    leave_office(how)
    at("2017-11-02 12:00:00")
    work()
    assert (row.state, row.due_at, readers(row)) == (S.DRAFT, None, set())
    assert row.version == version + 1
    (event,) = journal.latest(journal.Act.ANNOUNCEMENT, 1)
    assert (event.object_id, event.note, event.actor) == (row.id, "draft", "")
    db.session.add(Grant(account_id=7, role=Role.ORGANISER))
    commands.send_now(TWO, row.id, row.version)
    work()
    assert row.state is S.SENT
    assert "alice" in readers(row)
    assert "ada" not in readers(row), "who sent it"


@pytest.mark.parametrize("part", ["title", "words"])
def test_nothing_goes_whose_words_became_sensitive_until_its_moment_came(app, at, part):
    at(NOON)
    row = scheduled(days=1)
    setattr(row, part, "What storytelling can do for all of us")
    db.session.flush()
    version, became = row.version, update(Tag).where(Tag.slug == "storytelling")
    db.session.execute(became.values(sensitive=True))
    at("2017-11-02 12:00:00")
    assert work() == 1
    assert (row.state, row.due_at, row.version) == (S.DRAFT, None, version + 1)
    assert readers(row) == set()
    assert letters("announcement") == []
    assert work() == 0
    with pytest.raises(Refused, match="Say it without"):
        commands.send_now(OLU, row.id, row.version)
    db.session.execute(became.values(sensitive=False))
    commands.send_now(OLU, row.id, row.version)
    work()
    assert (row.state, readers(row)) == (S.SENT, EVERYBODY)


def leave_office(how):
    """Let Olu be no active organiser any more."""
    account = db.session.get_one(Account, 6)
    if how == "gone":
        db.session.execute(update(Announcement).values(author_id=None))
    elif how == "no organiser":
        grants = unscoped("test", Grant).where(Grant.account_id == account.id)
        db.session.scalars(grants).one().until = clock.now()
    else:
        account.state = State(how)
    db.session.flush()


def test_what_has_begun_goes_on_whatever_becomes_of_its_sender(app, at, monkeypatch):
    at(NOON)
    monkeypatch.setattr(sending, "BATCH", 3)
    row = draft()
    commands.send_now(OLU, row.id, row.version)
    job = db.session.scalars(select(Job).where(Job.work == "announce")).one()
    sending.send(job)
    job.state = JobState.DONE
    leave_office("suspended")
    work()
    assert (row.state, readers(row)) == (S.SENT, EVERYBODY)


# ---------------------------------------------------------------- standing still
def test_one_whose_work_failed_is_stuck_until_it_is_tried_again(app, at, monkeypatch):
    at(NOON)
    monkeypatch.setattr(sending, "BATCH", 3)
    row = draft()
    commands.send_now(OLU, row.id, row.version)
    assert halts([row]) == {}
    for _each in range(2):  # before the first reader, and after the third
        fail()
        assert halts([row]) == {row.id: Halt.STUCK}
        outbox_care.try_again(CAST["ada"].viewer)
        assert halts([row]) == {}
        job = db.session.scalars(waits()).one()
        sending.send(job)
        job.state = JobState.DONE
        db.session.flush()
    fail()
    outbox_care.put_away(CAST["ada"].viewer)
    assert (row.state, halts([row])) == (S.SENDING, {row.id: Halt.STOPPED})


def waits():
    return select(Job).where(Job.work == "announce", Job.state == JobState.QUEUED)


def fail():
    db.session.scalars(waits()).one().state = JobState.FAILED
    db.session.flush()


def test_work_that_failed_before_it_was_taken_back_says_nothing_of_it(app, at):
    at(NOON)
    row = scheduled(days=1)
    at("2017-11-02 12:00:00")
    clockwork.move()
    fail()
    commands.take_back(OLU, row.id, S.DRAFT)
    assert halts([row]) == {}
    commands.send_now(OLU, row.id, row.version)
    assert halts([row]) == {}, "it waits for a worker"


def test_what_was_taken_back_after_it_was_asked_for_does_not_go(app, at):
    at(NOON)
    row = scheduled(days=1)
    at("2017-11-02 12:00:00")
    clockwork.move()
    commands.take_back(OLU, row.id, S.DRAFT)
    work()
    assert (row.state, readers(row)) == (S.DRAFT, set())
    commands.send_now(OLU, row.id, row.version)
    work()
    assert (row.state, readers(row)) == (S.SENT, EVERYBODY)


def test_what_was_scheduled_anew_does_not_go_by_its_old_job(app, at):
    at(NOON)
    row = scheduled(days=1)
    at("2017-11-02 12:00:00")
    clockwork.move()
    commands.take_back(OLU, row.id, S.DRAFT)
    due = clock.now() + timedelta(days=3)
    commands.schedule(OLU, row.id, due, row.version)
    assert work() == 1
    assert (row.state, readers(row)) == (S.SCHEDULED, set())
    at("2017-11-05 12:00:00")
    work()
    assert (row.state, readers(row)) == (S.SENT, EVERYBODY)


def test_a_job_that_is_done_again_tells_nobody_again(app, at):
    at(NOON)
    row = send()
    job = db.session.scalars(select(Job).where(Job.work == "announce")).one()
    sending.send(job)
    assert len(told("alice")) == 1
    assert row.state is S.SENT


def test_many_get_it_in_parts_and_each_once(app, at, monkeypatch):
    at(NOON)
    monkeypatch.setattr(sending, "BATCH", 3)
    row = draft()
    commands.send_now(OLU, row.id, row.version)
    sizes = []
    while True:
        found = select(Job).where(Job.work == "announce", Job.state == JobState.QUEUED)
        job = db.session.scalars(found).first()
        if job is None:
            break
        before = len(readers(row))
        sending.send(job)
        job.state = JobState.DONE
        db.session.flush()
        sizes.append(len(readers(row)) - before)
        if row.state is S.SENDING:
            with pytest.raises(commands.Conflict):
                commands.take_back(OLU, row.id, S.DRAFT)
    assert sizes == [3, 3, 1]
    assert (row.state, readers(row)) == (S.SENT, EVERYBODY)
    number = select(func.count()).select_from(Job).where(Job.kind == "announcement")
    assert db.session.scalar(number) == len(EVERYBODY)


def test_a_project_is_found_by_the_address_that_it_had(app):
    from community.projects import writing
    from community.projects.models import Project

    row = draft(ToWhom.PROJECT, "project-1")
    lea = CAST["lea"].viewer
    found = unscoped("test", Project).where(Project.id == 1)
    project = db.session.scalars(found).one()
    page = writing.Page("Another name", audience=project.audience)
    writing.edit(lea, project, page, project.version)
    commands.send_now(OLU, row.id, row.version)
    work()
    assert readers(row) == {"dai", "lea"}


def test_nobody_gets_what_came_after_they_left(app, at):
    at(NOON)
    row = scheduled(days=1)
    db.session.execute(
        update(Account).where(Account.id == 1).values(state=State.SUSPENDED)
    )
    join(1, 1)
    at("2017-11-02 12:00:00")
    work()
    assert "alice" not in readers(row)
    assert clock.now() - row.sent_at < timedelta(seconds=1)
    shown = unscoped("test", Reader.member_id).where(Reader.shown.is_(False))
    assert set(db.session.scalars(shown)) == {3}, "Carol shows her name to few"


def test_what_was_put_away_does_not_go_when_its_key_is_forgotten(app, at):
    at("2030-03-01 10:00")
    row = scheduled(1)
    at("2030-03-02 10:01")
    clockwork.move()
    db.session.execute(update(Job).values(state=JobState.FAILED))
    outbox_care.put_away(CAST["ada"].viewer)
    at("2030-04-05 10:00")
    outbox_care.forget_old()
    assert work() == 0
    assert readers(row) == set()
