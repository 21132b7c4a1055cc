"""Reports: what is taken along, who is told, who knows of it afterwards."""

import pytest

from community.accounts.models import Account, State
from community.core.access import VISITOR, Role
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act
from community.core.visible import unscoped
from community.safeguarding import cases, reporting
from community.safeguarding.models import CaseState, Lane, Report, ReportReason
from community.safeguarding.things import THINGS, Reported, named, reported
from tests.cast import CAST
from tests.letters import letters, notices
from tests.privacy import stage
from tests.safeguarding.making import MO, give, report, steps, talk

ALICE, BOB, DAI = (CAST[name].viewer for name in ("alice", "bob", "dai"))
R = ReportReason


def rows() -> list[Report]:
    return list(db.session.scalars(unscoped("test", Report).order_by(Report.id)))


def told():
    return sorted(one.to for one in letters("report"))


# ---------------------------------------------------------------- what follows
def test_the_moderators_are_told_without_a_word_of_it(app):
    case = report(text="He shouts at people")
    assert told() == ["mo@example.org"]
    (notice,) = notices()
    assert (notice.facts, notice.person) == ({}, None), "nor who reported"
    assert notice.link == f"/moderate/{case.id}"


@pytest.mark.parametrize("reason", R)
def test_each_reason_has_its_lane(app, reason):
    harm = {R.SAFETY, R.SELF_HARM, R.THREATS}
    expected = Lane.HARM if reason in harm else Lane.USUAL
    assert report(reason=reason, text="It is so").lane is expected


def test_what_is_reported_again_by_the_same_person_is_added_to(app):
    case = report(reason=R.SPAM, text="He sells oils", excerpt="Buy oils")
    again = report(reason=R.THREATS, text="He threatens me", excerpt="Or else")
    assert again.id == case.id
    (row,) = rows()
    assert row.text == "He sells oils\n\nHe threatens me"
    assert row.excerpt == "Or else\n\nBuy oils"
    assert row.reason is R.THREATS
    assert again.lane is Lane.HARM
    report(reason=R.OTHER, text="Something else")
    assert rows()[0].reason is R.THREATS, "the graver reason stands"


def test_the_receipt_of_what_is_added_to_stays(app):
    thing = Reported("person", 2, 2, "")
    receipts = {reporting.report(ALICE, thing, R.SPAM, "") for _each in range(2)}
    assert receipts == {rows()[0].receipt}
    assert reporting.report(DAI, thing, R.SPAM, "") not in receipts


def test_what_is_reported_after_its_case_was_closed_is_a_new_report(app):
    case = report()
    cases.claim(MO, case.id)
    case.state, case.open_key = CaseState.CLOSED, None
    db.session.flush()
    assert report().id != case.id
    assert len(rows()) == 2


def test_something_else_needs_a_word(app):
    with pytest.raises(Refused, match="few words"):
        report(reason=R.OTHER, text="  ")


def test_visitors_do_not_report(app):
    with pytest.raises(Forbidden):
        reporting.report(VISITOR, Reported("person", 2, 2, ""), R.SPAM, "")


def test_each_report_is_in_the_trail_by_a_mark_and_without_words(app):
    report(text="He shouts")
    report(text="He shouts again")
    assert steps(Act.REPORT) == [
        ("mark-1", "report", ""),
        ("mark-1", "report", "added"),
    ]


# ---------------------------------------------------------------- one's own reports
def test_one_sees_ones_own_reports_and_whether_they_are_open(app):
    report(text="He shouts")
    report(who="dai", kind="project", about=None, number=1)
    (mine,) = reporting.my_reports(ALICE)
    assert (mine.kind, mine.text) == ("person", "He shouts")
    assert mine.state is CaseState.OPEN
    assert mine.receipt == rows()[0].receipt
    assert reporting.my_reports(BOB) == (), "never whom it is about"
    assert reporting.my_reports(VISITOR) == ()


def test_nothing_that_somebody_reads_names_who_reported(app):
    report()
    for card in (reporting.MyReport, reporting.Reported):
        assert not {"reporter", "reporter_id"} & set(card.__dataclass_fields__)


# ---------------------------------------------------------------- what is reported
def test_an_excerpt_is_what_the_reporter_sees_of_a_profile(app):
    thing, name = reported(ALICE, "person", "bob-2")
    assert (name, thing.about_account) == ("Bob Okoro", 2)
    assert thing.excerpt == "Bob Okoro\n\nGP who listens first"
    seen, _name = reported(CAST["bob"].viewer, "person", "alice-1")
    assert "Runs a walking group" in seen.excerpt
    visitor_sees, _name = reported(CAST["pat"].viewer, "person", "bob-2")
    assert visitor_sees.excerpt == thing.excerpt, "it is public"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("weather", "1"), ("message", "one"), ("message", "-1"), ("message", "1.0"),
        ("message", "9" * 30), ("message", "١"), ("idea", "no-such"), ("person", "1"),
        ("comment", "0"), ("tie", ""),
    ],
)  # fmt: skip
def test_what_is_not_there_cannot_be_reported(app, kind, key):
    with pytest.raises(NotFound):
        reported(ALICE, kind, key)


OTHERS = {
    "comment": ("2", "alice"), "event": ("event-2", "alice"),
    "idea": ("idea-2", "alice"), "help": ("1", "alice"), "message": ("1", "alice"),
    "person": ("bob-2", "alice"),
    "project": ("project-1", "alice"), "resource": ("resource-1", "alice"),
    "story": ("2", "alice"), "talk": ("1", "alice"), "update": ("update-1", "alice"),
    "impact": ("2", "bob"), "hello": ("1", "alice"), "tie": ("2", "alice"),
    "introduction": ("1", "alice"), "offer": ("1", "lea"), "handover": ("1", "alice"),
    "announcement": ("1", "alice"), "essay": ("essay-1", "alice"),
    "collection": ("collection-1", "alice"), "programme": ("warm-homes", "alice"),
    "survey": ("survey-1", "alice"),
}  # fmt: skip
"""One of each kind on the stage, and who may report it."""


@pytest.fixture
def staged(app):
    from community.connections.models import ConnectionStory

    stage.fill()
    row = {"connection_id": 2, "member_id": 5, "words": "We met at the pump"}
    db.session.add(ConnectionStory(**row))
    db.session.commit()


def test_each_kind_is_tried_here():
    assert set(OTHERS) == set(THINGS)


@pytest.mark.parametrize("kind", sorted(OTHERS))
def test_each_kind_is_found_with_its_words_and_its_name(staged, kind):
    key, who = OTHERS[kind]
    thing, _name = reported(CAST[who].viewer, kind, key)
    assert thing.kind == kind
    assert thing.excerpt
    title, address = named(kind, thing.id, thing.about_account)
    assert title, "moderators read what it is called"
    assert address


MADE = {
    "comment": ("2", "dai"), "help": ("1", "dai"), "idea": ("idea-1", "alice"),
    "message": ("1", "dai"), "person": ("bob-2", "bob"), "story": ("2", "mo"),
    "update": ("update-1", "lea"), "talk": ("2", "lea"), "hello": ("1", "dai"),
    "impact": ("2", "alice"), "tie": ("2", "lea"), "introduction": ("1", "dai"),
    "offer": ("1", "alice"), "handover": ("1", "lea"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(MADE))
def test_nobody_reports_what_they_made(staged, kind):
    key, who = MADE[kind]
    try:
        thing, _name = reported(CAST[who].viewer, kind, key)
    except NotFound:
        return
    assert thing.about_account != CAST[who].id, "what another answered may be reported"


@pytest.mark.parametrize("kind", sorted(OTHERS))
def test_who_made_it_is_whom_a_case_is_about(staged, kind):
    key, who = OTHERS[kind]
    thing, _name = reported(CAST[who].viewer, kind, key)
    about = {
        "comment": 4, "help": 4, "idea": 2, "message": 4, "person": 2, "update": 5,
        "talk": 3, "hello": 4, "impact": 1, "tie": 5, "introduction": 2, "offer": 1,
        "handover": 5,
    }  # fmt: skip
    assert thing.about_account == about.get(kind), "nobody tells whose a story is"


@pytest.mark.parametrize(
    ("kind", "key", "who"),
    [
        ("message", "1", "olu"), ("message", "1", None), ("comment", "2", "pat"),
        ("hello", "1", "bob"), ("introduction", "1", "lea"), ("tie", "2", "dai"),
        ("offer", "1", "bob"), ("handover", "1", "bob"), ("announcement", "1", "dai"),
        ("update", "update-2", "alice"), ("story", "1", "alice"), ("help", "2", "dai"),
        ("impact", "3", "bob"), ("person", "carol-3", "bob"), ("comment", "4", "alice"),
        ("essay", "essay-3", "alice"), ("survey", "survey-2", "alice"),
    ],
)  # fmt: skip
def test_what_one_does_not_see_one_cannot_report(staged, kind, key, who):
    viewer = CAST[who].viewer if who else VISITOR
    with pytest.raises(NotFound):
        reported(viewer, kind, key)


def test_an_excerpt_is_never_longer_than_it_may_be(app, at):
    at("2017-09-01 12:00")
    number, *_rest = talk((1, "a" * 2000), (2, "b"))
    thing, _name = reported(BOB, "message", str(number))
    assert thing.excerpt == "a" * 2000


def test_the_only_moderators_report_reaches_the_administrators(app):
    report(who="mo")
    assert told() == ["ada@example.org"]


def test_a_report_about_a_moderator_reaches_the_others(app):
    give(4, Role.MODERATOR)
    report(about=8, number=8)
    assert told() == ["dai@example.org"]


def test_without_a_moderator_the_administrators_are_told(app):
    db.session.get_one(Account, 8).state = State.SUSPENDED
    db.session.flush()
    report()
    assert told() == ["ada@example.org"]
