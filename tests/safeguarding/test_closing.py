"""What reporters learn when a case is closed, and who reports in bad faith."""

import pytest

from community.core.errors import Refused
from community.safeguarding import casework, closing, good_faith
from community.safeguarding.models import Finding, ReportReason
from tests.letters import notices
from tests.safeguarding.making import MO, SAFETY, SPAM, report, taken

ACTED, NONE = Finding.ACTED, Finding.NO_BREACH


@pytest.mark.parametrize(
    ("finding", "kind"), [(ACTED, "report-acted"), (NONE, "report-no-breach")]
)
def test_each_reporter_is_told_that_somebody_looked_and_no_more(app, finding, kind):
    case = taken(text="He sells oils")
    report(who="lea")
    closing.close(MO, case.id, finding, "A secret outcome.")
    told = notices(kind=kind)
    assert [one.to for one in told] == ["alice@example.org", "lea@example.org"]
    for one in told:
        assert (one.facts, one.person, one.link) == ({}, None, "/house-rules")
    other = "report-no-breach" if finding is ACTED else "report-acted"
    assert notices(kind=other) == []


def bad(number: int, who: str = "alice") -> None:
    """Let somebody report in bad faith, as a moderator finds."""
    case = taken(kind="message", number=number, who=who)
    ids = [one.id for one in casework.reports(MO, case.id)]
    closing.close(MO, case.id, NONE, "An invention.", ids)


def test_whoever_reports_in_bad_faith_again_and_again_can_report_less(app, at):
    at("2017-09-01 12:00")
    bad(1), bad(2)
    assert good_faith.limited_until(1) is None
    assert notices(kind="report-limited") == []
    bad(3)
    assert good_faith.limited_until(1).isoformat()[:10] == "2017-10-01"
    assert [one.to for one in notices(kind="report-limited")] == ["alice@example.org"]
    with pytest.raises(Refused, match="not made in good faith") as refused:
        report(who="alice")
    assert refused.value.values["day"].isoformat() == "2017-10-01"
    assert report(who="alice", reason=SAFETY), "a worry always gets through"
    assert report(who="lea", about=4)
    at("2017-10-01 12:01")
    assert report(who="alice", about=3)


@pytest.mark.parametrize("reason", ReportReason)
def test_only_risk_of_harm_gets_through_then(app, reason):
    for number in (1, 2, 3):
        bad(number)
    if reason.harm:
        good_faith.check(1, reason)
    else:
        with pytest.raises(Refused):
            good_faith.check(1, reason)


def test_a_report_in_bad_faith_is_not_thanked_for_and_only_that_one_is_marked(app):
    case = taken()
    report(who="lea")
    first, second = casework.reports(MO, case.id)
    closing.close(MO, case.id, NONE, "One invented it.", [first.id])
    assert [one.bad_faith for one in casework.reports(MO, case.id)] == [True, False]
    told = notices(kind="report-no-breach")
    assert [one.to for one in told] == ["lea@example.org"]
    assert second.id != first.id


def test_where_moderators_acted_nobody_reported_in_bad_faith(app):
    case = taken(reason=SPAM)
    (one,) = casework.reports(MO, case.id)
    with pytest.raises(Refused, match="nothing was found"):
        closing.close(MO, case.id, ACTED, "We warned him.", [one.id])
