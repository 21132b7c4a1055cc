"""What is ours in the text of an essay, found among what Markdown made of it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from community.core.text import slug_of
from community.essays.drawn import NOTES

PULL = "pull:"
LABEL = 60
"""So many letters may the name of a note have; else a text could take hours."""
FIGURE = re.compile(r"figure-(\d{1,6})")


@dataclass(frozen=True)
class Heading:
    """A heading of an essay: where it stands, what it says, 2 or 3."""

    id: str
    words: str
    level: int


def number_of(source: str) -> int | None:
    """Return which figure a picture's address calls; None where it is no figure."""
    found = FIGURE.fullmatch(source)
    return int(found[1]) if found else None


def each(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens, each followed by those in it."""
    found = []
    for token in tokens:
        found += [token, *(token.children or ())]
    return found


def said(tokens: Sequence[Token]) -> list[str]:
    """Return the plain words of tokens."""
    kinds = ("text", "code_inline", "fence", "code_block")
    return [one.content for one in each(tokens) if one.type in kinds]


# ---------------------------------------------------------------- notes
def notes(state: StateCore) -> None:
    """Leave out notes that no place calls, and ways back to places that are not there.

    A note is called in vain by one that is left out itself, and by words for a picture.
    """
    called: dict[int | None, set[_Place]] = defaultdict(set)
    for owner, token in _owned(state.tokens):
        inside = (token, *(token.children or ()))
        called[owner] |= {_place(one) for one in inside if one.type == "footnote_ref"}
    reached: set[_Place] = set()
    waiting = list(called[None])
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += called.pop(place[0], ())
    numbers = {number for number, _again in reached}
    state.tokens = [
        token
        for owner, token in _owned(state.tokens)
        if (owner is None or owner in numbers)
        and (token.type != "footnote_anchor" or _place(token) in reached)
        and (numbers or not token.type.startswith("footnote_block"))
    ]


_Place = tuple[int, int]
"""The number of a note, and which time it is called."""


def _place(token: Token) -> _Place:
    return token.meta["id"], token.meta.get("subId", 0)


def _owned(tokens: Sequence[Token]) -> Iterator[tuple[int | None, Token]]:
    """Give each token with the note that it is in."""
    owner: int | None = None
    for token in tokens:
        if token.type == "footnote_open":
            owner = token.meta["id"]
        yield owner, token
        if token.type == "footnote_close":
            owner = None


def short(rule: Callable[..., bool]) -> Callable[[StateInline, bool], bool]:
    """Let a rule look at a name only where it ends soon: it looks letter by letter."""

    def look(state: StateInline, silent: bool) -> bool:
        ends = state.src.find("]", state.pos, state.pos + LABEL)
        return ends >= 0 and rule(state, silent)

    return look


# ---------------------------------------------------------------- the rest
def headings(state: StateCore) -> None:
    """Make all headings of two levels, the higher one first, and name each."""
    found: list[Heading] = []
    taken: dict[str, int] = {}
    for place, token in enumerate(state.tokens):
        if token.type == "footnote_block_open":
            found.append(Heading(NOTES, state.env["words"].notes, 2))
        if token.type != "heading_open":
            continue
        level = 3 if found and token.tag not in ("h1", "h2") else 2
        words = "".join(said([state.tokens[place + 1]]))
        name = _unused(f"s-{slug_of(words) or 'part'}", taken)
        token.tag = state.tokens[place + 2].tag = f"h{level}"
        token.attrSet("id", name)
        found.append(Heading(name, words, level))
    state.env["headings"] = found


def _unused(name: str, taken: dict[str, int]) -> str:
    """Return `name`, or with a number behind it that nothing else has."""
    found = name
    while found in taken:
        taken[name] += 1
        found = f"{name}-{taken[name]}"
    taken[found] = 1
    return found


def pull_quotes(state: StateCore) -> None:
    """Mark the quotations that begin with our word, and take it out."""
    for place, token in enumerate(state.tokens):
        if token.type != "blockquote_open":
            continue
        begins = state.tokens[place + 2 : place + 3]
        first = next((one for inline in begins for one in inline.children or ()), None)
        if first is not None and first.content.casefold().startswith(PULL):
            first.content = first.content[len(PULL) :].lstrip()
            token.attrSet("class", "pull")


def figures(state: StateCore) -> None:
    """Number the figures; one that is alone in its paragraph stands by itself."""
    shown = state.env.get("pictures", {})
    for place, token in enumerate(state.tokens):
        images = [one for one in token.children or () if one.type == "image"]
        for one in images:
            one.meta["number"] = number_of(str(one.attrGet("src")))
        alone = images == token.children and len(images) == 1
        if alone and images[0].meta["number"] in shown and _wraps(state.tokens, place):
            images[0].meta["alone"] = True
            state.tokens[place - 1].hidden = state.tokens[place + 1].hidden = True


def _wraps(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a paragraph holds just what is at `place`."""
    around = (tokens[place - 1].type, tokens[place + 1].type)
    return around == ("paragraph_open", "paragraph_close")
