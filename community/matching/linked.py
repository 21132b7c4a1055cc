"""How the viewer and somebody else are linked, what they share, whom both know."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, Subquery, and_, bindparam, case, or_, select
from sqlalchemy.orm import aliased

from community.connections.models import Connection, ConnectionRequest
from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Viewer
from community.core.db import Utc
from community.core.visible import MUTED, mutes, word
from community.expertise.models import Tag, TagState
from community.matching.reach import can_be_asked
from community.matching.rows import given, me, row, rows_of, together
from community.matching.why import YOU, Step
from community.members.models import Member, MemberTag
from community.projects.models import LISTED, Membership, Project

Node = tuple[str, int]


@dataclass(frozen=True)
class Common:
    """A tag that both have; `private` when nobody but the viewer sees theirs."""

    slug: str
    label: str
    private: bool


@dataclass(frozen=True)
class Linked:
    """What links two people, as far as the viewer may see.

    `tie` is the number of their own tie or 0, `steps` the shortest thread, of three
    links at most. `asked`: the viewer asked in the last three weeks, `answer`: they
    did. Some of the `mutual` ones can be `introducers`; whom one muted is no station.
    """

    connected: bool = False
    tie: int = 0
    asked: bool = False
    answer: bool = False
    steps: tuple[Step, ...] = ()
    tags: tuple[Common, ...] = ()
    projects: tuple[Step, ...] = ()
    mutual: tuple[Step, ...] = ()
    introducers: tuple[Step, ...] = ()

    @property
    def shared(self) -> frozenset[str]:
        """The slugs of the tags that both have."""
        return frozenset(tag.slug for tag in self.tags)


NOTHING = Linked()


@dataclass
class _Around:
    """Two people, whom each knows, where each works, and who links these."""

    names: dict[Node, Step] = field(default_factory=dict)
    edges: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    tags: dict[int, dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))
    words: dict[int, Step] = field(default_factory=dict)
    hellos: set[str] = field(default_factory=set)
    asks: set[Node] = field(default_factory=set)
    tie: int = 0


def linked_with(viewer: Viewer, member: int) -> Linked:
    """Return what links the viewer to somebody whom they may see: one statement."""
    me = viewer.member_id or 0
    around = _read(viewer, me, member)
    here, there = ("member", me), ("member", member)
    around.names |= {here: YOU, there: around.names.get(there, Step("person", ""))}
    both = around.edges[here] & around.edges[there]
    return Linked(
        connected=there in around.edges[here],
        tie=around.tie,
        asked="asked" in around.hellos,
        answer="answer" in around.hellos,
        steps=_thread(around, here, there),
        tags=_common(around, me, member),
        projects=_named(around, both, "project"),
        mutual=_named(around, both, "member"),
        introducers=_named(around, both & around.asks, "member"),
    )


def _read(viewer: Viewer, me: int, member: int) -> _Around:
    made = _Around()
    these: dict[str, Any] = {"me": me, "them": member, "both": [me, member]}
    since = clock.now() - QUIET
    for found in rows_of(viewer, _rows(), since=since, **these):
        if found.what == "person":
            made.names["member", found.a] = Step("person", found.label, found.slug)
            if found.b:
                made.asks.add(("member", found.a))
        elif found.what == "work":
            made.names["project", found.a] = Step("project", found.label, found.slug)
        elif found.what == "tag":
            shown = found.word != "me"
            made.words[found.b] = Step("tag", found.label, found.slug)
            before = made.tags[found.a].get(found.b, False)
            made.tags[found.a][found.b] = before or shown
        elif found.what in ("tie", "in"):
            kind = "member" if found.what == "tie" else "project"
            one, two = ("member", found.a), (kind, found.b)
            made.edges[one].add(two)
            made.edges[two].add(one)
            if found.what == "tie" and {found.a, found.b} == {me, member}:
                made.tie = int(found.word)
        else:
            made.hellos.add(found.what)
    return made


@cache
def _rows() -> Subquery:
    return together(*_hellos(), *_tags(), *_works(), *_ties())


def _hellos() -> list[Select[Any]]:
    sent = ConnectionRequest
    waits = and_(
        sent.asker_id == given("them"), sent.asked_id == me(), sent.state == "sent"
    )
    return [
        row("asked", sent.id).where(
            sent.asker_id == me(),
            sent.asked_id == given("them"),
            sent.asked_at > bindparam("since", type_=Utc()),
        ),
        row("answer", sent.id).where(waits),
    ]


def _tags() -> list[Select[Any]]:
    return [
        row("tag", MemberTag.member_id, Tag.id, MemberTag.audience, Tag.label, Tag.slug)
        .join(MemberTag, MemberTag.tag_id == Tag.id)
        .where(
            MemberTag.member_id.in_(given("both", several=True)),
            Tag.state == TagState.APPROVED,
        )
    ]


def _works() -> list[Select[Any]]:
    """Select the projects of both, and who else is in them."""
    mine = aliased(Membership)
    theirs = select(mine.project_id).where(
        mine.member_id.in_(given("both", several=True)), mine.until.is_(None)
    )
    inside = and_(Membership.project_id.in_(theirs), Membership.until.is_(None))
    people = select(Membership.member_id).where(inside)
    return [
        row("work", Project.id, label=Project.title, slug=Project.slug).where(
            Project.id.in_(theirs), Project.state.in_(LISTED)
        ),
        row("in", Membership.member_id, Membership.project_id).where(inside),
        _person().where(Member.id.in_(people), Member.id.not_in(_muted())),
    ]


def _person() -> Select[Any]:
    """Select people, with whether they can be asked to introduce."""
    asks = case((can_be_asked(), 1), else_=0)
    return row("person", Member.id, asks, label=Member.name, slug=Member.slug)


def _muted() -> Select[Any]:
    """Select whom the viewer muted: they stand in no thread to somebody else."""
    return select(mutes.c.other_id).where(
        mutes.c.member_id == me(), mutes.c.kind == word(MUTED)
    )


def _ties() -> list[Select[Any]]:
    """Select the ties of both, and those between the people whom they know."""
    one, two = aliased(Connection), aliased(Connection)
    ends = (
        select(one.a_id)
        .where(one.b_id.in_(given("both", several=True)))
        .union(select(two.b_id).where(two.a_id.in_(given("both", several=True))))
    )
    known = select(ends.subquery().c[0])
    among = and_(Connection.a_id.in_(known), Connection.b_id.in_(known))
    direct = or_(
        Connection.a_id.in_(given("both", several=True)),
        Connection.b_id.in_(given("both", several=True)),
    )
    return [
        row("tie", Connection.a_id, Connection.b_id, Connection.id).where(
            or_(direct, among)
        ),
        _person().where(
            or_(
                and_(Member.id.in_(known), Member.id.not_in(_muted())),
                Member.id.in_(given("both", several=True)),
            )
        ),
    ]


# ---------------------------------------------------------------- from rows to words
def _thread(around: _Around, here: Node, there: Node) -> tuple[Step, ...]:
    """Return the shortest thread of at most three links, people before projects."""
    paths: list[tuple[Node, ...]] = [(here,)]
    for _link in range(3):
        longer = [
            (*path, node)
            for path in paths
            for node in sorted(around.edges[path[-1]], key=lambda n: _order(around, n))
            if node not in path and node in around.names
        ]
        ends = [path for path in longer if path[-1] == there]
        if ends:
            return tuple(around.names[node] for node in ends[0])
        paths = longer
    return ()


def _order(around: _Around, node: Node) -> tuple[str, str, int]:
    """Order people before projects, each by name."""
    step = around.names.get(node, Step("", ""))
    return (node[0], step.label.casefold(), node[1])


def _common(around: _Around, me: int, member: int) -> tuple[Common, ...]:
    mine, theirs = around.tags[me], around.tags[member]
    found = [
        Common(around.words[tag].slug, around.words[tag].label, not mine[tag])
        for tag in mine.keys() & theirs.keys()
    ]
    return tuple(sorted(found, key=lambda tag: tag.label))


def _named(around: _Around, nodes: Iterable[Node], kind: str) -> tuple[Step, ...]:
    found = [node for node in nodes if node[0] == kind and node in around.names]
    ordered = sorted(found, key=lambda node: _order(around, node))
    return tuple(around.names[node] for node in ordered)
