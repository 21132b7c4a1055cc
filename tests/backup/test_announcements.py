"""After a restore no announcement goes out by itself: an organiser looks first."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from community import cli
from community.announcements import clockwork, commands, sending
from community.announcements.models import Announcement, AnnouncementState, Reader
from community.backup import making, restoring
from community.core import journal
from community.core.db import db
from community.core.outbox import LETTER, Job, JobState
from community.core.visible import unscoped
from tests.announcements.making import OLU, draft, readers, scheduled, send, work
from tests.backup.places import environment

S = AnnouncementState
FIRST = 3
"""So many had got one when the backup was made."""


@pytest.fixture(scope="module")
def names():
    """The numbers of what there is, by what became of it."""
    return {}


@pytest.fixture(scope="module")
def kept(made, names, tmp_path_factory):
    """A backup of a moment in which all sorts of announcements are there."""
    with made.site(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "BATCH", FIRST)
        names["sent"] = send().id
        names["on its way"] = _on_its_way()
        row = draft()
        commands.send_now(OLU, row.id, row.version)
        names["due"], names["to come"] = row.id, scheduled(5).id
        names["draft"] = draft().id
        row = scheduled()
        commands.take_back(OLU, row.id, S.WITHDRAWN)
        names["put away"] = row.id
        db.session.commit()
    return making.make(made.chosen, tmp_path_factory.mktemp("kept") / "one")[0]


def _on_its_way():
    row = draft()
    commands.send_now(OLU, row.id, row.version)
    first = select(Job).where(Job.lane == clockwork.lane(row.id))
    job = db.session.scalars(first).one()
    sending.send(job)
    job.state = JobState.DONE
    assert row.state is S.SENDING
    return row.id


@pytest.fixture
def report(made, kept):
    return restoring.restore(made.chosen, kept, instead=True)


@pytest.fixture
def site(made, report):
    with made.site():
        yield


def state_of(number):
    return one(number).state


def one(number):
    found = unscoped("test", Announcement).where(Announcement.id == number)
    return db.session.scalars(found).one()


def count_of_readers():
    return len(db.session.execute(unscoped("test", Reader)).all())


def test_what_had_its_day_or_was_on_its_way_is_a_draft_again(report, site, names):
    assert report.drafts == 3
    assert report.problems == ()
    states = {name: state_of(number) for name, number in names.items()}
    assert states == {
        "sent": S.SENT, "on its way": S.DRAFT, "due": S.DRAFT, "to come": S.DRAFT,
        "draft": S.DRAFT, "put away": S.WITHDRAWN,
    }  # fmt: skip
    assert all(one(names[name]).due_at is None for name in ("due", "to come"))
    noted = journal.latest(journal.Act.ANNOUNCEMENT, 3)
    back = {names[name] for name in ("on its way", "due", "to come")}
    assert {event.object_id for event in noted} == back
    assert {event.note for event in noted} == {"draft"}


def test_nothing_of_it_goes_out_by_itself(site, names):
    before = count_of_readers()
    waits = select(Job).where(Job.state == JobState.QUEUED)
    assert work() == 0
    assert db.session.scalars(waits.where(Job.work == clockwork.WORK)).all() == []
    assert db.session.scalars(waits.where(Job.work == LETTER)).all() == []
    assert count_of_readers() == before


def test_a_worker_that_had_the_work_already_does_nothing_with_it(site, names):
    """Their facts name the version of before."""
    jobs = db.session.scalars(select(Job).where(Job.work == clockwork.WORK)).all()
    put_away = [job for job in jobs if job.state is JobState.SUPPRESSED]
    assert len(put_away) == 2
    for facts in (job.facts for job in put_away):
        assert facts["version"] < one(facts["announcement"]).version
    before = count_of_readers()
    for job in jobs:
        sending.send(job)
    assert count_of_readers() == before


def test_what_had_begun_goes_to_the_others_alone_once_it_is_sent_anew(site, names):
    row = one(names["on its way"])
    had = readers(row)
    assert len(had) == FIRST
    assert row.sent_at is not None, "organisers read when, and whom it reached"
    commands.send_now(OLU, row.id, row.version)
    work()
    db.session.refresh(row)
    assert row.state is S.SENT
    got = readers(row)
    assert got == readers(one(names["sent"]))
    letters = db.session.scalars(
        select(Job.member_id).where(
            Job.work == LETTER, Job.state == JobState.QUEUED,
            Job.kind == "announcement",
        )
    ).all()  # fmt: skip
    assert len(letters) == len(set(letters)) <= len(got - had)
    db.session.rollback()


def test_the_command_says_so(made, kept, monkeypatch):
    for name, value in environment(made).items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(cli.main, ["restore", "--replace", str(kept)])
    assert said.exit_code == 0, said.output
    assert "3 announcements not sent." in said.output
    assert "drafts again" in said.output
    looked = CliRunner().invoke(cli.main, ["backup", "--verify", str(kept)])
    assert "3 announcements not sent." in looked.output
    assert "drafts again" not in looked.output
