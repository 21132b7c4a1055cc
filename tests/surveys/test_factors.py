"""What is here on each factor: findings, projects and resources, as the viewer sees."""

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import NotFound
from community.core.text import folded
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceType,
)
from community.projects.models import ProjectFactor
from community.surveys import commands, factors
from community.surveys.loading import load_survey
from tests.cast import CAST
from tests.surveys.making import OLU, published

ALICE = CAST["alice"].viewer


def resource(title, code="quality", state=ResourceState.PUBLISHED, year=2017):
    row = Resource(
        slug=folded(title).replace(" ", "-"), title=title, folded=folded(title),
        type=ResourceType.REVIEW, state=state, year=year, sentence=f"{title}, in short",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(ResourceFactor(resource_id=row.id, code=code))
    db.session.flush()


def titles(viewer, code="quality"):
    return [one.title for one in factors.factor(viewer, code).resources]


@pytest.fixture(autouse=True)
def _site(app):
    pass


def test_only_published_resources_stand_there_the_newest_first():
    for title, state, year in (
        ("Old", ResourceState.PUBLISHED, 2001),
        ("Undated", ResourceState.PUBLISHED, None),
        ("New", ResourceState.PUBLISHED, 2017),
        ("Waits", ResourceState.SUBMITTED, 2018),
        ("Gone", ResourceState.ARCHIVED, 2018),
    ):
        resource(title, state=state, year=year)
    assert titles(VISITOR) == ["New", "Old", "Undated"]
    assert titles(VISITOR, "benefit") == []
    assert factors.factor(VISITOR, "quality").number_of_resources == 3


def test_the_list_shows_few_and_counts_all():
    for number in range(7):
        resource(f"Number {number}")
    card = factors.factors(VISITOR)[0]
    assert (len(card.resources), card.number_of_resources) == (5, 7)
    assert len(titles(VISITOR)) == 7


def test_projects_are_those_that_the_viewer_sees():
    for project in (1, 2, 3):
        words = f"Of {project}"
        db.session.add(ProjectFactor(project_id=project, code="quality", words=words))
    db.session.flush()
    assert [one.words for one in factors.factor(VISITOR, "quality").projects] == [
        "Of 1"
    ]
    assert factors.factor(ALICE, "quality").number_of_projects == 2


def test_findings_come_with_survey_n_and_source():
    load_survey()
    found = factors.factor(VISITOR, "similar").findings
    assert [(one.group, one.found.rank, one.n) for one in found] == [
        ("users", 4, 2666), ("others", 9, 2666),
    ]  # fmt: skip
    assert all(one.found.source and one.found.base is None for one in found)


def test_findings_of_ours_count_once_they_are_published(at):
    at("2017-12-01 12:00")
    row = published(carer=12, none=10)
    found = factors.factor(VISITOR, "quality").findings
    assert [(one.group, one.found.base, one.n) for one in found] == [
        ("all", 20, 20), ("carer", 10, 20), ("", 10, 20),
    ]  # fmt: skip
    commands.take_back(OLU, row)
    assert factors.factor(VISITOR, "quality").findings == ()


@pytest.mark.parametrize("code", ["factor-4", "unheard-of", ""])
def test_a_factor_without_a_name_has_no_page(code):
    with pytest.raises(NotFound):
        factors.factor(ALICE, code)


def test_all_of_it_takes_five_statements(statements):
    load_survey()
    with statements() as found:
        factors.factors(ALICE)
    assert len(found) <= 5, found
