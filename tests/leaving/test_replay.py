"""An older backup does not bring back who was erased; an import neither."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.text import folded
from community.core.visible import unscoped
from community.imports import run
from community.members.models import Member
from community.privacy import cleaning, erasing, erasures, leaving
from community.privacy.erasures import Erased, read
from community.privacy.models import Erasure
from community.safeguarding import administering
from community.safeguarding.models import Ground
from tests.cast import CAST


@pytest.fixture
def listed(app, data_dir, at):
    """The list after Alice and Dai were erased, as it lies beside an older backup."""
    at("2026-05-13 12:00")
    start_writing()
    db.session.execute(
        update(Account).values(created_at=clock.now() - timedelta(days=9))
    )
    db.session.commit()
    moment = clock.now()
    file = erasures.place()
    lines = [
        Erased(number, number, f"mark-of-{number}", moment) for number in (1, 4, 77)
    ]
    file.write_text(
        "".join(
            json.dumps(
                {"account": one.account, "member": one.member, "mark": one.mark,
                 "at": one.at.isoformat()}
            ) + "\n"
            for one in lines
        )
    )  # fmt: skip
    return file


def test_who_is_in_the_list_and_came_back_is_erased_again(listed):
    start_writing()
    assert erasing.replay(listed) == 2
    db.session.commit()
    cleaning.tidy_up()
    left = set(db.session.scalars(unscoped("test", Account.id)))
    assert not left & {1, 4}
    assert {2, 3, 5} <= left
    start_writing()
    assert erasing.replay(listed) == 0


def test_a_number_that_was_given_anew_is_somebody_else(listed):
    start_writing()
    db.session.execute(
        update(Account)
        .where(Account.id == 4)
        .values(created_at=clock.now() + timedelta(days=1))
    )
    db.session.commit()
    start_writing()
    assert erasing.replay(listed) == 1
    db.session.commit()
    assert db.session.get(Account, 4) is not None


def test_a_line_that_was_cut_off_is_left_out_and_the_next_begins_anew(listed):
    with listed.open("a") as file:
        file.write('{"account": 2, "memb')
    assert [one.account for one in read(listed)] == [1, 4, 77]
    start_writing()
    erasing.erase(5)
    db.session.commit()
    cleaning.tidy_up()
    assert [one.account for one in read(listed)] == [1, 4, 77, 5]


def test_a_list_that_is_not_there_is_empty(tmp_path):
    assert list(read(tmp_path / "none.jsonl")) == []


def test_a_line_says_nothing_of_the_person(app, data_dir):
    start_writing()
    erasing.erase(1)
    db.session.commit()
    cleaning.tidy_up()
    (line,) = erasures.place().read_text().splitlines()
    said = json.loads(line)
    assert sorted(said) == ["account", "at", "mark", "member"]
    row = db.session.scalars(select(Erasure)).one()
    assert said["mark"] == row.mark
    assert oct(erasures.place().stat().st_mode)[-3:] == "600"


PEOPLE = (
    "id,display_name,email\n"
    "p1,Nia Bevan,nia@example.org\np2,Tomasz Krol,tomasz@example.org\n"
)
OTHERS = {
    "projects.csv": "id,title,tags,summary\nj1,Tea and talk,,Once a week\n",
    "memberships.csv": "person,project,role\np1,j1,lead\np2,j1,member\n",
    "ties.csv": "a,b,message\np1,p2,hello\n",
}


@pytest.mark.parametrize(
    "people",
    [PEOPLE, PEOPLE.replace("p1,", "p9,"), PEOPLE.replace("nia@", "bevan@")],
    ids=["the same", "another id", "another address"],
)
def test_an_import_leaves_out_who_was_erased(app, data_dir, tmp_path, people):
    _bring(tmp_path, PEOPLE)
    number = db.session.scalar(
        unscoped("test", Account.id).where(Account.email == "nia@example.org")
    )
    start_writing()
    erasing.erase(number)
    db.session.commit()
    said = _bring(tmp_path, people)
    assert "1 people were erased here and are left out." in said
    names = unscoped("test", Member.name).where(Member.folded == folded("Nia Bevan"))
    assert db.session.scalars(names).all() == []
    assert (
        db.session.scalar(
            unscoped("test", func.count(Account.id)).where(
                Account.state == State.INVITED
            )
        )
        == 1
    )


def _bring(folder, people):
    (folder / "people.csv").write_text(people)
    member = people.splitlines()[1].split(",")[0]
    for name, words in OTHERS.items():
        (folder / name).write_text(words.replace("p1", member))
    said = []
    start_writing()
    run.import_folder(
        folder, dry_run=False, skip_bad=False, listed=False, basis="", say=said.append
    )
    return said


def test_whoever_was_erased_may_join_again(app, data_dir, visitor):
    from community.members import joining

    start_writing()
    erasing.erase(1)
    db.session.commit()
    start_writing()
    joining.join(joining.Joiner("Alice Marsh", "alice@example.org", "x"), None)
    db.session.commit()
    found = unscoped("test", Account.state).where(Account.email == "alice@example.org")
    assert db.session.scalars(found).one() is State.UNCONFIRMED


def test_whoever_was_shut_out_may_not(app, data_dir):
    from community.members import joining

    start_writing()
    administering.suspend(CAST["ada"].viewer, 1, Ground.RULES, "Why")
    leaving.leave(Viewer(account_id=1, state="suspended"))
    db.session.commit()
    start_writing()
    erasing.erase(1)
    db.session.commit()
    start_writing()
    joining.join(joining.Joiner("Alice Marsh", "alice@example.org", "x"), None)
    db.session.commit()
    found = unscoped("test", Account.id).where(Account.email == "alice@example.org")
    assert db.session.scalars(found).all() == []
