"""RIS, which every reference manager reads, by way of rispy.

What RIS has no tag for stands under tags that it does not know (Z*): other programs
leave these out, and we read them back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import rispy

from community.core.errors import Refused
from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType, Strength
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

_OURS = {
    "ZA": "our_audiences", "ZB": "our_about", "ZF": "our_factors", "ZG": "our_settings",
    "ZL": "our_licence", "ZN": "our_note", "ZP": "our_publisher", "ZQ": "our_strength",
    "ZR": "our_reason", "ZS": "our_sentence", "ZY": "our_summary",
}  # fmt: skip
MAPPING = {**rispy.config.TAG_KEY_MAPPING, **_OURS}
LISTS = [
    *rispy.config.LIST_TYPE_TAGS, "T2", "AB", "N2", "ZA", "ZF", "ZG", "ZY",
]  # fmt: skip
_REPORTS = frozenset({ResourceType.ESSAY, ResourceType.STORY})
_BEGINS = re.compile(r"TY  ?- ?")
_ENDS = re.compile(r"ER  ?-")


# ---------------------------------------------------------------- writing
class _Writer(rispy.RisWriter):  # type: ignore[misc]
    """Write without the numbers that rispy puts between references."""

    def set_header(self, count: int) -> str:
        return ""


def write(found: Iterable[ResourceFacts], labels: Mapping[str, str]) -> str:
    """Return a RIS file; `labels` name the tags."""
    entries = [_entry(facts, labels) for facts in found]
    written: str = rispy.dumps(
        entries,
        implementation=_Writer,
        mapping=MAPPING,
        list_tags=LISTS,
        delimiter_tags_mapping={},
    )
    return written


def _entry(facts: ResourceFacts, labels: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type_of_reference": _kind(facts),
        "title": facts.title,
        "authors": facts.authors,
        "year": str(facts.year or ""),
        **_where(facts),
        "doi": facts.doi or "",
        "urls": [facts.address] if facts.address else [],
        "keywords": [labels.get(one, one) for one in facts.tags],
        "type_of_work": facts.type.value,
        "notes": [facts.note] if facts.note else [],
        "abstract": [facts.sentence] if facts.sentence else [],
        "our_about": "yes" if facts.about_only else "",
        "our_audiences": facts.audiences,
        "our_settings": facts.settings,
        "our_factors": facts.factors,
        "our_licence": facts.licence,
        "our_note": facts.note,
        "our_strength": "" if facts.strength is Strength.UNKNOWN else facts.strength,
        "our_reason": facts.strength_reason,
        "our_sentence": facts.sentence,
        "our_summary": facts.summary.split("\n") if facts.summary else [],
    }
    return {name: value for name, value in entry.items() if value}


def _kind(facts: ResourceFacts) -> str:
    if is_article(facts):
        return "JOUR"
    return "ELEC" if facts.type in _REPORTS else "RPRT"


def _where(facts: ResourceFacts) -> dict[str, Any]:
    if not is_article(facts):
        return {"publisher": facts.publisher}
    where = place(facts.publisher)
    first, _, last = where.pages.partition("-")
    told = {
        "secondary_title": [where.journal], "volume": where.volume,
        "number": where.issue, "start_page": first, "end_page": last,
    }  # fmt: skip
    same = where.written() == facts.publisher
    return told if same else {**told, "our_publisher": facts.publisher}


# ---------------------------------------------------------------- reading
class _Parser(rispy.RisParser):  # type: ignore[misc]
    """Read lines as rispy does, but keep the spaces that begin them."""

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        if line[2:5] == "  -" and line[:2].isupper() and line[0:1].isalpha():
            return (line[0:2], line[6:].rstrip())
        return (None, line.strip())


def read_file(text: str, otherwise: ResourceType) -> list[Read]:
    """Return the rows of a RIS file; one that is broken does not spoil the others."""
    found = list[Read]()
    for line, lines in _records(text):
        if len(found) == ROWS:
            raise Refused(TOO_MANY, most=ROWS)
        found.append(_one(line, lines, otherwise))
    if not found:
        raise Refused(NO_REFERENCE)
    return found


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Return where each reference begins, and its lines; a new one ends the last."""
    begins, lines = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if _BEGINS.match(line):
            if lines:
                yield begins, lines
            begins, lines = number, [line]
        elif lines and _ENDS.match(line):
            yield begins, lines
            lines = []
        elif lines:
            lines.append(line)
    if lines:
        yield begins, lines


def _one(line: int, lines: list[str], otherwise: ResourceType) -> Read:
    if any(len(one) > FIELD for one in lines):
        return wrong(line, TOO_LONG, most=FIELD)
    parser = _Parser(
        mapping=MAPPING,
        list_tags=LISTS,
        delimiter_tags_mapping={},
        skip_unknown_tags=True,
    )
    lines[0] = "TY  - " + _BEGINS.sub("", lines[0], count=1)
    try:
        entry = parser.parse_lines(iter([*lines, "ER  - "]))[0]
    except (IndexError, KeyError, TypeError, AttributeError):
        return wrong(line, NO_REFERENCE)
    return read(_said(line, entry), otherwise)


def _said(line: int, entry: dict[str, Any]) -> Said:
    def one(*names: str) -> str:
        for name in names:
            value = entry.get(name) or ""
            words = " ".join(value) if isinstance(value, list) else value
            if words.strip():
                return str(words).strip()
        return ""

    authors = entry.get("authors") or entry.get("first_authors") or []
    return Said(
        line,
        title=one("title", "primary_title"),
        type=one("type_of_work"),
        authors=[str(name) for name in authors],
        topics=[str(word) for word in entry.get("keywords", [])],
        factors=list(entry.get("our_factors", [])),
        audiences=list(entry.get("our_audiences", [])),
        settings=list(entry.get("our_settings", [])),
        year=one("year", "publication_year", "date"),
        strength=one("our_strength"),
        abstract=one("abstract", "notes_abstract") if not one("our_sentence") else "",
        kept={
            "publisher": _publisher(entry, one),
            "doi": one("doi") or None,
            "address": next(iter(entry.get("urls", [])), "").strip(),
            "about_only": one("our_about") == "yes",
            "note": one("our_note"),
            "sentence": one("our_sentence"),
            "summary": "\n".join(entry.get("our_summary", [])),
            "strength_reason": one("our_reason"),
            "licence": one("our_licence"),
        },
    )


def _publisher(entry: dict[str, Any], one: Any) -> str:
    whole = one("our_publisher")
    if whole:
        return str(whole)
    journal = one(
        "secondary_title", "journal_name", "alternate_title3", "alternate_title2",
        "alternate_title1",
    )  # fmt: skip
    if not journal:
        return str(one("publisher"))
    pages = "-".join(part for part in (one("start_page"), one("end_page")) if part)
    return Place(journal, one("volume"), one("number"), pages).written()
