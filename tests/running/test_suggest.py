"""`community suggest`: one person's list, or everybody's as a file."""

import csv
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from community import cli, lists
from community.connections.models import ConnectionRequest, Dismissal, Subject
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.matching import everybody, snapshot
from community.members.models import Member, MemberTag, Relation
from community.safeguarding import commands as safeguarding
from tests.cast import CAST, connect, join, tag_id


@pytest.fixture
def suggest(app, monkeypatch):
    """Run `community suggest` on the test's own site."""
    monkeypatch.setattr(cli, "_site", lambda: app)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")

    def run(*words):
        snapshot.bump()
        db.session.commit()
        return CliRunner().invoke(cli.main, ["suggest", *map(str, words)])

    return run


@pytest.fixture
def written(suggest, tmp_path):
    """Return the lines that `--all` writes, as (member, place, suggested, score)."""

    def run(*words):
        out = tmp_path / "lists.csv"
        done = suggest("--all", "--out", out, *words)
        assert done.exit_code == 0, done.output
        with out.open(encoding="utf-8", newline="") as text:
            head, *rows = csv.reader(text)
        assert head == ["member", "place", "suggested", "score"]
        assert f"Wrote {len(rows)} suggestions to {out}." in done.stdout
        return [tuple(row) for row in rows]

    return run


def now(member, **facts):
    db.session.execute(update(Member).where(Member.id == member).values(**facts))


def pairs(rows):
    return {(member, suggested) for member, _, suggested, _ in rows}


@pytest.mark.parametrize(
    "words",
    [
        [], ["--all"], ["--out", "lists.csv"], ["--people"],
        ["alice-1", "--all", "--out", "lists.csv"], ["alice-1", "--people"],
    ],
)  # fmt: skip
def test_without_a_name_or_a_file_for_all_it_says_what_to_say(suggest, words):
    done = suggest(*words)
    assert done.exit_code == 2
    assert "Name one member, or say --all and --out FILE.csv" in done.output


def test_a_list_is_limited_and_in_order(written):
    rows = written("--people", "--limit", 2)
    places = {}
    for member, place, _, score in rows:
        places.setdefault(member, []).append((int(place), -float(score)))
    assert all(found == sorted(found) for found in places.values())
    assert {len(found) for found in places.values()} <= {1, 2}
    assert ("alice-1", "1", "dai-4") in {row[:3] for row in rows}


def test_projects_are_suggested_but_those_one_is_in(written):
    found = pairs(written())
    assert ("bob-2", "project-1") in found
    assert ("bob-2", "project-2") not in found
    assert not {suggested for _, suggested in found} - {"project-1", "project-2"}


def test_only_who_is_listed_and_active_has_a_list_or_is_on_one(written):
    seen = {slug for pair in pairs(written("--people")) for slug in pair}
    assert {"alice-1", "bob-2", "dai-4"} <= seen
    assert "carol-3" not in seen, "only her connections see her"
    assert "pat-9" not in seen, "not active yet"
    now(4, listed=False)
    assert "dai-4" not in {slug for pair in pairs(written("--people")) for slug in pair}


def test_whoever_is_blocked_is_on_no_list_of_either(written):
    assert ("alice-1", "bob-2") in pairs(written("--people"))
    bob = db.session.scalars(unscoped("test", Member).where(Member.id == 2)).one()
    safeguarding.block(CAST["alice"].viewer, bob)
    found = pairs(written("--people"))
    assert ("alice-1", "bob-2") not in found
    assert ("bob-2", "alice-1") not in found


def test_whom_one_knows_in_private_is_not_suggested(written):
    connect(1, 2)
    assert ("alice-1", "bob-2") not in pairs(written("--people"))


def test_a_project_that_one_is_in_unseen_is_not_suggested(written):
    join(1, 2, audience=Audience.ME)
    assert ("bob-2", "project-1") not in pairs(written())


@pytest.mark.parametrize("days", [None, 1, -1])
def test_what_is_put_aside_comes_back_on_its_day(written, days):
    until = None if days is None else clock.today() + timedelta(days)
    for subject, number in ((Subject.PERSON, 4), (Subject.PROJECT, 1)):
        db.session.add(
            Dismissal(member_id=2, subject=subject, subject_id=number, until=until)
        )
    back = days == -1
    assert (("bob-2", "dai-4") in pairs(written("--people"))) is back
    assert (("bob-2", "project-1") in pairs(written())) is back


def test_whom_one_asked_is_not_suggested(written):
    db.session.add(ConnectionRequest(asker_id=1, asked_id=2, message="Hello"))
    found = pairs(written("--people"))
    assert ("alice-1", "bob-2") not in found
    assert ("bob-2", "alice-1") not in found


def test_who_takes_no_requests_is_suggested_to_nobody_and_has_a_list(written):
    now(2, taking_requests=False)
    found = pairs(written("--people"))
    assert "bob-2" not in {suggested for _, suggested in found}
    assert "bob-2" in {member for member, _ in found}


def test_what_members_may_not_see_changes_no_byte(written, tmp_path):
    written("--people")
    before = (tmp_path / "lists.csv").read_bytes()
    db.session.add(
        MemberTag(
            member_id=1, tag_id=tag_id("storytelling"), relation=Relation.SEEKS,
            audience=Audience.ME,
        )
    )  # fmt: skip
    written("--people")
    assert (tmp_path / "lists.csv").read_bytes() == before


def test_a_cluster_writes_the_same_bytes(suggest, tmp_path):
    distributed = pytest.importorskip("distributed")
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    assert suggest("--all", "--out", here).exit_code == 0
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        done = suggest(
            "--all", "--out", there, "--scheduler", cluster.scheduler_address
        )
    assert done.exit_code == 0, done.output
    assert here.read_bytes() == there.read_bytes()


def test_without_dask_a_cluster_is_refused_with_a_sentence(
    suggest, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = suggest("--all", "--out", tmp_path / "a.csv", "--scheduler", "tcp://x:1")
    assert done.exit_code == 1
    assert "pip install 'common-thread[scale]'" in done.output


def test_the_file_is_for_its_owner_alone(suggest, tmp_path):
    out = tmp_path / "lists.csv"
    out.touch(mode=0o644)
    assert suggest("--all", "--out", out).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600


def test_others_can_write_while_lists_are_worked_out(suggest, tmp_path):
    """What is read is let go of before the long work."""
    written = []

    def progress(done):
        with db.engine.connect().execution_options(write=True) as other:
            other.exec_driver_sql("UPDATE version SET value = value + 1")
            other.commit()
        written.append(done)

    found = everybody.lists(people=True, limit=3, progress=progress)
    assert list(found)
    assert written


def test_a_file_that_can_not_be_written_is_said_so(suggest, tmp_path):
    done = suggest("--all", "--out", tmp_path / "nowhere" / "lists.csv")
    assert done.exit_code == 1
    assert "lists.csv can't be written: No such file or directory." in done.output


def test_progress_is_a_line_every_five_percent_on_the_side(suggest, tmp_path):
    done = suggest("--all", "--out", tmp_path / "lists.csv")
    assert done.stderr.splitlines()[-1] == "100 %"
    assert "%" not in done.stdout


def test_progress_in_a_terminal_is_a_bar(monkeypatch, capsys):
    monkeypatch.setattr(lists.sys.stderr, "isatty", lambda: True, raising=False)
    progress = lists._progress()
    progress(0.5)
    progress(1.0)
    assert capsys.readouterr().err == (f"\r[{'#' * 10:<20}] 50 %\r[{'#' * 20}] 100 %\n")


@pytest.mark.parametrize("who", ["alice-1", "alice@example.org", "Alice@Example.org"])
def test_one_list_reads_as_the_person_would_read_it(suggest, visitor, who):
    done = suggest(who)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Dai Prosser\n    ")
    page = " ".join(visitor("alice").see("/suggestions/").main.split()).casefold()
    for line in done.output.splitlines():
        assert line.strip().casefold() in page


def test_a_stranger_is_refused_with_a_sentence(suggest):
    done = suggest("nobody@example.org")
    assert done.exit_code == 1
    assert "Nobody active is called nobody@example.org." in done.output
    assert "Nobody active is called pat-9." in suggest("pat-9").output


def test_who_has_no_suggestions_is_told_so(suggest):
    assert suggest("mo-8").output == "No suggestions yet.\n"
