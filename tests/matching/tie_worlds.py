"""Random communities of ties, and a plain oracle of what somebody may see of them.

The oracle is written out from the design's words over the bare rows; it shares no code
with the site.
"""

import random
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import networkx as nx
from sqlalchemy import select, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience, Viewer
from community.core.db import Base, db
from community.core.visible import circle_member, tie
from community.members.models import Member
from community.projects.models import Membership, Project, ProjectState
from tests.network.map_world import add

PEOPLE = range(101, 115)
PROJECTS = range(11, 15)
STATES = (*[ProjectState.PUBLISHED] * 3, ProjectState.ARCHIVED, ProjectState.DRAFT)
ENDS = (*[TieAudience.MEMBERS] * 4, TieAudience.NEAR, TieAudience.PAIR)
SHOWN = (*[Audience.MEMBERS] * 5, *Audience)


def make(seed: int) -> list[int]:
    """Fill the database with a random community, and return its people."""
    chance = random.Random(seed)
    for number in PEOPLE:
        add(number, audience=chance.choice(SHOWN), name=f"P {number * 37 % 101}")
        chosen = {
            "listed": chance.random() < 0.9, "joined": chance.random() < 0.8,
            "taking_requests": chance.random() < 0.8,
        }  # fmt: skip
        db.session.execute(update(Member).where(Member.id == number).values(**chosen))
    for pair in combinations(PEOPLE, 2):
        if chance.random() < 0.2:
            _tie(pair, chance)
        elif chance.random() < 0.04:
            _stand(pair, "blocked")
            _stand(pair[::-1], "blocked")
        if chance.random() < 0.03:
            _stand(pair, "muted")
    _work(chance)
    db.session.commit()
    return list(PEOPLE)


def _tie(pair: tuple[int, int], chance: random.Random) -> None:
    ends = {"a_audience": chance.choice(ENDS), "b_audience": chance.choice(ENDS)}
    db.session.add(Connection(a_id=pair[0], b_id=pair[1], **ends))
    _stand(pair, "connected")
    _stand(pair[::-1], "connected")


def _stand(pair: tuple[int, ...], kind: str) -> None:
    row = {"member_id": pair[0], "other_id": pair[1], "kind": kind}
    db.session.execute(tie.insert().values(**row))


def _work(chance: random.Random) -> None:
    for number in PROJECTS:
        title = f"Work {number * 7 % 5}"
        db.session.add(
            Project(
                id=number, slug=f"work-{number}", title=title, folded=title.lower(),
                state=chance.choice(STATES),
            )
        )  # fmt: skip
    db.session.flush()
    for number in PROJECTS:
        for person in chance.sample(list(PEOPLE), 3):
            ended = chance.random() < 0.15
            row = Membership(
                project_id=number, member_id=person, audience=chance.choice(SHOWN)
            )
            if ended:
                row.until = row.since
            else:
                ids = {"circle_id": number, "member_id": person}
                db.session.execute(circle_member.insert().values(**ids))
            db.session.add(row)


def viewer(number: int) -> Viewer:
    """Return somebody of such a community as the one who looks."""
    return Viewer(number, number, f"P {number}", f"person-{number}", state="active")


@dataclass(frozen=True)
class Eyes:
    """What `me` may see, from the rows alone."""

    me: int

    def rows(self, table: str) -> list:
        bare = db.session.connection()
        return list(bare.execute(select(Base.metadata.tables[table])))

    @cached_property
    def members(self) -> dict[int, object]:
        return {row.id: row for row in self.rows("member")}

    @cached_property
    def stands(self) -> dict[str, set[int]]:
        found = {
            "connected": set(),
            "blocked": set(),
            "excluded": set(),
            "muted": set(),
        }
        for row in self.rows("tie"):
            if row.member_id == self.me:
                found[row.kind].add(row.other_id)
        return found

    @cached_property
    def circles(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for row in self.rows("circle_member"):
            found.setdefault(row.circle_id, set()).add(row.member_id)
        return found

    def sees(self, number: int) -> bool:
        row = self.members[number]
        if number == self.me:
            return True
        if not row.listed or number in self.stands["blocked"]:
            return False
        mates = any({number, self.me} <= team for team in self.circles.values())
        return {
            "me": False, "connections": number in self.stands["connected"],
            "projects": mates, "members": True, "public": True,
        }[row.audience]  # fmt: skip

    def sees_tie(self, row) -> bool:
        ends, shown = {row.a_id, row.b_id}, {row.a_audience, row.b_audience}
        if not all(map(self.sees, ends)):
            return False
        near = bool(ends & self.stands["connected"]) and "pair" not in shown
        return self.me in ends or near or shown == {"members"}

    def works(self, row, state: str) -> bool:
        """Whether a membership is a link that `me` may see."""
        if row.until is not None or state not in ("published", "paused", "finished"):
            return False
        inside = self.me in self.circles.get(row.project_id, ())
        return row.member_id == self.me or (
            self.sees(row.member_id)
            and {
                "me": False, "connections": row.member_id in self.stands["connected"],
                "projects": inside, "members": True, "public": True,
            }[row.audience]
        )  # fmt: skip

    @cached_property
    def ties(self) -> nx.Graph:
        made = nx.Graph()
        made.add_node(("person", self.me))
        made.add_edges_from(
            (("person", row.a_id), ("person", row.b_id))
            for row in self.rows("connection")
            if self.sees_tie(row)
        )
        return made

    @cached_property
    def links(self) -> nx.Graph:
        states = {row.id: row.state for row in self.rows("project")}
        made = self.ties.copy()
        made.add_edges_from(
            (("person", row.member_id), ("project", row.project_id))
            for row in self.rows("membership")
            if self.works(row, states[row.project_id])
        )
        return made

    def unmuted(self, graph: nx.Graph, *but) -> nx.Graph:
        """Leave out whom `me` muted."""
        out = {("person", one) for one in self.stands["muted"]} - set(but)
        return graph.subgraph(set(graph) - out)

    def can_be_asked(self, number: int) -> bool:
        row = self.members[number]
        return bool(row.joined and row.taking_requests)
