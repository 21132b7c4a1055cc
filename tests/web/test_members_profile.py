"""A profile: what each viewer gets to see of a person, and what they may do there."""

import pytest
from sqlalchemy import update

from community.core.access import Audience, as_seen_by
from community.core.db import db
from community.members.models import DetailName, Member, MemberDetail
from tests import cast
from tests.cast import CAST

BOB, ALICE, CAROL = "/members/bob-2", "/members/alice-1", "/members/carol-3"


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (None, BOB, 200), (None, ALICE, 404), (None, CAROL, 404),
        ("dai", BOB, 200), ("dai", ALICE, 200), ("dai", CAROL, 404),
        ("alice", CAROL, 200), ("carol", CAROL, 200), ("olu", CAROL, 404),
        ("pat", ALICE, 404), ("pat", BOB, 200), ("olu", "/members/pat-9", 404),
    ],
)  # fmt: skip
def test_is_there_for_whoever_may_see_the_name(visitor, who, path, status):
    visitor(who).see(path, status)


def test_a_visitor_sees_public_rows_alone(visitor):
    page = visitor().see(BOB)
    assert page.h1 == "Bob Okoro"
    assert "GP who listens first" in page.main
    assert page.texts("#profile .tag") == ["Evaluation"]
    assert "Diabetes" not in page.main
    assert "Wales" not in page.main


def test_a_member_sees_more(visitor):
    page = visitor("dai").see(BOB)
    assert page.texts("#profile .tag") == ["Diabetes", "Evaluation"]
    assert "Wales" in page.main
    assert "Walking together" in page.main


def test_no_address_is_shown_to_anybody(visitor):
    for who in (None, "dai", "olu", "ada"):
        assert "@example.org" not in visitor(who).see(BOB).html


def test_ones_own_profile_leads_to_editing_and_to_the_eyes_of_others(visitor):
    page = visitor("alice").see(ALICE)
    assert "/members/me/edit" in page.links()
    eyes = [link for link in page.links() if "/as/" in link]
    assert len(eyes) == 5
    assert "all members see your name" in page.main
    assert "only you see this" in page.texts("#profile .tag__note")[0]


def test_what_is_private_is_marked_for_its_owner_alone(visitor):
    assert "Diabetes" in visitor("alice").see(ALICE).main
    page = visitor("dai").see(ALICE)
    assert "Diabetes" not in page.html
    assert "only you" not in page.main


@pytest.mark.parametrize(
    ("who", "button"),
    [("dai", True), ("alice", False), (None, False)],
)
def test_hello_is_for_members_and_not_for_oneself(visitor, who, button):
    person = visitor(who).see(ALICE if who else BOB)
    assert ("Say hello" in person.texts(".banner-acts a")) is button


def test_who_takes_no_hellos_is_not_asked(visitor):
    db.session.execute(
        update(Member).where(Member.id == 2).values(taking_requests=False)
    )
    db.session.commit()
    assert "Say hello" not in visitor("alice").see(BOB).main


def test_block_and_report_are_one_click_away(visitor):
    links = visitor("alice").see(BOB).links()
    assert any("/block" in link for link in links)
    assert any("/report" in link for link in links)


def say(member, name, value, audience=Audience.MEMBERS):
    db.session.add(
        MemberDetail(member_id=member, name=name, value=value, audience=audience)
    )
    db.session.commit()


def test_about_is_markdown_made_safe(visitor):
    bad = "<script>alert(1)</script> [x](javascript:y)"
    say(2, DetailName.ABOUT, {"text": f"I **walk**.\n\n{bad}"})
    page = visitor("alice").see(BOB)
    assert page.texts(".prose strong") == ["walk"]
    assert not page.select(".prose script, .prose a[href^=javascript]")


def test_time_and_links_are_told(visitor):
    say(2, DetailName.AVAILABILITY, {"hours": 1, "until": "2031-12-24"})
    link = {"label": "a.example", "url": "https://a.example"}
    say(2, DetailName.LINKS, {"links": [link]})
    page = visitor("alice").see(BOB)
    assert "about 1 hour a week, until 24 December 2031" in page.main
    assert page.select("a[href='https://a.example']")[0]["rel"] == [
        "nofollow", "noopener", "noreferrer", "ugc",
    ]  # fmt: skip


def region(page):
    return str(page.select("#profile")[0])


CLASSES = ["visitor", "member", "connection", "project mate", "organiser"]


@pytest.mark.parametrize("who", CLASSES)
def test_seen_as_others_is_what_the_rule_gives_them(visitor, who):
    page = visitor("bob").see(f"{BOB}/as/{who}")
    shown = page.texts("#profile .tag")
    assert shown == (["Evaluation"] if who == "visitor" else ["Diabetes", "Evaluation"])
    assert page.texts(".tabs [aria-current]")
    assert as_seen_by(who, 2).member_id == (None if who == "visitor" else 0)


def test_seen_as_a_visitor_equals_what_a_visitor_gets(visitor):
    assert region(visitor("bob").see(f"{BOB}/as/visitor")) == region(visitor().see(BOB))


def plain(page):
    """The region without links, which seen-as leaves out."""
    for link in page.select("#profile .tag"):
        link.name, link.attrs = "span", {"class": ["tag"]}
    return region(page)


@pytest.mark.parametrize(
    ("who", "real"), [("member", "mo"), ("organiser", "olu"), ("connection", "carol")]
)
def test_seen_as_a_class_equals_what_one_of_them_gets(visitor, who, real):
    say(1, DetailName.ABOUT, {"text": "For those I know"}, Audience.CONNECTIONS)
    own = plain(visitor("alice").see(f"{ALICE}/as/{who}"))
    assert own == plain(visitor(real).see(ALICE))
    assert ("For those I know" in own) is (who == "connection")


def test_seen_as_a_project_mate_shows_what_the_team_sees(visitor):
    say(4, DetailName.ABOUT, {"text": "For the team"}, Audience.PROJECTS)
    dai = "/members/dai-4"
    own = plain(visitor("dai").see(f"{dai}/as/project mate"))
    assert "For the team" in own
    assert own == plain(visitor("lea").see(dai))
    assert "For the team" not in visitor("alice").see(dai).main


def test_who_is_hidden_from_a_class_is_told_so(visitor):
    page = visitor("carol").see(f"{CAROL}/as/member")
    assert page.h1 == "They do not see you"
    visitor("carol").see(f"{CAROL}/as/connection")


@pytest.mark.parametrize(
    ("who", "path"), [("dai", f"{BOB}/as/member"), ("bob", f"{BOB}/as/nobody")]
)
def test_seen_as_is_for_oneself_and_for_known_classes(visitor, who, path):
    visitor(who).see(path, 404)


def test_a_block_hides_a_profile(visitor):
    row = {"kind": "blocked", "audience": "pair"}
    for one, other in ((1, 2), (2, 1)):
        db.session.execute(
            cast.tie.insert().values(member_id=one, other_id=other, **row)
        )
    db.session.commit()
    visitor("alice").see(BOB, 404)
    visitor("bob").see(ALICE, 404)
    visitor("dai").see(BOB)


@pytest.mark.parametrize("who", [None, "alice", "bob"])
def test_it_needs_few_statements(visitor, statements, who):
    reader = visitor(who)
    with statements() as found:
        reader.see(BOB)
    assert len(found) <= 10


def test_json_says_the_same_and_no_more(visitor):
    found = visitor().json("/api/v1" + BOB)
    assert found["profile"]["name"] == CAST["bob"].name
    assert [tag["label"] for tag in found["profile"]["tags"]] == ["Evaluation"]
    assert found["audience"] == "", "only oneself is told one's audience"
