"""CSV: a table for spreadsheets, in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from community.core.errors import Refused
from community.core.text import N_, folded
from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType, Strength
from community.evidence.references.lists import joined, parted
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

HEAD = (
    "title", "type", "authors", "year", "publisher", "doi", "address", "about only",
    "note", "sentence", "summary", "strength", "strength reason", "licence", "topics",
    "factors", "audiences", "settings",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NO_TITLES = N_("The first line names the columns; one of them has to be “title”")
BROKEN = N_("A quote is not closed here")
_TWINS = {
    "publisher or journal": "publisher", "journal": "publisher",
    "publication title": "publisher", "url": "address",
    "link": "address", "author": "authors", "audience": "audiences",
    "setting": "settings", "tags": "topics", "keywords": "topics", "kind": "type",
    "publication year": "year", "item type": "type", "for whom": "audiences",
}  # fmt: skip
_WORDS = ("publisher", "note", "sentence", "summary", "licence")


# ---------------------------------------------------------------- writing
def write(found: Iterable[ResourceFacts], labels: Mapping[str, str]) -> str:
    """Return a CSV file; `labels` name the tags."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for facts in found:
        writer.writerow(guarded(cell) for cell in _cells(facts, labels))
    return text.getvalue()


def _cells(facts: ResourceFacts, labels: Mapping[str, str]) -> tuple[str, ...]:
    return (
        facts.title,
        facts.type.value,
        joined(facts.authors),
        str(facts.year or ""),
        facts.publisher,
        facts.doi or "",
        facts.address,
        "yes" if facts.about_only else "",
        facts.note,
        facts.sentence,
        facts.summary,
        "" if facts.strength is Strength.UNKNOWN else facts.strength.value,
        facts.strength_reason,
        facts.licence,
        joined(labels.get(one, one) for one in facts.tags),
        joined(facts.factors),
        joined(facts.audiences),
        joined(facts.settings),
    )


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `bare` takes it back."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def bare(cell: str) -> str:
    """Return what a cell says without the quote that guards it."""
    return (
        cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(FORMULA) else cell
    )


# ---------------------------------------------------------------- reading
def read_file(text: str, otherwise: ResourceType) -> list[Read]:
    """Return the rows of a CSV file; one that is broken does not spoil the others."""
    found = list[Read]()
    lines = _lines(text)
    head = _head(next(lines, (1, []))[1] or [])
    for line, cells in lines:
        if cells is not None and not any(cell.strip() for cell in cells):
            continue
        if len(found) == ROWS:
            raise Refused(TOO_MANY, most=ROWS)
        found.append(_one(line, head, cells, otherwise))
    if not found:
        raise Refused(NO_REFERENCE)
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Return where each row begins, and its cells: None where it can't be read."""
    first = text.partition("\n")[0][:FIELD]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None


def _head(cells: list[str]) -> list[str]:
    plain = [folded(cell.replace("_", " ")) for cell in cells[:100]]
    head = [_TWINS.get(one, one) for one in plain]
    if "title" not in head:
        raise Refused(NO_TITLES)
    return head


def _one(
    line: int, head: list[str], cells: list[str] | None, otherwise: ResourceType
) -> Read:
    if cells is None:
        return wrong(line, TOO_LONG, most=FIELD)
    if any(len(cell) > FIELD for cell in cells):
        broken = any("\n" in cell for cell in cells)
        return wrong(line, BROKEN if broken else TOO_LONG, most=FIELD)
    told: dict[str, str] = {}
    for name, cell in zip(head, cells, strict=False):
        # two columns may be one thing here: an empty one does not take the other away
        told[name] = told.get(name) or bare(cell.strip())
    return read(_said(line, told), otherwise)


def _said(line: int, told: dict[str, str]) -> Said:
    def many(name: str) -> list[str]:
        return parted(told.get(name, ""))

    return Said(
        line,
        title=told.get("title", ""),
        type=told.get("type", ""),
        authors=many("authors"),
        topics=many("topics"),
        factors=many("factors"),
        audiences=many("audiences"),
        settings=many("settings"),
        year=told.get("year", ""),
        strength=told.get("strength", ""),
        abstract=told.get("abstract", ""),
        kept={
            **{name: told.get(name, "") for name in _WORDS},
            "doi": told.get("doi") or None,
            "address": told.get("address", ""),
            "about_only": folded(told.get("about only", "")) == "yes",
            "strength_reason": told.get("strength reason", ""),
        },
    )
