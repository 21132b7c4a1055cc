"""The bell in the head: what it counts is what the notices page shows as unread."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import OperationalError

from community.accounts.models import Account, State
from community.connections import hellos
from community.core import clock, journal
from community.core.db import db, start_writing
from community.core.visible import BLOCKED, MUTED, tie, unscoped
from community.digests import seen
from community.members.models import Member
from community.notices.commands import tell
from community.notices.models import Notice
from community.programme.models import Origin
from community.projects.models import Project, ProjectState
from tests.cast import CAST
from tests.notices.telling import notice

PAGE, REQUESTS = "/notices/", "/connections/requests/"


def bell(page) -> str:
    """What the bell says to a screen reader."""
    (link,) = page.select("header a.bell")
    return link.select_one(".visually-hidden").get_text()


def counted(visitor, who: str = "alice") -> tuple[str, int]:
    """What the bell says, and how many lines the page marks as unread."""
    page = visitor(who).see(PAGE)
    return bell(page), len(page.select(".notice--unread"))


@pytest.mark.parametrize("who", ["alice", "bob", "olu", "ada", "mo"])
def test_every_member_has_one_that_leads_to_the_page(visitor, who):
    page = visitor(who).see("/about")
    assert bell(page) == "Notices"
    assert page.links("header a.bell") == [PAGE]
    assert not page.select(".bell__count")
    assert PAGE in page.links(".menu__panel a")


@pytest.mark.parametrize("who", [None, "pat"])
def test_nobody_else_has_one(visitor, who):
    page = visitor(who).see("/about")
    assert not page.select(".bell")
    assert PAGE not in page.links("header a")


def test_it_says_in_words_and_in_a_figure_how_many_wait(visitor):
    notice("alice", person="dai")
    notice("alice", person="bob")
    for path in ("/about", "/members/", "/account/", PAGE):
        page = visitor("alice").see(path)
        assert bell(page) == "Notices, 2 unread"
        assert page.texts(".bell__count[aria-hidden]") == ["2"]


def test_also_on_the_page_of_an_error(visitor):
    notice("alice")
    assert bell(visitor("alice").see("/nowhere", 404)) == "Notices, 1 unread"


@pytest.mark.parametrize(
    ("number", "says", "figure"),
    [
        (99, "Notices, 99 unread", "99"),
        (100, "Notices, more than 99 unread", "99+"),
        (130, "Notices, more than 99 unread", "99+"),
    ],
)
def test_from_a_hundred_on_it_does_not_count(visitor, number, says, figure):
    for _one in range(number):
        notice("alice")
    page = visitor("alice").see(PAGE)
    assert bell(page) == says
    assert page.texts(".bell__count") == [figure]
    assert f"Unread ({figure})" in page.main


def test_what_others_are_told_of_it_never_counts(visitor):
    notice("bob", person="dai")
    assert counted(visitor) == ("Notices", 0)
    assert counted(visitor, "bob") == ("Notices, 1 unread", 1)


def hide(who: int) -> None:
    db.session.execute(update(Member).where(Member.id == who).values(listed=False))


def stand_apart(kind: str, one: int, two: int) -> None:
    ends = [(one, two)] if kind == MUTED else [(one, two), (two, one)]
    for member, other in ends:
        row = {"member_id": member, "other_id": other, "kind": kind}
        db.session.execute(insert(tie).values(row))


def withdraw(project: int, state: ProjectState) -> None:
    found = update(Project).where(Project.id == project)
    db.session.execute(found.values(state=state))


GONE = {
    "a hidden person": lambda: hide(4),
    "somebody on a break": lambda: (
        hide(4),
        db.session.execute(
            update(Account).where(Account.id == 4).values(state=State.RESTING)
        ),
    ),
    "somebody whom I blocked": lambda: stand_apart(BLOCKED, 1, 4),
    "somebody whom I muted": lambda: stand_apart(MUTED, 1, 4),
    "a project that is a draft again": lambda: withdraw(2, ProjectState.DRAFT),
    "a project that waits for review": lambda: withdraw(2, ProjectState.IN_REVIEW),
}


@pytest.mark.parametrize("what", GONE)
def test_what_i_may_not_see_now_does_not_count(visitor, what):
    notice("alice", person="dai", project=2)
    notice("alice")
    assert counted(visitor) == ("Notices, 2 unread", 2)
    start_writing()
    GONE[what]()
    db.session.commit()
    assert counted(visitor) == ("Notices, 1 unread", 1)


def test_that_somebody_muted_me_hides_nothing(visitor):
    notice("alice", person="dai")
    start_writing()
    stand_apart(MUTED, 4, 1)
    db.session.commit()
    assert counted(visitor) == ("Notices, 1 unread", 1)


def test_what_is_not_due_does_not_count_until_it_is(visitor, at):
    at("2030-01-01 12:00")
    notice("alice", at=clock.now() + timedelta(minutes=10))
    assert counted(visitor) == ("Notices", 0)
    at("2030-01-01 12:10")
    assert counted(visitor) == ("Notices, 1 unread", 1)


def test_a_kind_that_is_no_more_does_not_count(visitor):
    notice("alice", kind="of long ago")
    assert counted(visitor) == ("Notices", 0)


def test_the_count_is_that_of_the_lines_whoever_reads(app):
    for who in (1, 2, 5, 6):
        for person in (None, 2, 3, 4, 9):
            for project in (None, 1, 2, 3):
                notice(who, person=person, project=project)
    for person in CAST.values():
        rows = db.session.scalars(seen.mine(person.viewer)).all()
        shown = seen.lines(person.viewer, rows)
        assert len(seen.unread_links(person.viewer)) == len(shown)
    assert 0 < len(seen.unread_links(CAST["alice"].viewer)) < 20


# ---------------------------------------------------------------- read by being there
def test_who_opens_the_page_it_leads_to_has_read_it(visitor):
    start_writing()
    him = db.session.get_one(Member, 4, execution_options={"unscoped": "test"})
    hellos.say_hello(CAST["bob"].viewer, him, "A song for you", Origin.DIRECT)
    db.session.commit()
    dai = visitor("dai")
    assert bell(dai.see("/about")) == "Notices, 1 unread"
    assert bell(dai.see(REQUESTS)) == "Notices", "it is read in this moment"
    assert counted(visitor, "dai") == ("Notices", 0)


@pytest.mark.parametrize(
    "path",
    [
        "/coffee/", "/connections/introductions/", "/projects/requests/",
        "/projects/mine", "/members/me/edit", "/projects/project-2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["", "#sent"])
def test_so_on_each_page_that_notices_lead_to(visitor, path, part):
    notice("alice", link=f"{path}{part}")
    notice("alice", link=f"{path}-2")
    assert bell(visitor("alice").see(path)) == "Notices, 1 unread"
    assert counted(visitor) == ("Notices, 1 unread", 1)


def test_a_page_that_is_not_shown_reads_nothing(visitor):
    notice("alice", link="/connections/introductions/9")
    visitor("alice").see("/connections/introductions/9", 404)
    assert counted(visitor) == ("Notices, 1 unread", 1)


def test_another_who_opens_the_page_reads_nothing_of_mine(visitor):
    notice("alice", link=REQUESTS)
    notice("bob", link=REQUESTS)
    visitor("bob").see(REQUESTS)
    assert counted(visitor) == ("Notices, 1 unread", 1)
    assert counted(visitor, "bob") == ("Notices", 0)


# ---------------------------------------------------------------- what it costs
def count(visitor, statements, path: str) -> list[str]:
    reader = visitor("alice")
    reader.get(path)
    with statements() as found:
        reader.get(path)
    return found


def test_it_costs_nothing_while_nothing_waits(visitor, statements):
    notice("alice", read=True)
    notice("bob")
    for path in ("/about", REQUESTS):
        found = count(visitor, statements, path)
        asked = [one for one in found if "FROM notice" in one]
        assert len(asked) == 1, "with who is signed in"
        assert "FROM sign_in" in asked[0]


def test_it_costs_one_statement_while_something_waits(visitor, statements):
    for path in ("/about", "/members/", REQUESTS):
        before = len(count(visitor, statements, path))
        notice("alice", person="dai", project=1, link="/elsewhere")
        after = count(visitor, statements, path)
        assert len(after) == before + 1, path
        assert not [one for one in after if one.startswith("UPDATE")]
        start_writing()
        db.session.query(Notice).delete()
        db.session.commit()


def test_programs_do_not_ask_for_it(visitor, statements):
    notice("alice")
    found = count(visitor, statements, "/api/v1/members/")
    assert len([one for one in found if "FROM notice" in one]) == 1


def test_of_very_many_too_those_are_read_that_lead_here(visitor, at):
    at("2030-03-01 10:00")
    start_writing()
    for number in range(seen.MOST + 20):
        tell(1, "hello", f"hello:{number}", person=2, link=f"/x/{number}")
    tell(1, "report", "report:1", link="/coffee/")
    db.session.commit()
    visitor("alice").see("/coffee/")
    db.session.rollback()
    read = unscoped("test", Notice.kind).where(Notice.read_at.is_not(None))
    assert db.session.scalars(read).all() == ["report"]


# -------------------------------------------------------------- nothing is written
@pytest.fixture
def held(monkeypatch):
    """Let the database take nothing that is written beside a page."""

    def hold():
        raise OperationalError("BEGIN", {}, Exception("database is locked"))

    return lambda: monkeypatch.setattr(journal, "start_writing", hold)


def test_what_one_reads_is_shown_though_nobody_can_note_it(visitor, held):
    notice("alice", link="/coffee/")
    alice = visitor("alice")
    held()
    alice.see("/coffee/")
    alice.see("/suggestions/")
    assert bell(alice.see("/about")) == "Notices, 1 unread", "it waits again"


def test_a_notice_leads_on_though_nobody_can_note_it(visitor, held):
    number = notice("alice", link="/coffee/")
    alice = visitor("alice")
    held()
    assert alice.get(f"/notices/{number}").status_code == 302


def test_what_has_to_stand_in_the_ledger_is_not_shown_without(visitor, held):
    olu = visitor("olu")
    held()
    assert olu.get("/members/export.csv").status_code == 503
