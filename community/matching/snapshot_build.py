"""From rows to the arrays of a snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from community.matching import snapshot_learned, snapshot_rows
from community.matching.snapshot_arrays import SPARE, ids_of
from community.matching.snapshot_ids import Ids, Places
from community.matching.snapshot_rows import (
    BRIDGES,
    JOINED,
    LED,
    NEW,
    NEWCOMERS,
    NOT_JOINED,
    PUBLISHED,
    RELATIONS,
    TAKING,
    Columns,
)
from community.members.models import Relation
from community.vocabulary.choices import CAPACITY, DEFAULTS, NUMBERS

if TYPE_CHECKING:
    from community.graph.learned import Learned
    from community.graph.shared import Shared

Flags = NDArray[np.bool_]


def arrays(session: Session, day: date) -> dict[str, NDArray[Any]]:
    """Read what a snapshot is made of: four statements."""
    rows = snapshot_rows.read(session, day)
    choices = snapshot_rows.read_choices(session)
    nodes = _nodes(rows)
    ids = ids_of(nodes.members, nodes.projects, nodes.tags)
    learned = snapshot_learned.learned(session, ids)
    measuring = choices.get(NOT_JOINED) == "on"
    no = _lacking(nodes.member, TAKING if measuring else JOINED | TAKING)
    shut = _lacking(nodes.project, PUBLISHED if measuring else PUBLISHED | LED)
    shares = [number(choices, name) / 100 for name in (BRIDGES, NEWCOMERS)]
    return {
        **_shared(rows, nodes).arrays(),
        **replace(learned, groups={}).arrays(),
        "members": nodes.members.ids,
        "projects": nodes.projects.ids,
        "tags": nodes.tags.ids,
        "places": nodes.places.ids,
        "not asked": np.flatnonzero(no),
        "not open": np.flatnonzero(shut),
        "shares": np.array(shares),
        **_of_members(nodes, rows, number(choices, CAPACITY), learned),
        **_of_projects(nodes, rows, shut, learned),
    }


def number(choices: Mapping[str, str], name: str) -> int:
    """Return a setting that is a number, within its bounds."""
    least, most = NUMBERS[name]
    chosen = choices.get(name, "")
    return min(max(int(chosen if chosen.isdecimal() else DEFAULTS[name]), least), most)


@dataclass(frozen=True)
class Nodes:
    """What the numbers of the graph stand for.

    `member` and `project` are their rows, by number: the id, and flags.
    """

    member: Ids
    project: Ids
    tags: Places
    places: Places

    @property
    def members(self) -> Places:
        """The ids of the members."""
        return Places(self.member[:, 0])

    @property
    def projects(self) -> Places:
        """The ids of the projects."""
        return Places(self.project[:, 0])


def _nodes(rows: Columns) -> Nodes:
    member, project, tag, place = (
        rows[what][np.argsort(rows[what][:, 0])]
        for what in ("member", "project", "tag", "place")
    )
    return Nodes(member, project, Places(tag[:, 0]), Places(place[:, 0]))


def _shared(rows: Columns, nodes: Nodes) -> "Shared":
    from community.graph.records import Rows
    from community.graph.shared import Shared

    members, projects = nodes.members, nodes.projects
    tags, places, says = nodes.tags, nodes.places, rows["says"]
    how = {one: says[says[:, 2] == place] for place, one in enumerate(RELATIONS)}
    return Shared.from_rows(
        Rows(
            members=len(members) + SPARE,
            projects=len(projects),
            tags=len(tags),
            places=len(places),
            memberships=members.pairs(projects, rows["in"]),
            ties=members.pairs(members, rows["tie"]),
            expertise=members.pairs(tags, says),
            offers=members.pairs(tags, how[Relation.OFFERS]),
            seeks=members.pairs(tags, how[Relation.SEEKS]),
            topics=projects.pairs(tags, rows["topic"]),
            needs=projects.pairs(tags, rows["need"]),
            broader=tags.pairs(tags, rows["tag"]),
            member_places=members.pairs(places, rows["lives"]),
            project_places=projects.pairs(places, rows["stands"]),
        )
    )


# ---------------------------------------------------------------- what all may know
def _of_members(
    nodes: Nodes, rows: Columns, capacity: int, learned: "Learned"
) -> dict[str, NDArray[Any]]:
    """Return the published facts of the members, and of the spare numbers.

    Full is who takes no requests, or got as many first contacts lately as the community
    allows, whatever they answered.
    """
    members, count = nodes.members, len(nodes.members) + SPARE
    got = members.spread(rows["got"], 0)
    full = (got >= capacity) & (capacity > 0)
    return {
        "members groups": learned.groups.get("member", _unknown(count)),
        "members kinds": _spared(members.spread(_first(rows["kind"]), -1), -1),
        "members new": _spared(nodes.member[:, 1] & NEW > 0, False),
        "members shown": _spared(members.spread(rows["shown"], 0.0), 0.0),
        "members full": _spared(_lacking(nodes.member, TAKING) | full, False),
    }


def _of_projects(
    nodes: Nodes, rows: Columns, shut: Flags, learned: "Learned"
) -> dict[str, NDArray[Any]]:
    count = len(nodes.projects)
    return {
        "projects groups": learned.groups.get("project", _unknown(count)),
        "projects kinds": _unknown(count),
        "projects new": nodes.project[:, 1] & NEW > 0,
        "projects shown": nodes.projects.spread(rows["shown_project"], 0.0),
        "projects full": shut,
    }


def _lacking(rows: Ids, flags: int) -> Flags:
    """Tell which rows lack one of the flags."""
    lacking: Flags = rows[:, 1] & flags != flags
    return lacking


def _first(kinds: Ids) -> Ids:
    """Return who and what, once for each: what stands first in their own order."""
    who, rank, what = kinds.T
    order = np.lexsort((what, rank, who))
    _, first = np.unique(who[order], return_index=True)
    return np.column_stack([who, what])[order[first]]


def _unknown(count: int) -> Ids:
    return np.full(count, -1, dtype=np.int64)


def _spared(facts: NDArray[Any], empty: Any) -> NDArray[Any]:
    """Return facts of members with those of the spare numbers behind them."""
    return np.concatenate([facts, np.full(SPARE, empty, dtype=facts.dtype)])
