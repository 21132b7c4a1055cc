"""The survey of 2017, as its authors published it, and nothing beyond."""

import pytest
from sqlalchemy import func

from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import unscoped, visible
from community.surveys import queries
from community.surveys.loading import SLUG, load_survey
from community.surveys.models import Finding, Survey, SurveyGroup, SurveyItem
from community.vocabulary.commands import load_terms
from tests.privacy.everywhere import changed, checksums


@pytest.fixture(autouse=True)
def _loaded(app):
    load_terms()
    load_survey()
    db.session.commit()


def found():
    row = queries.of(VISITOR, SLUG)
    return queries.facts(row), queries.table(VISITOR, row)


def test_everybody_reads_it():
    facts, _table = found()
    assert facts.n == 2666
    assert "YouGov" in facts.provider
    assert "December 2017" in facts.when
    assert facts.method.value == "unknown"
    assert len(facts.sources) == 4


def test_the_ranks_are_those_that_are_published_and_no_others():
    _facts, table = found()
    told = {
        item.factor: [cell and (cell.rank, cell.of) for cell in item.found]
        for item in table.items
    }
    assert told == {
        "quality": [(1, 12), (1, 12), None],
        "benefit": [(2, 12), (2, 12), None],
        "similar": [(4, 12), (9, 12), None],
    }
    assert table.nameless == 9
    assert [group.base for group in table.groups] == [None] * 3


def test_each_rank_has_its_source():
    _facts, table = found()
    cells = [cell for item in table.items for cell in item.found if cell]
    assert all(cell.source.startswith("https://q.health.org.uk/") for cell in cells)
    assert all(cell.base is None and cell.percent is None for cell in cells)


def test_loading_it_again_changes_nothing():
    before = checksums()
    load_survey()
    db.session.commit()
    assert changed(before) == []


def test_what_was_lost_comes_back():
    for row in db.session.scalars(unscoped("test", Finding)):
        db.session.delete(row)
    db.session.flush()
    load_survey()
    number = db.session.scalar(unscoped("test", func.count(Finding.id)))
    assert number == 6


def test_all_twelve_are_items_of_it():
    for table, expected in ((Survey, 1), (SurveyGroup, 3), (SurveyItem, 12)):
        number = db.session.scalar(visible(VISITOR, func.count(table.id)))
        assert number == expected, table
