"""A file to take away holds no formula, and what it says comes back as it was."""

import codecs
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import update

from community.core.db import db
from community.core.text import folded
from community.members.models import DetailName, Member, MemberDetail
from community.projects.models import Project
from community.web.exports import FORMULA, neutral
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(TEXT)
@example("=1+1")
@example("\t=1")
@example("'=1")
@example("''@x")
@example("-5")
def test_no_cell_is_a_formula(words):
    cell = neutral(words)
    assert not cell.startswith(FORMULA)


@given(TEXT)
def test_nothing_but_a_quote_in_front_is_put_to_a_cell(words):
    """The round trip: take a quote away that stands before a formula."""
    cell = neutral(words)
    assert cell in (words, f"'{words}")
    assert (cell != words) is words.startswith(FORMULA)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=5))
def test_a_file_says_what_went_in(rows):
    from flask import Flask

    from community.web.exports import csv_file

    with Flask("here").app_context():
        made = csv_file("a.csv", ["=head", "b"], rows).get_data()
    assert made.startswith(codecs.BOM_UTF8), "by which Excel knows the letters"
    sent = made.decode("utf-8-sig")
    head, *back = csv.reader(io.StringIO(sent, newline=""))
    assert head == ["'=head", "b"]
    assert back == [[neutral(cell) for cell in row] for row in rows]


def test_every_list_to_take_along_is_safe(app):
    """Each CSV of the site, with names that a spreadsheet would take for formulas."""
    stage.fill()
    evil = '=HYPERLINK("http://evil.example","see")'
    named = {"name": evil, "folded": folded(evil)}
    db.session.execute(update(Member).where(Member.id == 2).values(**named))
    db.session.execute(update(Project).values(title="@SUM(A1:A9)"))
    said = {"text": "+cmd|' /C calc'!A0"}
    db.session.add(MemberDetail(member_id=5, name=DetailName.HEADLINE, value=said,
                                folded="x", audience="members"))  # fmt: skip
    db.session.commit()
    browser, found = come(app), {}
    for address in addresses(app):
        if address.method == "GET":
            response = browser(address.who).get(address.path)
            if response.mimetype == "text/csv":
                found[address.endpoint] = response
    assert found.keys() >= {
        "members.export", "projects.export", "network.people_csv", "network.links_csv",
        "network.compare_csv", "network_gaps.skills_csv", "evidence.list_csv",
        "impact.figures_csv",
    }  # fmt: skip
    seen = ""
    for endpoint, response in found.items():
        assert "attachment" in response.headers["Content-Disposition"], endpoint
        text = response.get_data(as_text=True)
        seen += text
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert not cell.startswith(FORMULA), (endpoint, cell)
    assert "'=HYPERLINK" in seen
    assert "'@SUM" in seen


@pytest.mark.parametrize("cell", [-5, "-5", -0.5])
def test_a_number_below_nothing_is_guarded_as_well(cell):
    assert neutral(cell) == f"'{cell}"
