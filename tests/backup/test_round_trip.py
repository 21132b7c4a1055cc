"""A backup holds all of a place, made while people write; it comes back row by row."""

import threading

import pytest
from flask_migrate import downgrade
from sqlalchemy import func, insert, make_url, select, text

from community import assets, checks
from community.accounts.models import Account, SignIn
from community.backup import databases, making, restoring
from community.backup.problems import BackupProblem
from community.core import clock, outbox
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.matching.models import Version
from community.vocabulary.models import Setting
from community.web.readyz import head
from tests import sampling
from tests.backup.places import empty_again, open_elsewhere
from tests.client import signed_in_token

CHANGED = (
    "audit_event", "version", "sign_in", "mail_token", "challenge", "job", "invitation",
    "calendar_key", "map_embed", "subscription",
)  # fmt: skip
"""What a restore writes to: that it was, that caches are old, what does not go on."""
MIGRATIONS = str(assets.folder("migrations"))
WRITES = sampling.size(400, 60, 25)


def test_a_lost_place_comes_back_row_by_row(made, file):
    restoring.restore(made.chosen, file, instead=True)  # whatever others left there
    before = made.rows(*CHANGED)
    photo = (made.data / "photos" / "one.webp").read_bytes()
    empty_again(made)
    report = restoring.restore(made.chosen, file)
    assert report.problems == ()
    assert made.rows(*CHANGED) == before
    assert (made.data / "photos" / "one.webp").read_bytes() == photo
    assert not (made.data / "graph" / "derived").exists()


def test_verifying_changes_nothing(made, file):
    before, there = made.rows(), sorted(made.data.rglob("*"))
    report = restoring.verify(made.chosen, file)
    assert report.problems == ()
    assert report.contents.number > 100
    assert made.rows() == before
    assert sorted(made.data.rglob("*")) == there


def test_it_stands_in_the_trail_and_old_caches_count_no_more(made, file):
    with made.site():
        before = db.session.scalar(select(func.sum(Version.value))) or 0
    restoring.restore(made.chosen, file, instead=True)
    with made.site():
        last = unscoped("test", AuditEvent).order_by(AuditEvent.id.desc()).limit(1)
        entry = db.session.scalars(last).one()
        assert (entry.act, entry.object_kind) == (Act.RESTORE, "backup")
        assert db.session.scalar(select(func.sum(Version.value))) != before
        assert checks.problems() == []


# ------------------------------------------------------------------- not coming back
def test_nobody_stays_signed_in_and_letters_that_waited_do_not_go(made, tmp_path):
    with made.site():
        signed_in_token(1)
        outbox.post("reset", "alice@example.org", "a letter", link="/x")
        db.session.add(Job(work="other", key="other work"))
        db.session.commit()
    kept, _contents = making.make(made.chosen, tmp_path / "kept")
    report = restoring.restore(made.chosen, kept, instead=True)
    assert report.put_away == 1
    with made.site():
        assert db.session.scalars(select(SignIn)).all() == []
        found = db.session.execute(select(Job.work, Job.state).order_by(Job.work)).all()
        assert found == [("letter", JobState.SUPPRESSED), ("other", JobState.QUEUED)]
        db.session.execute(Job.__table__.delete())
        db.session.commit()


# ------------------------------------------------------------------- refusing
def test_people_are_not_replaced_unless_it_is_said(made, file):
    before = made.rows()
    with pytest.raises(BackupProblem, match=r"There are \d+ accounts already"):
        restoring.restore(made.chosen, file)
    assert made.rows() == before


def test_a_place_that_is_in_use_is_left_alone(made, file):
    before = made.rows()
    with open_elsewhere(made):
        for instead in (True, False):
            with pytest.raises(
                BackupProblem, match=r"Stop the server|accounts already"
            ):
                restoring.restore(made.chosen, file, instead=instead)
    assert made.rows() == before


def test_who_is_just_leaving_is_waited_for(made, file):
    """A process of PostgreSQL ends a moment after the server that it was there for."""
    if databases.kind_of(made.chosen.database_url) == "sqlite":
        assert restoring.restore(made.chosen, file, instead=True).before
        return
    with databases.connected(made.chosen.database_url) as connection:
        threading.Timer(0.5, connection.close).start()
        assert restoring.restore(made.chosen, file, instead=True).before


def test_what_was_there_stays_beside(made, file):
    with made.site():
        db.session.execute(insert(Setting).values(name="mark", value="of before"))
        db.session.commit()
    report = restoring.restore(made.chosen, file, instead=True)
    with made.site():
        assert db.session.get(Setting, "mark") is None
    url = make_url(made.chosen.database_url).set(database=report.before)
    old = url.render_as_string(hide_password=False)
    with made.other(database_url=old).site():
        assert db.session.get(Setting, "mark").value == "of before"


def test_two_restores_within_a_second_each_keep_what_they_found(made, file, at):
    at("2017-11-01 12:00:00")
    kept = [
        restoring.restore(made.chosen, file, instead=True).before for _each in range(3)
    ]
    assert len(set(kept)) == 3
    photos = made.chosen.data_dir.glob("before-*/photos/one.webp")
    assert len(list(photos)) >= 3


# ------------------------------------------------------------------- while they write
def test_a_backup_made_while_people_write_is_of_one_moment(made, tmp_path):
    """Of each writer all rows up to some number are there, and none after it."""
    stop, wrote = threading.Event(), []

    def write():
        with made.site():
            for number in range(WRITES * 100):
                if stop.is_set():
                    break
                start_writing()
                pair = [
                    {"name": f"{side} {number}", "value": str(number)}
                    for side in ("first", "second")
                ]
                for row in pair:  # both of a transaction, or neither
                    db.session.execute(insert(Setting).values(**row))
                db.session.commit()
                wrote.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    while len(wrote) < WRITES:
        pass
    acknowledged = len(wrote)
    kept, _contents = making.make(made.chosen, tmp_path / "kept")
    stop.set()
    writer.join()
    report = restoring.restore(made.chosen, kept, instead=True)
    assert report.problems == ()
    with made.site():
        rows = db.session.execute(select(Setting.name, Setting.value)).all()
        first = {int(v) for name, v in rows if name.startswith("first ")}
        second = {int(v) for name, v in rows if name.startswith("second ")}
        for side in ("first %", "second %"):
            db.session.execute(
                Setting.__table__.delete().where(Setting.name.like(side))
            )
        db.session.commit()
    assert first == second == set(range(len(first)))
    assert len(first) >= acknowledged


# ------------------------------------------------------------------- older and newer
def test_an_older_backup_is_migrated(made, file):
    with made.site():
        downgrade(directory=MIGRATIONS, revision="20261207")
    old, contents = making.make(made.chosen, file.with_name("old"))
    assert contents.revision == "20261207"
    report = restoring.restore(made.chosen, old, instead=True)
    assert report.problems == ()
    with made.site():
        assert db.session.scalar(unscoped("test", func.count(Account.id))) > 5
        assert db.session.scalar(text(databases.REVISION)) == head()


def test_a_newer_backup_is_refused(made, file):
    version = "UPDATE alembic_version SET version_num = :number"
    with made.site():
        db.session.execute(text(version), {"number": "29991231"})
        db.session.commit()
    newer, _contents = making.make(made.chosen, file.with_name("newer"))
    with made.site():
        db.session.execute(text(version), {"number": head()})
        db.session.commit()
    before = made.rows()
    with pytest.raises(BackupProblem, match="install that version"):
        restoring.restore(made.chosen, newer, instead=True)
    assert made.rows() == before


def test_backups_that_are_too_old_go_and_nothing_else(tmp_path, made, at):
    at("2017-03-01 12:00")
    first, _ = making.make(made.chosen, tmp_path)
    (tmp_path / "mine.backup").write_text("somebody's own")
    at("2017-04-04 12:00")
    second, _ = making.make(made.chosen, tmp_path)
    assert making.forget_old(tmp_path, 35, clock.now()) == []
    at("2017-04-05 13:00")
    assert making.forget_old(tmp_path, 35, clock.now()) == [first]
    assert {path.name for path in tmp_path.iterdir()} == {"mine.backup", second.name}
