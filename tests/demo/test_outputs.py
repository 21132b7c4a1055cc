"""What the demo has beside people and projects: evidence, a programme, surveys, essays.

First what its files say, then what its people find when it is loaded.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func

from community import settings
from community.accounts.models import Account, State
from community.app import create_app
from community.core import clock
from community.core.access import VISITOR, Role, Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.demo.loader import HERE
from community.essays import queries as essays
from community.essays.models import EssayState
from community.evidence import clockwork as evidence_clock
from community.evidence import curation, queries
from community.evidence.asked import Asked
from community.evidence.collections_queries import collections
from community.evidence.models import Resource, ResourceState
from community.matching.evidence import for_member, for_project
from community.members.models import Member
from community.members.organisers import curators
from community.programme import programmes_queries as programmes
from community.programme.models import Programme, ProgrammeState
from community.projects.models import Project
from community.subscriptions import clockwork as updates_clock
from community.subscriptions.models import Subscription
from community.surveys import queries as surveys
from community.surveys.models import Survey, SurveyAnswer, SurveyState, stands
from tests.demo.files import ACTIVE, BY_ID, PEOPLE, TERMS, read
from tests.demo.sites import NOON, environment

WHY = "test"


def facts_of(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


EVIDENCE, PROGRAMME = facts_of("evidence"), facts_of("programme")
SURVEYS, ESSAYS = facts_of("surveys"), facts_of("essays")
ACCOUNTS = [one["email"] for one in facts_of("accounts")]
KEYS = {row["key"] for row in read("evidence")}
CURATORS = {key for key, one in PEOPLE.items() if one.get("role") == "curator"}


# ---------------------------------------------------------------- the files
def test_what_is_said_of_evidence_is_of_records_that_are_shipped() -> None:
    lists = ("owners", "judged", "factors", "uses", "talkers")
    named = {one["key"] for name in lists for one in EVIDENCE[name]}
    named |= {key for one in EVIDENCE["collections"] for key, _words in one["items"]}
    assert named | set(EVIDENCE["featured"]) <= KEYS
    codes = {code for one in EVIDENCE["factors"] for code in one["codes"]}
    assert codes <= {code for listed, code in TERMS if listed == "decision_factor"}


def test_curators_look_after_evidence_and_active_people_do_the_rest() -> None:
    assert {one["person"] for one in EVIDENCE["owners"]} == CURATORS
    assert {one["person"] for one in EVIDENCE["collections"]} <= CURATORS
    for name in ("talkers", "suggested"):
        assert {one["person"] for one in EVIDENCE[name]} <= ACTIVE
    for one in EVIDENCE["uses"]:
        assert one["project"] in BY_ID
        assert BY_ID[one["project"]]["state"] in ("published", "finished")


def test_suggestions_stand_in_every_state_and_a_no_has_its_reason() -> None:
    states = {one["state"] for one in EVIDENCE["suggested"]}
    assert states == {"submitted", "in review", "declined"}
    for one in EVIDENCE["suggested"]:
        assert bool(one.get("answer")) == (one["state"] == "declined")
        assert ("taken_by" in one) == (one["state"] == "in review")


def test_phases_of_the_programme_follow_each_other_without_a_gap() -> None:
    phases = PROGRAMME["phases"]
    assert len(phases) == 3
    for before, after in pairwise(phases):
        assert before["from"] < before["to"]
        assert after["from"] == before["to"] + 1
    assert phases[1]["from"] <= 0 <= phases[1]["to"]
    assert all(phases[0]["from"] <= one["days"] for one in PROGRAMME["milestones"])


def test_projects_are_filed_under_problems_that_there_are() -> None:
    labels = [area["label"] for area in PROGRAMME["areas"]]
    labels += [one["label"] for area in PROGRAMME["areas"] for one in area["under"]]
    assert len(labels) == len(set(labels)) == 6
    for one in PROGRAMME["filed"]:
        assert one["under"] in labels
        assert BY_ID[one["project"]]["state"] in ("published", "finished")


# ---------------------------------------------------------------- when it is loaded
@pytest.fixture
def demo(folder: Path) -> Iterator[Flask]:
    app = create_app(settings.read(environment(folder)), TESTING=True)
    with app.app_context():
        clock.set_source(lambda: NOON)
        yield app
        clock.set_source(None)
        db.session.remove()
        db.engine.dispose()


def viewer(email: str, *roles: Role) -> Viewer:
    found = unscoped(WHY, Member).join(Account, Account.id == Member.account_id)
    one = db.session.scalars(found.where(Account.email == email)).one()
    return Viewer(
        one.id, one.account_id, one.name, one.slug, frozenset(roles), state="active"
    )


@pytest.mark.parametrize("email", ACCOUNTS)
def test_each_account_is_suggested_evidence_with_reasons(
    demo: Flask, email: str
) -> None:
    with demo.test_request_context():
        found = for_member(viewer(email))
    assert len(found) == 3
    assert all(one.why.sentences for one in found)


def test_the_project_of_the_lead_is_suggested_evidence_with_reasons(
    demo: Flask,
) -> None:
    number = db.session.scalars(
        unscoped(WHY, Project.id).where(Project.slug == "paned-a-sgwrs")
    ).one()
    with demo.test_request_context():
        found = for_project(viewer(ACCOUNTS[2]), number)
    assert len(found) >= 3
    assert all(one.why.sentences for one in found)


def test_a_hundred_records_are_in_the_hub_and_collections_before_them(
    demo: Flask,
) -> None:
    found = queries.found(VISITOR, Asked())
    assert found.cards.total == len(KEYS) == 100
    assert found.cards.items[0].featured
    shown = collections(VISITOR)
    published = [one for one in EVIDENCE["collections"] if one["published"]]
    assert {one.title for one in shown} == {one["title"] for one in published}
    assert all(one.number for one in shown)


def test_each_part_of_the_queue_that_the_demo_fills_has_something(demo: Flask) -> None:
    curator = viewer(ACCOUNTS[-1], Role.CURATOR)
    counts = curation.counts(curator)
    for name in ("new", "taken", "overdue", "declined"):
        assert counts[name] >= 1, name
    assert {one.member_id for one in curators()} >= set(
        db.session.scalars(
            unscoped(WHY, Resource.owner_id).where(Resource.owner_id.is_not(None))
        )
    )
    waits = Resource.state == ResourceState.IN_REVIEW
    taken = db.session.scalars(unscoped(WHY, Resource.taken_by_id).where(waits)).all()
    assert None not in taken


def test_the_second_programme_runs_and_its_middle_phase_is_on(demo: Flask) -> None:
    found = programmes.leading(VISITOR)
    assert found is not None
    assert found.title == PROGRAMME["title"]
    assert found.state is ProgrammeState.RUNNING
    assert [one.standing.value for one in found.phases] == ["over", "now", "ahead"]
    assert found.active is found.phases[1]
    assert len(programmes.programmes(VISITOR)) == 2
    whole = programmes.programme(viewer(ACCOUNTS[0]), Programme.id == found.id)
    assert whole.projects == len(PROGRAMME["filed"])
    assert len(whole.areas) == len(PROGRAMME["areas"])


def test_one_survey_has_its_figures_and_one_still_asks(demo: Flask) -> None:
    me = viewer(ACCOUNTS[0])
    rows = {one.slug: surveys.of(me, one.slug) for one in surveys.surveys(me)}
    done, asks = (rows[one["slug"]] for one in SURVEYS)
    assert stands(done) is SurveyState.PUBLISHED
    assert stands(asks) is SurveyState.OPEN
    table = surveys.table(VISITOR, done)
    assert len(table.groups) >= 3, "all, and two kinds of eight or more"
    assert len(table.items) == len(SURVEYS[0]["own"])
    assert all(one.found[0] is not None for one in table.items)


def test_active_members_answered_while_it_was_open(demo: Flask) -> None:
    found = unscoped(
        WHY, Account.state, SurveyAnswer.answered_at, Survey.opened_at, Survey.closes_on
    )
    found = found.join(Survey, Survey.id == SurveyAnswer.survey_id)
    found = found.join(Member, Member.id == SurveyAnswer.member_id)
    found = found.join(Account, Account.id == Member.account_id)
    rows = db.session.execute(found).all()
    assert len(rows) == sum(one["answers"] for one in SURVEYS)
    for state, answered, opened, closes in rows:
        assert state is State.ACTIVE
        assert opened < answered
        assert answered.date() <= closes


def test_one_essay_was_revised_and_one_is_due(demo: Flask) -> None:
    series = {one.title: one for one in essays.index(VISITOR)}
    assert len(series["The Lab essays"].essays) == 6
    ours = series[ESSAYS["series"]["title"]].essays
    out, planned = ours
    assert out.state is EssayState.PUBLISHED
    assert [one.name for one in out.authors] == ["Edmund Quayle", "Danielle Osei"]
    assert planned.state is EssayState.PLANNED
    assert planned.due == NOON.date() + timedelta(days=ESSAYS["essays"][1]["due_in"])
    whole = essays.one(VISITOR, out.slug)
    assert whole.edition is not None
    assert whole.edition.edition == 2
    assert whole.edition.why == ESSAYS["essays"][0]["revised"]


def test_nobody_is_told_of_a_review_when_it_is_loaded(demo: Flask) -> None:
    assert [evidence_clock.move(), updates_clock.move()] == [0, 0]
    assert db.session.scalar(unscoped(WHY, func.count(Subscription.id))) == 0
    db.session.rollback()
