"""What somebody wrote, taken apart: words, ends of lines, and addresses to follow."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_AFTER = ".,;:!?'’)]}"
"""Signs that end a sentence rather than an address."""


@dataclass(frozen=True)
class Piece:
    """A few words; with `href` an address to follow; `ends` says that a line ends."""

    text: str
    href: str = ""
    ends: bool = False


def pieces(words: str) -> tuple[Piece, ...]:
    """Take plain text apart; whatever is no web address stays words."""
    found: list[Piece] = []
    for number, line in enumerate(words.split("\n")):
        if number:
            found.append(Piece("", ends=True))
        found += _of_line(line)
    return tuple(found)


def _of_line(line: str) -> list[Piece]:
    found, at = [], 0
    for match in _ADDRESS.finditer(line):
        address = _trimmed(match.group())
        if not _leads_somewhere(address):
            continue
        if match.start() > at:
            found.append(Piece(line[at : match.start()]))
        found.append(Piece(address, href=address))
        at = match.start() + len(address)
    return [*found, Piece(line[at:])] if line[at:] else found


def _trimmed(address: str) -> str:
    """Return an address without the signs that end the sentence around it."""
    while address[-1] in _AFTER:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _leads_somewhere(address: str) -> bool:
    """Tell whether an address has a host, and none of a name before it to deceive."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
