"""The page of notices: by day, read and unread, all at once, and what they lead to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.notices import clockwork
from community.notices.kinds import KINDS
from community.notices.models import Notice
from tests.cast import CAST
from tests.notices.telling import notice

PAGE = "/notices/"
NOON = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)


def unread(page) -> list[str]:
    return page.texts(".notice--unread a")


def marks() -> dict[int, bool]:
    """Which notices are read, by number."""
    db.session.rollback()
    rows = db.session.execute(unscoped("test", Notice.id, Notice.read_at))
    return {row.id: row.read_at is not None for row in rows}


def test_is_for_members(visitor):
    for who, leads in ((None, "/sign-in"), ("pat", "/waiting")):
        response = visitor(who).get(PAGE)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(leads)


def test_who_was_told_of_nothing_reads_what_will_come(visitor):
    page = visitor("alice").see(PAGE)
    assert page.texts("main .empty h2") == ["No notice yet"]
    assert "When somebody says hello" in page.main
    assert "/notices/choices" in page.links("main .empty a")
    assert not page.select("form[action='/notices/read']")


def test_a_line_says_what_happened_when_and_why_one_is_told(visitor, at):
    at("2030-07-01 23:30")
    number = notice("alice", person="dai")
    page = visitor("alice").see(PAGE)
    (line,) = page.select(".notice")
    (link,) = line.select("a")
    assert " ".join(link.get_text(" ").split()) == "Dai Prosser says hello"
    assert link["href"] == f"/notices/{number}"
    assert [one.get_text() for one in link.select("strong")] == ["Dai Prosser"]
    assert line.select_one("time").get_text() == "00:30"
    assert "You get this because somebody asked you." in page.main
    assert page.texts("main h2") == ["Today"], "it is 2 July in Britain already"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_line(visitor, kind):
    notice("alice", kind, person="dai", project=1)
    page = visitor("alice").see(PAGE)
    told = KINDS[kind].line % {"person": "Dai Prosser", "project": "Pain cafe"}
    (said,) = unread(page)  # a link ends in a space where a name would not
    assert re.sub(r" ([:?])", r"\1", said) == told
    assert f"because {KINDS[kind].why}." in page.main
    assert "%(" not in page.main


def test_names_never_come_back_as_markup(visitor):
    start_writing()
    named = update(Member).where(Member.id == 4).values(name="<b id=x>D</b> %s %(x)s")
    db.session.execute(named)
    db.session.commit()
    notice("alice", person="dai")
    page = visitor("alice").see(PAGE)
    assert not page.select("#x")
    assert unread(page) == ["<b id=x>D</b> %s %(x)s says hello"]


def test_the_newest_stands_first_and_days_have_headings(visitor, at):
    at("2030-01-02 12:00")
    for days, project in ((9, 1), (0, 2), (1, 1), (0, 1)):
        notice("alice", "follow-need", project=project, at=NOON - timedelta(days=days))
    page = visitor("alice").see(PAGE)
    assert page.texts("main h2") == ["Today", "Yesterday", "Monday 24 December 2029"]
    assert page.texts(".notice a") == [
        f"{title} looks for somebody"
        for title in ("Pain cafe", "Walking together", "Pain cafe", "Pain cafe")
    ]


def test_what_is_unread_says_so_in_words(visitor):
    notice("alice", person="dai")
    notice("alice", person="bob", read=True)
    page = visitor("alice").see(PAGE)
    assert unread(page) == ["Dai Prosser says hello"]
    assert page.texts(".notice--unread .badge") == ["Unread"]
    assert len(page.select(".notice .badge")) == 1


def test_all_or_the_unread_alone(visitor):
    notice("alice", person="dai")
    notice("alice", person="bob", read=True)
    page = visitor("alice").see(PAGE)
    assert page.texts(".tabs a") == ["All", "Unread (1)"]
    assert page.texts(".tabs [aria-current]") == ["All"]
    page = visitor("alice").see(f"{PAGE}?show=unread")
    assert page.texts(".notice a") == ["Dai Prosser says hello"]
    assert page.texts(".tabs [aria-current]") == ["Unread (1)"]
    visitor("alice").post(f"{PAGE}read")
    page = visitor("alice").see(f"{PAGE}?show=unread")
    assert page.texts("main .empty h2") == ["You have read everything"]


def test_many_come_in_pages_that_keep_the_filter(visitor):
    for _one in range(61):
        notice("alice", person="dai")
    alice = visitor("alice")
    for path, rest in ((PAGE, ""), (f"{PAGE}?show=unread", "&show=unread")):
        page = alice.see(path)
        assert len(page.select(".notice")) == 30
        following = page.links(".pager [rel=next]")[0]
        assert set(following.partition("?")[2].split("&")) == {
            part for part in f"page=2{rest}".split("&") if part
        }
        assert len(alice.see(f"{PAGE}?page=3{rest}").select(".notice")) == 1
        alice.see(f"{PAGE}?page=4{rest}", 404)
        alice.see(f"{PAGE}?page=0{rest}", 404)


# ---------------------------------------------------------------- following one
def test_following_one_leads_on_and_reads_it(visitor):
    number, other = notice("alice", link="/coffee/"), notice("alice")
    response = visitor("alice").get(f"{PAGE}{number}")
    assert (response.status_code, response.headers["Location"]) == (302, "/coffee/")
    assert marks() == {number: True, other: False}
    when = db.session.scalar(unscoped("test", Notice.read_at).limit(1))
    visitor("alice").get(f"{PAGE}{number}")
    assert db.session.scalar(unscoped("test", Notice.read_at).limit(1)) == when


@pytest.mark.parametrize(
    "link",
    ["", "https://example.org/", "//example.org", "/\\example.org", "javascript:x"],
)
def test_one_leads_to_pages_of_ours_alone(visitor, link):
    number = notice("alice", link=link)
    response = visitor("alice").get(f"{PAGE}{number}")
    assert response.headers["Location"] == PAGE


def test_one_keeps_the_part_of_the_page(visitor):
    number = notice("alice", link="/connections/requests/#sent")
    response = visitor("alice").get(f"{PAGE}{number}")
    assert response.headers["Location"] == "/connections/requests/#sent"


def test_another_ones_is_as_unknown_as_none(visitor):
    number = notice("bob", person="dai")
    for who in ("alice", "olu", "ada", "mo"):
        for path in (f"{PAGE}{number}", f"{PAGE}{number + 1}"):
            visitor(who).see(path, 404)
            assert visitor(who).post(path).status == 404
    assert marks() == {number: False}


def test_so_is_one_about_somebody_hidden_and_one_to_come(visitor, at):
    at("2030-01-02 12:00")
    hidden = notice("alice", person="dai")
    later = notice("alice", at=NOON + timedelta(minutes=1))
    start_writing()
    db.session.execute(update(Member).where(Member.id == 4).values(listed=False))
    db.session.commit()
    for number in (hidden, later):
        visitor("alice").see(f"{PAGE}{number}", 404)
        assert visitor("alice").post(f"{PAGE}{number}").status == 404
    assert marks() == {hidden: False, later: False}


# ---------------------------------------------------------------- read and unread
def test_one_is_marked_and_let_wait_again(visitor):
    number, other = notice("alice", person="dai"), notice("alice")
    page = visitor("alice").post(f"{PAGE}{number}", {"read": "yes"})
    assert len(unread(page)) == 1
    assert marks() == {number: True, other: False}
    page = visitor("alice").post(f"{PAGE}{number}", {"read": "no"})
    assert len(unread(page)) == 2


def test_after_marking_one_stays_where_one_was(visitor):
    numbers = [notice("alice") for _one in range(31)]
    alice = visitor("alice")
    form = {"read": "yes", "page": "2", "show": "all"}
    response = alice.post(f"{PAGE}{numbers[0]}", form, follow=False).response
    where = response.headers["Location"]
    assert where == f"{PAGE}?page=2#notice-{numbers[0]}"
    form["show"] = "unread"
    page = alice.post(f"{PAGE}{numbers[1]}", form)
    assert page.status == 200
    assert page.texts(".tabs [aria-current]") == ["Unread (29)"]


def test_all_at_once_marks_what_was_shown_and_not_what_came_since(visitor, at):
    at("2030-01-02 12:00")
    old = notice("alice", person="dai")
    page = visitor("alice").see(PAGE)
    [until] = [one["value"] for one in page.select("[name=until]")]
    at("2030-01-02 12:01")
    new, others = notice("alice", person="bob"), notice("bob")
    at("2030-01-02 12:02")
    page = visitor("alice").post(f"{PAGE}read", {"until": until})
    assert unread(page) == ["Bob Okoro says hello"]
    assert marks() == {old: True, new: False, others: False}


def test_all_at_once_can_be_undone_and_then_only_that(visitor, at):
    at("2030-01-02 12:00")
    before = notice("alice", read=True)
    first, second = notice("alice"), notice("alice", person="dai")
    at("2030-01-02 12:05")
    page = visitor("alice").post(f"{PAGE}read")
    assert "All marked as read." in page.main
    assert marks() == dict.fromkeys((before, first, second), True)
    [moment] = [one["value"] for one in page.select("[name=undo]")]
    assert visitor("bob").post(f"{PAGE}unread", {"undo": moment}).status == 200
    assert all(marks().values()), "others undo nothing of mine"
    page = visitor("alice").post(f"{PAGE}unread", {"undo": moment})
    assert "They are unread again." in page.main
    assert marks() == {before: True, first: False, second: False}
    page = visitor("alice").post(f"{PAGE}read")
    assert "All marked as read." in page.main


def test_with_nothing_unread_there_is_nothing_to_mark(visitor):
    page = visitor("alice").post(f"{PAGE}read")
    assert "There was nothing to mark as read." in page.main
    assert not page.select("[name=undo]")


@pytest.mark.parametrize("moment", ["", "x", "2030-01-01", "2030-01-01T12:00:00"])
def test_a_moment_that_is_none_breaks_nothing(visitor, moment):
    notice("alice")
    page = visitor("alice").see(f"{PAGE}?undo={moment}")
    assert not page.select("[name=undo]")
    assert visitor("alice").post(f"{PAGE}unread", {"undo": moment}).status == 404
    assert visitor("alice").post(f"{PAGE}read", {"until": moment}).status == 200


# ---------------------------------------------------------------- programs, figures
def test_the_api_gives_the_same(visitor, at):
    at("2030-01-02 12:00")
    number = notice("alice", person="dai", link="/connections/requests/")
    notice("bob", person="dai")
    found = visitor("alice").json("/api/v1/notices/")
    assert found["unread"] == 1
    assert found["notices"]["items"] == [
        {
            "id": number,
            "kind": "hello",
            "words": "Dai Prosser says hello",
            "why": "You get this because somebody asked you.",
            "at": "2030-01-02T12:00:00+00:00",
            "read": False,
        }
    ]
    assert marks()[number] is False


def test_looking_at_the_list_reads_nothing(visitor):
    number = notice("alice")
    visitor("alice").see(PAGE)
    assert marks() == {number: False}


def test_takes_ten_statements_at_most(visitor, statements):
    for person, project in (("dai", 1), ("bob", 2), (None, None)):
        notice("alice", person=person, project=project)
    alice = visitor("alice")
    for path in (PAGE, f"{PAGE}?show=unread", f"{PAGE}1"):
        with statements() as found:
            alice.get(path)
        assert len(found) <= 10, (path, found)


def test_those_of_more_than_a_year_ago_are_forgotten(app):
    now = clock.now()
    old = notice("alice", at=now - timedelta(days=366))
    young = notice("alice", at=now - timedelta(days=364))
    start_writing()
    assert clockwork.move() == 1
    db.session.commit()
    assert list(marks()) == [young]
    assert old not in marks()
    assert CAST["alice"].id == 1


@pytest.mark.parametrize("far", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00-14:00"])
def test_a_moment_beyond_all_days_is_none(visitor, far):
    alice = visitor("alice")
    assert alice.post(f"{PAGE}unread", {"undo": far}).status == 404
    assert alice.post(f"{PAGE}read", {"until": far}).status == 200
