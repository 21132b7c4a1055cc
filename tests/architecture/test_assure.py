"""`make assure` runs every test file, keeps what is proven, and tells it in a table."""

import json

import pytest

from tests import assure, assuring
from tests.assure import PARTS, Part


def test_every_test_file_runs_in_one_part_alone():
    found = [file for files in assure.files().values() for file in files]
    there = {
        str(path.relative_to(assuring.ROOT))
        for path in assure.TESTS.glob("**/test_*.py")
    }
    assert sorted(found) == sorted(there)


def test_every_part_runs_something():
    ran = {name for name, _kind, _options in assure.runs()}
    empty = set(PARTS) - ran
    assert empty <= {"erasure"}, "a part whose files are not there"


def test_what_is_told_is_read_back(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv(assure.FILE)
    assure.told("a thing", size=3, failures=0)
    printed = capsys.readouterr().out
    assert assure.rows_of(f"before\n{printed}after\n") == [
        {"what": "a thing", "size": 3, "failures": 0}
    ]


def test_processes_of_one_run_tell_into_one_file(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv(assure.FILE, str(tmp_path / "told"))
    assure.told("one", size=1)
    assure.told("two", size=2)
    lines = (tmp_path / "told").read_text().splitlines()
    assert [json.loads(line)["what"] for line in lines] == ["one", "two"]
    assert capsys.readouterr().out == ""


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run assure with parts that are programs, in a folder of its own."""
    done = []

    def work(name, proofs):
        monkeypatch.setitem(PARTS, name, Part(program=f"tests.assure:{name}"))
        monkeypatch.setattr(
            assure, name, lambda: [done.append(name), *proofs][1:], raising=False
        )

    def start(*words, source="one", **parts):
        PARTS.clear()
        for name, proofs in parts.items():
            work(name, proofs)
        monkeypatch.setattr(assuring, "digest", lambda: source)
        done.clear()
        return assuring.main(list(words)), list(done), json.loads(report.read_text())

    report = tmp_path / "assure.json"
    monkeypatch.setattr(assuring, "REPORT", report)
    monkeypatch.setattr(assuring, "KEPT", tmp_path / "assure")
    before = dict(PARTS)
    yield start
    monkeypatch.undo()
    PARTS.clear()
    PARTS.update(before)


GOOD, BAD = {"what": "kills", "size": 9, "lost": 0}, {"what": "kills", "lost": 2}


def test_a_row_for_each_proof(run, capsys):
    code, done, report = run(kills=[GOOD], other=[])
    assert (code, done) == (0, ["kills", "other"])
    assert report["proofs"] == [{"part": "kills", "database": "", **GOOD}]
    assert [part["part"] for part in report["parts"]] == ["kills", "other"]
    assert report["not run"] == []
    assert "   kills: 9 size, 0 lost" in capsys.readouterr().out


def test_what_is_proven_of_the_same_sources_is_not_proven_anew(run):
    run(kills=[GOOD], other=[])
    code, done, report = run(kills=[GOOD], other=[])
    assert (code, done, len(report["proofs"])) == (0, [], 1)
    assert run("--afresh", kills=[GOOD], other=[])[1] == ["kills", "other"]
    assert run(source="two", kills=[GOOD], other=[])[1] == ["kills", "other"]


def test_one_part_alone_leaves_the_others_named(run):
    code, done, report = run("--only", "other", kills=[GOOD], other=[])
    assert (code, done, report["not run"]) == (0, ["other"], ["kills"])


def test_a_part_that_fails_is_tried_again(run, capsys):
    assert run(kills=[BAD])[0] == 1
    assert "!! kills: 2 lost" in capsys.readouterr().out
    assert run(kills=[GOOD])[:2] == (0, ["kills"])


def test_an_unknown_part_is_named(run, capsys):
    with pytest.raises(SystemExit):
        run("--only", "nothing", kills=[GOOD])
    assert "nothing: use kills" in capsys.readouterr().err


def test_any_file_of_the_project_makes_other_sources(monkeypatch, tmp_path):
    monkeypatch.setattr(assuring, "ROOT", tmp_path)
    (tmp_path / "tests").mkdir()
    file = tmp_path / "tests" / "one.py"
    file.write_text("1")
    one = assuring.digest()
    assert assuring.digest() == one
    file.write_text("2")
    assert assuring.digest() != one
