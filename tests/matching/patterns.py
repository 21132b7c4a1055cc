"""A community that has learnt patterns of joining, strong enough to be told."""

from collections.abc import Mapping
from types import MappingProxyType

from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.graph.channels import PATTERN, USUAL, AllWeights, Weights
from community.graph.latent import PEOPLE, WORK, find_patterns
from community.graph.learned import Learned
from community.matching import snapshot
from community.matching.changes import LEARNED, bump
from community.matching.models import Learned as Row
from community.matching.snapshot_arrays import ids_of
from community.matching.snapshot_learned import NAME

STRONG = 20.0


def learn_patterns(weight: float = STRONG) -> None:
    """Learn patterns from the rows of now, and let them count so much."""
    graph = snapshot.build()
    shared = graph.matcher.shared
    work, people = (
        find_patterns(shared.size, shared.relations, trust) for trust in (WORK, PEOPLE)
    )
    parts = {name: _with(one, weight) for name, one in vars(USUAL).items()}
    ids = ids_of(graph.members, graph.projects, graph.tags)
    body = Learned(AllWeights(**parts), work, people).to_bytes(ids)
    db.session.add(Row(name=NAME, body=body, made_at=clock.now()))
    bump(LEARNED)
    db.session.commit()
    snapshot.current(VISITOR)


def _with(usual: Weights, weight: float) -> Weights:
    channels: Mapping[str, float] = {**usual.channel, PATTERN: weight}
    return Weights(MappingProxyType(dict(channels)), usual.beta)
