"""What is held back of many, or of whoever is gone: told of, and shown again."""

import pytest

from community.accounts.models import Account
from community.core import clock, held
from community.core.db import db, start_writing
from community.core.errors import NotFound
from community.core.visible import unscoped
from community.privacy import erasing, retention
from community.programme.models import Event
from community.projects.models import Membership, Story, TeamRole, Teller
from community.projects.models.guide import StoryState
from community.safeguarding import appeals, casework, closing, measures, own
from community.safeguarding.models import Appeal, Case, Finding, Report
from tests import letters as sent
from tests.cast import CAST
from tests.safeguarding.making import (
    DAI,
    MO,
    UNKIND,
    WHY,
    fresh,
    give,
    report,
    taken,
)

LEA = CAST["lea"].viewer
PAIN_CAFE = 1


def hold_project():
    case = taken(about=None, kind="project", number=PAIN_CAFE)
    return measures.hold(MO, case.id, UNKIND, WHY)


def tell_story():
    """Let Alice tell a story of a project, that others read."""
    story = Story(
        project_id=PAIN_CAFE, author_id=1, told_as=Teller.CARER, words="It helped",
        state=StoryState.PUBLISHED,
    )  # fmt: skip
    db.session.add(story)
    db.session.flush()
    return story.id


def reads(row):
    """Return who of the cast reads a measure as one about themselves."""
    return [
        name
        for name, person in CAST.items()
        if row.id in [card.id for card in own.mine(person.viewer)]
    ]


def test_the_leads_of_a_project_are_told_and_read_why(app):
    member = {"project_id": PAIN_CAFE, "role": TeamRole.LEAD}
    db.session.add(Membership(member_id=3, **member))
    row = hold_project()
    told = sorted(one.to for one in sent.notices(kind="measure"))
    assert told == ["carol@example.org", "lea@example.org"]
    assert reads(row) == ["carol", "lea"], "not Dai, who is in the team"
    assert own.one(LEA, row.id).why == WHY


def test_a_lead_appeals_and_all_leads_get_the_answer(app):
    give(4)
    db.session.add(Membership(project_id=PAIN_CAFE, member_id=3, role=TeamRole.LEAD))
    row = hold_project()
    for who in ("alice", "dai", "mo"):
        with pytest.raises(NotFound):
            appeals.appeal(CAST[who].viewer, row.id, "It was not us")
    asked = appeals.appeal(LEA, row.id, "It was not us")
    assert own.one(LEA, row.id).appeal == "waiting"
    appeals.decide(DAI, asked.id, upheld=False, reply="You are right")
    told = sorted(one.to for one in sent.letters("appeal-answer"))
    assert told == ["carol@example.org", "lea@example.org"]
    assert not held.is_held("project", PAIN_CAFE)


def test_a_rule_tells_the_leads_too(app):
    measures.hold_by_rule(report(about=None, kind="project", number=PAIN_CAFE))
    assert [one.to for one in sent.notices(kind="measure")] == ["lea@example.org"]


def test_who_told_a_story_is_told_and_moderators_do_not_learn_who(app):
    case = taken(about=None, kind="story", number=tell_story())
    row = measures.hold(MO, case.id, UNKIND, WHY)
    assert [one.to for one in sent.notices(kind="measure")] == ["alice@example.org"]
    assert reads(row) == ["alice"]
    assert own.one(CAST["alice"].viewer, row.id).title == "", (
        "of a story that is secret"
    )
    appeals.appeal(CAST["alice"].viewer, row.id, "It is mine to tell")
    assert row.account_id is None
    assert casework.people(case) == casework.People(holder="Mo Rahman")


# ---------------------------------------------------------------- shown again
def kept(entity):
    found = unscoped("test", entity.id)
    return len(db.session.scalars(found).all())


def hold_event():
    """Let what Alice made for a project be held back."""
    event = Event(
        title="A walk", slug="a-walk", begins_on=clock.today(), made_by_id=1,
        project_id=PAIN_CAFE,
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    case = taken(kind="event", about=1, number=event.id, who="bob")
    return event.id, measures.hold(MO, case.id, UNKIND, WHY)


def test_what_somebody_left_behind_can_be_shown_again(app):
    number, row = hold_event()
    appeals.appeal(CAST["alice"].viewer, row.id, "I wrote it when I was ill")
    db.session.commit()
    start_writing()
    erasing.erase(1)
    assert kept(Appeal) == 0, "their own words go"
    assert db.session.get(Account, 1) is None
    assert held.is_held("event", number)
    assert (fresh(row).account_id, row.why) == (None, "")
    measures.lift(MO, row.id)
    assert not held.is_held("event", number)


def test_a_case_stays_without_its_reports_while_its_thing_is_held_back(app, at):
    at("2017-09-01 12:00")
    number, row = hold_event()
    closing.close(MO, row.case_id, Finding.ACTED, "Held back.")
    db.session.commit()
    at("2018-09-02 12:00")
    list(retention.run())
    assert (kept(Case), kept(Report)) == (1, 0)
    start_writing()
    measures.lift(MO, row.id)
    db.session.commit()
    assert not held.is_held("event", number)
    list(retention.run())
    assert kept(Case) == 0
