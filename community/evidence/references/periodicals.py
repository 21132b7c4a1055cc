"""Where an article stands: journal, volume, issue and pages, in and out of one line."""

import re
from dataclasses import dataclass

from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType

_PLACE = re.compile(
    r"(?P<journal>[^\d(:][^(]*?) ?"
    r"(?:(?P<volume>(?<= )\d{1,6})?(?:\((?P<issue>[^()\d]{0,20}\d[^()]{0,20})\))?)?"
    r"(?: ?: ?(?P<pages>[^\W\d]{0,5}\d[\w.–-]{0,30}))?"
)
_PAPERS = frozenset(
    {ResourceType.REVIEW, ResourceType.TRIAL, ResourceType.QUALITATIVE}
    | {ResourceType.EVALUATION, ResourceType.ESSAY, ResourceType.SURVEY}
)
"""What is published in journals when it has a DOI; a toolkit with one is a report."""


@dataclass(frozen=True)
class Place:
    """Where an article stands; empty parts are unknown."""

    journal: str
    volume: str = ""
    issue: str = ""
    pages: str = ""

    def written(self) -> str:
        """Return it in one line, as records keep it: "BMJ 342(7): 12-15"."""
        number = f" {self.volume}" if self.volume else ""
        issue = f"({self.issue})" if self.issue else ""
        gap = " " if issue and not number else ""
        return f"{self.journal}{number}{gap}{issue}" + (
            f": {self.pages}" if self.pages else ""
        )


def place(words: str) -> Place:
    """Return the parts of such a line; what can't be taken apart is all journal."""
    found = _PLACE.fullmatch(words) if len(words) <= 300 else None
    if found is None:
        return Place(words)
    parts = {name: part or "" for name, part in found.groupdict().items()}
    return Place(parts["journal"].strip(), *list(parts.values())[1:])


def is_article(facts: ResourceFacts) -> bool:
    """Tell whether a resource stands in a journal, as far as its record says."""
    where = place(facts.publisher)
    if where.pages or (where.volume and where.issue):
        return True
    return bool(facts.doi and facts.publisher and facts.type in _PAPERS)
