"""Plain text taken apart: nothing is lost, and only web addresses lead anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.messages.words import pieces

HERE = "https://example.org"


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("Nothing here", []),
        (f"See {HERE}.", [HERE]),
        (f"({HERE}/a_(b))", [f"{HERE}/a_(b)"]),
        (f"{HERE}/a?b=1&c=2#d, and more", [f"{HERE}/a?b=1&c=2#d"]),
        (f"One {HERE}/1\ntwo {HERE}/2", [f"{HERE}/1", f"{HERE}/2"]),
        ("HTTP://EXAMPLE.ORG/X", ["HTTP://EXAMPLE.ORG/X"]),
        ("javascript:alert(1) data:text/html,x ftp://example.org", []),
        ("https:// https://? https://[", []),
        ("https://bank.example@evil.example/", []),
        ('https://example.org/"onclick=x', ["https://example.org/"]),
        ("<a href='https://example.org'>", [HERE]),
    ],
)
def test_addresses_are_found(words, links):
    assert [piece.href for piece in pieces(words) if piece.href] == links


ALPHABET = st.sampled_from([*"ab /.:?&<>\"'()@[]\n", "https://", "http://", "é"])


@given(st.lists(ALPHABET, max_size=40).map("".join))
def test_no_letter_is_lost(words):
    found = pieces(words)
    assert "".join("\n" if piece.ends else piece.text for piece in found) == words
    for piece in found:
        assert piece.href in ("", piece.text)
        assert not piece.href or piece.href.lower().startswith(("http://", "https://"))
