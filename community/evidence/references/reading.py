"""What the readers of files share: a row, what is wrong with it, and their limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from community.core.errors import Refused
from community.core.text import N_
from community.evidence.facts import MOST, ResourceFacts, checked
from community.evidence.models import ResourceType, Strength

ROWS = 500
"""So many references one file may bring; more are brought in parts."""
FIELD = 20_000
"""So many letters one field of a row may have, before anything looks into it."""
COPIES = (
    "vdocuments", "studylib", "dokumen.tips", "docslib", "pdfslide", "scribd.com",
    "zlibrary", "paperzz", "fdocuments", "cupdf", "coek.info", "mafiadoc",
)  # fmt: skip
"""Parts of the names of places that copy documents: we lead nobody there."""
TOO_LONG = N_("A field is longer than %(most)s letters")
NOT_TEXT = N_("It holds a sign that no text can hold")
NO_REFERENCE = N_("There is no reference in this file")
TOO_MANY = N_("Bring in at most %(most)s references at once: split the file")
COPIED = N_("Its address is left out: it leads to a place that copies documents")
GUESSED = N_("It does not say what kind of thing it is: look at that")
NO_ABSTRACT = N_("Its abstract is left out: summaries here are in our own words")

Problem = tuple[str, dict[str, Any]]
"""A message, as `Refused` has it, and what fills it."""


@dataclass(frozen=True)
class Read:
    """A row of a file: its facts, or why there are none; `topics` in its own words.

    `line` is where it begins, from 1. With facts, `problems` say what was left out.
    """

    line: int
    facts: ResourceFacts | None = None
    topics: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = ""


@dataclass
class Said:
    """What a row says in words, before they are looked at."""

    line: int
    title: str = ""
    type: str = ""
    kept: dict[str, Any] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    factors: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    year: str = ""
    strength: str = ""
    abstract: str = ""


def wrong(line: int, message: str, title: str = "", **values: Any) -> Read:
    """Return a row that can't be brought in."""
    return Read(line, problems=((message, values),), title=title[:120])


def words_of(said: Said) -> Iterable[str]:
    """Return every word of a row."""
    yield from (said.title, said.type, said.year, said.strength)
    yield from (str(one) for one in said.kept.values())
    for words in _lists(said):
        yield from words


def _lists(said: Said) -> tuple[list[str], ...]:
    rest = (said.factors, said.audiences, said.settings)
    return (said.authors, said.topics, *rest)


def read(said: Said, otherwise: ResourceType) -> Read:
    """Return a row as facts that could be kept, or with what must be mended."""
    for one in words_of(said):
        if len(one) > FIELD:
            return wrong(said.line, TOO_LONG, said.title, most=FIELD)
        if "\0" in one:
            return wrong(said.line, NOT_TEXT, said.title.replace("\0", ""))
    try:
        facts = checked(_facts(said, otherwise))
    except Refused as error:
        return wrong(said.line, error.message, said.title, **error.values)
    told: list[Problem] = []
    if kind(said.type) is None:
        told.append((GUESSED, {}))
    if said.abstract and not facts.summary:
        told.append((NO_ABSTRACT, {}))
    if is_copy(facts.address):
        facts = replace(facts, address="", about_only=False)
        told.append((COPIED, {}))
    topics = tuple(dict.fromkeys(one.strip() for one in said.topics if one.strip()))
    return Read(said.line, facts, topics[:MOST], tuple(told), facts.title)


def _facts(said: Said, otherwise: ResourceType) -> ResourceFacts:
    kept: Mapping[str, Any] = said.kept
    return ResourceFacts(
        title=said.title,
        type=kind(said.type) or otherwise,
        authors=tuple(said.authors),
        year=year(said.year),
        strength=_strength(said.strength),
        factors=tuple(said.factors),
        audiences=tuple(said.audiences),
        settings=tuple(said.settings),
        **kept,
    )


def kind(words: str) -> ResourceType | None:
    """Return the type that a row names, or None."""
    try:
        return ResourceType(words.strip().casefold())
    except ValueError:
        return None


def _strength(words: str) -> Strength:
    try:
        return Strength(words.strip().casefold())
    except ValueError:
        return Strength.UNKNOWN


def year(words: str) -> int | None:
    """Return the year of "2018", "2018/05/01" or "2018-05"; refuse anything else."""
    plain = words.strip()
    if not plain:
        return None
    head = plain.replace("/", "-").split("-")[0].strip()
    if len(head) != 4 or not (head.isascii() and head.isdigit()):
        raise Refused(N_("Give the year in four digits, or leave it empty"))
    return int(head)


def is_copy(address: str) -> bool:
    """Tell whether an address leads to a place that copies documents."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(one in host for one in COPIES)
