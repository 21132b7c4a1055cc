"""Whether the links of a reason are there, as far as the viewer may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from community.graph import channels as c
from community.matching.facts import Facts
from community.matching.own import Own
from community.members.models import Relation

Path = tuple[tuple[str, int], ...]
"""Nodes with the ids of the database: the type and the id of each."""

MINE = {
    c.OFFER_MEETS_SEEK: Relation.OFFERS,
    c.OFFER_MEETS_NEED: Relation.OFFERS,
    c.NEAR_SEEK: Relation.OFFERS,
    c.NEAR_NEED: Relation.OFFERS,
    c.SEEK_MEETS_OFFER: Relation.SEEKS,
    c.NEAR_OFFER: Relation.SEEKS,
}
"""How one's own tag must stand to a member in a channel; any way where not named."""

THEIRS = {
    c.OFFER_MEETS_SEEK: Relation.SEEKS,
    c.NEAR_SEEK: Relation.SEEKS,
    c.SEEK_MEETS_OFFER: Relation.OFFERS,
    c.NEAR_OFFER: Relation.OFFERS,
}
"""How the other person's tag must stand to them; for helpers of a project, offers."""

NEED = {c.OFFER_MEETS_NEED, c.NEAR_NEED}


def tellable(channel: str, through: str, of_member: bool) -> bool:
    """Tell whether a reason through a first node of a type can be told at all.

    A pattern may name the viewer's own projects and nothing else; to a lead it speaks
    of the team as a whole. What tags and ties say in it counts, and stays untold.
    """
    return channel != c.PATTERN or through == ("project" if of_member else "member")


@dataclass(frozen=True)
class Side:
    """Who asks: the viewer, or for helpers the project that the viewer leads."""

    me: int
    mine: Own
    project: int | None = None


@dataclass(frozen=True)
class Links:
    """What links an answer's people, projects and tags.

    `people` are slugs and names of the people whom the viewer sees, `projects` slugs
    and titles.
    """

    side: Side
    facts: Facts
    people: Mapping[int, tuple[str, str]]
    projects: Mapping[int, tuple[str, str]]

    def hold(self, channel: str, path: Path, target: tuple[str, int]) -> bool:
        """Tell whether the viewer may see each link of a path, and read its names."""
        whole = (("you", self.side.me), *path, target)
        if len(set(whole)) < len(whole) or not self._may_be_named(path):
            return False
        if channel == c.PATTERN:
            return self._pattern_holds(path, target)
        return all(self._holds(channel, one, two) for one, two in pairwise(whole))

    def _pattern_holds(self, path: Path, target: tuple[str, int]) -> bool:
        """Tell whether the viewer still has what a pattern stands on, and sees both."""
        kind, number = path[0]
        return (
            len(path) == 1
            and tellable(c.PATTERN, kind, self.side.project is None)
            and self._is_own(c.PATTERN, kind, number)
            and self._is_seen(*target)
        )

    def _holds(self, channel: str, one: tuple[str, int], two: tuple[str, int]) -> bool:
        """Tell whether one link of a path is there for the viewer to see."""
        (kind, a), (other, b) = one, two
        if kind == "you":
            return self._is_own(channel, other, b)
        if other == "you" or not self._is_seen(other, b):
            return False
        facts = self.facts
        tests: dict[tuple[str, str], Callable[[int, int], bool]] = {
            ("member", "member"): self._tied,
            ("member", "project"): lambda who, what: who in facts.teams[what],
            ("project", "member"): lambda what, who: who in facts.teams[what],
            ("project", "tag"): lambda what, tag: tag in facts.topics[what],
            ("tag", "project"): lambda tag, what: self._about(channel, what, tag),
            ("tag", "member"): lambda tag, who: self._says(channel, who, tag),
            ("tag", "tag"): lambda one, two: one != two,
            ("place", "member"): lambda at, who: (who, at) in facts.people_in,
            ("place", "project"): lambda at, what: (what, at) in facts.projects_in,
        }
        test = tests.get((kind, other))
        return test is not None and test(a, b)

    def _is_seen(self, kind: str, number: int) -> bool:
        if kind == "member":
            return number in self.people
        return kind != "project" or number in self.projects

    def _is_own(self, channel: str, kind: str, number: int) -> bool:
        mine, project = self.side.mine, self.side.project
        if not self._is_seen(kind, number):
            return False
        if project is not None:
            tags = mine.needs if channel in NEED else mine.topics
            sets = {"member": mine.team, "tag": tags, "place": set(mine.project_places)}
            return number in sets.get(kind, ())
        tags = mine.tag_ids(MINE.get(channel))
        sets = {
            "member": mine.ties, "project": mine.projects, "tag": tags,
            "place": set(mine.places),
        }  # fmt: skip
        return number in sets.get(kind, ())

    def _tied(self, one: int, two: int) -> bool:
        if self.side.me in (one, two):
            return (two if one == self.side.me else one) in self.side.mine.ties
        return self.facts.tied(one, two)

    def _about(self, channel: str, project: int, tag: int) -> bool:
        tags = self.facts.needs if channel in NEED else self.facts.topics
        return tag in tags[project]

    def _says(self, channel: str, member: int, tag: int) -> bool:
        relation = THEIRS.get(channel)
        if self.side.project is not None and channel in NEED:
            relation = Relation.OFFERS
        return self.facts.says(member, tag, relation)

    def _may_be_named(self, path: Path) -> bool:
        """Name a sensitive tag only where both sides have that very one."""
        tags = [number for kind, number in path if kind == "tag"]
        if not any(self._sensitive(tag) for tag in tags):
            return True
        held = (
            self.side.mine.tag_ids()
            if self.side.project is None
            else self.side.mine.topics | self.side.mine.needs
        )
        return len(path) == 1 and tags[0] in held

    def _sensitive(self, tag: int) -> bool:
        fact = self.facts.tags.get(tag)
        if fact is not None:
            return fact.sensitive
        own = (one.sensitive for one in self.side.mine.tags if one.id == tag)
        return next(own, True)

    def private(self, channel: str, tag: int) -> bool:
        """Tell whether nobody but the viewer sees that they have a tag."""
        relation = MINE.get(channel)
        own = [
            one.private
            for one in self.side.mine.tags
            if one.id == tag and relation in (None, one.relation)
        ]
        return self.side.project is None and bool(own) and all(own)
