"""`/network/weave/`: pairs to introduce, what would change, and plans of them."""

import pytest
from sqlalchemy import update

from community.core.db import db
from community.matching import snapshot
from community.members.models import MapConsent, Member
from community.network.weaving import plans
from community.web.network_weave_words import HOUSE_WORDS
from tests.cast import CAST, Person
from tests.client import Visitor
from tests.network import weaving_world as world
from tests.network.map_world import consent

BOARD, PLANS = "/network/weave/", "/network/weave/plans/"
TICKED = f"{BOARD}?pair={world.key(101, 111)}&pair={world.key(121, 102)}"
KEYS = [world.key(101, 111), world.key(121, 102)]
TYPED = {"do": "keep", "title": "Spring", "words": "You could meet", "pair": KEYS}


@pytest.fixture
def community(app):
    world.weave_world()
    db.session.commit()


@pytest.fixture
def plan(community):
    """The number of a plan of two pairs."""
    number = world.plan((101, 111), (102, 121))
    db.session.commit()
    return number


def version(number):
    db.session.rollback()
    return plans.plan_row(CAST["olu"].viewer, number).version


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("pat", 302),
        ("alice", 403),
        ("ada", 403),
        ("mo", 403),
        ("olu", 200),
    ],
)  # fmt: skip
def test_only_organisers_come_in(visitor, who, status):
    for path in (BOARD, PLANS):
        assert visitor(who).get(path).status_code == status


def test_it_lists_pairs_with_why_for_the_network_and_why_they_fit(community, visitor):
    page = visitor("olu").see(BOARD)
    assert page.h1 == "Weave: whom to introduce"
    first = page.texts(".choices > li")[0]
    assert "For the network:" in first
    assert "Why they fit:" in first
    assert "which nothing links yet" in page.main
    assert "Diabetes" not in page.main
    assert not page.select("input:checked")


def test_the_address_ticks_pairs_and_says_what_would_change(community, visitor):
    page = visitor("olu").see(TICKED)
    assert [one["value"] for one in page.select("input:checked")] == [
        world.key(101, 111), world.key(102, 121),
    ]  # fmt: skip
    assert "1 person is no longer on their own." in page.main
    rows = {row[0]: row[1:] for row in map(cells, page.select(".sheet tbody tr"))}
    assert rows["People on their own"] == ["4", "3"]
    assert set(rows) >= {
        "Separate parts", "Steps between two people, on average",
        "Connections across kinds", "Most ways lead through",
    }  # fmt: skip


def cells(row):
    return [one.get_text().strip() for one in row.select("th, td")]


def test_the_json_says_the_same(community, visitor):
    found = visitor("olu").json(f"/api/v1{TICKED}")
    assert [one["pair"]["key"] for one in found["ticked"]] == [
        world.key(101, 111), world.key(102, 121),
    ]  # fmt: skip
    assert found["figures"]["before"]["alone"] == 4
    assert found["figures"]["after"]["alone"] == 3
    assert "id" not in found["ticked"][0]["pair"]["one"]


def test_showing_what_would_change_goes_to_an_address_that_can_be_kept(
    community, visitor
):
    olu = visitor("olu")
    sent = {"do": "show", "pair": KEYS, "title": "", "words": str(HOUSE_WORDS)}
    response = olu.post(BOARD, sent, follow=False).response
    assert response.status_code == 303
    assert olu.see(response.headers["Location"].partition("#")[0]).select("#change")


def test_words_that_were_typed_are_not_lost(community, visitor):
    page = visitor("olu").post(BOARD, {**TYPED, "do": "show"})
    assert page.status == 200
    assert page.select("#title")[0]["value"] == "Spring"
    assert page.select("#change")


def test_ticks_last_from_page_to_page(community, visitor):
    page = visitor("olu").see(TICKED)
    following = page.select("a[rel=next]")[0]["href"]
    again = visitor("olu").see(following)
    assert len(again.select("input:checked")) == 2
    there, then = (set(one.texts("#suggested ~ ul label")) for one in (page, again))
    assert there
    assert not there & then
    visitor("olu").see(f"{BOARD}?page=99", 404)


def test_a_plan_is_kept_and_nobody_is_asked(community, visitor):
    page = visitor("olu").post(BOARD, TYPED)
    assert page.h1 == "Spring"
    assert "Nobody is asked yet" in page.html
    assert "Not sent" in page.main
    db.session.rollback()
    assert world.introductions() == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"title": ""}, "Give the plan a title"),
        ({"words": ""}, "Write a sentence or two"),
        ({"words": "x" * 401}, "Use 400 letters or fewer"),
        ({"pair": []}, "Tick at least one pair"),
        ({"pair": ["alice-1,nobody"]}, "Tick at least one pair"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(community, visitor, data, message):
    page = visitor("olu").post(BOARD, {**TYPED, **data})
    assert page.status == 422
    assert message in page.main
    assert page.select("[role=alert]")


def test_it_takes_ten_statements_at_most(community, visitor, statements):
    olu = visitor("olu")
    for path in (BOARD, TICKED, PLANS):
        with statements() as found:
            olu.get(path)
        assert len(found) <= 10, found


# ---------------------------------------------------------------- one plan
def test_a_plan_is_sent_once_however_often_one_presses(plan, visitor):
    olu, path = visitor("olu"), f"{BOARD}{plan}"
    data = {"version": version(plan)}
    page = olu.post(f"{path}/send", data)
    assert "Both people of each of 2 pairs are asked." in page.html
    assert "Linked on the map" not in page.main
    again = olu.post(f"{path}/send", data)
    assert "This plan was sent already." in again.html
    db.session.rollback()
    assert len(world.introductions()) == 2


def test_what_came_of_it_stands_in_numbers(plan, visitor, statements):
    olu, path = visitor("olu"), f"{BOARD}{plan}"
    olu.post(f"{path}/send", {"version": version(plan)})
    with statements() as found:
        page = olu.see(path)
    assert len(found) <= 10, found
    facts = dict(zip(page.texts("dl dt"), page.texts("dl dd"), strict=True))
    assert facts == {
        "Pairs asked": "2", "Both said yes": "0", "No answer yet": "2", "Not now": "0",
    }  # fmt: skip
    assert "fewer than 8" in page.main
    came = olu.json(f"/api/v1{path}")["plan"]["came"]
    assert came == {"asked": 2, "yes": 0, "waits": 2, "not_now": 0, "taken_back": 0}


def test_who_is_introduced_reads_that_an_organiser_thought_of_it(plan, visitor):
    visitor("olu").post(f"{BOARD}{plan}/send", {"version": version(plan)})
    db.session.rollback()
    (row, _other) = world.introductions()
    they = Visitor(visitor().app, Person(101, "Person Number101"))
    page = they.see(f"/connections/introductions/{row.id}")
    assert "Olu Adeyemi helps to run this community" in page.main
    assert "You two should meet" in page.main


def test_a_plan_is_changed_and_a_pair_leaves_it(plan, visitor):
    olu, path = visitor("olu"), f"{BOARD}{plan}"
    keep = olu.see(path).select("input[name=keep]")[0]["value"]
    data = {"title": "New", "words": "Hello", "version": 1, "keep": [keep]}
    page = olu.post(path, data)
    assert page.h1 == "New"
    assert len(page.select("input[name=keep]")) == 1
    wrong = olu.post(path, {**data, "title": ""})
    assert wrong.status == 422


def test_two_organisers_who_change_it_see_both_texts(plan, visitor):
    olu, path = visitor("olu"), f"{BOARD}{plan}"
    keep = [one["value"] for one in olu.see(path).select("input[name=keep]")]
    data = {"title": "Mine", "words": "Hello", "version": 1, "keep": keep}
    olu.post(path, {**data, "title": "Theirs"})
    page = olu.post(path, data)
    assert page.status == 409
    assert "Theirs" in page.texts("[role=alert] dd")
    assert page.select("#title")[0]["value"] == "Mine"
    assert olu.post(path, {**data, "version": version(plan)}).h1 == "Mine"


def test_it_is_not_sent_when_it_says_something_else_by_now(plan, visitor):
    page = visitor("olu").post(f"{BOARD}{plan}/send", {"version": 77})
    assert page.status == 409
    assert "Another organiser changed it" in page.main


def test_what_is_deleted_can_be_brought_back(plan, visitor):
    olu, path = visitor("olu"), f"{BOARD}{plan}"
    page = olu.post(f"{path}/delete")
    assert "No plan is kept yet" in page.main
    olu.see(path, 404)
    assert olu.post(page.select(".flash form")[0]["action"]).h1 == "Bring them together"


def test_a_plan_of_nobody_says_what_to_do(plan, visitor):
    for number in (101, 102):
        consent(number, MapConsent.ABSENT)
    db.session.commit()
    page = visitor("olu").see(f"{BOARD}{plan}")
    assert "Nobody of this plan is on the map by name today" in page.main
    assert page.links(".empty a") == [BOARD]


# ---------------------------------------------------------------- nothing there
def test_with_too_few_on_the_map_it_says_how_to_begin(app, visitor):
    for person in CAST.values():
        consent(person.id, MapConsent.ABSENT)
    db.session.commit()
    page = visitor("olu").see(BOARD)
    assert "There is no map to weave yet" in page.main
    assert page.links(".empty a") == ["/network/"]


def test_with_nobody_to_introduce_it_says_why(app, visitor):
    db.session.execute(update(Member).values(taking_requests=False))
    snapshot.bump()
    db.session.commit()
    page = visitor("olu").see(BOARD)
    assert "Nobody to introduce at the moment" in page.main
    assert page.links(".empty a") == ["/network/"]
