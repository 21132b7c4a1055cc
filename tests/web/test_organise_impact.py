"""`/organise/impact/`: what was noted is checked, published, declined here."""

import pytest

from community.core.db import db
from community.impact.models import ImpactRecord, ImpactState
from tests.impact.making import noted
from tests.plans.making import NOON, all_of, areas

QUEUE = "/organise/impact/"


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    areas()
    db.session.commit()


@pytest.fixture
def olu(visitor):
    return visitor("olu")


def kept(*args, **values):
    row = noted(*args, **values)
    db.session.commit()
    return row.id


def send(olu, number, decide, **more):
    page = olu.see(f"{QUEUE}{number}")
    version = page.select("input[name=version]")[0]["value"]
    return olu.post(f"{QUEUE}{number}", {"version": version, "decide": decide, **more})


def test_it_is_counted_among_what_waits(olu):
    assert "waits to be checked" not in olu.see("/organise/").main
    kept("alice")
    assert "1 change that somebody noted waits" in olu.see("/organise/").main
    assert "1 note waits to be checked" in olu.see("/network/impact/").main


def test_from_a_note_to_everybody_and_back(olu, visitor):
    number = kept("alice", for_everybody=True)
    page = send(olu, number, "check", answer="Thank you")
    assert "Members read it now" in page.main
    assert "No note waits" in page.main
    visitor("dai").see(f"/impact/{number}")
    visitor(None).see(f"/impact/{number}", 404)
    page = send(olu, number, "publish")
    assert page.status == 422
    assert "say that nobody is named" in page.main
    page = send(olu, number, "publish", nobody_named="y")
    assert "Published" in page.main
    visitor(None).see(f"/impact/{number}")
    send(olu, number, "back")
    visitor(None).see(f"/impact/{number}", 404)
    assert (
        "An organiser has read what you noted" in visitor("alice").see("/notices/").main
    )


def test_a_no_needs_a_word_and_reaches_whoever_noted_it(olu, visitor):
    number = kept("alice")
    page = send(olu, number, "decline")
    assert page.status == 422
    assert "Say kindly why" in page.main
    send(olu, number, "decline", answer="It names a person")
    assert all_of(ImpactRecord)[0].state is ImpactState.DECLINED
    assert "It names a person" in visitor("alice").see("/impact/mine").main
    assert "It names a person" in visitor("alice").see(f"/impact/{number}").main


def test_without_a_yes_of_its_owner_there_is_no_button_to_publish(olu):
    page = olu.see(f"{QUEUE}{kept('alice', ImpactState.CHECKED)}")
    assert not page.select("button[value=publish]")
    assert "members read it, not everybody" in page.main


def test_ones_own_is_for_another_organiser(olu):
    page = olu.see(f"{QUEUE}{kept('olu')}")
    assert "another organiser decides" in page.main
    assert not page.select("button[name=decide]")
    assert "yours: another organiser decides" in olu.see(QUEUE).main


def test_what_changed_meanwhile_is_read_again(olu):
    number = kept("alice")
    page = olu.post(f"{QUEUE}{number}", {"version": 0, "decide": "check"})
    assert page.status == 422
    assert "It has changed meanwhile" in page.main


@pytest.mark.parametrize("state", ["noted", "checked", "published", "declined", "odd"])
def test_each_state_has_its_list(olu, state):
    kept("alice", ImpactState.CHECKED)
    page = olu.see(f"{QUEUE}?state={state}")
    assert bool(page.select(".row-list li")) is (state == "checked")
