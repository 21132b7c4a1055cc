"""Announcements that one got: the list, one to read, and nobody else's."""

import pytest

from community.announcements.models import ToWhom
from community.core.db import db
from community.core.visible import unscoped
from community.notices.models import Notice
from tests.announcements.making import draft, send

HERE = "/announcements/"


def test_who_got_one_reads_it(visitor):
    row = send(ToWhom.KIND, "clinician")
    db.session.commit()
    bob = visitor("bob")
    assert bob.see(HERE).texts(".row h2") == ["An open day"]
    page = bob.see(f"{HERE}{row.id}")
    assert page.h1 == "An open day"
    assert page.texts(".prose strong") == ["Bring a cup."]
    found = bob.json(f"/api/v1{HERE}{row.id}")
    assert found["announcement"]["title"] == "An open day"


@pytest.mark.parametrize("who", ["alice", "olu", "ada"])
def test_who_did_not_finds_nothing(visitor, who):
    row = send(ToWhom.KIND, "clinician")
    db.session.commit()
    reader = visitor(who)
    assert "Nothing yet" in reader.see(HERE).main
    reader.see(f"{HERE}{row.id}", 404)
    reader.json(f"/api/v1{HERE}{row.id}", 404)


def test_a_draft_is_read_by_no_member(visitor):
    row = draft()
    db.session.commit()
    visitor("alice").see(f"{HERE}{row.id}", 404)


def test_reading_it_reads_its_notice(visitor):
    row = send()
    db.session.commit()
    visitor("alice").see(f"{HERE}{row.id}")
    found = unscoped("test", Notice.read_at).where(Notice.member_id == 1)
    assert db.session.scalars(found).one() is not None
    others = unscoped("test", Notice.read_at).where(Notice.member_id == 2)
    assert db.session.scalars(others).one() is None


def test_markup_in_it_is_plain_words(visitor):
    row = send()
    row.words = "<script>alert(1)</script> [a link](javascript:alert(1)) and more"
    db.session.commit()
    page = visitor("alice").see(f"{HERE}{row.id}")
    assert not page.select(".prose script, .prose a[href^=javascript]")


@pytest.mark.parametrize("path", [HERE, HERE + "{}"])
def test_takes_ten_statements_at_most(visitor, statements, path):
    rows = [send(), send()]
    db.session.commit()
    alice = visitor("alice")
    with statements() as found:
        alice.see(path.format(rows[0].id))
    assert len(found) <= 10, found
