"""The text of an essay: Markdown with footnotes, figures and pull quotes, made safe.

Beyond CommonMark an author may write

- `[^1]` for a footnote, and `[^1]: its words` anywhere for what it says; `^[its words]`
  is both at once;
- `![](figure-2)` for the second picture of the essay; alone in a paragraph it stands
  with its caption. No other picture is shown, only the words that stand for it;
- a quotation that begins with `pull:` for words of the essay that are shown large.

The same text gives the same HTML. What a person wrote goes through an allow-list last.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from community.essays.drawn import RULES
from community.essays.parts import (
    Heading,
    each,
    figures,
    headings,
    notes,
    number_of,
    pull_quotes,
    said,
    short,
)

LONGEST = 60_000
"""So many letters may an essay have: some forty pages."""
PACE = 230
"""So many words are read in a minute."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ALLOWED = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre",
    "h2", "h3", "hr", "sup", "section", "figure", "figcaption", "img",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "id", "role", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"role", "aria-labelledby"},
    "img": {"src", "alt", "width", "height", "loading"},
}
_CLASSES = {
    "blockquote": {"pull"}, "section": {"notes"}, "figure": {"picture"},
    "a": {"notes__back"},
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A figure of an essay, as its text shows it."""

    number: int
    source: str
    alt: str
    caption: str
    width: int
    height: int


@dataclass(frozen=True)
class Words:
    """What is said to whoever hears the page instead of seeing it."""

    notes: str = "Notes"
    note: str = "Note %s"
    back: str = "Back to the text at note %s"


@dataclass(frozen=True)
class Rendered:
    """An essay's text as HTML, with its headings."""

    html: str
    headings: tuple[Heading, ...]


PLAIN = Words()


@lru_cache(maxsize=32)
def rendered(
    body: str, pictures: tuple[Picture, ...] = (), words: Words = PLAIN
) -> Rendered:
    """Return `body` as HTML; `pictures` are those that it may show."""
    env: dict[str, Any] = {"words": words}
    env["pictures"] = {one.number: one for one in pictures}
    drawn = _MARKDOWN.render(body, env)
    html = nh3.clean(
        drawn,
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Rendered(html, tuple(env["headings"]))


def minutes_of(body: str) -> int:
    """Return how many minutes it takes to read `body`, rounded up; at least one."""
    count = sum(len(_WORD.findall(words)) for words in said(_parsed(body)))
    return max(1, -(-count // PACE))


def figures_of(body: str) -> frozenset[int]:
    """Return the numbers of the figures that `body` calls."""
    found = (token.attrGet("src") for token in each(_parsed(body)))
    return frozenset(number for one in found if (number := number_of(str(one))))


def _parsed(body: str) -> list[Token]:
    return _MARKDOWN.parse(body, {"words": PLAIN})


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False})
    made = made.use(footnote_plugin)
    made.inline.ruler.at("footnote_ref", short(footnote_ref))
    for rule in (notes, headings, pull_quotes, figures):
        made.core.ruler.push(rule.__name__, rule)
    for name, draw in RULES.items():
        made.add_render_rule(name, draw)
    return made


_MARKDOWN = _markdown()
