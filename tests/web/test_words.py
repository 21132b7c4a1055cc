"""Every word of the interface goes through gettext: a pseudo-locale finds raw ones.

Each translated message is put in brackets. What is then left outside brackets must be
data: something that stands in the database, a number, a date, an address.
"""

import random
import re

import flask_babel
import pytest
from bs4 import Comment, NavigableString
from sqlalchemy import select
from sqlalchemy.sql.sqltypes import JSON, String

from community.core.db import Base, db
from community.web.events_words import ZONES
from tests import sampling
from tests.cast import CAST
from tests.client import Page
from tests.privacy.reading import paths

BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
WORDS = re.compile(r"[^\W\d_]{2,}")
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
DATE = re.compile(
    r"(\d{1,2} )?[A-Z][a-z]+ \d{4}(, \d{2}:\d{2})?(:\d{2})?|\d{4}-\d{2}-\d{2}"
)
SPOKEN_AS_IT_IS = {
    "Common Thread",  # the community's name, a setting
    "CSV", "GraphML", "JSON", "UTC",
    "NHS", "Samaritans", "Shout", "SHOUT", "ico.org.uk",
}  # fmt: skip


class Brackets:
    """Translations that put each message in brackets."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, one, many, number):
        return f"⟦{one if number == 1 else many}⟧"

    ugettext, ungettext = gettext, ngettext

    def pgettext(self, _context, message):
        return self.gettext(message)


@pytest.fixture
def bracketed(app, monkeypatch):
    monkeypatch.setattr(
        flask_babel.Domain, "get_translations", lambda _self: Brackets()
    )
    return app


def said_by_people():
    """Return every word that stands in a text column of the database."""
    found = {person.viewer.initials.casefold() for person in CAST.values()}
    found.update(WORDS.findall(" ".join(ZONES).casefold().replace("_", " ")))
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.c if isinstance(c.type, (String, JSON))]
        rows = select(*columns).execution_options(unscoped="test") if columns else None
        for row in db.session.execute(rows) if columns else ():
            found.update(WORDS.findall(" ".join(str(cell) for cell in row).casefold()))
    return found


def texts(page):
    """Return the texts and spoken attributes of a page, each as one string."""
    body = page.soup.select_one("body")
    for dropped in body.select("script, style, code, svg text"):
        dropped.decompose()
    found = [page.soup.title.get_text()]
    for node in body.find_all(string=True):
        if isinstance(node, NavigableString) and not isinstance(node, Comment):
            found.append(str(node))
    for element in body.find_all(True):
        found += [element[name] for name in ATTRIBUTES if element.get(name)]
        if element.name == "input" and element.get("type") in ("submit", "button"):
            found.append(element.get("value", ""))
    return found


def raw(text, known):
    """Return the words of `text` that are neither translated nor data."""
    before = None
    while before != text:  # brackets may stand in brackets
        before, text = text, BRACKETS.sub(" ", text)
    text = DATE.sub(" ", text)
    for words in SPOKEN_AS_IT_IS:
        text = text.replace(words, " ")
    text = re.sub(r"\S+@\S+|https?://\S+|/\S+", " ", text)
    return [word for word in WORDS.findall(text) if word.casefold() not in known]


@pytest.mark.parametrize(
    ("who", "begins"),
    [
        (None, "/"), ("pat", "/"), ("alice", "/"), ("lea", "/projects/"),
        ("olu", "/organise/"), ("olu", "/network/"), ("ada", "/organise/"),
        ("mo", "/moderate/"),
    ],
)  # fmt: skip
def test_no_page_has_a_word_that_was_not_translated(bracketed, visitor, who, begins):
    known = said_by_people()
    reader = visitor(who)
    found = {}
    for path in sampling.some(paths(bracketed, random.Random(1)), 3, who):
        if not path.startswith(begins):
            continue
        response = reader.get(path)
        if response.mimetype != "text/html" or response.status_code in (301, 302):
            continue
        page = Page(response)
        data = known | set(WORDS.findall(path.partition("?")[2].casefold()))
        left = sorted({word for text in texts(page) for word in raw(text, data)})
        if left:
            found[path] = left
    assert not found


def test_a_raw_word_is_found():
    known = {"alice"}
    assert raw("⟦Hello %(name)s⟧ Alice", known) == []
    assert raw("⟦outer ⟦inner⟧⟧ 12 September 2017", known) == []
    assert raw("⟦Hello⟧ there Alice", known) == ["there"]
    assert CAST["alice"].name.split()[0].casefold() in known
