"""Kept searches in the words of their directories."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from community.core.access import Viewer
from community.following import queries, searches
from community.following.models import SearchOf
from community.members.directory import Option
from community.web import words
from community.web.projects_words import stage_label


@dataclass(frozen=True)
class _Chosen:
    """The choices of one filter, as the sentences of lists take them."""

    name: str
    options: tuple[Option, ...]


def sentence(one: queries.Search) -> str:
    """Say which people or projects a kept search looks for, and how many there are."""
    asked = searches.asked(one.of, one.query)
    chosen = [
        _Chosen(name, tuple(_option(name, word) for word in one.words.get(name, ())))
        for name in searches.FACETS[one.of]
    ]
    if one.of is SearchOf.PEOPLE:
        return words.people_sentence(one.total, asked, chosen)
    return words.projects_sentence(one.total, asked, chosen)


def _option(name: str, word: searches.Word) -> Option:
    label = stage_label(word.code) if name == "stage" else word.label
    return Option(word.code, label, 0, chosen=True)


@dataclass(frozen=True)
class TopicButton:
    """A tag or a challenge area that a list is narrowed to, and whether one follows."""

    kind: str
    code: str
    label: str
    follows: bool


def topic_button(viewer: Viewer, facets: Iterable[Any]) -> TopicButton | None:
    """Return what to follow where a list is narrowed to one tag or one challenge."""
    chosen = [
        ("tag" if facet.name == "topic" else "area", option)
        for facet in facets
        if facet.name in ("topic", "area")
        for option in facet.options
        if option.chosen
    ]
    if len(chosen) != 1:
        return None
    kind, option = chosen[0]
    followed = (kind, option.value) in queries.follows(viewer)
    return TopicButton(kind, option.value, option.label, followed)
