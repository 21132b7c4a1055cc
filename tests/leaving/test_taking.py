"""Download my data: all of one's own, nothing that one may not see."""

import io
import json
import random
import zipfile
from dataclasses import replace
from difflib import unified_diff

import html5lib
import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core import clock, journal, ledger, vault
from community.core.access import Audience, Role
from community.core.db import db, start_writing
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.lived.models import LivedExperience
from community.members.models import DetailName, Member, MemberDetail
from community.privacy import taking
from community.privacy.inventory import exported
from community.web import privacy_data
from tests import sampling
from tests.cast import CAST
from tests.leaving.canaries import TABLES, Flock
from tests.privacy import stage, worlds

PATH = "/account/privacy/data"
ALICE = CAST["alice"].viewer


def taken(visitor):
    page = visitor.client.post(PATH, data={"csrf_token": visitor.token()})
    assert page.status_code == 200, page.get_data(as_text=True)[:500]
    assert page.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(page.get_data())) as held:
        return {name: held.read(name) for name in held.namelist()}


@pytest.fixture
def staged(app, data_dir):
    stage.fill()
    db.session.commit()
    return data_dir


def _given(one):
    """Tell whether the inventory gives this column of rows that are mine this way."""
    for line in exported():
        if (line.table, line.column) == (one.table, one.by):
            names = line.only or [column.name for column in TABLES[one.table].columns]
            return one.column in {*names} - {*line.hide, *taking.NEVER}
    return False


NOT_TOLD_YET = {
    ("introduction", "purpose"), ("introduction", "words"), ("opening", "why"),
}  # fmt: skip
"""An introduction that was not passed on, an opening of which one is told later."""


def test_every_word_of_mine_is_in_both_files(staged, visitor):
    mine = [one for one in Flock(1, 1).fill() if _given(one)]
    held = taken(visitor("alice"))
    assert len(mine) > 50
    for name in ("my-data.html", "my-data.json"):
        missing = {
            (one.table, one.column)
            for one in mine
            if one.word.encode() not in held[name]
        }
        assert missing == NOT_TOLD_YET, name


def test_nothing_that_others_hide_is_in_it(staged, visitor):
    for number in (2, 4, 8):
        seeded = Flock(number, number).fill()
        held = b"".join(taken(visitor("pat")).values())
        told = [one for one in seeded if one.word.encode() in held]
        assert not told


SIZE = sampling.size(140, 14, 4)
VIEWERS = ("alice", "bob", "dai", "lea", "olu", "ada", "mo")


@pytest.mark.parametrize("seed", range(SIZE))
def test_what_is_hidden_changes_no_byte_of_it(app, seed, at):
    at("2017-11-01 12:00")
    rng = random.Random(f"my data {seed}")
    worlds.shuffle(rng)
    name = VIEWERS[seed % len(VIEWERS)]
    viewer = CAST[name].viewer
    if name == "dai":  # the stage lets him curate
        viewer = replace(viewer, roles=frozenset({Role.CURATOR}))
    before = _read(viewer)
    changed = worlds.change_what_is_hidden(rng, viewer)
    told = "\n".join(unified_diff(before, _read(viewer), lineterm="", n=4))
    assert not told, (name, changed, told)


def _read(viewer):
    """Return the lines of it, without words of one's own that the worlds rewrite.

    They take for hidden what no page shows to whoever wrote it: why a record was
    changed, what was reported, what one said under an idea that is hidden by now.
    """
    db.session.expire_all()
    found = json.loads(taking.own_data(viewer).as_json())
    for section in found["sections"]:
        tables = section["tables"]
        for name in ("resource_version", "report"):
            tables.pop(name, None)
        for name in ("idea_comment", "idea_help"):
            tables[name] = [one for one in tables.get(name, ()) if one["idea"]]
    found["sections"] = [
        one for one in found["sections"] if any(one["tables"].values())
    ]
    return json.dumps(found, indent=1).splitlines()


def test_it_opens_without_anything_else(staged, visitor):
    page = taken(visitor("alice"))["my-data.html"].decode()
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    assert "http" not in page.split("<body>")[0]
    assert "<script" not in page
    assert "src=" not in page.replace('src="photos/', "")
    assert page.count("<h1>") == 1
    assert "Your profile" in page
    assert "Runs a walking group" in page


def test_photos_come_along(staged, visitor):
    photo = staged / "photos" / "mine.webp"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"a photo of mine")
    db.session.add(
        MemberDetail(member_id=1, name=DetailName.PHOTO, audience=Audience.ME,
                     value={"file": photo.name, "alt": "me"})
    )  # fmt: skip
    db.session.commit()
    held = taken(visitor("alice"))
    assert held["photos/mine.webp"] == b"a photo of mine"
    assert b'src="photos/mine.webp"' in held["my-data.html"]


def test_what_is_sealed_is_opened_for_its_owner(staged, visitor):
    kept = vault.seal(json.dumps({"tag": "", "words": "I came through a flood"}))
    db.session.add(LivedExperience(member_id=1, sealed=kept, audience=Audience.ME))
    db.session.commit()
    held = taken(visitor("alice"))
    assert b"I came through a flood" in held["my-data.json"]
    assert kept.encode() not in held["my-data.json"]


def test_it_is_noted_and_limited_to_three_a_day(staged, visitor, at):
    at("2026-05-13 09:00")
    alice = visitor("alice")
    for _time in range(3):
        taken(alice)
    assert alice.post(PATH).status == 429
    found = unscoped("test", AuditEvent.note, AuditEvent.actor).where(
        AuditEvent.act == journal.Act.EXPORT
    )
    assert db.session.execute(found).all() == [("own data", "mark-1")] * 3
    at("2026-05-14 09:01")
    taken(alice)


@pytest.mark.parametrize(
    "state", [State.PENDING, State.RESTING, State.SUSPENDED, State.LEAVING]
)
def test_everybody_with_an_account_has_it_in_every_state(staged, visitor, state):
    alice = visitor("alice")
    start_writing()
    db.session.execute(update(Account).where(Account.id == 1).values(state=state))
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    db.session.commit()
    assert alice.see(PATH).h1 == "Download my data"
    said = json.loads(taken(alice)["my-data.json"])
    assert said["address"] == "alice@example.org"
    held = json.dumps(said)
    assert "Runs a walking group" in held
    assert "Carol Finch" not in held, "who is not active sees no names of members"
    assert "Lea Novak" not in held


def test_names_stand_in_it_only_where_they_are_seen(staged):
    held = taking.own_data(ALICE).as_json()
    assert "Carol Finch" in held, "a connection"
    assert "Mo Rahman" not in held, "blocked"


def test_who_looked_is_told_when_it_is_to_be_told(staged, at):
    at("2026-05-13 09:00")
    start_writing()
    olu = CAST["olu"].viewer
    ledger.note(olu, [1], ledger.Looked.ADDRESS, "to send a form")
    ledger.note(
        olu, [1], ledger.Looked.PRIVATE, "later", later=clock.now() - clock.now()
    )
    from datetime import timedelta

    ledger.note(olu, [1], ledger.Looked.CASE, "not yet", later=timedelta(days=7))
    db.session.commit()
    held = taking.own_data(ALICE).as_json()
    assert "to send a form" in held
    assert "organiser" in held
    assert "not yet" not in held
    at("2026-05-20 09:00")
    assert "not yet" in taking.own_data(ALICE).as_json()


def test_the_first_page_says_what_is_in_it(staged, visitor):
    page = visitor("alice").see(PATH)
    assert "What you reported" in page.main
    assert page.select("form button")


def test_nothing_is_left_on_the_server(staged, visitor):
    taken(visitor("alice"))
    left = [
        one for one in staged.rglob("*") if one.suffix in (".zip", ".html", ".json")
    ]
    assert left == []


def test_a_file_of_somebody_with_little_is_made_too(staged, app):
    with app.test_request_context():
        words = privacy_data.page_of(taking.own_data(CAST["pat"].viewer))
    assert "Pat Lowe" in words
