"""`/impact/report` on one sheet, and the file: the numbers of one period."""

import csv
import io

import pytest

from community.core.db import db
from community.impact.models import ImpactState
from community.vocabulary.models import IMPACT_AREAS, Term
from community.web.impact_report import WIDEST
from tests.impact.making import noted
from tests.plans.making import NOON

REPORT, FILE = "/impact/report", "/impact/figures.csv"


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    db.session.add(Term(list=IMPACT_AREAS, code="skills", label="Build skills", sort=1))
    noted("alice", ImpactState.PUBLISHED, what_changed="=Two wards meet")
    noted("alice", ImpactState.CHECKED, what_changed="Members know")
    db.session.commit()


@pytest.mark.parametrize(
    ("who", "number", "for_whom"),
    [
        (None, 1, "for everybody"), ("alice", 2, "for a member"),
        ("olu", 2, "for an organiser"),
    ],
)  # fmt: skip
def test_it_says_for_whom_when_what_and_how(visitor, who, number, for_whom):
    page = visitor(who).see(REPORT)
    assert page.h1 == "Impact report"
    assert f"Build skills: {number}" in page.texts("h3")
    assert ("Members know" in page.main) is (who is not None)
    assert "all phases and years" in page.main
    assert "made on 10 September 2017" in page.main
    assert f"This report was made {for_whom}" in page.main
    assert "How this was counted" in page.texts("h2")


def test_a_plot_says_its_numbers_in_words_too(visitor):
    page = visitor("alice").see(REPORT)
    (plot,) = page.select("#plot-areas svg")
    assert plot["aria-label"] == "What changed by area: Build skills, 2"
    assert float(plot.line["x2"].rstrip("%")) == WIDEST + 1


def test_a_period_narrows_it(visitor):
    page = visitor("alice").see(f"{REPORT}?year=2016")
    assert "Build skills: 0" in page.texts("h3")
    assert "2016" in page.main
    page = visitor("alice").see(f"{REPORT}?phase=develop&area=ideas")
    assert "Developing and testing ideas" in page.main


@pytest.mark.parametrize("who", [None, "alice", "olu"])
def test_the_file_has_the_numbers_of_the_page(visitor, who):
    came = visitor(who)
    response = came.get(FILE)
    assert response.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["Figure", "Of", "Number", "That you may open"]
    found = came.json("/api/v1/impact/")["impact"]
    told = {(row[0], row[1]): row[2:] for row in rows[1:]}
    changes = str(found["areas"][0]["changes"])
    assert told["Changes noted and checked", "Build skills"] == [changes, changes]
    opened = told["New connections", "All"][1]
    assert opened == str(found["all"]["ties"]["open"])
    if who is None:
        assert told["New connections", "All"] == ["fewer than 8", "0"]
