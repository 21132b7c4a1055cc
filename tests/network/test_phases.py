"""Phases as spans of days: a day has one, whether asked in Python or in SQL."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Date, literal, select

from community.core.db import db
from community.impact.phases import AFTER, BEFORE, Phases
from community.vocabulary.queries import TermCard

DAY = date(2017, 1, 1)


def phases(*spans: tuple[int, int | None]) -> Phases:
    return Phases(
        TermCard(
            "project_phase", f"p{number}", f"Phase {number}", "", "", "",
            DAY + timedelta(days=start),
            None if end is None else DAY + timedelta(days=end),
        )
        for number, (start, end) in enumerate(spans)
    )  # fmt: skip


def test_days_between_two_phases_belong_to_the_earlier():
    found = phases((10, 20), (30, 40))
    days = {9: BEFORE, 10: "p0", 25: "p0", 30: "p1", 40: "p1", 41: AFTER}
    for day, code in days.items():
        assert found.of(DAY + timedelta(days=day)) == code
    assert found.codes == (BEFORE, "p0", "p1", AFTER)


def test_between_two_programmes_a_day_is_of_no_phase():
    found = phases((10, 20), (90, 95))
    days = {9: BEFORE, 20: "p0", 21: AFTER, 89: AFTER, 90: "p1", 95: "p1", 96: AFTER}
    for day, code in days.items():
        assert found.of(DAY + timedelta(days=day)) == code


def test_of_two_programmes_at_once_the_phase_that_began_last_has_the_day():
    found = phases((10, 50), (20, 30), (60, 70))
    days = {19: "p0", 20: "p1", 30: "p1", 59: "p1", 60: "p2", 71: AFTER}
    for day, code in days.items():
        assert found.of(DAY + timedelta(days=day)) == code


def test_the_last_phase_may_go_on_and_none_at_all_is_after():
    assert phases((10, None)).of(DAY + timedelta(days=9999)) == "p0"
    assert phases().of(DAY) == AFTER


@given(
    st.lists(st.integers(0, 60), max_size=4, unique=True),
    st.one_of(st.none(), st.integers(0, 30)),
    st.integers(-5, 100),
)
def test_a_day_is_of_the_last_phase_that_had_begun(starts, last, number):
    starts = sorted(starts)
    ends = [
        None if last is None or start != starts[-1] else start + last
        for start in starts
    ]
    code = phases(*zip(starts, ends, strict=True)).of(DAY + timedelta(days=number))
    begun = [place for place, start in enumerate(starts) if start <= number]
    over = bool(ends) and ends[-1] is not None and number > ends[-1]
    if not starts or over:
        assert code == AFTER
    else:
        assert code == (f"p{begun[-1]}" if begun else BEFORE)


def test_the_database_says_the_same(app):
    for found in (
        phases((10, 20), (30, 40)),
        phases((10, None)),
        phases(),
        phases((10, 20), (90, 95)),
        phases((10, 50), (20, 30), (60, 70)),
    ):
        for number in range(0, 100, 5):
            day = DAY + timedelta(days=number)
            for code in (*found.codes, "unknown"):
                holds = found.holds(code, literal(day, Date))
                told = db.session.scalar(select(literal(1)).where(holds))
                assert (told == 1) == (code == found.of(day)), (number, code)
