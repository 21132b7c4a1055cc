"""Several small reads that go in one statement, each seen as its own."""

from datetime import date

from sqlalchemy import func, select

from community.core.access import VISITOR
from community.core.together import Read, alone, together
from community.members.models import Member
from community.projects.models import Need, Project
from tests.cast import CAST

ALICE, LEA = CAST["alice"].viewer, CAST["lea"].viewer


def titles() -> Read[list[str]]:
    found = select(Project.title).order_by(Project.title.desc())
    return Read(found, lambda rows: [row["title"] for row in rows])


def needs() -> Read[list[tuple[str, date | None]]]:
    found = select(Need.role, Need.closes_on).order_by(Need.id)
    return Read(found, lambda rows: [(one["role"], one["closes_on"]) for one in rows])


def people() -> Read[int]:
    return Read(
        select(func.count(Member.id).label("number")), lambda rows: rows[0]["number"]
    )


def test_each_finds_what_it_finds_alone(app):
    for viewer in (VISITOR, ALICE, LEA):
        found = together(viewer, titles(), needs(), people())
        assert found == [alone(viewer, one) for one in (titles(), needs(), people())]


def test_each_is_seen_as_the_viewer_may_and_keeps_its_order(app):
    assert together(VISITOR, titles())[0] == ["Pain cafe"]
    assert together(ALICE, titles())[0] == ["Walking together", "Pain cafe"]
    found = ["Walking together", "Quiet draft", "Pain cafe"]
    assert together(LEA, titles())[0] == found


def test_one_that_finds_nothing_makes_of_nothing(app):
    nothing = Read(select(Project.id).where(Project.id < 0), len)
    assert together(ALICE, nothing, titles())[0] == 0


def test_all_go_in_one_statement(app, statements):
    with statements() as found:
        together(ALICE, titles(), needs(), people())
    assert len(found) == 1
