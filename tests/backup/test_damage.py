"""What is wrong with a backup is said in a sentence, and nothing is put anywhere."""

import io
import tarfile
from dataclasses import replace

import pytest
from click.testing import CliRunner

from community import cli
from community.backup import contents, databases, making, restoring
from community.backup.contents import DATABASE, LIST, Contents
from community.backup.problems import BackupProblem
from community.backup.sealing import Sealing
from tests.backup.places import KEY, OTHER_KEY, environment


@pytest.fixture
def untouched(made):
    """See that the place and its folder are as they were, whatever was tried."""
    before, there = made.rows(), sorted(made.data.rglob("*"))
    yield made
    assert made.rows() == before
    assert sorted(made.data.rglob("*")) == there


def refused(made, file, words):
    for does in (
        lambda: restoring.verify(made.chosen, file),
        lambda: restoring.restore(made.chosen, file, instead=True),
    ):
        with pytest.raises(BackupProblem, match=words):
            does()


def written(file, parts, key=KEY):
    """Write a sealed file of some parts."""
    with file.open("wb") as out:
        sealing = Sealing(out, key)
        with tarfile.open(mode="w|", fileobj=sealing) as tar:
            for name, data in parts:
                part = tarfile.TarInfo(name)
                part.size = len(data)
                tar.addfile(part, io.BytesIO(data))
        sealing.close()
    return file


def listed(**other):
    facts = Contents("9.9", "20261209", "sqlite", "2017-09-01T12:00:00+00:00")
    return replace(facts, **other).as_json().encode()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off(untouched, file, tmp_path, share):
    whole = file.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(whole[: int(share * len(whole))])
    refused(untouched, cut, "damaged")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.999])
def test_a_file_in_which_one_byte_is_another(untouched, file, tmp_path, share):
    words = bytearray(file.read_bytes())
    words[int(share * len(words))] ^= 0xFF
    other = tmp_path / "other"
    other.write_bytes(words)
    refused(untouched, other, "damaged")


def test_a_key_that_does_not_fit(untouched, file):
    elsewhere = untouched.other(backup_key=OTHER_KEY)
    refused(elsewhere, file, "COMMUNITY_BACKUP_KEY")


def test_a_key_that_was_changed_goes_on_opening_older_files(made, file):
    """The keys of the vault open too: the old one is listed there, or was one."""
    renewed = made.other(
        backup_key=OTHER_KEY, vault_keys=(*made.chosen.vault_keys, KEY)
    )
    assert restoring.verify(renewed.chosen, file).problems == ()


def test_a_file_of_something_else(untouched, tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"PK\3\4" + b"x" * 9000)
    refused(untouched, other, "not a backup")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], "damaged"),
        ([(LIST, listed())], "damaged"),
        ([(LIST, listed(format=2))], "newer version"),
        ([("../out", b"x"), (LIST, listed())], "not a backup"),
        ([("files/../../out", b"x"), (LIST, listed())], "not a backup"),
        ([("files//etc/out", b"x"), (LIST, listed())], "not a backup"),
        ([("files/photos/one.webp", b"x"), (LIST, listed())], "damaged"),
    ],
)
def test_a_sealed_file_that_is_none_of_ours(untouched, tmp_path, parts, words):
    refused(untouched, written(tmp_path / "other", parts), words)


def test_a_database_that_is_damaged_inside_a_file_that_is_whole(untouched, tmp_path):
    import hashlib

    data = b"SQLite format 3\0" + b"\0" * 5000
    kind = databases.kind_of(untouched.chosen.database_url)
    facts = listed(database=kind, parts={DATABASE: hashlib.sha256(data).hexdigest()})
    other = written(tmp_path / "other", [(DATABASE, data), (LIST, facts)])
    refused(untouched, other, "damaged|pg_restore failed")


def test_a_backup_of_the_other_database(untouched, file, tmp_path, monkeypatch):
    read = contents.read
    monkeypatch.setattr(contents, "read", lambda words: _other_kind(read(words)))
    refused(untouched, file, "This is a backup of other")


def _other_kind(found):
    found.database = "other"
    return found


def test_fewer_rows_than_were_counted(untouched, file, monkeypatch):
    read = contents.read

    def count(words):
        found = read(words)
        found.rows["account"] += 1
        return found

    monkeypatch.setattr(contents, "read", count)
    refused(untouched, file, "damaged")


def test_a_backup_that_can_not_be_written_leaves_nothing(untouched, tmp_path):
    with pytest.raises(BackupProblem, match="can't be written"):
        making.make(untouched.chosen, tmp_path / "no" / "such" / "folder")
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "PROGRAMS", tmp_path)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(BackupProblem, match="apt-get install postgresql-client"):
        databases.run("pg_dump", "postgresql://nobody@127.0.0.1/none")


def test_the_password_is_not_on_the_command_line(monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    bin_ = tmp_path / "15" / "bin"
    bin_.mkdir(parents=True)
    program = bin_ / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" "/ $PGPASSWORD" > {seen}\n')
    program.chmod(0o700)
    monkeypatch.setattr(databases, "PROGRAMS", tmp_path)
    databases.run("pg_dump", "postgresql+psycopg://us:pa%20ss@db.example.org:5/place")
    words, _slash, password = seen.read_text().strip().partition(" / ")
    assert password == "pa ss"
    assert words == "--dbname=postgresql://us@db.example.org:5/place --no-password"


# ------------------------------------------------------------------------- commands
@pytest.fixture
def command(made, monkeypatch):
    def run(*words, code=0):
        for name, value in environment(made).items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(cli.main, [str(word) for word in words])
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_the_commands_say_what_they_did(command, made, tmp_path):
    said = command("backup", tmp_path, "--keep", 35)
    (kept,) = tmp_path.glob("*.backup")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert f"{kept}: " in said
    assert "1 files" in said
    assert "0 older than 35 days deleted." in said
    assert "is good" in command("backup", "--verify", kept)
    assert "accounts already" in command("restore", kept, code=1)
    said = command("restore", "--replace", kept)
    assert "is in place" in said
    assert "consents that were withdrawn" in said
    assert "What was there is" in said


def test_without_a_name_it_lies_in_the_data_folder(command, made):
    command("backup")
    (kept,) = (made.data / "backups").iterdir()
    assert kept.name.startswith("community-20")
    assert "is good" in command("backup", "--verify", kept)
    kept.unlink()


def test_a_wrong_word_is_a_sentence(command, tmp_path, made):
    (tmp_path / "other").write_text("no backup")
    assert "Error: This is not a backup" in command(
        "backup", "--verify", tmp_path / "other", code=1
    )
    assert "Name the file" in command("backup", "--verify", code=2)
