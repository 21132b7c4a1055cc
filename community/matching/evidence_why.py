"""What speaks for a resource: the words, factors and people that lead to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, case, or_, select

from community.connections.models import Connection
from community.core.access import Viewer
from community.core.text import N_
from community.matching.why import YOU, Sentence, Step, Why, said
from community.members.models import Relation

OURS = "project"
WEIGHTS = {
    Relation.SEEKS.value: 1.0, Relation.LEARNING.value: 1.0, OURS: 0.9,
    Relation.INTERESTED.value: 0.7, Relation.OFFERS.value: 0.5,
}  # fmt: skip
"""What a word counts by how the viewer stands to it: what they seek comes first."""
MOST_WORDS, MOST_REASONS = 2, 3

SAYS: Mapping[str, tuple[str, str]] = {
    Relation.SEEKS.value: (
        N_("It is about %(tag)s, which you seek."),
        N_("It is about %(tag)s and %(also)s, which you seek."),
    ),
    Relation.LEARNING.value: (
        N_("It is about %(tag)s, which you are learning."),
        N_("It is about %(tag)s and %(also)s, which you are learning."),
    ),
    Relation.INTERESTED.value: (
        N_("It is about %(tag)s, which interests you."),
        N_("It is about %(tag)s and %(also)s, which interest you."),
    ),
    Relation.OFFERS.value: (
        N_("It is about %(tag)s, which you offer."),
        N_("It is about %(tag)s and %(also)s, which you offer."),
    ),
    OURS: (
        N_("It is about %(tag)s, as %(project)s is."),
        N_("It is about %(tag)s and %(also)s, as %(project)s is."),
    ),
}
FACTOR_SAYS = N_("It says something of “%(factor)s”, as %(project)s does.")
TALKER_SAYS = N_("%(person)s, whom you know, is happy to talk about it.")


@dataclass(frozen=True)
class ResourceSuggestion:
    """A resource that may help, and why."""

    slug: str
    title: str
    type: str
    year: int | None
    sentence: str
    why: Why


@dataclass(frozen=True)
class Word:
    """A word that counts: how the viewer stands to it, or which project has it."""

    label: str
    source: str
    project: str = ""
    slug: str = ""


@dataclass
class Found:
    """A resource that some words lead to, with the words by their weight."""

    id: int
    slug: str
    title: str
    type: str
    year: int | None
    sentence: str
    score: float = 0.0
    words: list[tuple[float, Word]] = field(default_factory=list)
    factors: list[tuple[str, str, str]] = field(default_factory=list)
    talker: tuple[str, str] | None = None

    def lead(self, word: Word, weight: float) -> None:
        """Add a word that leads here; one that several have counts as it says most."""
        same = [one for one in self.words if one[1].label == word.label]
        if same and same[0][0] >= weight:
            return
        for one in same:
            self.words.remove(one)
            self.score -= one[0]
        self.words.append((weight, word))
        self.score += weight

    def speak(self, factor: tuple[str, str, str], weight: float) -> None:
        """Add a factor that a project and this both speak to, once."""
        if factor[0] not in [one[0] for one in self.factors]:
            self.factors.append(factor)
            self.score += weight


def acquainted(viewer: Viewer) -> Select[Any]:
    """Select the members whom the viewer knows."""
    me, a, b = viewer.member_id, Connection.a_id, Connection.b_id
    other = case((a == me, b), else_=a).label("who")
    return select(other).where(or_(a == me, b == me))


def reasoned(one: Found) -> ResourceSuggestion:
    """Return a resource with what speaks for it, and the thread to it."""
    sentences = _about(one.words)
    for factor, project, _slug in one.factors[:1]:
        sentences.append(said(FACTOR_SAYS, factor=factor, project=project))
    if one.talker:
        sentences.append(said(TALKER_SAYS, person=one.talker[0]))
    thread = (YOU, *_between(one), Step("resource", one.title))
    why = Why(tuple(sentences[:MOST_REASONS]), thread)
    return ResourceSuggestion(
        one.slug, one.title, str(one.type), one.year, one.sentence, why
    )


def _about(words: Iterable[tuple[float, Word]]) -> list[Sentence]:
    """Say by which words it was found, those of one source together."""
    by: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for weight, word in words:
        by[word.source, word.project].append((weight, word.label))
    groups = sorted(by.items(), key=lambda one: (-sum(w for w, _ in one[1]), one[0]))
    sentences = []
    for (source, project), labels in groups[:2]:
        best = [label for _, label in sorted(labels, key=lambda one: (-one[0], one[1]))]
        one, two = SAYS[source]
        values = {"tag": best[0]} | ({"project": project} if project else {})
        if len(best) >= MOST_WORDS:
            sentences.append(said(two, **values, also=best[1]))
        else:
            sentences.append(said(one, **values))
    return sentences


def _between(one: Found) -> tuple[Step, ...]:
    """Return the inner station of the thread: who talks, else the first reason's."""
    if one.talker:
        return (Step("person", *one.talker),)
    if one.words:
        _, word = max(one.words, key=lambda found: found[0])
        if word.project:
            return (Step("project", word.project, word.slug),)
        return (Step("tag", word.label),)
    _label, title, slug = one.factors[0]
    return (Step("project", title, slug),)
