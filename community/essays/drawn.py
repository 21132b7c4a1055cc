"""How the parts of an essay that are ours are drawn: figures, and notes at the end."""

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

NOTES = "fn-notes"
"""The id of the heading over the notes."""

_Rule = Callable[[Any, Sequence[Token], int, Any, Any], str]


def image(self: Any, tokens: Sequence[Token], place: int, opts: Any, env: Any) -> str:
    """Draw a figure of the essay; of any other picture only its words."""
    token = tokens[place]
    said = self.renderInlineAsText(token.children or [], opts, env).strip()
    picture = env.get("pictures", {}).get(token.meta.get("number"))
    if picture is None:
        return escapeHtml(said)
    alt, source = escapeHtml(said or picture.alt), escapeHtml(picture.source)
    drawn = (
        f'<img src="{source}" alt="{alt}"'
        f' width="{picture.width}" height="{picture.height}" loading="lazy">'
    )
    if not token.meta.get("alone"):
        return drawn
    caption = str(token.attrGet("title") or picture.caption)
    below = f"<figcaption>{escapeHtml(caption)}</figcaption>" if caption else ""
    return f'<figure class="picture">{drawn}{below}</figure>\n'


def _place(token: Token) -> str:
    """Return the id of a place that calls a note: "fnref-2", and "fnref-2-1" again."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return f"fnref-{number}-{again}" if again else f"fnref-{number}"


def footnote_ref(
    _self: Any, tokens: Sequence[Token], place: int, _opts: Any, env: Any
) -> str:
    """Draw the number that leads to a note."""
    number = tokens[place].meta["id"] + 1
    label = escapeHtml(env["words"].note % number)
    return (
        f'<sup><a href="#fn-{number}" id="{_place(tokens[place])}" role="doc-noteref"'
        f' aria-label="{label}">{number}</a></sup>'
    )


def footnote_block_open(
    _self: Any, _tokens: Sequence[Token], _place: int, _opts: Any, env: Any
) -> str:
    """Begin the notes."""
    title = escapeHtml(env["words"].notes)
    return (
        f'<section class="notes" role="doc-endnotes" aria-labelledby="{NOTES}">\n'
        f'<h2 id="{NOTES}">{title}</h2>\n<ol>\n'
    )


def footnote_block_close(*_of: Any) -> str:
    """End the notes."""
    return "</ol>\n</section>\n"


def footnote_open(
    _self: Any, tokens: Sequence[Token], place: int, _opts: Any, _env: Any
) -> str:
    """Begin a note."""
    return f'<li id="fn-{tokens[place].meta["id"] + 1}">'


def footnote_close(*_of: Any) -> str:
    """End a note."""
    return "</li>\n"


def footnote_anchor(
    _self: Any, tokens: Sequence[Token], place: int, _opts: Any, env: Any
) -> str:
    """Draw what leads back from a note to a place that calls it."""
    meta = tokens[place].meta
    label = escapeHtml(env["words"].back % (meta["id"] + 1))
    return (
        f' <a class="notes__back" href="#{_place(tokens[place])}"'
        f' role="doc-backlink" aria-label="{label}">↩</a>'
    )


RULES: dict[str, _Rule] = {
    "image": image,
    "footnote_ref": footnote_ref,
    "footnote_block_open": footnote_block_open,
    "footnote_block_close": footnote_block_close,
    "footnote_open": footnote_open,
    "footnote_close": footnote_close,
    "footnote_anchor": footnote_anchor,
}
"""What markdown-it calls for each kind of token."""
