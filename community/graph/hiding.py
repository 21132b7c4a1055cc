"""Hiding some rows of a community, to see which weights find them again.

Where the days of the rows are known, the latest are hidden, as time would; else some
of each asker's by chance. With a hidden row goes whatever only it can explain: where
people are tagged by what they joined, a tag would give the answer away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from community.graph import channels as c
from community.graph.channels import Walk
from community.graph.records import Pairs, Rows
from community.graph.relations import Ids, Relation, compile_relations, distinct

LEAST_QUESTIONS = 50
"""With fewer to learn from, nothing is learnt."""
MOST_QUESTIONS = 500
OWN_SHARE = 0.2
"""Hidden of each asker's rows, by chance, but for those who are made to have few."""
HIDDEN_SHARE, SMALL_SHARE, WANTED = 0.15, 0.3, 150
"""Hidden of all rows, so that what is left is still the same community.

In small communities more, up to the second share, for so many rows to judge by.
"""
DERIVED = 0.8
"""Where so many of all tags are those of what people joined, they come from there."""
MANY = 2**31


@dataclass(frozen=True)
class Ask:
    """A kind of question: from a member or a project, to what, over which walks.

    `field` holds the rows that such a question should find, `days` when they came;
    who asks has `least` to `most` such rows left.
    """

    kind: str
    targets: str
    walks: tuple[Walk, ...]
    field: str
    days: str
    least: int = 1
    most: int = MANY

    @property
    def relation(self) -> str:
        """Return the relation from those who ask to what they have."""
        return f"{self.kind}>{self.targets}"

    def without(self, channel: str) -> "Ask":
        """Return the same kind of question over all walks but those of a channel."""
        kept = tuple(walk for walk in self.walks if walk.channel != channel)
        return replace(self, walks=kept)


_TO_PROJECTS = ("member", "project", c.PROJECTS, "memberships", "joined")
PROJECTS = Ask(*_TO_PROJECTS, least=c.FEW + 1)
SECOND_PROJECTS = Ask(*_TO_PROJECTS, most=c.FEW)
FIRST_PROJECTS = Ask(*_TO_PROJECTS, least=0, most=0)
COLLABORATORS = Ask("member", "member", c.COLLABORATORS, "ties", "met")
MEMBERS = Ask("project", "member", c.MEMBERS, "memberships", "joined")


@dataclass(frozen=True)
class Hidden:
    """The rows that are left, and who lacks what: pairs of an asker and their lost."""

    kept: Rows
    questions: list[tuple[int, Ids]]


def hide(rows: Rows, ask: Ask, random: np.random.Generator) -> Hidden:
    """Hide some rows that a kind of question should find.

    Returns
    -------
    Hidden
        At most `MOST_QUESTIONS` questions; the same for the same rows in any order.
    """
    pairs, days = _sorted(rows, ask)
    found = _by_time(pairs, days, rows, ask, random)
    if len(found) < LEAST_QUESTIONS:
        found = _by_chance(pairs, rows, ask, random)
        gone = _rows_of(found, ask)
        pairs = pairs[~np.isin(_keys(pairs), _keys(gone))]
    else:
        assert days is not None
        gone, pairs = pairs[days > _cut(days)], pairs[days <= _cut(days)]
    kept = _with(rows, ask.field, pairs)
    return Hidden(_unexplained(kept, rows, gone, ask), found)


def _sorted(rows: Rows, ask: Ask) -> tuple[Pairs, Ids | None]:
    """Return the rows, each once, in their order, and their days."""
    pairs = np.asarray(getattr(rows, ask.field)).reshape(-1, 2)
    days = getattr(rows, ask.days)
    if ask.field == "ties":
        pairs = np.sort(pairs, axis=1)
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    return pairs, None if days is None else np.asarray(days)[first]


def _keys(pairs: Pairs) -> Ids:
    keys: Ids = pairs[:, 0] * np.int64(MANY) + pairs[:, 1]
    return keys


def _cut(days: Ids) -> float:
    """Return the last day of what is kept."""
    return float(np.quantile(days, 1 - _share(len(days)), method="lower"))


def _share(rows: int) -> float:
    """Return the share of the rows to hide."""
    return max(HIDDEN_SHARE, min(SMALL_SHARE, WANTED / max(rows, 1)))


def _relation(pairs: Pairs, rows: Rows, ask: Ask) -> Relation:
    return compile_relations(_with(rows, ask.field, pairs))[ask.relation]


def _by_time(
    pairs: Pairs, days: Ids | None, rows: Rows, ask: Ask, random: np.random.Generator
) -> list[tuple[int, Ids]]:
    """Return who got something after the cut, of those with enough before."""
    if days is None or not len(days):
        return []
    before = _relation(pairs[days <= _cut(days)], rows, ask)
    after = _relation(pairs[days > _cut(days)], rows, ask)
    able = np.flatnonzero(
        (before.degree >= ask.least) & (before.degree <= ask.most) & (after.degree > 0)
    )
    chosen = np.sort(random.permutation(able)[:MOST_QUESTIONS])
    return [(source, after.row(source)) for source in chosen.tolist()]


def _by_chance(
    pairs: Pairs, rows: Rows, ask: Ask, random: np.random.Generator
) -> list[tuple[int, Ids]]:
    """Return some rows of some askers; first of those who need not lose many."""
    own = _relation(pairs, rows, ask)
    lost = np.maximum(1, (own.degree * OWN_SHARE).astype(np.int64))
    few = random.integers(ask.least, max(ask.least, min(ask.most, c.FEW)) + 1, own.size)
    left = np.where(own.degree - lost > ask.most, few, own.degree - lost)
    lost = own.degree - left
    able = np.flatnonzero((left >= ask.least) & (lost > 0))
    mixed = random.permutation(able)
    much = lost > OWN_SHARE * own.degree + 1
    mixed = mixed[np.argsort(much[mixed], kind="stable")]
    most = int(_share(len(pairs)) * len(pairs) * (2 if ask.field == "ties" else 1))
    number = int(np.searchsorted(np.cumsum(lost[mixed]), max(most, 1), side="right"))
    return [
        (source, np.sort(random.permutation(own.row(source))[: lost[source]]))
        for source in np.sort(mixed[: min(number, MOST_QUESTIONS)]).tolist()
    ]


def _with(rows: Rows, field: str, pairs: Pairs) -> Rows:
    """Return the rows with others in one field, whose days are then not known."""
    if field == "ties":
        return replace(rows, ties=pairs, met=None)
    return replace(rows, memberships=pairs, joined=None)


def _rows_of(questions: Iterable[tuple[int, Ids]], ask: Ask) -> Pairs:
    """Return what the questions lost, as rows of the field."""
    ends = [(source, other) for source, lost in questions for other in lost.tolist()]
    pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)
    if ask.kind == "project":
        pairs = pairs[:, ::-1]
    return np.sort(pairs, axis=1) if ask.field == "ties" else pairs


def _unexplained(kept: Rows, rows: Rows, gone: Pairs, ask: Ask) -> Rows:
    """Return the rows without the tags that only a hidden membership explains."""
    if ask.field != "memberships" or not len(gone) or not _derived(rows):
        return kept
    now = compile_relations(kept)
    teams = _tags_of(now["project>member"], now["member>tag"])
    works = _tags_of(now["member>project"], now["project>tag"])
    lost = Relation.of(gone, rows.members, rows.projects)
    told = _tags_of(lost, now["project>tag"])
    said = _tags_of(Relation.of(gone[:, ::-1], rows.projects, rows.members),
                    now["member>tag"])  # fmt: skip
    topics, expertise = np.asarray(kept.topics), np.asarray(kept.expertise)
    busy = now["member>project"].degree > 0
    drop_topic = _has(said, topics) & ~_has(teams, topics)
    drop_tag = _has(told, expertise) & ~_has(works, expertise) & busy[expertise[:, 0]]
    return replace(kept, topics=topics[~drop_topic], expertise=expertise[~drop_tag])


def _derived(rows: Rows) -> bool:
    """Tell whether people's tags are mostly those of what they joined."""
    relations = compile_relations(rows)
    joined = relations["member>project"]
    works = _tags_of(joined, relations["project>tag"])
    tags = np.asarray(rows.expertise).reshape(-1, 2)
    busy = joined.degree[tags[:, 0]] > 0 if len(tags) else np.zeros(0, dtype=bool)
    return bool(busy.any()) and float(_has(works, tags)[busy].mean()) >= DERIVED


def _tags_of(first: Relation, second: Relation) -> Ids:
    """Return the keys of all pairs of a node and a tag, two steps apart."""
    owners = np.repeat(np.arange(first.size), first.degree)
    lengths, tags = second.rows(first.indices)
    return distinct(_keys(np.column_stack([np.repeat(owners, lengths), tags])))


def _has(keys: Ids, pairs: Pairs) -> NDArray[np.bool_]:
    """Tell which pairs are among the keys that `_tags_of` made."""
    found: NDArray[np.bool_] = np.isin(_keys(pairs), keys)
    return found
