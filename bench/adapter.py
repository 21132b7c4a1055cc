"""The adapter that scores `community.graph` with a ranking benchmark."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from community.graph import Matcher, Rows, learn


class Adapter:
    """A matcher as the scorer asks for it."""

    def __init__(self, rows, sizes):
        names = {"memberships", "topics", "expertise", "links"}
        edges = {name: rows[name] for name in names} | {"ties": rows["connections"]}
        community = Rows(**sizes, **edges)
        self.matcher = Matcher.from_rows(community, learn(community))
        self.asks = {
            "project": self.matcher.suggest_projects,
            "member": self.matcher.find_members,
            "collab": self.matcher.suggest_collaborators,
        }

    def _for(self, kind, ids, k):
        top, scores = np.full((len(ids), k), -1), np.zeros((len(ids), k))
        for row, source in enumerate(ids):
            for column, found in enumerate(
                self.asks[kind](int(source), k, explain=False)
            ):
                top[row, column], scores[row, column] = found.id, found.score
        return top, scores

    def projects_for(self, ids, k):
        """Return the best projects of each member, and their scores."""
        return self._for("project", ids, k)

    def members_for(self, ids, k):
        """Return the best members for each project, and their scores."""
        return self._for("member", ids, k)

    def collaborators_for(self, ids, k):
        """Return the best other members for each member, and their scores."""
        return self._for("collab", ids, k)

    def explain(self, kind, source, target):
        """Return the parts of one score: channel, nodes on the way, share."""
        for found in self.asks[kind](source, 50):
            if found.id == target:
                return [(why.channel, why.via, why.share) for why in found.reasons]
        return []


def fit(rows, sizes, seed=0):
    """Compile the scorer's rows; nothing here is left to chance."""
    return Adapter(rows, sizes)
