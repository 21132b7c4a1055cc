"""People and projects of a resource: who may say so, and who sees it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from community.accounts.models import Consent
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.together import alone
from community.core.visible import find, unscoped, visible
from community.evidence import people
from community.evidence.facts import write
from community.evidence.models import ResourceState, ResourceTalker, ResourceUse
from community.evidence.record import facts_of
from community.privacy import consents as privacy_consents
from community.projects.models import Project
from tests.cast import CAST
from tests.evidence.making import resource

ALICE, BOB, CAROL = (CAST[name].viewer for name in ("alice", "bob", "carol"))
DAI, LEA, OLU = (CAST[name].viewer for name in ("dai", "lea", "olu"))


@pytest.fixture
def study(app):
    return resource("A study of cafes", tags=("evaluation",))


def project(number: int, viewer=LEA) -> Project:
    return find(viewer, Project, Project.id == number)


def lines(viewer, number):
    return [one.title for one in alone(viewer, people.used_by(viewer, number))]


@pytest.mark.parametrize(
    ("viewer", "may"), [(LEA, True), (DAI, True), (ALICE, False), (OLU, False)]
)
def test_a_team_says_what_it_uses(study, viewer, may):
    if may:
        people.use(viewer, study, project(1), "  Our   questions ")
        one = db.session.scalars(unscoped("test", ResourceUse)).one()
        assert (one.words, one.added_by_id) == ("Our questions", viewer.member_id)
    else:
        with pytest.raises(Forbidden):
            people.use(viewer, study, project(1), "")


def test_saying_it_twice_changes_the_words(study):
    people.use(LEA, study, project(1), "First")
    people.use(DAI, study, project(1), "Second")
    assert [one.words for one in alone(LEA, people.used_by(LEA, 1))] == ["Second"]


def test_it_is_taken_back(study):
    people.use(LEA, study, project(1), "First")
    assert people.leave(LEA, study, project(1)) == "First"
    assert lines(LEA, 1) == []
    with pytest.raises(NotFound):
        people.leave(LEA, study, project(1))


def test_what_is_archived_is_not_used_anew_and_stays_where_it_is(study):
    people.use(LEA, study, project(1), "")
    study.state = ResourceState.ARCHIVED
    db.session.flush()
    assert lines(VISITOR, 1) == ["A study of cafes"]
    with pytest.raises(Refused):
        people.use(BOB, study, project(2, BOB), "")


def test_whoever_sees_the_project_sees_what_it_uses(study):
    people.use(LEA, study, project(3), "")
    people.use(BOB, study, project(2, BOB), "")
    assert lines(LEA, 3) == ["A study of cafes"]
    assert lines(ALICE, 3) == lines(VISITOR, 3) == []
    assert lines(ALICE, 2) == ["A study of cafes"]
    assert lines(VISITOR, 2) == []


def test_what_is_not_out_is_on_no_page(study):
    people.use(LEA, study, project(1), "")
    study.state = ResourceState.SUBMITTED
    db.session.flush()
    assert lines(LEA, 1) == []


def sees_a_talker(viewer) -> bool:
    return db.session.scalar(visible(viewer, ResourceTalker.id)) is not None


EVERYBODY = set(CAST) - {"pat"}


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience.MEMBERS, EVERYBODY),
        (Audience.CONNECTIONS, {"alice", "carol", "lea"}),
        (Audience.PROJECTS, {"alice"}),
    ],
)
def test_who_sees_that_somebody_talks(study, audience, seen_by):
    people.talk(ALICE, study, audience, "Used it", agreed=False)
    found = {name for name in CAST if sees_a_talker(CAST[name].viewer)}
    assert found == seen_by
    assert not sees_a_talker(VISITOR)


@pytest.mark.parametrize("audience", [Audience.ME, Audience.PUBLIC])
def test_nobody_talks_to_everybody(study, audience):
    with pytest.raises(Refused):
        people.talk(ALICE, study, audience, "", agreed=True)


def consents() -> list[bool]:
    rows = db.session.scalars(select(Consent).order_by(Consent.id))
    return [one.withdrawn_at is None for one in rows]


def test_about_a_condition_one_agrees_first(app):
    study = resource("Diabetes at home", tags=("diabetes",))
    assert people.standing(ALICE, study).talks_to is Audience.CONNECTIONS
    with pytest.raises(Refused):
        people.talk(ALICE, study, Audience.CONNECTIONS, "", agreed=False)
    people.talk(ALICE, study, Audience.MEMBERS, "", agreed=True)
    assert consents() == [True]
    people.be_quiet(ALICE, study)
    assert consents() == [False]
    assert not people.standing(ALICE, study).talks


def test_a_word_that_hints_at_health_hushes_whoever_talks_until_they_agree(app):
    study = resource("At home", tags=("evaluation",))
    people.talk(ALICE, study, Audience.MEMBERS, "Used it", agreed=False)
    facts = facts_of(ALICE, study)
    write(ALICE, study, replace(facts, licence="Free"))
    assert sees_a_talker(BOB)
    write(ALICE, study, replace(facts, tags=("evaluation", "diabetes")))
    assert not sees_a_talker(BOB)
    db.session.expire_all()
    assert people.standing(ALICE, study).talks_to is Audience.ME
    people.talk(ALICE, study, Audience.MEMBERS, "Used it", agreed=True)
    write(ALICE, study, replace(facts, tags=("diabetes",)))
    assert sees_a_talker(BOB)


def test_how_one_stands_to_it(study):
    people.use(LEA, study, project(1), "Our questions")
    own = people.standing(LEA, study).projects
    assert [(one.title, one.uses) for one in own] == [
        ("Pain cafe", True),
        ("Quiet draft", False),
    ]
    assert people.standing(VISITOR, study) == people.Standing()


def row_of(study):
    found = unscoped("test", ResourceTalker).where(
        ResourceTalker.resource_id == study.id
    )
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def test_consent_that_is_taken_back_keeps_the_talk_to_oneself(app):
    study, other = (
        resource(title, tags=("diabetes",)) for title in ("At home", "At work")
    )
    for one in (study, other):
        people.talk(ALICE, one, Audience.MEMBERS, "Used it", agreed=True)
    given = {line.about: line for line in privacy_consents.mine(ALICE)}
    assert set(given) == {"At home", "At work"}
    assert all(line.talk for line in given.values())
    privacy_consents.take_back(ALICE, given["At home"].id)
    assert row_of(study).audience is Audience.ME
    assert row_of(study).words == "Used it", "nothing is lost"
    assert row_of(other).audience is Audience.MEMBERS
    assert sorted(consents()) == [False, True]


def test_who_sees_a_talk_is_chosen_by_its_owner(app):
    study = resource("At home", tags=("diabetes",))
    people.talk(ALICE, study, Audience.MEMBERS, "Used it", agreed=True)
    number = row_of(study).id
    with pytest.raises(NotFound):
        people.show(BOB, number, Audience.ME, agreed=True)
    people.show(ALICE, number, Audience.ME, agreed=False)
    assert row_of(study).audience is Audience.ME
    assert not sees_a_talker(BOB)
    assert consents() == [False]
    with pytest.raises(Refused):
        people.show(ALICE, number, Audience.MEMBERS, agreed=False)
    people.show(ALICE, number, Audience.MEMBERS, agreed=True)
    assert sees_a_talker(BOB)
