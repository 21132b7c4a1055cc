"""Similar projects: what is alike, and that nothing hidden is a reason."""

from datetime import date

import pytest

from community.connections.models import Dismissal, Subject
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.expertise.models import Tag, TagState
from community.matching.similar import similar
from community.projects.models import ProjectState, ProjectTag
from tests.cast import CAST
from tests.projects.making import make, project

ALICE, LEA = CAST["alice"].viewer, CAST["lea"].viewer
WORDS = ("evaluation", "facilitation", "storytelling")


@pytest.fixture
def first(app):
    """A project about evaluation and facilitation in Wales."""
    return make("First", tags=WORDS[:2], nation="wls", audience=Audience.PUBLIC)


def titles(viewer, one, words=WORDS):
    return [found.card.title for found in similar(viewer, one, words)]


def test_the_most_alike_come_first_with_what_is_alike(first):
    make("Both", tags=WORDS[:2])
    make("Near", tags=WORDS[:1], nation="wls")
    make("Else", tags=WORDS[2:])
    found = similar(ALICE, first, WORDS[:2])
    assert [one.card.title for one in found][:1] == ["Both"]
    assert "Else" not in [one.card.title for one in found]
    shown = {one.card.title: one for one in found}
    assert [tag.slug for tag in shown["Both"].common] == ["evaluation", "facilitation"]
    assert (shown["Both"].near, shown["Near"].near) == (False, True)


def test_there_are_at_most_three(first):
    for number in range(5):
        make(f"Other {number}", tags=WORDS[:2])
    assert len(similar(ALICE, first, WORDS)) == 3


@pytest.mark.parametrize(
    "values",
    [
        {"state": ProjectState.DRAFT},
        {"state": ProjectState.ARCHIVED},
        {"state": ProjectState.WITHDRAWN},
    ],
)
def test_none_that_is_not_listed(first, values):
    make("Hidden", tags=WORDS[:2], **values)
    assert "Hidden" not in titles(ALICE, first)


def test_each_reader_sees_those_that_they_may(first):
    make("Members", tags=WORDS[:2])
    make("Public", tags=WORDS[:2], audience=Audience.PUBLIC)
    assert "Members" not in titles(VISITOR, first)
    assert "Public" in titles(VISITOR, first)
    assert {"Members", "Public"} <= set(titles(ALICE, first))


@pytest.mark.parametrize(
    ("until", "there"),
    [(None, False), (date(2999, 1, 1), False), (date(2001, 1, 1), True)],
)
def test_none_that_the_viewer_put_aside(first, until, there):
    other = make("Aside", tags=WORDS[:2])
    db.session.add(
        Dismissal(
            member_id=ALICE.member_id, subject=Subject.PROJECT, subject_id=other.id,
            reason="no time now", until=until,
        )
    )  # fmt: skip
    db.session.flush()
    assert ("Aside" in titles(ALICE, first)) is there
    assert "Aside" in titles(LEA, first)


def test_a_word_that_is_not_shown_is_no_reason(first):
    other = make("Waits")
    word = Tag(slug="new-word", label="New word", state=TagState.PROPOSED)
    db.session.add(word)
    db.session.flush()
    for one in (first, other):
        db.session.add(ProjectTag(project_id=one.id, tag_id=word.id))
    db.session.flush()
    assert "Waits" not in titles(ALICE, first, (*WORDS, "new-word"))


def test_a_draft_is_like_nothing(app):
    make("Other", tags=WORDS)
    assert similar(LEA, project(3), WORDS) == ()


def test_takes_two_statements(first, statements):
    make("Both", tags=WORDS[:2])
    db.session.commit()
    similar(ALICE, first, WORDS)
    db.session.refresh(first)
    with statements() as found:
        similar(ALICE, first, WORDS)
    assert len(found) == 2
