"""The connection directory: who is in it, narrowed how, and whom to ask."""

import pytest
from sqlalchemy import select, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.visible import tie
from community.members.models import Member, MemberKind
from tests.cast import connect


def names(page):
    return page.texts("#results li h3")


def row(page, name):
    rows = page.select("#results .people > li")
    return next(li for li in rows if name in li.select_one("h3").get_text())


@pytest.fixture
def wider(app):
    """Lea knows Dai and Bob too; Mo knows Alice, and Bob."""
    connect(5, 4, TieAudience.MEMBERS)
    connect(5, 2, TieAudience.MEMBERS)
    connect(1, 8)
    connect(2, 8)
    db.session.commit()


@pytest.mark.parametrize(
    ("who", "shown", "sentence"),
    [
        ("alice", ["Bob Okoro", "Carol Finch", "Dai Prosser", "Lea Novak", "Mo Rahman"],
         "5 people: 3 you know, 2 one step further"),
        ("carol", ["Alice Marsh", "Lea Novak", "Mo Rahman"],
         "3 people: 1 you know, 2 one step further"),
        ("dai", ["Alice Marsh", "Bob Okoro", "Lea Novak"],
         "3 people: 1 you know, 2 one step further"),
    ],
)  # fmt: skip
def test_shows_whom_one_knows_and_reaches(visitor, wider, who, shown, sentence):
    page = visitor(who).see("/connections/")
    assert names(page) == shown
    assert page.texts("[data-said]") == [sentence]


@pytest.mark.parametrize(
    ("asked", "sentence", "found"),
    [
        ("q=bob", "1 person with “bob”: 0 you know, 1 one step further", ["Bob Okoro"]),
        ("offers=evaluation&place=wls",
         "2 people who offer evaluation in Wales: 0 you know, 2 one step further",
         ["Bob Okoro", "Dai Prosser"]),
        ("far=known", "3 people: 3 you know, 0 one step further",
         ["Carol Finch", "Lea Novak", "Mo Rahman"]),
        ("through=lea-5", "2 people to whom Lea Novak links you",
         ["Bob Okoro", "Dai Prosser"]),
        ("through=lea-5&alone=yes", "1 person whom only Lea Novak links you to",
         ["Dai Prosser"]),
        ("through=olu-6", "0 people", []),
        ("sort=ways", "5 people: 3 you know, 2 one step further",
         ["Bob Okoro", "Carol Finch", "Lea Novak", "Mo Rahman", "Dai Prosser"]),
    ],
)  # fmt: skip
def test_is_narrowed_and_the_sentence_says_how(visitor, wider, asked, sentence, found):
    page = visitor("alice").see(f"/connections/?{asked}")
    assert page.texts("[data-said]") == [sentence]
    if "sort=ways" in asked:
        assert names(page)[0] == "Bob Okoro"
        assert sorted(names(page)) == sorted(found)
    else:
        assert names(page) == found


def test_facets_count_only_whom_one_reaches(visitor, wider):
    page = visitor("alice").see("/connections/")
    assert page.texts("label[for^=far-]") == ["I know them 3", "One step further 2"]
    assert page.texts("label[for^=offers-]")[0] == "Evaluation 2"
    assert page.texts("label[for^=place-]") == ["Wales 2"]
    carol = visitor("carol").see("/connections/?offers=evaluation")
    assert carol.texts("label[for^=offers-]")[0] == "Evaluation 0"
    assert carol.texts("label[for^=kind-]") == []


def test_a_row_says_the_way_and_whom_to_ask(visitor, wider):
    page = visitor("alice").see("/connections/")
    bob = row(page, "Bob Okoro")
    assert [li.get_text(strip=True) for li in bob.select(".thread li")] == [
        "You", "Lea Novak", "Bob Okoro"
    ]  # fmt: skip
    words = " ".join(bob.get_text(" ").split())
    assert "Ask Lea Novak to introduce you" in words
    assert "1 other could too." in words
    links = [a["href"] for a in bob.select("a")]
    assert "/connections/introductions/ask/bob-2?via=lea-5" in links
    assert "/connections/to/person/bob-2" in links
    assert "/connections/?through=lea-5" in links
    lea = row(page, "Lea Novak")
    between = select(Connection.id).where(Connection.a_id == 1, Connection.b_id == 5)
    tie_id = db.session.connection().scalar(between)
    assert f"/connections/ties/{tie_id}" in [a["href"] for a in lea.select("a")]


@pytest.mark.parametrize(
    ("who", "what", "asked"),
    [
        (5, {"taking_requests": False}, "mo-8"),
        (5, {"joined": False}, "mo-8"),
        (2, {"taking_requests": False}, ""),
        (2, {"joined": False}, ""),
    ],
)
def test_only_who_has_joined_and_takes_requests_is_asked(
    visitor, wider, who, what, asked
):
    db.session.execute(update(Member).where(Member.id == who).values(**what))
    db.session.commit()
    bob = row(visitor("alice").see("/connections/"), "Bob Okoro")
    links = [a["href"] for a in bob.select("a") if "/ask/" in a["href"]]
    wanted = [f"/connections/introductions/ask/bob-2?via={asked}"] if asked else []
    assert links == wanted


def test_who_is_muted_is_left_out(visitor, wider):
    entry = {"member_id": 1, "other_id": 5, "kind": "muted"}
    db.session.execute(tie.insert().values(**entry))
    db.session.commit()
    page = visitor("alice").see("/connections/")
    assert names(page) == ["Bob Okoro", "Carol Finch", "Mo Rahman"]
    assert "Lea" not in page.main


def test_who_links_me_to_whom_counts_what_its_links_list(visitor, wider):
    db.session.add(MemberKind(member_id=4, code="clinician", audience=Audience.ME))
    db.session.commit()
    alice = visitor("alice")
    page = alice.see("/connections/links")
    assert page.texts("main li h2") == ["Lea Novak", "Mo Rahman"]
    assert page.texts("main .tag") == [
        "Clinician: 1 through Lea Novak", "Designer: 1 through Lea Novak",
        "Clinician: 1 through Mo Rahman",
    ]  # fmt: skip
    for href in page.links("main .ruled p a, main .ruled .tag"):
        label = page.select(f'a[href="{href}"]')[0].get_text(" ")
        number = next(int(word) for word in label.split() if word.isdigit())
        assert len(names(alice.see(href))) == number


def test_a_quiet_tie_is_said_to_be_in_touch_in_one_tap(visitor, at):
    at("2027-07-01 12:00")
    alice = visitor("alice")
    page = alice.see("/connections/quiet")
    assert page.texts("main .people h3") == ["Carol Finch", "Lea Novak"]
    form = page.select(".people form")[0]
    alice.post(form["action"], {"next": form.select("[name=next]")[0]["value"]})
    assert alice.see("/connections/quiet").texts("main .people h3") == ["Lea Novak"]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/connections/", "Your connections begin with one person"),
        ("/connections/quiet", "No tie has gone quiet"),
        ("/connections/links", "Nobody links you to somebody else yet"),
    ],
)
def test_without_ties_it_says_how_to_begin(visitor, path, title):
    page = visitor("bob").see(path)
    assert page.texts(".empty h2") == [title]
    assert page.links(".empty a")


def test_pages_and_orders_hold_everybody_once(visitor):
    from tests.network.map_world import add

    for number in range(101, 151):
        add(number)
        connect(5, number)
    db.session.commit()
    alice = visitor("alice")
    for sort in ("name", "nearest", "ways"):
        seen, path = [], f"/connections/?sort={sort}"
        while path:
            page = alice.see(path)
            seen += names(page)
            following = page.select("a[rel=next]")
            path = following[0]["href"] if following else ""
        assert len(seen) == len(set(seen)) == 52
    alice.see("/connections/?page=0", 404)
    alice.see("/connections/?page=4", 404)


def test_takes_at_most_twelve_statements(visitor, wider, statements):
    alice = visitor("alice")
    alice.see("/connections/")
    for path in ("", "?offers=evaluation&place=wls&far=further", "quiet", "links"):
        with statements() as found:
            alice.see(f"/connections/{path}")
        assert len(found) <= 12


def test_programs_read_the_same(visitor, wider):
    found = visitor("alice").get("/api/v1/connections/?through=lea-5").get_json()
    lines = found["people"]["items"]
    assert [line["card"]["slug"] for line in lines] == ["bob-2", "dai-4"]
    assert lines[0]["steps"][1]["slug"] == "lea-5"
