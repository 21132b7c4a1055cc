"""The text of an essay as HTML: safe, the same each time, with notes that lead back."""

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from community.essays import text
from community.essays.text import Picture, Words, figures_of, minutes_of, rendered

TREE = Picture(1, "/essays/a/figures/t.webp", "A tree", "In the park", 40, 30)


def soup(body: str, *pictures: Picture) -> BeautifulSoup:
    return BeautifulSoup(rendered(body, pictures).html, "html.parser")


# ---------------------------------------------------------------- headings
def test_headings_have_two_levels_and_names_of_their_own():
    found = rendered(
        "### First\n\n# One & two\n\n##### Deep\n\n## One & two\n"
    ).headings
    assert [(one.id, one.words, one.level) for one in found] == [
        ("s-first", "First", 2), ("s-one-two", "One & two", 2),
        ("s-deep", "Deep", 3), ("s-one-two-2", "One & two", 2),
    ]  # fmt: skip


def test_a_heading_that_is_called_like_a_number_behind_another_stays_apart():
    found = rendered("# A\n\n# A 2\n\n# A\n\n# A\n").headings
    assert len({one.id for one in found}) == 4


def test_a_heading_of_no_letters_has_a_name_too():
    assert [one.id for one in rendered("# !?\n").headings] == ["s-part"]


def test_the_name_of_a_heading_is_never_one_of_the_page():
    page = soup("# main\n\n# fn-1\n\n# flashes\n\nA[^1]\n\n[^1]: B\n")
    names = [one["id"] for one in page.select("[id]")]
    assert len(set(names)) == len(names)
    assert "main" not in names


# ---------------------------------------------------------------- notes
def test_notes_lead_there_and_back():
    page = soup("One[^b] two[^a] three[^b].\n\n[^a]: Of a\n\n[^b]: Of b\n")
    there = page.select("sup a")
    assert [one.text for one in there] == ["1", "2", "1"]
    for one in there:
        note = page.find(id=one["href"].removeprefix("#"))
        assert note.find("a", href=f"#{one['id']}"), "and back to this very place"
    assert [one.get_text(" ").split("↩")[0].strip() for one in page.select("ol > li")]
    assert page.select_one("section.notes h2")["id"] == "fn-notes"
    assert there[0]["aria-label"] == "Note 1"
    assert page.select(".notes__back")[0]["aria-label"] == "Back to the text at note 1"


def test_notes_are_said_in_the_readers_language():
    words = Words("Anmerkungen", "Anmerkung %s", "Zurück zu %s")
    html = rendered("A^[B]", (), words).html
    assert 'aria-label="Anmerkung 1"' in html
    assert ">Anmerkungen</h2>" in html


def test_the_notes_are_the_last_of_the_contents():
    found = rendered("# One\n\nA[^1]\n\n[^1]: B\n\n# Two\n").headings
    assert [one.id for one in found] == ["s-one", "s-two", "fn-notes"]


@pytest.mark.parametrize(
    "body",
    ["[^1]: never called", "![A ^[note] here](figure-1)", "[^1]: of [^1] itself",
     "[^1]: of [^2]\n\n[^2]: of [^1]", "A[^none]", "[^x]:", "^[", "[^"],
)  # fmt: skip
def test_a_note_that_nothing_calls_is_not_there(body):
    page = soup(body, TREE)
    assert page.select(".notes, sup") == []
    assert rendered(body).headings == ()


def test_no_way_back_leads_to_a_place_that_is_not_there():
    page = soup("A[^1]\n\n[^1]: B\n\n[^2]: calls [^1] in vain\n")
    assert [one["href"] for one in page.select(".notes__back")] == ["#fnref-1"]


def test_a_note_in_a_note_is_a_note():
    page = soup("A[^1]\n\n[^1]: B[^2]\n\n[^2]: C\n")
    assert len(page.select("ol > li")) == 2
    for one in page.select("a[href^='#']"):
        assert page.find(id=one["href"][1:]), one


# ---------------------------------------------------------------- figures
def test_a_figure_stands_with_its_caption():
    (found,) = soup("Before\n\n![](figure-1)\n\nAfter", TREE).select("figure")
    assert found.img.attrs == {
        "src": TREE.source, "alt": "A tree", "width": "40", "height": "30",
        "loading": "lazy",
    }  # fmt: skip
    assert found.figcaption.text == "In the park"
    assert found.find_parent("p") is None


def test_an_author_can_say_it_in_other_words():
    (found,) = soup('![An oak](figure-1 "Our oak")', TREE).select("figure")
    assert (found.img["alt"], found.figcaption.text) == ("An oak", "Our oak")


def test_a_figure_in_a_line_has_no_caption():
    page = soup("See ![](figure-1) here", TREE)
    assert len(page.select("p img")) == 1
    assert not page.select("figure")


@pytest.mark.parametrize(
    "source",
    ["figure-2", "https://evil.example/x.png", "/essays/b/figures/t.webp", "figure-01x",
     "data:image/png;base64,AA", "//evil.example", "figure-1/../x"],
)  # fmt: skip
def test_no_other_picture_is_shown(source):
    page = soup(f"![Some words]({source})", TREE)
    assert not page.select("img, figure")
    assert "Some words" in page.text


def test_the_figures_that_a_text_calls_are_known():
    body = "![](figure-3)\n\nA ![](figure-12)[^1]\n\n[^1]: ![](figure-7)\n\n![](x)"
    assert figures_of(body) == {3, 12, 7}


# ---------------------------------------------------------------- the rest
def test_a_pull_quote_is_marked_and_a_quotation_stays_one():
    page = soup("> pull: We *met*.\n\n> Pull:Again\n\n> We pull: hard\n")
    assert [one.text.strip() for one in page.select("blockquote.pull")] == [
        "We met.", "Again",
    ]  # fmt: skip
    assert len(page.select("blockquote")) == 3


@pytest.mark.parametrize(("count", "minutes"), [(0, 1), (1, 1), (230, 1), (231, 2)])
def test_the_time_to_read_is_rounded_up(count, minutes):
    assert minutes_of("**word** " * count) == minutes


def test_what_leads_elsewhere_is_not_counted():
    assert minutes_of("[word](https://example.org/a/b/c/d) " * 230) == 1


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a handler": "<img src=x onerror=alert(1)>",
    "a link that runs": "[x](javascript:alert(1))",
    "a link that runs, hidden": "[x](&#106;avascript:a()) [y](JaVaScRiPt:a())",
    "data": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "an own address": "[x]: javascript:alert(1)\n\n[x]",
    "a title": '[x](https://e.org "\\"onmouseover=alert(1)")',
    "words of a picture": '![" onerror="alert(1)](figure-1 "</figcaption><script>")',
    "a heading": "# <svg/onload=alert(1)>",
    "a note": "A[^<b>]\n\n[^<b>]: <iframe src=//evil>",
    "a style": "<p style=position:fixed>x</p>",
    "code": "```html\n</code><script>alert(1)</script>\n```",
    "a comment": "<!-- --><script>alert(1)</script><!-- -->",
    "an address": "<javascript:alert(1)>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_hostile_comes_through(body):
    page = soup(body, TREE)
    assert not page.select("script, iframe, svg, style, object, form, input")
    for link in page.select("[href]"):
        assert link["href"].startswith(("#", "http://", "https://", "mailto:", "/")), (
            link
        )
    for one in page.select("*"):
        assert not {name for name in one.attrs if name.startswith("on")}, one
        assert "style" not in one.attrs


WORDS = st.text(st.sampled_from("ab1 \n#>*_`[]()^:!-<>&\"'|\\figure-"), max_size=300)


@settings(max_examples=150)
@given(WORDS)
def test_whatever_is_written_its_names_are_single_and_its_ways_lead_somewhere(body):
    found = rendered(body, (TREE,))
    assert found == rendered.__wrapped__(body, (TREE,)), "the same each time"
    page = BeautifulSoup(found.html, "html.parser")
    names = [one["id"] for one in page.select("[id]")]
    assert len(set(names)) == len(names)
    assert {one.id for one in found.headings} <= set(names)
    for one in page.select("a[role]"):
        assert one["href"][1:] in names
    for one in page.select("img"):
        assert one["src"] == TREE.source
        assert one.get("alt")


def test_huge_nesting_is_cut_off():
    for unit in (">", "- ", "[", "![", "**", "[^1]: "):
        assert rendered.__wrapped__(unit * 3_000 + "x")
    page = soup("> " * 500 + "x")
    assert len(page.select("blockquote")) < 30


@pytest.mark.parametrize("unit", ["[", "![", "^[", "[^", "*a", "# x\n\n", "[^1] "])
def test_the_longer_a_hostile_text_the_longer_it_takes_and_no_more(unit):
    """A third of the most that may be written, so that the test is over soon."""
    body = ("[^1]: x\n\n" + unit * text.LONGEST)[: text.LONGEST // 3]
    began = time.process_time()
    rendered.__wrapped__(body, (TREE,))
    assert time.process_time() - began < 10


def test_many_headings_and_notes_of_one_name_do_not_take_hours():
    body = "# x\n\n" * 5_000 + "[^1] " * 5_000 + "\n\n[^1]: [^2]\n\n[^2]: [^1]\n"
    began = time.process_time()
    rendered.__wrapped__(body)
    assert time.process_time() - began < 10
