"""What those with a role did, in numbers for everybody; small ones are not told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.privacy import transparency
from community.safeguarding.models import Case, CaseState
from tests.cast import CAST

MO = CAST["mo"].viewer
COUNTED = {
    "reports": (Act.REPORT, "report", ""),
    "closed": (Act.MODERATION, "case", "closed: acted"),
    "measures": (Act.MODERATION, "measure", "warning"),
    "openings": (Act.BREAK_GLASS, "opening", "opened"),
    "exports": (Act.EXPORT, "people", "csv"),
}


def record(times: int, act: Act, kind: str, note: str, viewer: Viewer = MO) -> None:
    start_writing()
    for one in range(times):
        journal.record(viewer, act, kind, one, note)
    db.session.commit()


@pytest.mark.parametrize("what", COUNTED)
@pytest.mark.parametrize(
    ("number", "told"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15)]
)
def test_each_is_counted_by_month_and_rounded(app, at, what, number, told):
    at("2026-10-31 23:59:59")
    record(number, *COUNTED[what])
    at("2026-11-01 00:00:00")
    record(9, *COUNTED[what])
    found = transparency.figures().months
    assert len(found) == transparency.MONTHS
    assert str(found[0].month) == "2026-10-01"
    assert getattr(found[0], what) == told
    assert {getattr(one, what) for one in found[1:]} == {0}, "nothing of other months"
    others = set(COUNTED) - {what}
    assert {getattr(found[0], one) for one in others} == {0}


@pytest.mark.parametrize(
    "what",
    [
        (Act.EXPORT, "account", "own data"), (Act.MODERATION, "case", "claimed"),
        (Act.MODERATION, "measure", "acknowledged"),
        (Act.BREAK_GLASS, "opening", "seen"), (Act.BREAK_GLASS, "opening", "told"),
    ],
)  # fmt: skip
def test_what_is_no_act_of_a_role_is_not_counted(app, at, what):
    at("2026-10-15 12:00")
    record(9, *what)
    at("2026-11-01 12:00")
    line = transparency.figures().months[0]
    assert {getattr(line, one) for one in COUNTED} == {0}


def close(number: int, hours: int) -> None:
    for one in range(number):
        opened = clock.now() - timedelta(hours=hours)
        db.session.add(
            Case(
                number=f"c{hours}-{one}", subject_kind="person", subject_id=1,
                opened_at=opened, due_at=opened, closed_at=clock.now(),
                state=CaseState.CLOSED,
            )
        )  # fmt: skip
    db.session.commit()


def test_how_fast_is_told_from_eight_cases_on(app, at):
    at("2026-10-15 12:00")
    close(7, 10)
    assert transparency.figures().hours is None
    close(1, 20)
    assert transparency.figures().hours == 10
    at("2027-10-16 12:00")
    assert transparency.figures().hours is None, "those of the last year alone"


def test_the_page_is_for_everybody_and_needs_few_statements(
    app, at, visitor, statements
):
    at("2026-10-15 12:00")
    record(9, *COUNTED["reports"])
    record(3, *COUNTED["openings"])
    at("2026-11-02 12:00")
    page = visitor().see("/transparency")
    first = page.texts("tbody tr:first-of-type td")
    assert first == ["10", "0", "0", "fewer than 8", "0"]
    assert page.texts("tbody tr:first-of-type th") == ["October 2026"]
    with statements() as found:
        visitor("alice").see("/transparency")
    assert len(found) <= 10
    assert visitor().json("/api/v1/transparency")["figures"]["hours"] is None


@pytest.mark.parametrize("path", ["/privacy", "/security", "/terms"])
def test_the_pages_about_trust_lead_to_it(visitor, path):
    assert "/transparency" in visitor().see(path).links()


def test_each_column_is_explained_below_it(visitor):
    page = visitor().see("/transparency")
    meant = " ".join(page.texts("main .bullets li"))
    heads = page.texts("thead th")[1:]
    assert len(heads) == 5
    for word in heads:
        assert word.lower() in meant.lower()


def test_it_writes_nothing(app, visitor):
    visitor().see("/transparency")
    assert not db.session.scalars(select(AuditEvent)).all()
