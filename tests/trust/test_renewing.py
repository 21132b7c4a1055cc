"""A new key of the vault: everything opens with it, and the old one can go."""

import json

import pytest
from sqlalchemy import select

from community.accounts import asking
from community.accounts.models import Totp
from community.core import outbox, trail, vault
from community.core.access import Audience
from community.core.db import Base, db, start_writing
from community.core.outbox import Job
from community.core.visible import unscoped
from community.lived.models import LivedExperience
from community.privacy import renewing
from tests.core.test_trail import NEW, write
from tests.databases import VAULT

WORDS = json.dumps({"tag": "diabetes", "words": "since 2009"})


@pytest.fixture
def keys(app, monkeypatch):
    """Give the vault other keys."""

    def give(*names: str) -> None:
        options = {**db.engine.get_execution_options(), vault.KEYS: names}
        monkeypatch.setattr(db.engine, "get_execution_options", lambda: options)

    return give


@pytest.fixture
def sealed(app):
    """Two apps with codes, three things that were lived through, work, a checkpoint."""
    write(2)
    start_writing()
    for account in (6, 7):
        db.session.add(Totp(account_id=account, sealed=vault.seal(f"SECRET{account}")))
    for number in range(3):
        row = LivedExperience(member_id=1, audience=Audience.ME, agreed="")
        row.sealed = vault.seal(f"{number} {WORDS}")
        db.session.add(row)
    for number in range(3):
        outbox.post("reset", "alice@example.org", link=f"/reset/{number}")
    for name in ("Nia", "Bee"):
        asking.leave("join", "join", "new@example.org", name=name)
    outbox.post("welcome", "alice@example.org")
    first, head = trail.head()
    db.session.commit()
    return first, head


def all_open() -> list[str]:
    db.session.rollback()
    apps = select(Totp.sealed).order_by(Totp.account_id)
    found = [vault.opened(one) for one in db.session.scalars(apps)]
    lived = unscoped("test", LivedExperience.sealed).order_by(LivedExperience.id)
    found += [vault.opened(one) for one in db.session.scalars(lived)]
    works = db.session.scalars(select(Job.facts).order_by(Job.id))
    return found + [json.dumps(outbox.opened(facts)) for facts in works]


def test_all_is_sealed_anew_and_the_old_key_can_go(sealed, keys, monkeypatch):
    monkeypatch.setattr(renewing, "AT_ONCE", 2)
    before = all_open()
    keys(NEW, VAULT)
    done = {one.table: one.rows for one in renewing.renew()}
    rows = {"totp": 2, "lived_experience": 3, "job": 5, "audit_checkpoint": 0}
    assert done == rows
    keys(NEW)
    assert all_open() == before
    keys(VAULT)
    with pytest.raises(vault.Locked):
        all_open()


def test_it_may_be_done_twice(sealed, keys):
    before = all_open()
    keys(NEW, VAULT)
    for _time in range(2):
        list(renewing.renew())
    keys(NEW)
    assert all_open() == before


def test_work_that_is_done_meanwhile_stays_empty(sealed, keys):
    keys(NEW, VAULT)
    done = renewing._of_outbox()
    real = db.session.scalars
    with pytest.MonkeyPatch.context() as patch:

        def then(found):
            numbers = real(found).all()
            asking.taken(db.session.get_one(Job, numbers[-1]))
            db.session.commit()
            return numbers

        patch.setattr(db.session, "scalars", then)
        assert list(done) == [4]
    rows = db.session.scalars(select(Job.facts).order_by(Job.id)).all()
    assert rows[-2:] == [{}, {}]


def test_a_checkpoint_is_signed_anew(sealed, keys):
    start_writing()
    trail._sign(0, 0, "")
    db.session.commit()
    keys(NEW, VAULT)
    assert [one.rows for one in renewing.renew()][-1] == 1
    keys(NEW)
    assert trail.verify().whole


def test_without_the_old_key_it_says_so_and_changes_nothing(sealed, keys):
    keys(NEW)
    with pytest.raises(vault.Locked):
        list(renewing.renew())
    keys(VAULT)
    assert len(all_open()) == 11


def test_every_sealed_column_is_in_the_list():
    there = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "sealed" in column.name
    }
    assert there == {(one.__tablename__, name) for one, _key, name in renewing.SEALED}
