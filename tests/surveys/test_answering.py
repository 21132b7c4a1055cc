"""Answering a survey: for oneself alone, after a yes, until it closes, and back."""

from dataclasses import replace

import pytest
from sqlalchemy import func, update

from community.accounts.models import Consent, ConsentPurpose
from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused, UnscopedRead
from community.core.visible import unscoped, visible
from community.surveys import answering, commands, results
from community.surveys.models import Method, Survey, SurveyAnswer
from tests.cast import CAST
from tests.surveys.making import (
    OLU,
    answered,
    draft,
    given,
    item_ids,
    opened,
    published,
)

ALICE, BOB = CAST["alice"].viewer, CAST["bob"].viewer


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-12-01 12:00")


def number():
    return db.session.scalar(unscoped("test", func.count(SurveyAnswer.id)))


def consents():
    found = db.session.query(Consent).filter_by(purpose=ConsentPurpose.SURVEY)
    rows = found.order_by(Consent.account_id)
    return [(row.account_id, row.about, row.withdrawn_at is None) for row in rows]


def test_a_member_answers_once_and_changes_it():
    row = opened()
    answering.answer(ALICE, row.slug, given(row, 1, "carer"))
    second = given(row, 2)
    answering.answer(ALICE, row.slug, second)
    kept = answering.own_answer(ALICE, row.id)
    assert number() == 1
    assert kept.counted_as == ""
    assert kept.answers == {"best": list(second.best), "worst": list(second.worst)}
    assert kept.consented == answering.words_version(row)
    assert consents() == [(1, row.slug, False), (1, row.slug, True)]


def test_ratings_are_kept_by_item():
    row = opened(method=Method.RATING, shows=5)
    said = given(row, 1)
    answering.answer(ALICE, row.slug, said)
    kept = answering.own_answer(ALICE, row.id).answers["rated"]
    assert kept == {str(item): step for item, step in said.rated.items()}


def test_without_a_yes_to_these_very_words_nothing_is_kept():
    row = opened()
    before = given(row)
    for agreed in ("", "1", answering.words_version(opened(consent_words="Other"))):
        with pytest.raises(Refused, match="Tick the box"):
            answering.answer(ALICE, row.slug, replace(before, agreed=agreed))
    this = update(Survey).where(Survey.id == row.id)
    db.session.execute(this.values(consent_words="Words that grew"))
    with pytest.raises(Refused, match="Tick the box"):
        answering.answer(ALICE, row.slug, before)
    assert number() == 0
    assert consents() == []


def test_one_counts_as_a_kind_of_ones_own_or_none():
    row = opened()
    with pytest.raises(Refused, match="own kinds"):
        answering.answer(ALICE, row.slug, given(row, counted_as="clinician"))
    answering.answer(OLU, row.slug, given(row, counted_as="clinician"))
    assert answering.own_kinds(OLU) == ("clinician",), "also where only they see it"


WRONG = [
    {"best": (None,) * 4},
    {"best": (10**6,) * 4},
    {"worst": (None,) * 4},
    {"best": ()},
    {"worst": (1,) * 5},
]


@pytest.mark.parametrize("values", WRONG)
def test_every_question_has_an_answer_among_what_it_shows(values):
    row = opened()
    assert len(row.asked) == 4
    with pytest.raises(Refused, match="one of each"):
        answering.answer(ALICE, row.slug, given(row, **values))


def test_most_and_least_differ():
    row = opened()
    said = given(row)
    with pytest.raises(Refused, match="two different"):
        answering.answer(ALICE, row.slug, replace(said, worst=said.best))


@pytest.mark.parametrize("step", [None, 0, 6])
def test_every_thing_has_a_step_of_the_scale(step):
    row = opened(method=Method.RATING, shows=5)
    said = given(row)
    rated = {**said.rated, item_ids(row)[0]: step}
    with pytest.raises(Refused, match="number for each"):
        answering.answer(ALICE, row.slug, replace(said, rated=rated))


def test_things_of_another_survey_are_no_answer():
    row, other = (opened(method=Method.RATING, shows=5) for _each in range(2))
    with pytest.raises(Refused, match="number for each"):
        answering.answer(ALICE, row.slug, replace(given(row), rated=given(other).rated))
    rated = {**given(row).rated, **given(other).rated}
    answering.answer(ALICE, row.slug, replace(given(row), rated=rated))
    kept = answering.own_answer(ALICE, row.id).answers["rated"]
    assert set(kept) == {str(item) for item in item_ids(row)}


# ---------------------------------------------------------------- when, by whom
def test_only_what_is_open_takes_answers(at):
    with pytest.raises(NotFound):
        answering.answer(ALICE, draft().slug, given(opened()))
    row = opened()
    said = given(row)
    at("2017-12-16 00:10")
    with pytest.raises(Conflict):
        answering.answer(ALICE, row.slug, said)
    commands.close(OLU, row)
    with pytest.raises(Conflict):
        answering.answer(ALICE, row.slug, said)


def test_visitors_answer_nothing():
    row = opened()
    with pytest.raises(Forbidden):
        answering.answer(VISITOR, row.slug, given(row))
    with pytest.raises(Forbidden):
        answering.withdraw(VISITOR, row.slug)


def test_nobody_reads_an_answer_but_its_member():
    row = opened()
    answering.answer(ALICE, row.slug, given(row))
    for person in CAST.values():
        found = db.session.scalars(visible(person.viewer, SurveyAnswer)).all()
        assert len(found) == (person.id == ALICE.member_id), person.name
    assert db.session.scalars(visible(VISITOR, SurveyAnswer)).all() == []
    with pytest.raises(UnscopedRead):
        db.session.scalars(db.select(SurveyAnswer)).all()


# ---------------------------------------------------------------- and back
def test_an_answer_is_taken_back_and_given_anew():
    row = opened()
    answering.answer(ALICE, row.slug, given(row))
    answering.answer(BOB, row.slug, given(row))
    answering.withdraw(ALICE, row.slug)
    assert number() == 1
    assert consents()[0] == (1, row.slug, False)
    with pytest.raises(Conflict):
        answering.withdraw(ALICE, row.slug)
    answering.answer(ALICE, row.slug, given(row))
    assert number() == 2


def test_taken_back_before_publishing_it_is_in_no_figure():
    """Eight answer the one way, Alice the other; without her all are of one mind."""
    row = opened()
    same = {"best": tuple(one[0] for one in row.asked)}
    same["worst"] = tuple(one[1] for one in row.asked)
    for name in ("bob", "carol", "dai", "lea", "olu", "ada", "mo"):
        answering.answer(CAST[name].viewer, row.slug, given(row, **same))
    answered(row, none=1)
    turned = {"best": same["worst"], "worst": same["best"]}
    answering.answer(ALICE, row.slug, given(row, **turned))
    with_her = results.worked_out(
        row.method, row.asked, item_ids(row), [], results.answers_of(row.id)
    )
    answering.withdraw(ALICE, row.slug)
    commands.close(OLU, row)
    commands.publish(OLU, row)
    assert results.thawed(row.results) != with_her


def test_after_publishing_it_is_deleted_and_the_figures_stay():
    row = opened()
    answered(row, none=9)
    answering.answer(ALICE, row.slug, given(row))
    commands.close(OLU, row)
    commands.publish(OLU, row)
    before = dict(row.results)
    answering.withdraw(ALICE, row.slug)
    commands.take_back(OLU, row)
    commands.publish(OLU, row)
    assert row.results == before
    assert number() == 9


def test_answers_go_with_their_member_and_their_survey():
    row = published(none=8)
    db.session.delete(row)
    db.session.flush()
    assert number() == 0
