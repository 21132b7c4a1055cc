"""The best suggestions of any members who have the same weights, a block at a time."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from community.graph import channels
from community.graph.blocks import Block
from community.graph.channels import PATTERN, POPULAR, Weights
from community.graph.records import Pairs, no_pairs
from community.graph.relations import Floats, Ids, as_ids
from community.graph.suggest import Matcher
from community.graph.tastes import Tastes
from community.graph.ways import Ways, matrix

Found = tuple[Ids, Floats]
"""The best candidates of members and their scores, shape (members, limit) each."""


@dataclass(frozen=True)
class Wish:
    """What is asked for each member: see `batch.everybody`."""

    kind: str
    limit: int = 10
    popularity: bool = False
    closed: Ids = field(default_factory=lambda: as_ids(()))
    apart: Pairs = field(default_factory=no_pairs)


class Scorer:
    """All that one kind of question needs, made ready for any number of members."""

    def __init__(self, matcher: Matcher, wish: Wish) -> None:
        self.shared, self.wish, kind = matcher.shared, wish, wish.kind
        self.weights, patterns = matcher.learned.weights, matcher.learned.work
        walks = [
            w for w in channels.PROJECTS if wish.popularity or w.channel != POPULAR
        ]
        if kind == "member":
            walks, patterns = list(channels.COLLABORATORS), matcher.learned.people
        self.ways = Ways(self.shared, kind).of(walks)
        self.tastes = Tastes(self.shared, patterns, kind) if patterns else None
        self.joined = self.shared.degree("member>project")
        self.has = matrix(self.shared.relations[f"member>{kind}"])
        if kind == "member":
            self.has = sparse.csr_array(self.has + sparse.eye_array(self.has.shape[0]))
        ones = np.ones(len(wish.apart)), (wish.apart[:, 0], wish.apart[:, 1])
        self.apart = sparse.coo_array(ones, shape=self.has.shape).tocsr()
        self.team = self.shared.degree("project>member")

    def weights_of(self, joined: int) -> Weights:
        """Return the weights for a member who joined so many projects."""
        if self.wish.kind == "member":
            return self.weights.collaborators
        return self.weights.to_projects(joined)

    def best(self, members: Ids) -> Found:
        """Return the best candidates of members who have the same weights."""
        weights = self.weights_of(int(self.joined[members[0]]))
        block = Block(self.has[members])
        for way in self.ways:
            if weight := weights.channel.get(way.channel, 0.0):
                block.add(way.arrive(members), weight)
        if self.tastes and (weight := weights.channel.get(PATTERN, 0.0)):
            block.like(self.tastes.say(members), weight)
        if weights.beta and self.wish.kind == "project":
            block.damp((1.0 + self.team) ** -weights.beta)
        block.leave_out(self.apart[members], self.wish.closed)
        return block.best(self.wish.limit)
