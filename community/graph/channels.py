"""The channels of evidence: their names, the walks behind them, and their weights.

A walk goes from the asker over inner nodes to a candidate. Its value is the sum over
its paths of what each inner node passes on: `degree` to the power of minus `DAMP` of
its type, or, for tags in `idf` walks, the squared inverse document frequency. So a
project of few says more than one of many, and a rare tag more than one that all have.

The channels are known measures under plain names: `WORKS_WITH` is RP3beta [1]_,
`MUTUAL` lies between Adamic and Adar's index [2]_ and resource allocation [3]_,
`FURTHER_TIES` is a damped local path index [3]_, `SHARED_TAG` the cosine of tags
weighed by their rarity.

References
----------
.. [1] B. Paudel, F. Christoffel, C. Newell, A. Bernstein, ACM TiiS 7:1 (2016), 1.
.. [2] L. A. Adamic, E. Adar, Social Networks 25:3 (2003), 211-230.
.. [3] T. Zhou, L. Lü, Y.-C. Zhang, Eur. Phys. J. B 71 (2009), 623-630.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

WORKS_WITH = "works_with"
"""Somebody from a project of yours (of the team) is in that one too."""
WORKS_CLOSELY = "works_closely"
"""The same, where somebody who is in few projects says more than one who is in many."""
KNOWS_SOMEBODY_THERE = "knows_somebody_there"
"""Somebody whom you know is in the project; somebody of the team knows the person."""
FRIENDS_OF_FRIENDS_THERE = "friends_of_friends_there"
"""Somebody whom you know knows somebody there."""
FRIENDS_WORK_WITH = "friends_work_with"
"""Somebody whom you know works with somebody there."""
SIMILAR_PROJECT = "similar_project"
"""A project of yours has a topic in common with it; the person works on a like one."""
ALIKE_PROJECT = "alike_project"
"""The topics of a project of yours are, as a whole, like its topics."""
LINKED_PROJECT = "linked_project"
"""A project of yours is linked with it."""
LIKE_MINDED = "like_minded"
"""Somebody who shares a tag of yours is there."""
MUTUAL = "mutual"
"""Somebody knows you both."""
FURTHER_TIES = "further_ties"
"""Somebody whom you know knows somebody who knows the person."""
SHARED_PROJECT = "shared_project"
"""You work on the same project."""
WORKS_WITH_FRIEND = "works_with_friend"
"""Works with somebody whom you know."""
KNOWS_TEAMMATE = "knows_teammate"
"""Knows somebody with whom you work."""
OFFER_MEETS_NEED = "offer_meets_need"
"""What the member offers is what the project needs."""
OFFER_MEETS_SEEK = "offer_meets_seek"
"""What you offer is what the other seeks."""
SEEK_MEETS_OFFER = "seek_meets_offer"
"""What you seek is what the other offers."""
SHARED_TAG = "shared_tag"
"""A tag in common."""
NEAR_NEED = "near_need"
"""What the member offers is broader or narrower than what the project needs."""
NEAR_SEEK = "near_seek"
"""What you offer is broader or narrower than what the other seeks."""
NEAR_OFFER = "near_offer"
"""What you seek is broader or narrower than what the other offers."""
NEAR_TAG = "near_tag"
"""One's tag is broader or narrower than the other's."""
SAME_PLACE = "same_place"
"""The same place."""
PATTERN = "pattern"
"""Who chose what you chose tends to choose this too: see `latent`."""
POPULAR = "popular"
"""Many are in the project: no reason that a person can check, so it can be left out."""

DAMP = MappingProxyType({"member": 0.5, "project": 0.8, "tag": 0.8, "place": 0.5})

IDF, LENGTH = "idf", "length"
"""Passing on by rarity, or by one over the length of one's tags, not by degree."""


@dataclass(frozen=True)
class Walk:
    """A channel's walk: where it starts and over which relations it goes.

    `start` names the asker's own nodes, which are the first inner nodes; `over` the
    relations from there to the candidates; `rare` lets tags pass on by their rarity;
    `cosine` divides by the length of the candidate's own tags, `alike` by that of the
    first inner node's tags too; `damp` are other powers than `DAMP`, one for each inner
    node.
    """

    channel: str
    start: str
    over: tuple[str, ...]
    rare: bool = False
    cosine: bool = False
    alike: bool = False
    damp: tuple[float, ...] = ()

    def how(self, level: int) -> float | str:
        """Return how a level's inner node passes on: a power, `IDF` or `LENGTH`."""
        kind = type_of(self.over[level])
        if self.rare and kind == "tag" and self.over[level] != "tag>tag":
            return IDF
        if self.alike and not level:
            return LENGTH
        return self.damp[level] if self.damp else DAMP[kind]


@cache
def type_of(relation: str) -> str:
    """Return the type of the nodes that a relation leaves."""
    start = relation.split(">")[0]
    return "tag" if start in {"offer", "seek", "need"} else start


PROJECTS = (
    Walk(WORKS_WITH, "projects", ("project>member", "member>project")),
    Walk(
        WORKS_CLOSELY,
        "projects",
        ("project>member", "member>project"),
        damp=(0.5, 1.0),
    ),
    Walk(KNOWS_SOMEBODY_THERE, "ties", ("member>project",)),
    Walk(FRIENDS_OF_FRIENDS_THERE, "ties", ("member>member", "member>project")),
    Walk(
        FRIENDS_WORK_WITH,
        "ties",
        ("member>project", "project>member", "member>project"),
    ),
    Walk(SIMILAR_PROJECT, "projects", ("project>tag", "tag>project")),
    Walk(
        ALIKE_PROJECT,
        "projects",
        ("project>tag", "tag>project"),
        rare=True,
        cosine=True,
        alike=True,
    ),
    Walk(LINKED_PROJECT, "projects", ("project>project",)),
    Walk(LIKE_MINDED, "tags", ("tag>member", "member>project")),
    Walk(OFFER_MEETS_NEED, "offers", ("need>project",), rare=True),
    Walk(SHARED_TAG, "tags", ("tag>project",), rare=True, cosine=True),
    Walk(NEAR_NEED, "offers", ("tag>tag", "need>project"), rare=True),
    Walk(NEAR_TAG, "tags", ("tag>tag", "tag>project"), rare=True, cosine=True),
    Walk(SAME_PLACE, "places", ("place>project",)),
    Walk(POPULAR, "", ()),
)
"""From a member to projects."""

COLLABORATORS = (
    Walk(MUTUAL, "ties", ("member>member",)),
    Walk(FURTHER_TIES, "ties", ("member>member", "member>member")),
    Walk(SHARED_PROJECT, "projects", ("project>member",)),
    Walk(WORKS_WITH_FRIEND, "ties", ("member>project", "project>member")),
    Walk(KNOWS_TEAMMATE, "projects", ("project>member", "member>member")),
    Walk(OFFER_MEETS_SEEK, "offers", ("seek>member",), rare=True),
    Walk(SEEK_MEETS_OFFER, "seeks", ("offer>member",), rare=True),
    Walk(SHARED_TAG, "tags", ("tag>member",), rare=True, cosine=True),
    Walk(NEAR_SEEK, "offers", ("tag>tag", "seek>member"), rare=True),
    Walk(NEAR_OFFER, "seeks", ("tag>tag", "offer>member"), rare=True),
    Walk(NEAR_TAG, "tags", ("tag>tag", "tag>member"), rare=True, cosine=True),
    Walk(SAME_PLACE, "places", ("place>member",)),
)
"""From a member to other members."""

MEMBERS = (
    Walk(WORKS_WITH, "members", ("member>project", "project>member")),
    Walk(KNOWS_SOMEBODY_THERE, "members", ("member>member",)),
    Walk(SIMILAR_PROJECT, "tags", ("tag>project", "project>member")),
    Walk(LINKED_PROJECT, "links", ("project>member",)),
    Walk(OFFER_MEETS_NEED, "needs", ("offer>member",), rare=True),
    Walk(SHARED_TAG, "tags", ("tag>member",), rare=True, cosine=True),
    Walk(NEAR_NEED, "needs", ("tag>tag", "offer>member"), rare=True),
    Walk(NEAR_TAG, "tags", ("tag>tag", "tag>member"), rare=True, cosine=True),
    Walk(SAME_PLACE, "places", ("place>member",)),
)
"""From a project to members."""


@dataclass(frozen=True)
class Weights:
    """How much each channel counts, and how strongly much-joined projects are damped.

    `beta` is the power in `(1 + team) ** -beta`, as in RP3beta.
    """

    channel: Mapping[str, float]
    beta: float = 0.0


TO_PROJECTS = Weights(
    MappingProxyType(
        {
            WORKS_WITH: 1.5,
            KNOWS_SOMEBODY_THERE: 0.4,
            SIMILAR_PROJECT: 0.75,
            LINKED_PROJECT: 0.75,
            OFFER_MEETS_NEED: 1.5,
            SHARED_TAG: 0.3,
            NEAR_NEED: 0.5,
            NEAR_TAG: 0.3,
            SAME_PLACE: 0.1,
        }
    ),
    beta=0.2,
)
TO_FIRST_PROJECTS = Weights(
    MappingProxyType(
        {
            WORKS_WITH: 1.5,
            FRIENDS_WORK_WITH: 1.0,
            FRIENDS_OF_FRIENDS_THERE: 0.5,
            KNOWS_SOMEBODY_THERE: 0.75,
            LIKE_MINDED: 0.5,
            POPULAR: 0.2,
            SIMILAR_PROJECT: 0.2,
            LINKED_PROJECT: 0.5,
            OFFER_MEETS_NEED: 1.5,
            SHARED_TAG: 0.3,
            NEAR_NEED: 0.5,
            NEAR_TAG: 0.1,
            SAME_PLACE: 0.1,
        }
    )
)
TO_SECOND_PROJECTS = TO_FIRST_PROJECTS
TO_COLLABORATORS = Weights(
    MappingProxyType(
        {
            MUTUAL: 0.5,
            FURTHER_TIES: 1.0,
            SHARED_PROJECT: 0.5,
            WORKS_WITH_FRIEND: 0.35,
            KNOWS_TEAMMATE: 0.2,
            OFFER_MEETS_SEEK: 1.0,
            SEEK_MEETS_OFFER: 1.0,
            SHARED_TAG: 0.1,
            NEAR_SEEK: 0.3,
            NEAR_OFFER: 0.3,
            NEAR_TAG: 0.05,
            SAME_PLACE: 0.05,
        }
    )
)
TO_MEMBERS = Weights(
    MappingProxyType(
        {
            WORKS_WITH: 1.0,
            KNOWS_SOMEBODY_THERE: 0.5,
            SIMILAR_PROJECT: 0.75,
            LINKED_PROJECT: 0.5,
            OFFER_MEETS_NEED: 1.5,
            SHARED_TAG: 0.75,
            NEAR_NEED: 0.5,
            NEAR_TAG: 0.2,
            SAME_PLACE: 0.1,
        }
    )
)


FEW = 2
"""Who joined so many projects or fewer, or none, has weights of their own."""


@dataclass(frozen=True)
class AllWeights:
    """The weights of each kind of question."""

    projects: Weights = TO_PROJECTS
    second_projects: Weights = TO_SECOND_PROJECTS
    first_projects: Weights = TO_FIRST_PROJECTS
    collaborators: Weights = TO_COLLABORATORS
    members: Weights = TO_MEMBERS

    def to_projects(self, joined: int) -> Weights:
        """Return the weights for projects, to a member who joined so many."""
        if not joined:
            return self.first_projects
        return self.second_projects if joined <= FEW else self.projects


USUAL = AllWeights()
"""Safe weights, for communities too small to learn from."""
