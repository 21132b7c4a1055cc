"""Who was erased stays erased, whichever backup comes back."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from community.accounts.models import Account
from community.backup import making, restoring
from community.core import clock
from community.core.db import db
from community.privacy import cleaning, erasing
from community.privacy.inventory import Fate
from tests.assure import told
from tests.backup.places import empty_again
from tests.leaving import dump
from tests.leaving.canaries import Flock

ALICE, CANARIES = 1, 30
GONE = {Fate.ROW, Fate.WORDS}


def planted(made):
    """Plant words of Alice's in every table that leads to her; return some that go."""
    with made.site():
        db.session.execute(
            update(Account).values(created_at=clock.now().replace(year=2017))
        )
        flock = Flock(ALICE, ALICE)
        flock.fill()
        found = [one.word for one in flock.all if one.fate in GONE]
    return [*found, "alice@example.org", "Alice Marsh"]


def erase(made):
    with made.site():
        erasing.erase(ALICE)
        db.session.commit()
        cleaning.tidy_up()


def found_in(made, words):
    """Return the words that somebody with the database and the folder can read."""
    with made.site():
        all_ = dump.of_database() + dump.of_folder(made.data)
    return [one for one in words if one.encode() in all_]


@pytest.fixture(scope="module")
def older(made, tmp_path_factory):
    """Words of Alice's, a backup that holds them, and that she was erased after it."""
    words = planted(made)
    file, _contents = making.make(made.chosen, tmp_path_factory.mktemp("older") / "one")
    there = found_in(made, words)
    erase(made)
    return there, file


def test_an_older_backup_does_not_bring_anybody_back(made, older):
    words, file = older
    assert len(words) >= CANARIES
    assert found_in(made, words) == []
    assert not any(word.encode() in file.read_bytes() for word in words)
    report = restoring.restore(made.chosen, file, instead=True)
    left = found_in(made, words)
    told(
        "canaries of an erased person after an older backup came back",
        size=len(words), differences=len(left),
    )  # fmt: skip
    assert report.erased == 1
    assert left == []


def test_nor_does_one_on_another_machine_that_has_the_list(made, older, tmp_path):
    """The list lies beside the backups, as of the last one that was made."""
    words, file = older
    making.make(made.chosen, tmp_path)
    moved = Path(shutil.copyfile(file, tmp_path / "older.backup"))
    empty_again(made)
    report = restoring.restore(made.chosen, moved)
    assert report.erased == 1
    assert found_in(made, words) == []
    assert (made.data / "erasures.jsonl").exists(), "and it goes on being known"


def test_verifying_an_older_backup_leaves_nothing_of_it(made, older, tmp_path):
    words, _file = older
    newest, _contents = making.make(made.chosen, tmp_path)
    assert restoring.verify(made.chosen, newest).erased == 0
    assert found_in(made, words) == []
