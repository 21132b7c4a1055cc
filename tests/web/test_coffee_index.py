"""The page on coffee: join, leave, whom one meets, whether one met, what was before."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from community.accounts.models import Account, State
from community.coffee import rounds
from community.coffee.models import CoffeeGuest, CoffeeSeat, RoundState
from community.core.access import Audience
from community.core.db import db
from community.core.visible import BLOCKED, tie, unscoped
from community.members.models import Member
from tests.coffee.making import (
    BEGIN,
    OLU,
    a_round,
    change,
    left_out,
    part_for_good,
    seats,
    stand,
    told,
)

PAGE = "/coffee/"


@pytest.fixture(autouse=True)
def first_of_september(app):
    stand(BEGIN)


def paired(*members, month="2017-09"):
    row = a_round(*members, month=month)
    rounds.pair_now(OLU, row.id)
    db.session.commit()
    return row.id


def buttons(page):
    return page.texts("main form button")


# ---------------------------------------------------------------- taking part
def test_without_a_round_it_says_what_to_do(visitor):
    page = visitor("alice").see(PAGE)
    assert "No round is open to join now" in page.main
    assert "/suggestions/" in page.links()
    assert "/organise/coffee/" not in page.links()
    assert "/organise/coffee/" in visitor("olu").see(PAGE).links()


def test_it_says_what_a_coffee_is(visitor):
    words = visitor("alice").see(PAGE).main
    assert "about half an hour, by call or in person" in words
    assert "no penalty" in words


def test_one_tap_joins_and_one_leaves(visitor):
    row = a_round()
    db.session.commit()
    alice = visitor("alice")
    assert "Join in September 2017" in alice.see(PAGE).main
    page = alice.post("/coffee/join")
    assert "You take part in September 2017" in page.main
    assert "8 September 2017" in page.main
    assert seats(row.id) == [1]
    page = alice.post("/coffee/leave")
    assert "Join this round" in buttons(page)
    assert seats(row.id) == []


def test_every_month_is_a_box_and_can_be_changed(visitor):
    a_round()
    db.session.commit()
    alice = visitor("alice")
    page = alice.post("/coffee/join", {"every_month": "yes"})
    assert "You take part every month" in page.main
    page = alice.post("/coffee/every-month", {"every_month": "no"})
    assert "Take part every month" in buttons(page)
    page = alice.post("/coffee/every-month", {"every_month": "yes"})
    assert "Only this month" in buttons(page)


def test_who_chose_every_month_keeps_it_on_joining_by_hand(visitor):
    earlier = a_round(1, state=RoundState.CLOSED)
    found = unscoped("test", CoffeeSeat).where(CoffeeSeat.round_id == earlier.id)
    db.session.scalars(found).one().every_month = True
    a_round(month="2017-10")
    db.session.commit()
    alice = visitor("alice")
    page = alice.see(PAGE)
    assert "You chose every month before." in page.main
    form = "main form[action='/coffee/join'] [checked]"
    sent = {one["name"]: one["value"] for one in page.select(form)}
    assert "You take part every month" in alice.post("/coffee/join", sent).main


def test_the_box_is_empty_for_everybody_else(visitor):
    a_round()
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.select("#every_month")
    assert not page.select("#every_month[checked]")
    assert "You chose every month before." not in page.main


def test_every_month_can_be_stopped_while_no_round_is_open(visitor):
    row = a_round(1, state=RoundState.CLOSED)
    found = unscoped("test", CoffeeSeat).where(CoffeeSeat.round_id == row.id)
    db.session.scalars(found).one().every_month = True
    db.session.commit()
    alice = visitor("alice")
    assert "Not any more" in buttons(alice.see(PAGE))
    page = alice.post("/coffee/every-month", {"every_month": "no"})
    assert "Not any more" not in buttons(page)


def test_whoever_hides_their_name_is_told_how_to_show_it(visitor):
    a_round()
    db.session.commit()
    carol = visitor("carol")
    page = carol.see(PAGE)
    assert "Show your name to join" in page.main
    assert "Join this round" not in buttons(page)
    assert any(link.endswith("#basics") for link in page.links())
    assert "Show it to all members" in carol.post("/coffee/join").main


def test_that_somebody_takes_part_is_shown_to_nobody_else(visitor):
    a_round(2)
    db.session.commit()
    before = visitor("alice").see(PAGE).main
    db.session.execute(delete(CoffeeSeat))
    db.session.commit()
    assert visitor("alice").see(PAGE).main == before


# ---------------------------------------------------------------- whom one meets
def test_whom_i_meet_and_what_we_have_in_common(visitor):
    paired(1, 4)
    page = visitor("alice").see(PAGE)
    assert page.texts("#now h3")[0] == "Dai Prosser"
    assert "Find a day together" in buttons(page)
    assert "Something to begin with" in page.main
    assert "Group facilitation" in page.texts("#now")[0]


def test_both_get_the_same_question(visitor):
    paired(1, 4)
    one, two = (
        visitor(who).see(PAGE).texts("#now .why > p") for who in ("alice", "dai")
    )
    assert one == two


def test_they_find_a_day_in_a_conversation(visitor):
    number = paired(1, 2)
    alice = visitor("alice")
    page = alice.post(f"/coffee/{number}/talk")
    assert page.status == 200
    assert "Bob Okoro" in page.main
    assert "It began on 1 September 2017, to find a day for a coffee." in page.main
    assert "introduction" not in page.texts("main p.muted")[0]
    assert any(
        link.startswith("/conversations/") for link in alice.see(PAGE).links("#now a")
    )


def test_we_met_then_know_each_other_here(visitor):
    number = paired(1, 2)
    alice, bob = visitor("alice"), visitor("bob")
    assert "Know each other here Bob Okoro" not in buttons(alice.see(PAGE))
    page = alice.post(f"/coffee/{number}/met", {"met": "yes"})
    assert "Know each other here Bob Okoro" in buttons(page)
    page = alice.post(f"/coffee/{number}/known", {"member": "bob-2"})
    assert "You asked them to confirm" in page.main
    bob.post(f"/coffee/{number}/met", {"met": "yes"})
    page = bob.see(PAGE)
    assert "They said that you know each other" in page.main


def test_we_did_not_meet_can_be_taken_back(visitor):
    number = paired(1, 2)
    alice = visitor("alice")
    page = alice.post(f"/coffee/{number}/met", {"met": "no"})
    assert "You said that you did not meet" in page.main
    assert "We met" in buttons(page)
    assert (
        "You said that you met"
        in alice.post(f"/coffee/{number}/met", {"met": "yes"}).main
    )


def test_what_one_says_the_other_does_not_see(visitor):
    number = paired(1, 2)
    before = visitor("bob").see(PAGE).main
    visitor("alice").post(f"/coffee/{number}/met", {"met": "no"})
    assert visitor("bob").see(PAGE).main == before


@pytest.mark.parametrize("how", ["block", "rest"])
def test_a_partner_who_vanished_is_a_member(visitor, how):
    paired(1, 2)
    if how == "block":
        part_for_good(1, 2)
    else:
        change(Account, 2, state=State.RESTING)
        change(Member, 2, listed=False)
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.texts("#now h3") == ["A member"]
    assert "has nothing to do with you" in page.main
    assert "Bob" not in page.html
    assert not {"We met", "Find a day together"} & set(buttons(page))


def test_a_block_and_a_break_read_the_same(visitor):
    paired(1, 2)
    alice = visitor("alice")
    part_for_good(1, 2)
    db.session.commit()
    blocked = alice.see(PAGE).main
    db.session.execute(delete(tie).where(tie.c.kind == BLOCKED))
    change(Member, 2, listed=False)
    db.session.commit()
    assert alice.see(PAGE).main == blocked


def test_whoever_was_left_out_reads_kind_words(visitor):
    row = a_round(1, 2)
    part_for_good(1, 2)
    rounds.pair_now(OLU, row.id)
    db.session.commit()
    assert left_out(row.id) == [1, 2]
    words = visitor("alice").see(PAGE).main
    assert "There was nobody left for you this time." in words
    assert "You come first in the next round that you join." in words
    assert "met before" not in words
    assert "block" not in words.partition("How it works")[0].lower()


def test_whoever_was_away_reads_why(visitor):
    row = a_round(1, 2, 4)
    change(Member, 1, audience=Audience.ME)
    rounds.pair_now(OLU, row.id)
    db.session.commit()
    assert "members could not see your name" in visitor("alice").see(PAGE).main


# ---------------------------------------------------------------- what was before
def test_earlier_coffees_stay_with_what_i_said(visitor):
    for month, other, met in (("2017-07", 2, True), ("2017-08", 4, False)):
        number = paired(1, other, month=month)
        visitor("alice").post(f"/coffee/{number}/met", {"met": "yes" if met else "no"})
        rounds.close(OLU, number)
        db.session.commit()
    part_for_good(1, 4)
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.texts("#earlier h3") == ["August 2017", "July 2017"]
    said = page.texts("#earlier li")
    assert said == ["August 2017 A member", "July 2017 Bob Okoro You met"]


def test_an_open_round_and_one_that_runs_stand_beside_each_other(visitor):
    paired(1, 2)
    a_round(month="2017-10")
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert page.texts("#now h3")[0] == "Bob Okoro"
    assert "Join in October 2017" in page.main


# ---------------------------------------------------------------- beside the page
def test_the_page_takes_few_statements(visitor, statements):
    paired(1, 2, 4)
    a_round(1, month="2017-10")
    db.session.commit()
    alice = visitor("alice")
    with statements() as found:
        alice.see(PAGE)
    assert len(found) <= 12


def test_programs_get_the_same_facts(visitor):
    paired(1, 2)
    told = visitor("alice").json("/api/v1/coffee/")["coffee"]
    assert [one["slug"] for one in told["now"][0]["others"]] == ["bob-2"]
    assert told["can_join"] is True


def test_letters_say_no_names_and_lead_here(app):
    from flask import render_template

    paired(1, 2)
    assert told("coffee-paired") == ["alice@example.org", "bob@example.org"]
    for kind in ("paired", "left-out", "met", "every-month"):
        with app.test_request_context():
            text = render_template(
                f"mail/coffee-{kind}.md", site="https://here", name="Here", link=PAGE
            )
        assert text.startswith("Subject: ")
        assert "https://here/coffee/" in text
        assert "\n\n" not in text.partition("\n")[0]


def test_a_month_later_nothing_of_it_is_lost(visitor):
    number = paired(1, 2)
    stand(BEGIN + timedelta(days=60))
    rounds.close(OLU, number)
    db.session.commit()
    found = unscoped("test", CoffeeGuest.member_id)
    assert sorted(db.session.scalars(found)) == [1, 2]
    assert "Bob Okoro" in visitor("alice").see(PAGE).main
