"""The link of a letter stops one kind of mail, and does nothing else."""

import pytest

from community.core.db import db
from community.digests import commands as digests
from community.digests.models import Every, Rhythm
from community.notices.commands import choose_for, how_for, tell
from community.notices.kinds import KINDS
from community.notices.models import How
from community.web import unsubscribe
from tests.cast import CAST
from tests.client import Visitor, forget
from tests.privacy.everywhere import changed, checksums

ALICE = 1
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(app):
    def made(kind="hello", member=ALICE):
        with app.test_request_context():
            return unsubscribe.link(member, kind)

    return made


def stop(app, path, **headers):
    """Send what a mail program sends: no cookie, no form token, from elsewhere."""
    forget()
    from_elsewhere = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    return app.test_client().post(
        path, data=ONE_CLICK, headers={**from_elsewhere, **headers}
    )


def how(kind="hello", member=ALICE):
    db.session.rollback()
    return how_for(member, kind)


def test_opening_the_link_asks_and_changes_nothing(visitor, link):
    before = checksums()
    page = visitor().see(link())
    assert "Somebody says hello" in page.main
    assert page.texts("main button") == ["Stop these letters"]
    assert "/notices/choices" in page.links()
    assert changed(before) == []


def test_one_click_from_elsewhere_stops_that_kind_alone(app, link):
    path = link()
    others = {kind: how(kind) for kind in KINDS if kind != "hello"}
    assert stop(app, path).status_code == 200
    assert how() is How.OFF
    assert {kind: how(kind) for kind in others} == others
    assert how(member=2) is How.INSTANT


def test_one_click_signs_nobody_in_and_writes_nothing_else(app, link):
    path = link()
    before = checksums()
    stop(app, path)
    assert changed(before) == ["notice_choice"]


def test_what_happens_next_writes_no_letter(app, link):
    from tests.letters import letters

    stop(app, link())
    assert tell(ALICE, "hello", "one", person=2, link="/connections/requests/")
    assert letters("hello") == []


def test_a_click_that_is_sent_twice_is_one(app, link, monkeypatch):
    from community.notices import commands

    path = link()
    assert stop(app, path).status_code == 200
    real, seen = commands._choice, []

    def late(member, kind):
        seen.append(kind)
        return None if len(seen) == 1 else real(member, kind)

    monkeypatch.setattr(commands, "_choice", late)
    assert stop(app, path).status_code == 200
    monkeypatch.undo()
    assert (len(seen), how()) == (2, How.OFF)


def test_the_page_stops_it_too_and_takes_it_back(visitor, link):
    reader = visitor()
    page = reader.post(link())
    assert page.h1 == "These letters have stopped"
    assert how() is How.OFF
    form = page.select("main form")[0]
    was = form.select_one("[name=was]")["value"]
    back = reader.post(form["action"], {"was": was})
    assert back.h1 == "These letters come again"
    assert how() is How.INSTANT


def test_what_came_in_the_digest_comes_there_again(visitor, link):
    choose_for(ALICE, "hello", How.DIGEST)
    db.session.commit()
    page = visitor().post(link())
    assert page.select("[name=was]")[0]["value"] == "digest"
    visitor().post(f"{link()}/undo", {"was": "digest"})
    assert how() is How.DIGEST


@pytest.mark.parametrize("was", ["off", "always", ""])
def test_undoing_never_sets_anything_else(visitor, link, was):
    visitor().post(f"{link()}/undo", {"was": was})
    assert how() is How.INSTANT


def test_undoing_from_elsewhere_is_refused(app, link):
    path = link()
    stop(app, path)
    assert stop(app, f"{path}/undo").status_code in (400, 403)
    assert how() is How.OFF


def test_the_digest_stops_and_comes_again(app, visitor, link):
    path = link("digest")
    assert "digest of what is new" in visitor().see(path).main
    stop(app, path)
    db.session.rollback()
    own = db.session.get_one(Rhythm, ALICE, execution_options={"unscoped": "test"})
    assert (own.every, own.next_at) == (Every.NEVER, None)
    visitor().post(f"{path}/undo")
    db.session.expire_all()
    assert own.every is Every.WEEK


def test_a_digest_of_every_fortnight_comes_as_often_again(visitor, link):
    path = link("digest")
    digests.set_rhythm(CAST["alice"].viewer, Every.FORTNIGHT, 3, 8)
    db.session.commit()
    [was] = [one["value"] for one in visitor().post(path).select("[name=was]")]
    visitor().post(f"{path}/undo", {"was": was})
    db.session.rollback()
    own = db.session.get_one(Rhythm, ALICE, execution_options={"unscoped": "test"})
    assert own.every is Every.FORTNIGHT


def test_what_a_mail_program_stopped_before_comes_again_as_is_usual(visitor, link):
    path = link("follow-need")
    visitor().post(path)
    [was] = [one["value"] for one in visitor().post(path).select("[name=was]")]
    visitor().post(f"{path}/undo", {"was": was})
    assert how("follow-need") is How.DIGEST


def test_a_link_that_is_not_whole_says_what_to_do(visitor, link):
    before = checksums()
    for path in (link()[:-1], "/unsubscribe/unknown", "/unsubscribe/a.b"):
        page = visitor().see(path, 404)
        assert "Copy all of it" in page.main
        assert visitor().post(path).status == 404
    assert changed(before) == []


@pytest.mark.parametrize(("kind", "member"), [("report", 1), ("none", 1), ("hello", 0)])
def test_no_link_stops_what_cannot_be_stopped(app, visitor, link, kind, member):
    path = link(kind, member)
    visitor().see(path, 404)
    assert stop(app, path).status_code == 404


def test_it_works_for_whoever_is_signed_in_as_somebody_else(app, link):
    path = link()
    page = Visitor(app).post(path)
    assert page.status == 200
    assert how(member=2) is How.INSTANT
