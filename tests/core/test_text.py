"""Words: what is searched, what stands in an address, what Markdown may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.text import folded, html_of, random_id, slug_of

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_never_lets_a_program_or_a_foreign_picture_through(words):
    html = html_of(words).lower()
    for bad in ("<script", "<img", "<svg", 'href="javascript:', 'href="data:'):
        assert bad not in html
    assert "<a href" not in html or "onclick" not in html.split("&lt;")[0]


def test_markdown_keeps_what_people_need():
    html = html_of("**Hello**\n\n- one\n- two\n\n[our page](https://x.example)")
    assert "<strong>Hello</strong>" in html
    assert html.count("<li>") == 2
    assert 'rel="nofollow ugc noopener noreferrer"' in html


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("Tomasz KRÓL", "tomasz krol"),
        ("Paweł Yıldız Øster", "pawel yildiz oster"),
        ("  Ŵyn   ap Siôn ", "wyn ap sion"),
        ("peer-to-peer", "peer to peer"),
        ("C++ & C#", "c c"),
        ("the carers’ group", "the carers group"),
        ("she’s", "she’s"),
        ("!!!", ""),
    ],
)
def test_folding_forgets_case_accents_and_signs(words, plain):
    assert folded(words) == plain


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(words):
    assert folded(folded(words)) == folded(words)


@given(st.text(max_size=200))
def test_a_slug_is_short_and_plain(words):
    slug = slug_of(words)
    assert len(slug) <= 60
    assert not slug or set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_random_ids_differ_and_hold_no_letter_that_is_read_wrongly():
    ids = {random_id() for _ in range(500)}
    assert len(ids) == 500
    assert not set("".join(ids)) & set("01iloaeu") - set("aeu")
