"""An import that was undone since a backup was made does not come back with it."""

import json

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.backup import making, restoring
from community.core import gone
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.imports import run, undo, undone
from community.imports.models import ImportBatch
from community.members.models import Member
from community.projects.models import Project
from tests.imports.conftest import FILES

NAMES = ("Nia Bevan", "Tomasz Król", "Ife Bello")


@pytest.fixture(scope="module")
def older(made, tmp_path_factory):
    """A backup with an import in it, which was undone after it was made.

    One of its people had joined by then, and one of its projects was edited.
    """
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with made.site():
        assert run.import_folder(
            folder, dry_run=False, skip_bad=False, listed=False, basis="",
            say=lambda _line: None,
        )  # fmt: skip
    file, _ = making.make(made.chosen, tmp_path_factory.mktemp("older") / "one")
    with made.site():
        joined = unscoped("test", Member.account_id).where(Member.name == "Ife Bello")
        db.session.execute(
            update(Account).where(Account.id.in_(joined)).values(state=State.ACTIVE)
        )
        edited = update(Project).where(Project.import_id == "j2").values(version=2)
        db.session.execute(edited)
        db.session.commit()
        start_writing()
        undo.undo_batch(batch().id)
    return file


def batch():
    return db.session.scalars(unscoped("test", ImportBatch)).one()


def there():
    """Return who and which projects of the import there are."""
    people = unscoped("test", Member.name).where(Member.name.in_(NAMES))
    projects = unscoped("test", Project.import_id).where(Project.import_id != "")
    return set(db.session.scalars(people)), set(db.session.scalars(projects))


@pytest.fixture
def report(made, older):
    return restoring.restore(made.chosen, older, instead=True)


def test_whom_it_made_does_not_come_back(made, report):
    assert (report.undone, report.problems) == (1, ())
    with made.site():
        people, projects = there()
        assert batch().undone_at is not None
    assert (people, projects) == ({"Ife Bello"}, {"j2"}), "who had made it their own"


def test_once_more_changes_nothing(made, report):
    with made.site():
        assert undo.undo_again(gone.place()) == 0


def test_another_import_with_its_number_is_not_meant(made, report):
    """Numbers are given again after a backup from before the import came back."""
    with made.site():
        (line,) = undone.read(gone.place())
        later = batch().at.replace(year=2099)
        again = update(ImportBatch).values(at=later, undone_at=None)
        db.session.execute(again)
        assert undo.undo_again(gone.place()) == 0
        assert line.batch == batch().id
        db.session.rollback()


def test_the_list_names_nobody(made, report):
    words = (made.data / gone.NAME).read_text()
    (line,) = (json.loads(one) for one in words.splitlines() if "undone import" in one)
    assert set(line) == {"undone import", "at", "accounts", "projects"}
    assert (len(line["accounts"]), len(line["projects"])) == (1, 1)
    assert not [name for name in NAMES if name in words]


def test_a_line_that_was_cut_off_stands_in_nobodys_way(made, report, tmp_path):
    with made.site():
        whole, words = list(undone.read(gone.place())), gone.place().read_text()
    cut = tmp_path / "cut"
    cut.write_text(f'{words}{{"undone import": 1, "at": "yester')
    assert list(undone.read(cut)) == whole


def test_it_is_undone_also_where_the_list_cannot_be_written(app, monkeypatch):
    def full(_lines):
        raise OSError("no space left")

    monkeypatch.setattr(gone, "add", full)
    row = ImportBatch(listed=False, basis="", counts={})
    db.session.add(row)
    db.session.commit()
    assert "is undone" in undo.undo_batch(row.id)
    assert row.undone_at is not None
