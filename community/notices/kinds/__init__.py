"""Every kind of notice, once: its line on the page, why one gets it, how by mail."""

from collections.abc import Iterable

from community.notices.kinds import between, community, projects
from community.notices.kinds.kind import Kind, Topic

_ALL = tuple(
    kind
    for topic in Topic
    for kind in (*between.KINDS, *projects.KINDS, *community.KINDS)
    if kind.topic is topic
)

KINDS = {kind.name: kind for kind in _ALL}
"""The kinds by name, in the order in which one chooses."""
STAYING = frozenset(kind.name for kind in _ALL if kind.stays)


def of_topic(topic: Topic) -> Iterable[Kind]:
    """Return the kinds of a topic, in order."""
    return (kind for kind in _ALL if kind.topic is topic)


__all__ = ["KINDS", "STAYING", "Kind", "Topic", "of_topic"]
