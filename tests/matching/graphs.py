"""What a snapshot says, by the ids of the database."""

import time
from typing import Any

import pytest

from community.matching import snapshot_build
from community.matching.snapshot import Snapshot


def edges(graph: Snapshot, relation: str) -> set[tuple[int, int]]:
    """Return the edges of the compiled graph as pairs of ids."""
    kinds = {
        "member": graph.members, "project": graph.projects, "tag": graph.tags,
        "offer": graph.tags, "seek": graph.tags, "place": graph.places,
    }  # fmt: skip
    one, two = (kinds[kind].ids for kind in relation.split(">"))
    compiled = graph.matcher.shared.relations[relation]
    return {
        (int(one[a]), int(two[b]))
        for a in range(min(compiled.size, len(one)))
        for b in compiled.row(a)
    }


class Builds:
    """Counts how often rows are read for a snapshot, and can make that take longer."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.number, self.seconds, self._real = 0, 0.0, snapshot_build.arrays
        patch.setattr(snapshot_build, "arrays", self)

    def __call__(self, *given: Any) -> Any:
        self.number += 1
        time.sleep(self.seconds)
        return self._real(*given)
