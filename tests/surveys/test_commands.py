"""Surveys of ours: by whom, from a draft to figures that never change."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.journal import Act, latest
from community.core.visible import unscoped
from community.surveys import commands, queries
from community.surveys.loading import load_survey
from community.surveys.models import MOVES, Method, Survey, SurveyItem, SurveyState
from tests.cast import CAST
from tests.surveys.making import (
    OLU,
    answered,
    draft,
    drawn,
    item_ids,
    opened,
    published,
)

TOMORROW = timedelta(days=1)


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-12-01 12:00")


# ---------------------------------------------------------------- by whom
@pytest.mark.parametrize("who", ["alice", "lea", "ada", "mo"])
def test_only_organisers_run_surveys(who):
    viewer, row = CAST[who].viewer, draft()
    day = clock.today() + TOMORROW
    for act in (
        lambda: commands.draft(viewer, drawn()),
        lambda: commands.edit(viewer, row, drawn(), row.version),
        lambda: commands.open_(viewer, row),
        lambda: commands.close(viewer, row),
        lambda: commands.reopen(viewer, row, day),
        lambda: commands.publish(viewer, row),
        lambda: commands.take_back(viewer, row),
        lambda: commands.discard(viewer, row),
        lambda: commands.of(viewer, row.slug),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_surveys_of_others_are_not_run_here():
    load_survey()
    row = db.session.scalars(unscoped("test", Survey)).one()
    with pytest.raises(NotFound):
        commands.of(OLU, row.slug)
    for act in (commands.open_, commands.take_back, commands.discard):
        with pytest.raises((Conflict, Refused)):
            act(OLU, row)


# ---------------------------------------------------------------- the words
def test_a_draft_keeps_what_it_will_ask_in_its_order():
    row = draft(title="  What helps  ", own=("A  warm room", "Tea"))
    assert row.title == "What helps"
    asked = queries.items(OLU, row.id)
    assert [one["factor"] for one in asked] == ["quality", "benefit", "similar", "", ""]
    assert [one["label"] for one in asked][2:] == [
        "Meeting people like oneself", "A warm room", "Tea",
    ]  # fmt: skip
    assert row.state is SurveyState.DRAFT
    assert row.asked == []


WRONG = [
    ({"title": " "}, "title"),
    ({"question": ""}, "question"),
    ({"consent_words": ""}, "agree"),
    ({"title": "x" * 201}, "fewer letters"),
    ({"factors": (), "own": ("One", "Two")}, "things"),
    ({"own": tuple(f"Thing {n}" for n in range(18))}, "things"),
    ({"own": ("Tea", "tea ")}, "once"),
    ({"own": ("…",)}, "once"),
    ({"own": ("x" * 201,)}, "200 letters"),
    ({"factors": ("quality", "unheard-of")}, "from the list"),
    ({"method": Method.UNKNOWN}, "how people answer"),
    ({"shows": 2}, "from"),
    ({"shows": 6}, "from"),
    ({"method": Method.RATING, "shows": 11}, "from"),
]


@pytest.mark.parametrize(("values", "words"), WRONG)
def test_a_survey_that_cannot_be_asked_is_refused(values, words):
    with pytest.raises(Refused) as refused:
        draft(**values)
    assert words in refused.value.message


@pytest.mark.parametrize("days", [-1, 366])
def test_the_closing_day_is_within_a_year(days):
    with pytest.raises(Refused, match="day within"):
        draft(closes_on=clock.today() + timedelta(days=days))


def test_a_draft_is_changed_whole_and_by_one_at_a_time():
    row = draft()
    before = row.version
    commands.edit(
        OLU, row, drawn(title="Else", factors=(), own=("A", "B", "C")), before
    )
    assert [one["label"] for one in queries.items(OLU, row.id)] == ["A", "B", "C"]
    with pytest.raises(Conflict):
        commands.edit(OLU, row, drawn(), before)


def test_what_is_open_cannot_be_changed():
    row = opened()
    with pytest.raises(Refused, match="Only a draft"):
        commands.edit(OLU, row, drawn(), row.version)


# ---------------------------------------------------------------- open, closed
def test_opening_freezes_what_is_asked():
    row = opened()
    ids = item_ids(row)
    assert {item for one in row.asked for item in one} == set(ids)
    assert all(len(one) == 3 for one in row.asked)
    assert opened(method=Method.RATING, shows=5).asked == []


def test_nothing_opens_after_its_day(at):
    row = draft()
    at("2017-12-16 12:00")
    with pytest.raises(Refused, match="passed"):
        commands.open_(OLU, row)


def test_every_move_is_one_of_the_machine():
    """From each state each act either follows the machine or says who was faster."""
    acts = {
        SurveyState.OPEN: [
            commands.open_,
            lambda v, r: commands.reopen(v, r, clock.today() + TOMORROW),
        ],
        SurveyState.CLOSED: [commands.close, commands.take_back],
        SurveyState.PUBLISHED: [commands.publish],
    }
    for state in SurveyState:
        for goal, ways in acts.items():
            for act in ways:
                row = opened()
                answered(row, none=8)
                row.state, before = state, row.state
                db.session.flush()
                try:
                    act(OLU, row)
                except (Conflict, Refused):
                    db.session.refresh(row)
                    assert row.state is state, before
                else:
                    assert row.state is goal
                    assert goal in MOVES[state]


def test_its_day_closes_it_without_a_hand(at):
    row = opened()
    answered(row, none=9)
    at("2017-12-15 23:00")
    assert queries.facts(row).state is SurveyState.OPEN
    at("2017-12-16 00:10")
    assert queries.facts(row).state is SurveyState.CLOSED
    commands.publish(OLU, row)
    assert row.state is SurveyState.PUBLISHED


def test_it_is_opened_again_until_another_day(at):
    row = opened()
    at("2017-12-16 00:10")
    day = clock.today() + TOMORROW
    commands.reopen(OLU, row, day)
    assert (row.state, row.closes_on) == (SurveyState.OPEN, day)


# ---------------------------------------------------------------- figures
@pytest.mark.parametrize("number", [0, 1, 7])
def test_fewer_than_eight_answers_are_never_published(number):
    row = opened()
    answered(row, none=number)
    commands.close(OLU, row)
    with pytest.raises(Refused, match="too few"):
        commands.publish(OLU, row)


def test_what_was_published_never_changes(at):
    row = published(carer=12, clinician=14, none=9)
    before = row.results
    commands.take_back(OLU, row)
    answered(row, carer=5)
    commands.publish(OLU, row)
    assert row.results == before
    commands.take_back(OLU, row)
    with pytest.raises(Refused, match="shown already"):
        commands.reopen(OLU, row, clock.today() + TOMORROW)


def test_only_drafts_are_deleted():
    row = draft()
    commands.discard(OLU, row)
    assert db.session.scalars(unscoped("test", SurveyItem)).all() == []
    with pytest.raises(Conflict):
        commands.discard(OLU, opened())


def test_each_act_is_written_down_without_words():
    row = published(none=8)
    notes = [event.note for event in latest(Act.SURVEY, 9)]
    assert notes == ["published", "closed", "open", "drafted"]
    assert {event.object_id for event in latest(Act.SURVEY, 9)} == {row.id}
