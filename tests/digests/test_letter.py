"""A digest when its letter goes: seen once more through its reader."""

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.connections.models import Subject
from community.core import clock
from community.core.db import db
from community.core.visible import MUTED, tie
from community.digests import clockwork, commands
from community.members.models import Member
from community.notices import commands as notices
from community.notices.models import How
from community.projects.models import Project, ProjectState, ProjectTag
from tests.cast import CAST, connect, tag_id
from tests.digests.making import (
    FRIDAY,
    TUESDAY,
    jobs,
    make_all,
    names,
    news_of_project,
    stand,
    told,
    words,
)


@pytest.fixture
def letter(app):
    """Alice's letter, with news of the Pain cafe and some suggestions."""
    stand(FRIDAY)
    news_of_project("alice")
    clockwork.move()
    stand(TUESDAY)
    clockwork.move()
    make_all()
    return jobs("letter", "alice")[0]


def change(entity, number, **values):
    db.session.execute(update(entity).where(entity.id == number).values(**values))
    db.session.expire_all()


def test_it_says_what_was_written_down(letter):
    said = words(letter)
    assert told(said) == [("follow-stage", "Pain cafe")]
    assert "Dai Prosser" in names(said)
    dai = next(one for one in said.suggested if one.name == "Dai Prosser")
    assert "Offers Evaluation, which you seek." in [s.text for s in dai.reasons]


def test_what_was_read_meanwhile_is_left_out(letter):
    notices.read_all(CAST["alice"].viewer, clock.now())
    assert told(words(letter)) == []


def test_what_was_turned_off_meanwhile_is_left_out(letter):
    notices.choose_for(1, "follow-stage", How.OFF)
    assert told(words(letter)) == []


def test_what_is_hidden_meanwhile_is_left_out(letter):
    change(Project, 1, state=ProjectState.WITHDRAWN)
    change(Member, 4, listed=False)
    said = words(letter)
    assert told(said) == []
    assert "Dai Prosser" not in names(said)
    assert "Pain cafe" not in names(said)


def test_who_became_a_friend_or_was_muted_meanwhile_is_not_suggested(letter):
    connect(1, 4)
    row = {"member_id": 1, "other_id": 2, "kind": MUTED}
    db.session.execute(tie.insert().values(**row))
    found = [o.name for o in words(letter).suggested if o.subject is Subject.PERSON]
    assert not {"Dai Prosser", "Bob Okoro"} & set(found)


def test_what_became_sensitive_meanwhile_is_not_named(letter):
    db.session.add(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    db.session.flush()
    said = words(letter)
    assert told(said) == [("follow-stage", "")]
    assert "Pain cafe" not in names(said)
    assert "Pain cafe" not in str(said.suggested)


def test_nothing_left_is_no_letter(letter):
    notices.read_all(CAST["alice"].viewer, clock.now())
    letter.facts = {**letter.facts, "suggested": []}
    assert words(letter) is None


def test_who_rests_gets_none(letter):
    db.session.execute(
        update(Account).where(Account.id == 1).values(state=State.RESTING)
    )
    assert words(letter) is None


def test_who_stopped_it_meanwhile_gets_none(letter):
    commands.stop(1)
    assert words(letter) is None
