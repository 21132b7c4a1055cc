"""What approved tags are called, and the public words of a resource for the search."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from community.core.text import folded
from community.evidence.cards import ResourceCard
from community.evidence.search import Text
from community.evidence.search_words import Concepts
from community.expertise.models import Tag, TagName, TagState
from community.members.queries import TagChip
from community.vocabulary.commands import reference

SAID = {
    "review": "review of studies, systematic review, overview of the evidence",
    "trial": "trial, randomised controlled trial, RCT, experiment, does it work",
    "qualitative": "qualitative study, interviews, experiences, views",
    "evaluation": "evaluation, findings, results, did it work",
    "toolkit": "toolkit, tools, templates, checklist, resources to use",
    "guide": "guide, guidance, how to, handbook, practical advice",
    "policy": "policy, strategy, statement, standards, values",
    "essay": "essay, reflections, learning",
    "survey": "survey, questionnaire, what people say",
    "story": "story, stories, lived experience",
    "training": "training, course, learning, curriculum",
}
"""Words by which people look for each kind of thing."""


def known_names() -> Any:
    """Select every name of every approved tag, with its broader tag."""
    return (
        select(Tag.id, Tag.slug, Tag.label, Tag.broader_id, TagName.name)
        .join(TagName, TagName.tag_id == Tag.id)
        .where(Tag.state == TagState.APPROVED)
        .order_by(TagName.id)
    )


class Names:
    """What approved tags are called, and which are broader than others."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = tuple(rows)
        self._numbers = {row["slug"]: row["id"] for row in rows}
        self._called: dict[int, list[str]] = defaultdict(list)
        for row in rows:
            self._called[row["id"]].append(row["name"])
        broader = {row["id"]: row["broader_id"] for row in rows if row["broader_id"]}
        names = sorted((folded(row["name"]), row["id"]) for row in rows)
        named = [(tag, name) for name, tag in names]
        self.concepts = Concepts((*named, *self._plainly()), broader)

    def _plainly(self) -> list[tuple[int, str]]:
        """Return what people outside the field call some tags; names go before."""
        return [
            (self._numbers[row["slug"]], name)
            for row in reference("plain_words")
            if row["slug"] in self._numbers
            for name in row["words"].split("; ")
        ]

    def words_of(
        self, card: ResourceCard, factors: Iterable[TagChip], summary: str
    ) -> Text:
        """Return the public words of a resource, as the search weighs them."""
        tags = [self._numbers[one.slug] for one in card.tags]
        wide = [above for tag in tags for above in self.concepts.above(tag)]
        called = [name for tag in (*tags, *wide) for name in self._called[tag]]
        year = str(card.year) if card.year else ""
        return Text(
            id=card.id,
            title=card.title,
            sentence=card.sentence,
            labels=(*(one.label for one in (*card.tags, *factors)), card.type),
            usual=(
                *called, *card.audiences, *card.settings, summary, card.publisher,
                year, SAID[card.type],
            ),
            authors=card.authors,
            tags=tuple(tags),
            doi=card.doi,
        )  # fmt: skip
