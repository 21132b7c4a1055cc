"""The page of one tie: what both see, what one keeps for oneself, and its end."""

from datetime import date

import pytest
from sqlalchemy import select, update

from community.connections import ties
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionStory,
    How,
    TieAudience,
)
from community.core.db import db
from community.core.errors import Refused
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.members.models import Member
from community.programme.models import Event, Origin
from tests.cast import CAST
from tests.matching.ways import part
from tests.programme.making import ME, event, there

NOTE = "She lent me a kettle"
STORY = "We met over soup"


@pytest.fixture
def path(app) -> str:
    """The page of the tie of Alice and Lea."""
    return f"/connections/ties/{alice_and_lea().id}"


def alice_and_lea() -> Connection:
    found = unscoped("test", Connection).execution_options(populate_existing=True)
    both = (Connection.a_id == 1, Connection.b_id == 5)
    return db.session.scalars(found.where(*both)).one()


def change(**values: object) -> None:
    db.session.execute(update(Connection).where(Connection.b_id == 5).values(**values))
    db.session.commit()


def test_shows_the_other_how_since_and_where_from(visitor, path, at):
    at("2017-09-01 12:00")
    change(how=How.ADVICE, since=date.fromisoformat("2017-07-01"), origin=Origin.COFFEE)
    page = visitor("alice").see(path)
    assert page.h1 == "You and Lea Novak"
    assert (
        "One of you advised the other, since July 2017. It began over coffee."
        in page.main
    )
    assert page.texts("aside h3") == ["Lea Novak"]


def test_names_the_event_that_it_came_from(visitor, path):
    day = date.fromisoformat("2017-07-01")
    db.session.add(Event(id=7, slug="e", title="Summer day", begins_on=day))
    db.session.flush()
    change(origin=Origin.EVENT, event_id=7)
    assert "It began at “Summer day”." in visitor("lea").see(path).main


def test_says_of_every_origin_where_it_began(visitor, path):
    alice, said = visitor("alice"), set()
    for origin in Origin:
        change(origin=origin)
        said.add(" ".join(alice.see(path).texts(".lead")))
    assert len(said) == len(Origin)


@pytest.mark.parametrize("who", ["bob", "dai", "olu", "ada", "mo"])
def test_is_there_for_the_two_alone(visitor, path, who):
    other = visitor(who)
    other.see(path, 404)
    for act in ("/story", "/note", "/touch", ""):
        assert other.post(path + act, {"how": "met"}, follow=False).status == 404


def test_is_gone_while_the_other_is_away_or_blocked(visitor, path):
    db.session.execute(update(Member).where(Member.id == 5).values(listed=False))
    db.session.commit()
    visitor("alice").see(path, 404)
    db.session.execute(update(Member).where(Member.id == 5).values(listed=True))
    part(1, 5)
    visitor("alice").see(path, 404)


# ---------------------------------------------------------------- what both see
def test_each_tells_a_half_that_both_read(visitor, path):
    alice, lea = visitor("alice"), visitor("lea")
    alice.post(f"{path}/story", {"how": "met", "since": "2017-08", "story": STORY})
    page = lea.see(path)
    assert page.texts("blockquote") == [STORY]
    assert "Alice Marsh’s half of the story" in page.main
    assert page.select("#story")[0].get_text(strip=True) == ""
    assert STORY in alice.see(path).select("#story")[0].get_text()
    assert "You met, since August 2017." in page.main


def test_a_half_is_taken_away_by_emptying_it(visitor, path):
    alice = visitor("alice")
    alice.post(f"{path}/story", {"how": "met", "story": STORY})
    alice.post(f"{path}/story", {"how": "met", "story": "  "})
    assert db.session.scalars(unscoped("test", ConnectionStory)).all() == []


@pytest.mark.parametrize("who", ["alice", "lea"])
def test_either_corrects_how_and_since_when(visitor, path, who):
    page = visitor(who).post(
        f"{path}/story", {"how": "worked together", "since": "2016-05"}
    )
    assert "Saved." in page.html
    assert "You worked together, since May 2016." in page.main


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"how": "met", "story": "x" * 281}, "story"),
        ({"how": "met", "story": STORY, "since": "2999-01"}, "since"),
        ({"how": "met", "story": STORY, "since": "long ago"}, "since"),
    ],
)
def test_what_is_wrong_is_kept_and_explained(visitor, path, sent, field):
    page = visitor("alice").post(f"{path}/story", sent)
    assert page.status == 422
    assert page.select(f".summary a[href='#{field}']")
    assert page.select(f"#{field}[aria-invalid=true]")
    assert sent["story"] in page.select("#story")[0].get_text()
    assert db.session.scalars(unscoped("test", ConnectionStory)).all() == []


# ---------------------------------------------------------------- where they met
def options_of(page) -> list[str]:
    return page.texts("select#event option")


def origin_of_tie() -> tuple[Origin, int | None]:
    row = alice_and_lea()
    return row.origin, row.event_id


def test_the_tie_comes_from_an_event_that_one_was_at_or_from_none(visitor, path):
    row = event()
    event("Another day")
    there(row, "alice", audience=ME)
    db.session.commit()
    alice, lea, sent = visitor("alice"), visitor("lea"), {"how": "met"}
    assert options_of(alice.see(path)) == ["Somewhere else", "July workshop"]
    assert options_of(lea.see(path)) == ["Somewhere else"]
    page = alice.post(f"{path}/story", {**sent, "event": str(row.id)})
    assert page.texts("select#event [selected]") == ["July workshop"]
    assert origin_of_tie() == (Origin.EVENT, row.id)
    page = lea.see(path)
    assert "It began at “July workshop”." in page.main
    assert page.texts("select#event [selected]") == ["July workshop"]
    lea.post(f"{path}/story", {**sent, "event": str(row.id)})
    assert origin_of_tie() == (Origin.EVENT, row.id), "the other end keeps it"
    lea.post(f"{path}/story", {**sent, "event": ""})
    assert origin_of_tie() == (Origin.DIRECT, None)


def test_only_an_origin_that_was_an_event_is_taken_away(visitor, path):
    change(origin=Origin.COFFEE)
    visitor("alice").post(f"{path}/story", {"how": "met", "event": ""})
    assert origin_of_tie() == (Origin.COFFEE, None)


@pytest.mark.parametrize("origin", [Origin.INTRODUCTION, Origin.COFFEE])
def test_what_a_tie_came_of_stays_beside_where_they_met(visitor, path, origin):
    row = event()
    there(row, "alice", audience=ME)
    change(origin=origin)
    alice = visitor("alice")
    page = alice.post(f"{path}/story", {"how": "met", "event": str(row.id)})
    assert "You met at “July workshop”." in page.main
    assert "It began at" not in page.main
    assert origin_of_tie() == (origin, row.id)
    alice.post(f"{path}/story", {"how": "met", "event": ""})
    assert origin_of_tie() == (origin, None)


@pytest.mark.parametrize("who", [None, "lea"])
def test_not_from_an_event_that_one_was_not_at(visitor, path, who):
    row = event()
    there(row, *filter(None, [who]))
    number, tie_id = row.id, alice_and_lea().id
    db.session.commit()
    page = visitor("alice").post(
        f"{path}/story", {"how": "met", "event": str(number), "story": STORY}
    )
    assert page.status == 422
    assert page.select("select#event[aria-invalid=true]")
    with pytest.raises(Refused, match="that you were at"):
        ties.correct(CAST["alice"].viewer, tie_id, How.MET, None, number)
    db.session.rollback()
    assert origin_of_tie() == (Origin.DIRECT, None)


# ---------------------------------------------------------------- what only one sees
def test_a_note_and_how_close_stay_with_their_owner(visitor, path):
    alice, lea = visitor("alice"), visitor("lea")
    before = lea.see(path).main
    alice.post(f"{path}/note", {"note": NOTE, "strength": "closely"})
    page = alice.see(path)
    assert NOTE in page.select("#note")[0].get_text()
    assert page.select("input[name=strength][value=closely][checked]")
    assert lea.see(path).main == before
    assert not lea.see(path).select("input[name=strength][value=closely][checked]")
    for reader in (alice, lea):
        assert NOTE not in str(reader.json(f"/api/v1{path}"))


def test_a_note_that_is_too_long_is_kept_and_explained(visitor, path):
    page = visitor("alice").post(f"{path}/note", {"note": "x" * 601})
    assert page.status == 422
    assert page.select("#note[aria-invalid=true]")


def test_the_journal_holds_acts_and_no_words(visitor, path):
    alice = visitor("alice")
    alice.post(f"{path}/story", {"how": "met", "story": STORY})
    alice.post(f"{path}/note", {"note": NOTE})
    alice.post(f"{path}/touch")
    alice.post(path, {"audience": "pair"}, follow=False)
    alice.post(path, {"audience": "remove"}, follow=False)
    found = select(AuditEvent.note).where(AuditEvent.object_kind == "connection")
    notes = list(db.session.scalars(found.order_by(AuditEvent.id)))
    assert notes == ["corrected", "story", "note", "touched", "shown", "ended"]


# ---------------------------------------------------------------- in touch, seen, ended
def test_still_in_touch_takes_one_tap(visitor, path, at):
    at("2017-09-01 12:00")
    change(touched_on=date.fromisoformat("2017-01-01"))
    alice = visitor("alice")
    assert "It has been quiet here since 1 January 2017." in alice.see(path).main
    page = alice.post(f"{path}/touch")
    assert "You are still in touch." in page.html
    assert "quiet" not in page.main
    assert alice_and_lea().touched_on == date.fromisoformat("2017-09-01")


def test_says_who_may_see_it_and_whose_choice_counts(visitor, path):
    visitor("lea").post(path, {"audience": "pair"}, follow=False)
    alice = visitor("alice")
    page = alice.see(path)
    assert "Now: only the two of you." in page.main
    assert "The other side chose fewer people than you." in page.main
    form = {"audience": "near", "next": f"{path}#seen-part"}
    assert alice.post(path, form, follow=False).response.location == f"{path}#seen-part"
    assert alice_and_lea().a_audience is TieAudience.NEAR


@pytest.mark.parametrize("who", ["alice", "lea"])
def test_either_removes_it_at_once_with_all_that_was_said(visitor, path, who):
    for one in ("alice", "lea"):
        visitor(one).post(f"{path}/story", {"how": "met", "story": STORY})
        visitor(one).post(f"{path}/note", {"note": NOTE})
    page = visitor(who).post(path, {"audience": "remove"})
    assert "You can say hello again from here." in page.html
    other = {"alice": "lea-5", "lea": "alice-1"}[who]
    assert page.select(f"a[href='/connections/hello/{other}']")
    for entity in (ConnectionStory, ConnectionNote):
        assert db.session.scalars(unscoped("test", entity)).all() == []
    visitor("lea").see(path, 404)


def test_removing_leads_on_when_the_other_is_seen_no_more(visitor):
    found = unscoped("test", Connection.id).where(Connection.b_id == 3)
    number = db.session.scalars(found).one()
    page = visitor("alice").post(
        f"/connections/ties/{number}",
        {"audience": "remove"},
        follow=False,
    )
    assert page.response.location == "/connections/"


def test_takes_twelve_statements_at_most(visitor, path, statements):
    reader = visitor("alice")
    with statements() as found:
        reader.see(path)
    assert len(found) <= 12
