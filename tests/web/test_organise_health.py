"""The board on which organisers see how projects go, and decide who takes one over."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.db import db
from community.projects.models import ProjectState, TeamRole
from community.stewardship import clockwork, taking_over
from tests.cast import CAST
from tests.letters import notices
from tests.projects.making import ask, make, membership
from tests.stewardship.silent import apart, fresh, silent

BOARD = "/organise/projects/health"
DAYS = {"Well one": 1, "Quiet one": 31, "Risky one": 46, "Riskier one": 50}


@pytest.fixture
def many(app):
    """Projects of each health beside the cast's, of which the cafe is orphaned."""
    for title, days in DAYS.items():
        made = make(title)
        made.alive_at = clock.now() - timedelta(days=days)
    make("Hidden draft", state=ProjectState.DRAFT)
    silent(70, orphaned=True)
    db.session.commit()


@pytest.fixture
def offered(many):
    """Alice's offer to take the cafe over, a week ago."""
    row = taking_over.offer(CAST["alice"].viewer, fresh(), "I could begin in May")
    row.organisers_from = clock.now()
    db.session.commit()
    return row.id


def titles(page):
    return page.texts("main .row-list h3")


def test_the_worst_comes_first_and_all_are_counted(many, visitor):
    page = visitor("olu").see(BOARD)
    tabs = [" ".join(one.split()) for one in page.texts("nav .tabs a")]
    counted = ["Looks for a lead (1)", "At risk (2)", "Quiet (1)", "Well (2)"]
    assert [one for one in tabs if one in counted] == counted
    assert titles(page) == ["Pain cafe"]


@pytest.mark.parametrize(
    ("health", "shown"),
    [
        ("healthy", ["Well one", "Walking together"]),
        ("quiet", ["Quiet one"]),
        ("at risk", ["Riskier one", "Risky one"]),
        ("orphaned", ["Pain cafe"]),
        ("nonsense", ["Pain cafe"]),
    ],
)
def test_a_word_in_the_address_narrows_it(many, visitor, health, shown):
    found = titles(visitor("olu").see(f"{BOARD}?health={health}"))
    assert sorted(found) == sorted(shown)
    if health == "at risk":
        assert found == shown, "the longest silent first"


def test_it_says_why_and_what_one_can_do(many, visitor):
    row = ask(2, "alice")
    row.asked_at = clock.now() - timedelta(days=8)
    db.session.commit()
    page = visitor("olu").see(f"{BOARD}?health=quiet")
    assert "An offer of help has waited since" in page.main
    assert "/conversations/to/bob-2" in page.links()
    assert "/organise/announcements/new" in visitor("olu").see(BOARD).links()


def test_offers_that_wait_for_ten_days_stand_by_themselves(many, visitor):
    ask(2, "alice").asked_at = clock.now() - timedelta(days=11)
    db.session.commit()
    page = visitor("olu").see(BOARD)
    assert page.texts("#overdue li strong") == ["Walking together"]


def test_where_nothing_stands_it_says_what_to_do_next(app, visitor):
    page = visitor("olu").see(f"{BOARD}?health=orphaned")
    assert page.select("main .empty")
    assert visitor("olu").get(f"{BOARD}?page=9").status_code == 404


# ---------------------------------------------------------------- to decide
def test_an_organiser_says_yes(offered, visitor):
    page = visitor("olu").see(BOARD)
    assert "I could begin in May" in page.main
    done = visitor("olu").post(f"{BOARD}/{offered}", {"answer": "yes"})
    assert "They lead the project from now on" in done.main
    assert membership(1, "alice").role is TeamRole.LEAD
    late = visitor("olu").post(f"{BOARD}/{offered}", {"answer": "yes"})
    assert (late.status, "This has ended already" in late.main) == (422, True)


def test_an_organiser_says_not_now_in_kind_words(offered, visitor):
    visitor("olu").post(f"{BOARD}/{offered}", {"answer": "no", "words": "In spring"})
    assert "In spring" in visitor("alice").see("/projects/project-1/take-over").main


def test_before_their_turn_organisers_read_from_when_on(many, visitor):
    row = taking_over.offer(CAST["alice"].viewer, fresh(), "I could begin in May")
    db.session.commit()
    page = visitor("olu").see(BOARD)
    assert "Its leads answer first. You can from" in page.main
    early = visitor("olu").post(f"{BOARD}/{row.id}", {"answer": "yes"})
    assert (early.status, "some days more" in early.main) == (422, True)


def test_a_block_keeps_an_offer_from_an_organiser(offered, visitor):
    apart("alice", "olu")
    db.session.commit()
    assert "I could begin" not in visitor("olu").see(BOARD).main
    assert visitor("olu").post(f"{BOARD}/{offered}", {"answer": "yes"}).status == 404


def test_what_waits_stands_where_organisers_begin(offered, visitor):
    page = visitor("olu").see("/organise/")
    assert "1 offer to take a project over" in page.main
    assert BOARD in page.links()
    assert BOARD in visitor("olu").see("/organise/projects/").links()


def test_the_board_takes_ten_statements_at_most(offered, visitor, statements):
    ask(2, "alice").asked_at = clock.now() - timedelta(days=11)
    clockwork.move()
    db.session.commit()
    assert notices(CAST["olu"].id)
    browser = visitor("olu")
    with statements() as found:
        browser.see(BOARD)
    assert len(found) <= 10, found
