"""Who do you know here?: the list to tick, searching, saving, undo; also per event."""

import pytest
from sqlalchemy import update

from community.connections import hellos
from community.connections.models import ConnectionRequest
from community.core.access import Audience
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import unscoped
from community.members.models import Member
from tests.cast import CAST, join
from tests.connections.test_known import crowd
from tests.programme.making import there, workshop

KNOW = "/connections/know"


def ticked(page) -> list[str]:
    return [one["value"] for one in page.select("[name=who][checked]")]


def names(page) -> list[str]:
    return page.texts("#people strong")


def states() -> list[RequestState]:
    found = unscoped("test", ConnectionRequest.state).order_by(ConnectionRequest.id)
    return list(db.session.scalars(found))


@pytest.fixture
def many(app):
    crowd(25)
    there(workshop("dai", "lea", "bob"), "mo")
    db.session.commit()


def test_is_for_members(visitor):
    assert visitor().get(KNOW).status_code == 302
    assert visitor("pat").get(KNOW).status_code == 302


def test_people_stand_in_groups_by_what_is_shared(visitor, many):
    page = visitor("dai").see(KNOW)
    assert page.h1 == "Who do you know here?"
    assert page.texts("#people h2") == [
        "You share more than one thing", "July workshop", "Pain cafe"
    ]  # fmt: skip
    assert names(page)[:3] == ["Lea Novak", "Bob Okoro", "Mo Rahman"]
    assert "Pain cafe; July workshop" in page.texts("#people li")[0]
    assert "GP who listens first" in page.texts("#people li")[1]
    assert "You can name 30 more people today." in page.main
    assert len(names(page)) == 20
    assert page.texts(".pager") == ["Page 1 of 2 Next page"]


def test_says_what_to_do_when_there_is_nobody(visitor):
    page = visitor("alice").see(KNOW)
    assert "Nobody to tick yet" in page.main
    assert "/events/" in page.links()
    db.session.execute(
        update(Member).where(Member.id == 4).values(audience=Audience.CONNECTIONS)
    )
    db.session.commit()
    page = visitor("dai").see(KNOW)
    assert "Nobody new sees your name" in page.main
    assert "/members/me/edit" in page.links()


def test_searching_keeps_the_ticks(visitor, many):
    page = visitor("dai").see(f"{KNOW}?q=nia+10&who=lea-5&who=n-103&how=advice")
    assert page.texts("#people h2") == ["Ticked before", "Pain cafe"]
    assert names(page) == ["Lea Novak", *[f"Nia {n}" for n in range(100, 111)]]
    assert ticked(page) == ["lea-5", "n-103"]
    assert "2 people ticked" in page.main
    assert page.select("#how [selected]")[0]["value"] == "advice"
    page = visitor("dai").see(f"{KNOW}?page=2&who=lea-5")
    assert ticked(page) == ["lea-5"]
    assert names(page)[:2] == ["Lea Novak", "Nia 117"]
    page = visitor("dai").see(f"{KNOW}?q=zzz")
    assert "Use fewer letters" in page.main
    assert len(names(visitor("dai").see(f"{KNOW}?page=99"))) == 8


def test_saving_names_them_and_shows_the_next(visitor, many):
    dai = visitor("dai")
    page = dai.post(KNOW, {"who": ["lea-5", "bob-2"], "how": "advice"})
    assert "You named 2 people. Each can confirm with one tap; until then nobody" in (
        page.main
    )
    assert "You can name 28 more people today" in page.main
    assert names(page)[0] == "Mo Rahman"
    assert "You named" not in dai.see(KNOW).main
    lea = visitor("lea").see("/connections/requests/")
    assert "Dai Prosser" in lea.main


def test_undo_takes_all_of_them_back(visitor, many):
    dai = visitor("dai")
    page = dai.post(KNOW, {"who": ["lea-5", "bob-2"], "how": "met"})
    made = [one["value"] for one in page.select("#undo [name=request]")]
    page = dai.post(f"{KNOW}/undo", {"request": made})
    assert "2 people are not named any more. Nobody is told." in page.main
    assert states() == [RequestState.WITHDRAWN] * 2
    assert names(page)[:2] == ["Lea Novak", "Bob Okoro"]
    assert visitor("lea").post(f"{KNOW}/undo", {"request": made}).status == 200


def test_naming_whoever_named_me_ties_us(visitor):
    visitor("dai").post(KNOW, {"who": "lea-5", "how": "met"})
    page = visitor("lea").post(KNOW, {"who": "dai-4", "how": "met"})
    assert "1 person had named you: you know each other here now." in page.main
    assert "You know each other." in visitor("lea").see("/members/dai-4").main


def test_one_tap_confirms(visitor):
    visitor("dai").post(KNOW, {"who": "lea-5", "how": "met"})
    row = db.session.scalars(unscoped("test", ConnectionRequest.id)).one()
    visitor("lea").post(f"/connections/{row}/answer", {"answer": "yes"}, follow=False)
    assert "You know each other." in visitor("dai").see("/members/lea-5").main


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"how": "met"}, 422, "Tick somebody of the list"),
        ({"how": "met", "who": "carol-3"}, 422, "Tick somebody of the list"),
        ({"how": "met", "who": "nobody"}, 422, "Tick somebody of the list"),
        ({"how": "other", "who": "lea-5"}, 404, ""),
        ({"how": "met", "who": [f"n-{n}" for n in range(100, 131)]}, 429, "30 more"),
    ],
)
def test_what_is_refused(visitor, sent, status, words):
    crowd(31)
    db.session.commit()
    page = visitor("dai").post(KNOW, sent)
    assert page.status == status
    assert words in page.main
    if status == 429:
        assert len(ticked(page)) == 31, "the ticks are kept"
    assert states() == []


def test_unknown_blocked_and_strange_people_are_refused_alike(visitor):
    from tests.matching.ways import part

    part(1, 2)
    db.session.commit()
    answers = {
        visitor("alice").post(KNOW, {"who": who, "how": "met"}).main
        for who in ("bob-2", "mo-8", "nobody-77", "carol-3")
    }
    assert len(answers) == 1


# ---------------------------------------------------------------- at an event
def test_we_met_here(visitor):
    row = workshop("alice", "bob", "dai")
    db.session.commit()
    alice, path = visitor("alice"), f"/events/{row.slug}/met"
    assert path in alice.see(f"/events/{row.slug}").links()
    page = alice.see(path)
    assert page.h1 == "Who did you meet at “July workshop”?"
    assert page.texts("#people h2") == ["Who was there"]
    assert names(page) == ["Bob Okoro", "Dai Prosser"]
    page = alice.post(path, {"who": "bob-2", "how": "met"})
    assert "You named 1 person. They can confirm with one tap" in page.main
    assert page.h1 == "Who did you meet at “July workshop”?"
    made = db.session.scalars(unscoped("test", ConnectionRequest)).one()
    assert (made.origin.value, made.event_id) == ("event", row.id)
    hellos.accept(CAST["bob"].viewer, made.id)


def test_we_met_here_is_for_those_who_show_that_they_were_there(visitor):
    row = workshop("alice", "bob")
    there(row, "dai", audience=Audience.ME)
    db.session.commit()
    for who in ("dai", "olu"):
        browser = visitor(who)
        browser.see(f"/events/{row.slug}/met", 404)
        assert browser.post(f"/events/{row.slug}/met", {"who": "bob-2"}).status == 404
    assert (
        "you can name the people you met"
        in visitor("dai").see(f"/events/{row.slug}").main
    )


# ---------------------------------------------------------------- how much it takes
@pytest.mark.parametrize("path", [KNOW, f"{KNOW}?q=nia&who=lea-5&named=1"])
def test_takes_twelve_statements_at_most(visitor, statements, many, path):
    join(2, 4)
    db.session.commit()
    dai = visitor("dai")
    with statements() as found:
        dai.see(path)
    assert len(found) <= 12, found


def test_as_json(visitor, many):
    found = visitor("dai").json(f"/api/v1{KNOW}")
    assert found["left"] == 30
    assert found["groups"][0]["rows"][0]["person"]["slug"] == "lea-5"
    assert "example.org" not in str(found)
