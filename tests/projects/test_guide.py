"""A project's guide, and the factors that it speaks to."""

import csv
from pathlib import Path

import pytest

import community
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Forbidden
from community.core.visible import unscoped
from community.projects import facts
from community.projects.directory import Asked, projects_page
from community.projects.facets import options
from community.projects.factors import all_factors, is_named, nameless, words_of
from community.projects.guide import PARTS, guide_of, write
from community.projects.models import ProjectGuide, ProjectState
from community.vocabulary.models import FACTORS
from tests.cast import CAST
from tests.projects.making import make, project

ALICE, LEA, OLU = (CAST[who].viewer for who in ("alice", "lea", "olu"))
NOBODY = Viewer()


@pytest.mark.parametrize(
    ("who", "may"),
    [("alice", False), ("dai", False), ("olu", False), ("ada", False), ("lea", True)],
)
def test_is_written_by_leads_alone(app, who, may):
    if may:
        write(CAST[who].viewer, project(1), {"cost": "Free"}, {}, 0)
        assert guide_of(ALICE, 1).cost == "Free"
    else:
        with pytest.raises(Forbidden):
            write(CAST[who].viewer, project(1), {"cost": "Free"}, {}, 0)


def test_what_nobody_has_said_is_empty(app):
    guide = guide_of(ALICE, 1)
    assert (guide.version, guide.unsaid) == (0, len(PARTS))
    write(LEA, project(1), {"cost": " Free ", "times": "Tuesdays"}, {}, 0)
    guide = guide_of(ALICE, 1)
    assert (guide.cost, guide.times, guide.unsaid) == ("Free", "Tuesdays", 8)


@pytest.mark.parametrize("known", [0, 2, 9])
def test_a_second_lead_who_read_an_older_one_is_refused(app, known):
    write(LEA, project(1), {"cost": "Free"}, {}, 0)
    with pytest.raises(Conflict):
        write(LEA, project(1), {"cost": "A pound"}, {}, known)
    assert guide_of(LEA, 1).cost == "Free"


def test_writing_it_is_no_edit_of_the_page_but_a_sign_of_life(app):
    one = project(1)
    before, version = one.updated_at, one.version
    write(LEA, one, {"cost": "Free"}, {}, 0)
    db.session.expire_all()
    assert project(1).version == version
    assert project(1).updated_at >= before
    assert project(1).still_asked == 0


@pytest.mark.parametrize(
    ("number", "seen"),
    [(1, {"nobody", "alice", "lea"}), (2, {"alice", "lea"}), (3, {"lea"})],
)
def test_is_seen_by_whoever_sees_the_project(app, number, seen):
    db.session.add(ProjectGuide(project_id=number, cost="Free"))
    db.session.flush()
    viewers = {"nobody": NOBODY, "alice": ALICE, "lea": LEA}
    found = {who for who, viewer in viewers.items() if guide_of(viewer, number).cost}
    assert found == seen


def test_speaks_to_factors_that_have_a_name(app):
    spoken = {"quality": "Run for ten years", "benefit": " ", "factor-7": "Anything"}
    write(LEA, project(1), {}, spoken, 0)
    assert words_of(ALICE, 1) == {"quality": "Run for ten years"}
    lines = {line.code: line.words for line in facts.facts(ALICE, project(1)).factors}
    assert lines == {"quality": "Run for ten years", "benefit": "", "similar": ""}
    write(LEA, project(1), {}, {}, 1)
    assert words_of(ALICE, 1) == {}


def test_factors_without_a_name_are_counted_and_no_more(app):
    assert [one.code for one in all_factors(ALICE)] == ["quality", "benefit", "similar"]
    assert nameless() == 1


def test_of_the_twelve_of_the_survey_nine_have_no_name_here():
    here = Path(community.__file__).parent / "reference/vocabulary.csv"
    with here.open(newline="") as file:
        codes = [r["code"] for r in csv.DictReader(file) if r["list"] == FACTORS]
    assert [code for code in codes if is_named(code)] == [
        "quality", "benefit", "similar",
    ]  # fmt: skip
    assert len(codes) == 12


def test_a_factor_lists_the_projects_that_one_may_see(app):
    other = make("Walks", lead="lea")
    hidden = make("Secret", lead="lea", state=ProjectState.DRAFT)
    for one in (project(1), other, hidden):
        write(LEA, one, {}, {"quality": f"Of {one.title}"}, 0)
    quality = all_factors(ALICE)[0]
    assert (quality.number, [one.title for one in quality.projects]) == (
        2, ["Walks", "Pain cafe"],
    )  # fmt: skip
    assert [one.words for one in all_factors(NOBODY)[0].projects] == ["Of Pain cafe"]
    assert [one.number for one in all_factors(LEA)] == [2, 0, 0]


def test_the_directory_can_be_narrowed_to_a_factor(app):
    write(LEA, project(1), {}, {"quality": "Ten years"}, 0)
    found = projects_page(ALICE, Asked(factor=("quality",)))
    assert [card.title for card in found.items] == ["Pain cafe"]
    (one,) = options(ALICE, Asked())["factor"]
    assert (one.value, one.count) == ("quality", 1)
    assert projects_page(ALICE, Asked(factor=("benefit",))).total == 0


def test_of_two_who_begin_it_one_is_refused(app, monkeypatch):
    from community.projects import guide

    monkeypatch.setattr(guide, "_row", lambda *_: None)
    write(LEA, project(1), {"cost": "Free"}, {}, 0)
    with pytest.raises(Conflict):
        write(LEA, project(1), {"cost": "A pound"}, {}, 0)
    rows = db.session.scalars(unscoped("test", ProjectGuide)).all()
    assert [row.cost for row in rows] == ["Free"]
