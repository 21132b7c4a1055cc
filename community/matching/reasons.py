"""From the graph's reasons to words, with only what the viewer may see in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from community.graph.channels import PATTERN, SAME_PLACE
from community.matching.links import Links, Path, tellable
from community.matching.why import (
    HELPERS,
    KNOWN_TO_LEAD,
    PEOPLE,
    PRIVATE,
    PROJECTS,
    READS_AS,
    WORKS_WITH_LEAD,
    YOU,
    Says,
    Sentence,
    Step,
    Why,
    said,
)

if TYPE_CHECKING:
    from community.graph.records import Reason

VAGUE = {SAME_PLACE: 0.1, PATTERN: 0.1}
"""What says less in words than in a score: a place, and what others tend to do."""

THIRD = 3
"""At most so many reasons are told."""

MOST = 12
"""So many reasons of a suggestion are looked at, the strongest first."""


@dataclass(frozen=True)
class Part:
    """One reason that holds: its channel, its names, its path, its share."""

    channel: str
    values: dict[str, str]
    path: Path
    share: float
    private: bool = False


def readings(reasons: "Iterable[Reason]", of_member: bool) -> "list[Reason]":
    """Return the strongest reasons that can be told, each as one of its reading.

    What speaks against somebody is never told, nor what cannot be named; neither takes
    the place of what can. `of_member` is False where the lead of a project asks.
    """
    found: dict[tuple[object, ...], Reason] = {}
    for one in reasons:
        through = one.via[0].type if one.via else ""
        if one.share <= 0 or not tellable(one.channel, through, of_member):
            continue
        channel = READS_AS.get(one.channel, one.channel)
        same = found.get((channel, one.via))
        share = one.share + (same.share if same else 0)
        found[channel, one.via] = replace(one, channel=channel, share=share)
    return sorted(found.values(), key=lambda one: -one.share)[:MOST]


@dataclass(frozen=True)
class Teller:
    """Tells the reasons of one answer."""

    links: Links

    def why(
        self, kind: str, target: int, reasons: "Sequence[tuple[Reason, Path]]"
    ) -> Why | None:
        """Return why a target is suggested; None without evidence that can be seen.

        A pattern is no evidence: it speaks of people whom it does not name, and nobody
        can look it up. So it is told beside what can be seen, and never alone.
        """
        parts = [
            part
            for reason, path in reasons
            if (part := self._part(kind, target, reason, path)) is not None
        ]
        groups = _chosen(_groups(parts))
        if not groups:
            return None
        sentences = tuple(self._sentence(kind, group) for group in groups)
        seen = [group for group in groups if group[0].channel != PATTERN]
        through = next((g for g in seen if _leads_through(g[0])), seen[0])
        path = (*self._start(), *through[0].path, (kind, target))
        return Why(sentences, tuple(self._step(node) for node in path))

    def _start(self) -> Path:
        side = self.links.side
        return (
            ("member", side.me) if side.project is None else ("project", side.project),
        )

    def _part(
        self, kind: str, target: int, reason: "Reason", path: Path
    ) -> Part | None:
        says = self._table(kind).get(reason.channel)
        if says is None or len(path) < len(says.names):
            return None
        if not self.links.hold(reason.channel, path, (kind, target)):
            return None
        values = dict(zip(says.names, map(self._name, path), strict=False))
        private = (kind, reason.channel) in PRIVATE and self.links.private(
            reason.channel, path[0][1]
        )
        return Part(reason.channel, values, path, reason.share, private)

    def _table(self, kind: str) -> Mapping[str, Says]:
        if self.links.side.project is not None:
            return HELPERS
        return PEOPLE if kind == "member" else PROJECTS

    def _sentence(self, kind: str, group: Sequence[Part]) -> Sentence:
        first = group[0]
        says = self._table(kind)[first.channel]
        if first.private:
            return said(PRIVATE[kind, first.channel], **first.values)
        through_me = self._through_lead(group)
        if through_me is not None:
            message = KNOWN_TO_LEAD if len(through_me.path) == 1 else WORKS_WITH_LEAD
            return said(message, **through_me.values)
        if says.two and len(group) > 1:
            also = group[1].values[says.names[0]]
            return said(says.two, **first.values, also=also)
        return said(says.one, **first.values)

    def _through_lead(self, group: Sequence[Part]) -> Part | None:
        """Return the part that leads through the lead who asks, who is "you"."""
        if self.links.side.project is None or group[0].channel == PATTERN:
            return None
        me = ("member", self.links.side.me)
        return next((part for part in group if me in part.path), None)

    def _name(self, node: tuple[str, int]) -> str:
        return self._step(node).label

    def _step(self, node: tuple[str, int]) -> Step:
        kind, number = node
        if node == ("member", self.links.side.me):
            return YOU
        if kind == "member":
            slug, name = self.links.people[number]
            return Step("person", name, slug)
        if kind == "project":
            slug, title = self.links.projects[number]
            return Step("project", title, slug)
        if kind == "place":
            return Step("place", self.links.facts.places[number])
        fact = self.links.facts.tags.get(number)
        if fact is not None:
            return Step("tag", fact.label, fact.slug)
        own = next(one for one in self.links.side.mine.tags if one.id == number)
        return Step("tag", own.label, own.slug)


def _leads_through(part: Part) -> bool:
    return any(kind in ("member", "project") for kind, _number in part.path)


def _groups(parts: Iterable[Part]) -> list[list[Part]]:
    """Put together what reads as one sentence: the same channel, but private apart."""
    found: dict[tuple[str, bool], list[Part]] = {}
    for part in parts:
        found.setdefault((part.channel, part.private), []).append(part)
    return sorted(found.values(), key=_weight, reverse=True)


def _worth(part: Part) -> float:
    """Return how much a reason says: a near one more than one from far away."""
    return part.share * VAGUE.get(part.channel, 1.0) / len(part.path) ** 2


def _chosen(groups: list[list[Part]]) -> list[list[Part]]:
    """Choose the two best, and a third where it is of the sort that is missing.

    What people have in common is said once: a tag that an offer meets is not repeated
    as one in common. A pattern takes a place that evidence leaves free.
    """
    found: list[list[Part]] = []
    told: set[tuple[str, int]] = set()
    patterns = [group for group in groups if group[0].channel == PATTERN]
    for group in (one for one in groups if one not in patterns):
        fresh = _fresh(group, told)
        if not fresh:
            continue
        through = {_leads_through(chosen[0]) for chosen in found}
        if len(found) < 2 or (
            len(found) == 2
            and through != {True, False}
            and _leads_through(fresh[0]) not in through
        ):
            found.append(fresh)
            told |= {node for part in fresh for node in part.path}
    if found and len(found) < THIRD:
        found += [fresh for group in patterns if (fresh := _fresh(group, told))]
    return sorted(found, key=_weight, reverse=True)


def _fresh(group: list[Part], told: set[tuple[str, int]]) -> list[Part]:
    return [part for part in group if not set(part.path) <= told]


def _weight(group: Iterable[Part]) -> float:
    return sum(map(_worth, group))
