"""One answer seen through the viewer: the graph's proposals as cards with reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from community.core.access import Viewer
from community.core.db import db
from community.matching.facts import facts
from community.matching.links import Links, Path, Side
from community.matching.models import Slot
from community.matching.own import Own
from community.matching.reasons import Teller, readings
from community.matching.seeds import Numbers
from community.matching.why import Why
from community.members import queries as members
from community.members.models import Member, Relation
from community.members.queries import MemberCard, TagChip
from community.projects import queries as projects
from community.projects.models import Project
from community.projects.queries import ProjectCard

if TYPE_CHECKING:
    from community.graph.records import Reason, Suggestion

SHOWN = 6
"""How many people, and how many projects, an answer holds."""

CHIPS = 4


@dataclass(frozen=True)
class PersonSuggestion:
    """Somebody, why, which of their tags (by slug) the viewer has too, why there."""

    card: MemberCard
    why: Why
    shared: tuple[str, ...]
    slot: Slot = Slot.USUAL


@dataclass(frozen=True)
class ProjectSuggestion:
    """A project, why, which of its tags (by slug) the viewer has too, why there."""

    card: ProjectCard
    why: Why
    shared: tuple[str, ...]
    slot: Slot = Slot.USUAL


@dataclass(frozen=True)
class Proposed:
    """A suggestion of the graph with the ids of the database in its paths.

    `paths` are the reasons that could be told, `parts` what each channel adds to the
    score, whether it can be told or not.
    """

    kind: str
    id: int
    slot: Slot
    paths: "tuple[tuple[Reason, Path], ...]"
    parts: Mapping[str, float]

    def nodes(self, kind: str) -> set[int]:
        """Return the ids of one kind of node among all paths, and the target."""
        found = {self.id} if self.kind == kind else set()
        for _reason, path in self.paths:
            found |= {number for what, number in path if what == kind}
        return found


def proposed_by(
    target: str,
    numbers: Numbers,
    found: "Iterable[tuple[Suggestion, Slot]]",
    of_member: bool = True,
) -> list[Proposed]:
    """Return the graph's suggestions with ids in place of its numbers.

    `of_member` is False where they were asked for by the lead of a project.
    """
    return [
        Proposed(
            target,
            numbers.id_of(target, one.id),
            slot,
            tuple(
                (reason, _path(numbers, reason))
                for reason in readings(one.reasons, of_member)
            ),
            _parts(one),
        )
        for one, slot in found
    ]


def _parts(one: "Suggestion") -> dict[str, float]:
    parts: dict[str, float] = {}
    for reason in one.reasons:
        parts[reason.channel] = parts.get(reason.channel, 0.0) + reason.share
    return parts


def _path(numbers: Numbers, reason: "Reason") -> Path:
    return tuple((node.type, numbers.id_of(node.type, node.id)) for node in reason.via)


class Look:
    """Cards and facts of all that one answer names, fetched as its viewer sees them."""

    def __init__(
        self,
        viewer: Viewer,
        side: Side,
        proposed: Sequence[Proposed],
        new: Own | None = None,
    ) -> None:
        self._viewer, self._side, self._new = viewer, side, new
        people = _nodes(proposed, "member")
        works = _nodes(proposed, "project")
        if side.project is not None:
            works.add(side.project)
        if new is not None:
            people |= set(self._fresh_people())
            works |= set(self._fresh_projects())
        self._facts = facts(viewer, people | {side.me}, works, side.mine.ties)
        self._heads = _people(viewer, people)
        self._works = _projects(viewer, works)
        wanted = {one.id for one in proposed if one.kind == "member"}
        wanted |= set(self._fresh_people()) if new is not None else set()
        self._cards = self._dressed(wanted)
        self._teller = Teller(
            Links(side, self._facts, self._names(), {
                one.id: (one.slug, one.title) for one in self._works.values()
            })
        )  # fmt: skip

    def _names(self) -> dict[int, tuple[str, str]]:
        names = {one.id: (one.slug, one.name) for one in self._heads.values()}
        names[self._side.me] = (self._viewer.slug, self._viewer.name)
        return names

    def _dressed(self, wanted: Iterable[int]) -> dict[int, MemberCard]:
        heads = [one for one in sorted(wanted) if one in self._heads]
        if not heads:
            return {}
        found = members.at_a_glance(self._viewer).where(Member.id.in_(heads))
        cards = [
            members.glanced_at(**row) for row in db.session.execute(found).mappings()
        ]
        return {one.id: replace(one, tags=self._chips(one.id)) for one in cards}

    def _chips(self, member: int) -> tuple[TagChip, ...]:
        """Return what somebody offers, and first what the viewer has too."""
        mine = self._mine()
        shown = [
            (tag not in mine, self._facts.tags[tag].label, tag)
            for tag, relation in self._facts.said[member]
            if tag in mine or relation is Relation.OFFERS
        ]
        tags = dict.fromkeys(tag for _apart, _label, tag in sorted(shown))
        named = [self._facts.tags[tag] for tag in tags][:CHIPS]
        return tuple(TagChip(tag.slug, tag.label) for tag in named)

    def _mine(self) -> set[int]:
        mine = self._side.mine
        if self._side.project is None:
            return mine.tag_ids()
        return mine.topics | mine.needs

    def _shared(self, chips: Iterable[TagChip]) -> tuple[str, ...]:
        tags = self._facts.tags
        mine = {tags[number].slug for number in self._mine() if number in tags}
        return tuple(chip.slug for chip in chips if chip.slug in mine)

    def people_of(
        self, proposed: Iterable[Proposed], most: int = SHOWN
    ) -> tuple[PersonSuggestion, ...]:
        """Return the people whom the viewer sees and for whom a reason holds."""
        return tuple(islice(self._people_told(proposed), most))

    def _people_told(self, proposed: Iterable[Proposed]) -> Iterator[PersonSuggestion]:
        for one in proposed:
            card = self._cards.get(one.id)
            why = self._teller.why("member", one.id, one.paths) if card else None
            if card is not None and why is not None:
                yield PersonSuggestion(card, why, self._shared(card.tags), one.slot)

    def projects_of(
        self, proposed: Iterable[Proposed]
    ) -> tuple[ProjectSuggestion, ...]:
        """Return the projects that the viewer sees and for which a reason holds."""
        return tuple(islice(self._projects_told(proposed), SHOWN))

    def _projects_told(
        self, proposed: Iterable[Proposed]
    ) -> Iterator[ProjectSuggestion]:
        for one in proposed:
            head = self._works.get(one.id)
            why = self._teller.why("project", one.id, one.paths) if head else None
            if head is not None and why is not None:
                card = self._dressed_project(head)
                yield ProjectSuggestion(card, why, self._shared(card.tags), one.slot)

    def _dressed_project(self, head: ProjectCard) -> ProjectCard:
        mine, team = self._mine(), self._facts.teams[head.id]
        topics = self._facts.topics[head.id]
        order = sorted(
            topics, key=lambda tag: (tag not in mine, self._facts.tags[tag].label)
        )
        named = [self._facts.tags[tag] for tag in order[:CHIPS]]
        return replace(
            head,
            looking_for=tuple(self._facts.roles[head.id][:2]),
            people=self._facts.sizes.get(head.id, 0),
            known=len(team & self._side.mine.ties),
            tags=tuple(TagChip(tag.slug, tag.label) for tag in named),
        )

    def titles(self) -> dict[int, str]:
        """Return the titles of the projects of the answer, by their ids."""
        return {number: one.title for number, one in self._works.items()}

    def about_sensitive(self) -> set[int]:
        """Return the projects of the answer that have a sensitive tag."""
        facts = self._facts
        return {
            work
            for told in (facts.topics, facts.needs)
            for work, tags in told.items()
            if any(facts.tags[tag].sensitive for tag in tags)
        }

    # ------------------------------------------------------------ small communities
    def _fresh_people(self) -> list[int]:
        mine = self._side.mine
        left_out = mine.done_people | mine.ties | mine.muted
        return sorted(set(mine.new_people) - left_out, reverse=True)[:SHOWN]

    def _fresh_projects(self) -> list[int]:
        mine = self._side.mine
        left_out = mine.done_projects | mine.projects
        return sorted(set(mine.new_projects) - left_out, reverse=True)[:SHOWN]

    def newest_people(
        self, told: Iterable[PersonSuggestion] = ()
    ) -> tuple[MemberCard, ...]:
        """Return who came last, but for those told already."""
        there = {one.card.id for one in told}
        fresh = [one for one in self._fresh_people() if one not in there]
        return tuple(self._cards[one] for one in fresh if one in self._cards)

    def newest_projects(
        self, told: Iterable[ProjectSuggestion] = ()
    ) -> tuple[ProjectCard, ...]:
        """Return what began last, but for those told already."""
        there = {one.card.id for one in told}
        fresh = [one for one in self._fresh_projects() if one not in there]
        heads = (self._works.get(one) for one in fresh)
        return tuple(self._dressed_project(one) for one in heads if one is not None)


def _nodes(proposed: Iterable[Proposed], kind: str) -> set[int]:
    found: set[int] = set()
    for one in proposed:
        found |= one.nodes(kind)
    return found


def _people(viewer: Viewer, ids: Iterable[int]) -> dict[int, MemberCard]:
    wanted = members.people(viewer).where(Member.id.in_(sorted(ids)))
    rows = db.session.execute(wanted).mappings()
    return {row["id"]: members.card(**row) for row in rows}


def _projects(viewer: Viewer, ids: Iterable[int]) -> dict[int, ProjectCard]:
    wanted = projects.projects(viewer).where(Project.id.in_(sorted(ids)))
    rows = db.session.execute(wanted).mappings()
    return {row["id"]: projects.card(**row) for row in rows}
