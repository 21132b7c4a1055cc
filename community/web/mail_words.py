"""The two parts of a letter, text and HTML, from its one source in Markdown."""

import re
from collections.abc import Sequence
from textwrap import fill, indent
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup, escape

WIDTH = 76
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False})
_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
_TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre",
    "h1", "h2", "h3", "hr",
}  # fmt: skip
BUTTON = (
    "display:inline-block;box-sizing:border-box;min-height:44px;padding:10px 22px;"
    "border-radius:12px;background-color:#5a2480;color:#ffffff;font-weight:bold;"
    "line-height:24px;text-decoration:none"
)
"""How a button looks where a mail reader throws style sheets away."""


def _alt(_renderer: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    return str(escape(tokens[at].content))


_MARKDOWN.add_render_rule("image", _alt)
"""Of an image its words: a letter fetches nothing, so that nobody learns of reading."""


def plain(words: str) -> str:
    """Return what somebody typed as Markdown that says just that, on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(words.split()))


def line_of(markdown: str) -> str:
    """Return one line of Markdown as plain words: a subject."""
    return " ".join(text_of(markdown, width=10_000).split())


# ---------------------------------------------------------------------- HTML
def html_of(markdown: str, buttons: bool = True) -> Markup:
    """Return safe HTML; a link that is alone in a paragraph is a button."""
    tokens = _MARKDOWN.parse(markdown)
    for number, token in enumerate(tokens):
        if buttons and token.level == 1 and _is_lone_link(token):
            tokens[number - 1].attrSet("class", "act")
            _first_of(token).attrSet("style", BUTTON)
    made = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes={"a": {"href", "style"}, "p": {"class"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704  # nosec B704


def _first_of(token: Token) -> Token:
    return (token.children or [])[0]


def _is_lone_link(token: Token) -> bool:
    parts = token.children or []
    if token.type != "inline" or len(parts) < 3:
        return False
    begins, ends = parts[0], parts[-1]
    opened = sum(part.type == "link_open" for part in parts)
    return begins.type == "link_open" and ends.type == "link_close" and opened == 1


# ---------------------------------------------------------------------- text
def text_of(markdown: str, width: int = WIDTH) -> str:
    """Return text that is readable alone; addresses of links stand whole."""
    tree = SyntaxTreeNode(_MARKDOWN.parse(markdown))
    return _blocks(tree.children, width)


def _blocks(nodes: list[SyntaxTreeNode], width: int, apart: str = "\n\n") -> str:
    return apart.join(_block(node, width) for node in nodes)


def _block(node: SyntaxTreeNode, width: int) -> str:
    if node.type == "heading":
        words = _wrapped(_words(node.children), width)
        longest = max((len(line) for line in words.splitlines()), default=0)
        return f"{words}\n{('=' if node.tag == 'h1' else '-') * longest}"
    if node.type == "paragraph":
        return _paragraph(node, width)
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node, width)
    if node.type == "blockquote":
        return indent(_blocks(node.children, width - 2), "> ", lambda _line: True)
    if node.type == "hr":
        return "-" * 40
    return node.content.rstrip("\n")


def _paragraph(node: SyntaxTreeNode, width: int) -> str:
    """Return a paragraph; a link that is alone in it as words, and its address."""
    inline = node.children[0]
    links = [part for part in inline.children if part.type == "link"]
    if len(links) == 1 and len(inline.children) == 1:
        words, address = _words(links[0].children), _address(links[0])
        if words != address:
            return f"{_wrapped(words + ':', width)}\n{address}"
    return _wrapped(_words([inline]), width)


def _list(node: SyntaxTreeNode, width: int) -> str:
    first = int(node.attrs.get("start", 1))
    lines = []
    for number, item in enumerate(node.children, first):
        sign = "- " if node.type == "bullet_list" else f"{number}. "
        words = _blocks(item.children, width - len(sign), "\n")
        lines.append(sign + indent(words, " " * len(sign)).lstrip())
    return "\n".join(lines)


def _wrapped(words: str, width: int) -> str:
    return "\n".join(
        fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in words.split("\n")
    )


def _words(nodes: list[SyntaxTreeNode]) -> str:
    return "".join(_inline(node) for node in nodes)


def _inline(node: SyntaxTreeNode) -> str:
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    if node.type == "link":
        words, address = _words(node.children), _address(node)
        return words if words == address else f"{words} ({address})"
    return _words(node.children) if node.children else node.content


def _address(node: SyntaxTreeNode) -> str:
    return str(node.attrs.get("href", "")).removeprefix("mailto:")
