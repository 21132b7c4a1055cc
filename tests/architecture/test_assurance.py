"""What docs/assurance promises is there: each requirement, each test that it names."""

import re

import pytest

from tests import assured
from tests.assured import ROOT


@pytest.mark.parametrize("line", assured.asvs(), ids=lambda one: one.id)
def test_a_requirement_of_the_standard_is_met_where_it_says(line):
    assert not assured.wrong_with(line)


@pytest.mark.parametrize("line", assured.requirements(), ids=lambda one: one.id)
def test_a_requirement_of_our_own_is_met_where_it_says(line):
    assert not assured.wrong_with(line)


def test_no_requirement_is_left_out_or_there_twice():
    ids = [one.id for one in assured.asvs()]
    assert len(ids) == len(set(ids)) == sum(assured.ASVS.values())
    assert [one.id for one in assured.requirements()] == [
        f"R{number:02}" for number in range(1, 71)
    ]


def test_what_is_not_there_is_missed():
    line = assured.asvs()[0]
    gone = {"id": "V0", "level": "1", "what": line.what}
    for state, where in (
        ("covered", "tests/core/test_access.py::test_that_nobody_wrote"),
        ("covered", "tests/core/test_nothing.py"),
        ("covered", "docs/assurance/README.md#a-heading-that-nobody-wrote"),
        ("not applicable", "no"),
        ("later", "tests/core/test_access.py"),
    ):
        assert assured.wrong_with(assured.Line(state=state, where=where, **gone))


TOLD = re.compile(r"`((?:tests|docs|community)/[\w/.-]+)`")


@pytest.mark.parametrize(
    "page", sorted(assured.FOLDER.glob("*.md")), ids=lambda path: path.name
)
def test_a_file_that_a_page_names_is_there(page):
    for name in TOLD.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize(
    ("page", "mark", "most"), [("threat-model.md", "T", 34), ("hazard-log.md", "H", 12)]
)
def test_the_threats_and_hazards_are_numbered_and_each_names_its_tests(
    page, mark, most
):
    text = (assured.FOLDER / page).read_text(encoding="utf-8")
    rows = re.findall(rf"^\| ({mark}\d\d) \|(.*)\|$", text, re.MULTILINE)
    assert [name for name, _rest in rows] == [
        f"{mark}{number:02}" for number in range(1, len(rows) + 1)
    ]
    assert len(rows) >= most
    for name, rest in rows:
        assert "`tests/" in rest or "`docs/" in rest, name
