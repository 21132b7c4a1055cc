"""Every kind of notice has its words, its letter, and somebody who tells it."""

import ast
import re
from pathlib import Path

import pytest

from community.notices.kinds import KINDS, Topic, of_topic

ROOT = Path(__file__).parents[2]
MAIL = ROOT / "templates" / "mail"
NAMED = {"person", "project"}
BELOW_THE_PAGES = [
    path
    for path in sorted((ROOT / "community").rglob("*.py"))
    if "web" not in path.parts and path.name != "kinds.py"
]


def words_of(path: Path) -> set[str]:
    """Return the constants of a module."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


SAID = set().union(*map(words_of, BELOW_THE_PAGES))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_has_its_words(kind):
    for words in (kind.label, kind.line, kind.why):
        assert words.strip() == words != ""
        assert "!" not in words
    assert "%" not in kind.label + kind.why
    assert not kind.why.endswith("."), "it ends a sentence of the letter"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_line_takes_a_person_and_a_project_and_nothing_else(kind):
    assert set(re.findall(r"%\((\w+)\)s", kind.line)) <= NAMED
    filled = kind.line % {"person": "Alice Marsh", "project": "Pain cafe"}
    assert "%" not in filled


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_has_a_letter(name):
    words = (MAIL / f"{name}.md").read_text(encoding="utf-8")
    assert words.startswith("Subject: ")


@pytest.mark.parametrize("name", KINDS)
def test_somebody_tells_it(name):
    topic, dash, rest = name.partition("-")
    assert name in SAID or {topic + dash, rest} <= SAID


def test_every_kind_can_be_found_where_one_chooses():
    found = [kind.name for topic in Topic for kind in of_topic(topic)]
    assert sorted(found) == sorted(KINDS)
    assert all(len(name) <= 40 for name in KINDS)
