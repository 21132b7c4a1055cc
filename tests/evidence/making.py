"""Resources for tests, made in one line each."""

from typing import Any

from community.core.access import VISITOR
from community.core.db import db
from community.core.text import random_id, slug_of
from community.evidence.facts import ResourceFacts, write
from community.evidence.models import Resource, ResourceState, ResourceType


def resource(
    title: str = "A study",
    state: ResourceState = ResourceState.PUBLISHED,
    row: dict[str, Any] | None = None,
    **facts: Any,
) -> Resource:
    """Make a resource of these facts, with other columns from `row`, and commit."""
    kept = ResourceFacts(title=title, **{"type": ResourceType.REVIEW, **facts})
    made = Resource(
        slug=slug_of(title) or random_id(), title="", folded="", type=kept.type,
        state=state, **(row or {}),
    )  # fmt: skip
    db.session.add(made)
    write(VISITOR, made, kept)
    db.session.commit()
    return made
