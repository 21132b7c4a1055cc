"""How a resource is cited: Harvard as in "Cite them right", and APA, seventh edition.

A reference is runs of words, some of them in italics: pages mark these up, and the
plain words are the same runs put together. Nothing in it is markup by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType
from community.evidence.references.names import Author, authors
from community.evidence.references.periodicals import Place, is_article, place

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
HARVARD_MOST = 3
"""More authors than these are "et al."."""
APA_MOST = 20
"""Of more authors than these the first 19 and the last are named."""
_BRACKETS = {
    ResourceType.TOOLKIT: "Toolkit",
    ResourceType.TRAINING: "Training",
    ResourceType.STORY: "Story",
    ResourceType.SURVEY: "Survey",
}


@dataclass(frozen=True)
class Run:
    """Some words of a reference."""

    words: str
    italic: bool = False


@dataclass(frozen=True)
class Citation:
    """A reference, whole."""

    runs: tuple[Run, ...]

    @property
    def plain(self) -> str:
        """The reference in plain words."""
        return "".join(run.words for run in self.runs)


def harvard(facts: ResourceFacts, on: date) -> Citation:
    """Return the reference in Harvard style, as looked up `on` a day."""
    return Citation(tuple(_harvard(facts, on)))


def apa(facts: ResourceFacts) -> Citation:
    """Return the reference in APA style."""
    return Citation(tuple(_apa(facts)))


def _link(facts: ResourceFacts) -> str:
    return f"https://doi.org/{facts.doi}" if facts.doi else facts.address


def _closed(words: str) -> str:
    """Return words with one full stop at their end, unless a mark ends them."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _bracket(facts: ResourceFacts) -> str:
    """Return what else the thing is, where a reader would take it for another."""
    said = facts.note.casefold()
    for words in ("Preprint", "Conference abstract"):
        if said.startswith(words.casefold()):
            return words
    return _BRACKETS.get(facts.type, "")


# ---------------------------------------------------------------- Harvard
def _harvard(facts: ResourceFacts, on: date) -> Iterator[Run]:
    people, more = authors(facts.authors)
    year = f"({facts.year or 'no date'})"
    article = is_article(facts)
    kind = _bracket(facts)
    note = f" [{kind}]" if kind else ""
    if people:
        yield from _harvard_names(people, more)
        yield Run(f" {year} ")
    yield Run(f"‘{facts.title}’") if article else Run(facts.title, italic=True)
    yield Run(note if people else f"{note} {year}")
    if article:
        yield Run(", " if people else " ")
        yield from _harvard_place(place(facts.publisher))
    elif facts.publisher and facts.publisher != "; ".join(facts.authors):
        asks = people and not note and facts.title.endswith(("?", "!"))
        yield Run(f"{' ' if asks else '. '}{facts.publisher}")
    yield from _harvard_end(facts, on)


def _harvard_names(people: tuple[Author, ...], more: bool) -> Iterator[Run]:
    names = [f"{one.family}, {one.initials('')}" if one.given else one.family
             for one in people]  # fmt: skip
    if more or len(names) > HARVARD_MOST:
        yield Run(f"{names[0]} ")
        yield Run("et al.", italic=True)
    elif len(names) == 1:
        yield Run(names[0])
    else:
        yield Run(f"{', '.join(names[:-1])} and {names[-1]}")


def _harvard_place(where: Place) -> Iterator[Run]:
    yield Run(where.journal, italic=True)
    issue = f"({where.issue})" if where.issue else ""
    if where.volume or issue:
        yield Run(f", {where.volume}{issue}")
    if where.pages:
        yield Run(f", {_pages(where.pages)}")


def _pages(pages: str) -> str:
    """Return "pp. 3–9", or the number of an article as it stands."""
    first, dash, last = pages.partition("-")
    if dash:
        return f"pp. {first}–{last}"
    return f"article {pages}" if not pages.isdigit() else f"p. {pages}"


def _harvard_end(facts: ResourceFacts, on: date) -> Iterator[Run]:
    if facts.doi:
        yield Run(f". Available at: {_link(facts)}.")
    elif facts.address:
        day = f"{on.day} {MONTHS[on.month - 1]} {on.year}"
        yield Run(f". Available at: {facts.address} (Accessed: {day}).")
    else:
        yield Run(".")


# ---------------------------------------------------------------- APA
def _apa(facts: ResourceFacts) -> Iterator[Run]:
    people, more = authors(facts.authors)
    year = f"({facts.year or 'n.d.'})."
    article = is_article(facts)
    kind = _bracket(facts)
    note = f" [{kind}]" if kind else ""
    title = _closed(facts.title) if not note else facts.title
    if people:
        yield Run(f"{_closed(_apa_names(people, more))} {year} ")
    yield Run(title, italic=not article)
    if note:
        yield Run(f"{note}.")
    if not people:
        yield Run(f" {year}")
    if article:
        yield Run(" ")
        yield from _apa_place(place(facts.publisher))
    elif facts.publisher and facts.publisher != "; ".join(facts.authors):
        yield Run(f" {_closed(facts.publisher)}")
    if _link(facts):
        yield Run(f" {_link(facts)}")


def _apa_names(people: tuple[Author, ...], more: bool) -> str:
    names = [f"{one.family}, {one.initials(' ')}" if one.given else one.family
             for one in people]  # fmt: skip
    if more:
        return f"{', '.join(names)}, et al."
    if len(names) > APA_MOST:
        return f"{', '.join(names[: APA_MOST - 1])}, … {names[-1]}"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _apa_place(where: Place) -> Iterator[Run]:
    yield Run(where.journal, italic=True)
    if where.volume:
        yield Run(", ")
        yield Run(where.volume, italic=True)
    issue = f"({where.issue})" if where.issue else ""
    if issue:
        yield Run(issue if where.volume else f", {issue}")
    if where.pages:
        first, dash, last = where.pages.partition("-")
        number = f"{first}–{last}" if dash else f"Article {where.pages}"
        yield Run(f", {number if dash or not first.isdigit() else first}")
    yield Run(".")
