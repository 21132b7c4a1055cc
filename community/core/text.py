"""Words: marking them for translation, slugs, safe Markdown, plain search words."""

import re
import secrets
import unicodedata

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False})
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3"}
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not take apart into a plain one and a mark."""


def N_(message: str) -> str:
    """Mark `message` for translation where it is written; the pages translate it."""
    return message


def html_of(markdown: str) -> str:
    """Return safe HTML for what a person wrote: CommonMark, then an allow-list."""
    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )


def folded(words: str) -> str:
    """Return `words` in the one form that searching and comparing use."""
    plain = unicodedata.normalize("NFKD", words).casefold().translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+(?:['’+/&][^\W_]+)*", kept))


def slug_of(words: str) -> str:
    """Return `words` as they stand in an address."""
    return "-".join(re.findall(r"[a-z0-9]+", folded(words)))[:60].strip("-")


def random_id(length: int = 6) -> str:
    """Return a random id that says nothing of what it stands for."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
