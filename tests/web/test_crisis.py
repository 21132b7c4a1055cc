"""Help beside what somebody writes: shown to them alone, and leaving no trace."""

import io
import logging

import pytest

from community.core.db import db
from tests.cast import CAST
from tests.client import Visitor
from tests.privacy import stage
from tests.privacy.everywhere import changed, checksums

RISKY, PLAIN = "Some days I want to die", "Some days I want to sing"
PANEL = "[data-crisis]"
COMPOSERS = {
    "message": ("alice", "/conversations/1", "/conversations/1", "words"),
    "first message": ("alice", *["/conversations/to/lea-5"] * 2, "words"),
    "hello": ("bob", *["/connections/hello/lea-5"] * 2, "message"),
    "comment": ("bob", "/ideas/idea-1", "/ideas/idea-1/comments", "comment"),
    "idea": ("bob", *["/ideas/new"] * 2, "body"),
    "change of an idea": ("alice", *["/ideas/idea-1/edit"] * 2, "wanted"),
}
"""Who writes, where the form is, where it goes, and in which field."""
MORE = {
    "hello": {"how": "other"},
    "idea": {"title": "A choir", "challenge": "It is quiet", "nation": ""},
    "change of an idea": {
        "title": "A shed", "challenge": "It is far", "body": "Near", "why": "So",
        "version": "1",
    },
}  # fmt: skip
SIDE = {"limit_count", "sign_in", "part", "notice"}
"""What any page may write: when somebody was here, what they read."""


@pytest.fixture
def staged(app):
    stage.fill()


def write(visitor, composer: str, words: str, **more):
    who, _form, to, field = COMPOSERS[composer]
    data = {**MORE.get(composer, {}), field: words, **more}
    return visitor(who).post(to, data, follow=False)


@pytest.mark.parametrize("composer", COMPOSERS)
def test_each_composer_has_the_help_ready_and_hidden(staged, visitor, composer):
    who, form, _to, _field = COMPOSERS[composer]
    (panel,) = visitor(who).see(form).select(PANEL)
    assert panel.has_attr("hidden")
    assert panel["data-crisis"].endswith("/data/risk-words.txt")
    assert panel.find_parent("form")
    (seen,) = panel.select("input[name=help_seen]")
    assert seen.has_attr("disabled"), "a hidden panel was not seen"


@pytest.mark.parametrize("composer", COMPOSERS)
def test_without_a_script_the_form_comes_back_once_with_help(staged, visitor, composer):
    field = COMPOSERS[composer][3]
    page = write(visitor, composer, RISKY)
    assert page.status in (200, 422)
    (panel,) = page.select(PANEL)
    assert not panel.has_attr("hidden")
    assert [one.get_text() for one in panel.select(".help__number")] == [
        "999", "111", "116 123", "85258",
    ]  # fmt: skip
    assert not panel.select_one("input").has_attr("disabled")
    assert page.select(f"[name={field}]")[0].get_text().strip() == RISKY
    assert "nobody is told" in page.main


@pytest.mark.parametrize("composer", COMPOSERS)
def test_then_it_is_sent_as_it_is(staged, visitor, composer):
    assert write(visitor, composer, RISKY, help_seen="yes").status == 302


@pytest.mark.parametrize("composer", COMPOSERS)
def test_other_words_just_go(staged, visitor, composer):
    assert write(visitor, composer, PLAIN).status == 302


@pytest.mark.parametrize("composer", COMPOSERS)
def test_showing_it_leaves_no_row_no_letter_and_no_word_in_the_log(
    staged, app, composer
):
    who, form, to, field = COMPOSERS[composer]
    reader = Visitor(app, CAST[who])
    reader.get(form)
    token = reader.token()
    heard = io.StringIO()
    listening = logging.StreamHandler(heard)
    logging.getLogger().addHandler(listening)
    before = checksums()
    try:
        data = {**MORE.get(composer, {}), field: RISKY, "csrf_token": token}
        answer = reader.client.post(to, data=data)
    finally:
        logging.getLogger().removeHandler(listening)
    assert PANEL[1:-1].encode() in answer.data
    assert changed(before, SIDE) == []
    assert "die" not in heard.getvalue().split()
    kept = answer.headers.getlist("Set-Cookie")
    assert not [one for one in kept if "crisis" in one or "help" in one]
    db.session.rollback()


@pytest.mark.parametrize("composer", ["message", "comment"])
def test_what_is_sent_after_it_is_stored_as_any_other_words(staged, visitor, composer):
    before = checksums()
    write(visitor, composer, PLAIN)
    plain = set(changed(before, SIDE))
    before = checksums()
    write(visitor, composer, RISKY, help_seen="yes")
    assert set(changed(before, SIDE)) <= plain, "nothing more than for other words"


def test_a_reader_of_such_words_sees_no_panel_for_them(staged, visitor):
    write(visitor, "message", RISKY, help_seen="yes")
    page = visitor("dai").see("/conversations/1")
    assert RISKY in page.main
    assert page.select(PANEL)[0].has_attr("hidden")
