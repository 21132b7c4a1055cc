"""News of the Lab: written, scheduled, shown to their readers, taken back."""

import pytest

from community.core.db import db
from community.programme import updates_clock
from community.programme.models import Update, UpdateState
from community.subscriptions import clockwork
from tests.letters import letters
from tests.subscriptions.making import THURSDAY, WEDNESDAY, reader, stand

WORDS = {"title": "The survey is out", "body": "**Read** what people said."}


@pytest.fixture(autouse=True)
def wednesday(app):
    stand(WEDNESDAY)


def written(visitor, readers):
    page = visitor("olu").post("/news/new", {**WORDS, "readers": readers})
    assert page.status == 200
    found = db.session.query(Update).execution_options(unscoped="test")
    return found.order_by(Update.id.desc()).first().slug


def act(visitor, slug, what, **data):
    page = visitor("olu").post(f"/updates/{slug}/{what}", data)
    assert page.status == 200, page.main
    db.session.expire_all()


def version(slug):
    found = db.session.query(Update).execution_options(unscoped="test")
    return found.filter_by(slug=slug).one().version


def seen(visitor, who, slug):
    status = visitor(who).get(f"/updates/{slug}").status_code
    listed = WORDS["title"] in visitor(who).see("/news/").main
    assert (status == 200) is listed
    return listed


@pytest.mark.parametrize("readers", ["public", "members"])
def test_it_comes_out_at_its_hour_for_its_readers_and_goes_when_withdrawn(
    visitor, readers
):
    slug = written(visitor, readers)
    hour = {"when": "later", "day": "2017-09-07", "hour": "7"}
    act(visitor, slug, "publish", **hour, looked_at=version(slug))
    assert not seen(visitor, "alice", slug)
    stand(THURSDAY)
    updates_clock.move()
    db.session.commit()
    assert seen(visitor, "alice", slug)
    assert seen(visitor, None, slug) is (readers == "public")
    feed = visitor().get("/news.atom").get_data(as_text=True)
    assert (WORDS["title"] in feed) is (readers == "public")
    act(visitor, slug, "move", state=UpdateState.WITHDRAWN.value)
    assert not seen(visitor, "alice", slug)
    assert WORDS["title"] not in visitor().get("/news.atom").get_data(as_text=True)


def test_open_news_have_their_canonical_address(visitor):
    slug = written(visitor, "public")
    act(visitor, slug, "publish", looked_at=version(slug))
    page = visitor().see(f"/updates/{slug}")
    (link,) = page.select("link[rel=canonical]")
    assert link["href"].endswith(f"/updates/{slug}")
    assert page.select('meta[property="og:title"]')[0]["content"] == WORDS["title"]
    assert visitor().see("/news/").select("link[rel=canonical]")


@pytest.mark.parametrize(("readers", "number"), [("public", 1), ("members", 0)])
def test_who_gets_updates_gets_what_is_open(visitor, readers, number):
    reader()
    db.session.commit()
    slug = written(visitor, readers)
    act(visitor, slug, "publish", looked_at=version(slug))
    stand(THURSDAY)
    clockwork.move()
    assert len(letters("updates")) == number


@pytest.mark.parametrize("who", ["alice", "lea", "ada", "mo"])
def test_organisers_alone_write_them(visitor, who):
    assert visitor(who).get("/news/new").status_code == 403
    assert "/news/new" not in visitor(who).see("/news/").links()
    assert "/news/new" in visitor("olu").see("/news/").links()
