"""BibTeX, for those who write in LaTeX, by way of bibtexparser.

What BibTeX has no field for stands in fields of our own (x-*), which its styles
leave out.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import RemoveEnclosingMiddleware
from bibtexparser.middlewares import ResolveStringReferencesMiddleware as Abbreviations
from bibtexparser.middlewares.names import InvalidNameError
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    Entry,
    Field,
    ParsingFailedBlock,
)

from community.core.errors import Refused
from community.core.text import N_, slug_of
from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType, Strength
from community.evidence.references.bibtex_names import read_back, written
from community.evidence.references.latex import decoded, encoded
from community.evidence.references.lists import joined, parted
from community.evidence.references.periodicals import Place, is_article, place
from community.evidence.references.reading import (
    FIELD,
    NO_REFERENCE,
    ROWS,
    TOO_LONG,
    TOO_MANY,
    Read,
    Said,
    read,
    wrong,
)

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
"""Whoever brings a file in is told what is wrong with it; our log is not for that."""
BROKEN = N_("A brace, quote or comma is missing here")
PIECES = N_("It is put together with # or an unknown abbreviation: write it out")
NAMES = N_("Write the authors as “Family, Given and Family, Given”")
_BLOCK = re.compile(r"^[ \t]{0,20}@\w{1,40}[ \t]{0,20}[{(]", re.MULTILINE)


# ---------------------------------------------------------------- writing
def write(found: Iterable[ResourceFacts], labels: Mapping[str, str]) -> str:
    """Return a BibTeX file; `labels` name the tags."""
    library, taken = Library(), set[str]()
    for facts in found:
        library.add(_entry(facts, labels, key(facts, taken)))
    return write_string(library)


def key(facts: ResourceFacts, taken: set[str]) -> str:
    """Return the key to cite by, "bott2008peer", new among the `taken`; adds it."""
    first = facts.authors[0].split(",")[0] if facts.authors else ""
    family = slug_of(first).split("-")[-1] if "," in "".join(facts.authors[:1]) else (
        slug_of(first).replace("-", "")[:20]
    )  # fmt: skip
    words = [one for one in slug_of(facts.title).split("-") if len(one) > 3]
    plain = f"{family}{facts.year or ''}{words[0] if words else ''}" or "resource"
    made, more = plain, 1
    while made in taken:
        more += 1
        made = f"{plain}-{more}"
    taken.add(made)
    return made


def _entry(facts: ResourceFacts, labels: Mapping[str, str], name: str) -> Entry:
    kind, where = _where(facts)
    told = {
        "author": " and ".join(written(one) for one in facts.authors),
        "title": encoded(facts.title),
        "year": str(facts.year or ""),
        **{part: encoded(words) for part, words in where.items()},
        "doi": encoded(facts.doi or ""),
        "url": encoded(facts.address),
        "keywords": encoded("; ".join(labels.get(one, one) for one in facts.tags)),
        "note": encoded(facts.note),
        **{f"x-{part}": encoded(words) for part, words in _ours(facts, labels).items()},
    }
    fields = [Field(part, value) for part, value in told.items() if value]
    return Entry(kind, name, fields)


def _ours(facts: ResourceFacts, labels: Mapping[str, str]) -> dict[str, str]:
    return {
        "type": facts.type.value,
        "about": "yes" if facts.about_only else "",
        "note": facts.note,
        "sentence": facts.sentence,
        "summary": facts.summary,
        "strength": "" if facts.strength is Strength.UNKNOWN else facts.strength.value,
        "reason": facts.strength_reason,
        "licence": facts.licence,
        "topics": joined(labels.get(one, one) for one in facts.tags),
        "factors": joined(facts.factors),
        "audiences": joined(facts.audiences),
        "settings": joined(facts.settings),
    }


def _where(facts: ResourceFacts) -> tuple[str, dict[str, str]]:
    if not is_article(facts):
        report = facts.type not in (ResourceType.ESSAY, ResourceType.STORY)
        name = "institution" if report else "publisher"
        return ("techreport" if report else "misc"), {name: facts.publisher}
    where = place(facts.publisher)
    told = {
        "journal": where.journal, "volume": where.volume, "number": where.issue,
        "pages": where.pages,
    }  # fmt: skip
    same = where.written() == facts.publisher
    return "article", told if same else {**told, "x-publisher": facts.publisher}


# ---------------------------------------------------------------- reading
def read_file(text: str, otherwise: ResourceType) -> list[Read]:
    """Return the rows of a BibTeX file; a broken one does not spoil the others."""
    if sum(1 for _one in _BLOCK.finditer(text)) > 2 * ROWS or text.count("@") > 50_000:
        raise Refused(TOO_MANY, most=ROWS)
    library = parse_string(text, parse_stack=[Abbreviations()])
    entries = [
        one.ignore_error_block if isinstance(one, DuplicateBlockKeyBlock) else one
        for one in library.blocks
    ]
    rows = [
        _one(entry, otherwise) if isinstance(entry, Entry) else _broken(entry)
        for entry in entries
        if isinstance(entry, (Entry, ParsingFailedBlock))
    ]
    if not rows:
        raise Refused(NO_REFERENCE)
    if len(rows) > ROWS:
        raise Refused(TOO_MANY, most=ROWS)
    return rows


def _broken(block: ParsingFailedBlock) -> Read:
    return wrong((block.start_line or 0) + 1, BROKEN)


def _one(entry: Entry, otherwise: ResourceType) -> Read:
    line = (entry.start_line or 0) + 1
    raw = {one.key.casefold(): str(one.value) for one in entry.fields}
    if any(len(value) > FIELD for value in raw.values()):
        return wrong(line, TOO_LONG, most=FIELD)
    used = {part: raw[part] for part in raw if part in _USED or part.startswith("x-")}
    if any(_in_pieces(value) for value in used.values()):
        return wrong(line, PIECES, raw.get("title", "")[1:-1])
    RemoveEnclosingMiddleware().transform_entry(entry, Library())
    told = {one.key.casefold(): str(one.value) for one in entry.fields}
    try:
        authors = read_back(told.get("author", ""))
    except InvalidNameError:
        return wrong(line, NAMES, decoded(told.get("title", "")))
    return read(_said(line, told, authors), otherwise)


_USED = frozenset(
    {"author", "title", "year", "date", "journal", "journaltitle", "volume", "number"}
    | {"pages", "institution", "publisher", "organization", "school", "booktitle"}
    | {"howpublished", "doi", "url", "keywords", "abstract"}
)


def _in_pieces(value: str) -> bool:
    """Tell whether a value is more than one text in braces or quotes, or a number."""
    if value.isdigit() or (value.startswith("{") and value.endswith("}")):
        return False
    quoted = len(value) > 1 and value.startswith('"') and value.endswith('"')
    return not quoted or re.search(r'"\s?#|#\s?"', value) is not None


def _said(line: int, told: dict[str, str], authors: list[str]) -> Said:
    def one(*names: str) -> str:
        return next((decoded(told[name]) for name in names if told.get(name)), "")

    topics = one("x-topics")
    words = one("keywords")
    return Said(
        line,
        title=one("title"),
        type=one("x-type"),
        authors=authors,
        topics=parted(topics) if topics else re.split(r"[;,]", words),
        factors=parted(one("x-factors")),
        audiences=parted(one("x-audiences")),
        settings=parted(one("x-settings")),
        year=one("year", "date"),
        strength=one("x-strength"),
        abstract=one("abstract"),
        kept={
            "publisher": _publisher(one),
            "doi": one("doi") or None,
            "address": one("url").replace("\u00a0", "~"),
            "about_only": one("x-about") == "yes",
            "note": one("x-note"),
            "sentence": one("x-sentence"),
            "summary": one("x-summary"),
            "strength_reason": one("x-reason"),
            "licence": one("x-licence"),
        },
    )


def _publisher(one: Callable[..., str]) -> str:
    whole, journal = one("x-publisher"), one("journal", "journaltitle")
    if whole or not journal:
        return whole or one(
            "institution", "publisher", "organization", "school", "booktitle",
            "howpublished",
        )  # fmt: skip
    pages = one("pages").replace("–", "-")
    return Place(journal, one("volume"), one("number"), pages).written()
