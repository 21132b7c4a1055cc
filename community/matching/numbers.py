"""The numbers behind one member's suggestions: what speaks for them, what would help.

Whatever is counted here is the viewer's own, or rows that the viewer may list one by
one; how much was learnt from is rounded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Subquery, func, or_

from community.connections.models import Dismissal, Subject
from community.core import clock
from community.core.access import Viewer
from community.expertise.models import Tag, TagState
from community.graph import channels as c
from community.matching.answers import Found, found_for
from community.matching.look import Proposed
from community.matching.models import Learned
from community.matching.rows import me, row, rows_of, together
from community.matching.small_numbers import rounded
from community.matching.snapshot import Snapshot
from community.matching.snapshot_learned import NAME
from community.members.models import Member, MemberTag, Relation
from community.projects.models import Need, NeedTag, Project, ProjectState
from community.projects.queries import is_open

SORTS: Mapping[str, frozenset[str]] = {
    "offers": frozenset({
        c.OFFER_MEETS_NEED, c.OFFER_MEETS_SEEK, c.SEEK_MEETS_OFFER,
        c.NEAR_NEED, c.NEAR_SEEK, c.NEAR_OFFER,
    }),
    "words": frozenset({c.SHARED_TAG, c.NEAR_TAG, c.LIKE_MINDED}),
    "people": frozenset({
        c.KNOWS_SOMEBODY_THERE, c.FRIENDS_OF_FRIENDS_THERE, c.FRIENDS_WORK_WITH,
        c.MUTUAL, c.FURTHER_TIES, c.WORKS_WITH_FRIEND,
    }),
    "projects": frozenset({
        c.WORKS_WITH, c.WORKS_CLOSELY, c.SIMILAR_PROJECT, c.ALIKE_PROJECT,
        c.SHARED_PROJECT, c.KNOWS_TEAMMATE,
    }),
    "place": frozenset({c.SAME_PLACE}),
    "patterns": frozenset({c.PATTERN}),
}  # fmt: skip
"""The sorts of reasons in which a member thinks, and the channels of each."""

FEW_WORDS = 2
"""Whoever offers, or seeks, fewer words than this is asked for more."""


@dataclass(frozen=True)
class Share:
    """For how many suggestions a sort of reason speaks, and its percent of them all."""

    sort: str
    speaks_for: int
    percent: int


@dataclass(frozen=True)
class Missing:
    """What the viewer could add, and how many people and projects that would meet."""

    what: str
    people: int = 0
    projects: int = 0


@dataclass(frozen=True)
class Weighed:
    """What says most here, to people and to projects, and how that is known.

    `learnt_on` is the day on which weights were looked for last, None while there is
    too little to learn from; `usual` when none did better than the usual ones.
    `learnt_from` is about how many joins and ties there are to learn from, to the
    nearest 5; None for fewer than 8.
    """

    people: str
    projects: str
    usual: bool
    learnt_on: date | None
    learnt_from: int | None


@dataclass(frozen=True)
class MyNumbers:
    """What one member's suggestions are made of.

    `words` are all of the viewer's words, `private` those that only they see. `shares`
    add up to 100; there are none while nothing is suggested.
    """

    offers: int
    seeks: int
    words: int
    private: int
    projects: int
    people: int
    places: tuple[str, ...]
    people_shown: int
    projects_shown: int
    shares: tuple[Share, ...]
    weighed: Weighed
    missing: tuple[Missing, ...]
    resting: int
    put_aside: int
    new_perspectives: int
    newcomers: int


def my_numbers(viewer: Viewer) -> MyNumbers:
    """Return the numbers behind the viewer's suggestions: nine statements."""
    asked = found_for(viewer)
    mine, policy = asked.mine, asked.graph.policy
    people = {one.card.id for one in asked.look.people_of(asked.people)}
    works = {one.card.id for one in asked.look.projects_of(asked.works)}
    shown = [one for one in asked.people if one.id in people]
    shown += [one for one in asked.works if one.id in works]
    counts = _counted(viewer, lacks=_lacks_words(asked))
    return MyNumbers(
        offers=len(mine.tag_ids(Relation.OFFERS)),
        seeks=len(mine.tag_ids(Relation.SEEKS)),
        words=len(mine.tag_ids()),
        private=len({tag.id for tag in mine.tags if tag.private}),
        projects=len(mine.projects),
        people=len(mine.ties),
        places=tuple(mine.places.values()),
        people_shown=len(people),
        projects_shown=len(works),
        shares=shares(shown),
        weighed=_weighed(asked, counts.learnt_on),
        missing=_missing(asked, counts),
        resting=_resting(asked),
        put_aside=counts.put_aside,
        new_perspectives=round(100 * policy.bridge_share),
        newcomers=round(100 * policy.newcomer_share),
    )


# ---------------------------------------------------------------- what speaks for them
def shares(shown: Iterable[Proposed]) -> tuple[Share, ...]:
    """Return how much each sort of reason speaks for suggestions, in whole percents.

    What speaks against one (a pattern can) is set off within its sort, and a sort that
    is left below nothing does not speak for that one.
    """
    spoken: dict[str, list[float]] = {sort: [] for sort in SORTS}
    for one in shown:
        for sort, part in _by_sort(one.parts).items():
            if part > 0:
                spoken[sort].append(part)
    percents = in_percent({sort: sum(parts) for sort, parts in spoken.items()})
    found = [
        Share(sort, len(parts), percents[sort])
        for sort, parts in spoken.items()
        if parts
    ]
    return tuple(sorted(found, key=lambda one: -one.percent))


def _by_sort(parts: Mapping[str, float]) -> dict[str, float]:
    return {
        sort: sum(parts.get(channel, 0.0) for channel in sorted(channels))
        for sort, channels in SORTS.items()
    }


def in_percent(parts: Mapping[str, float]) -> dict[str, int]:
    """Return parts of a whole in percents that add up to 100, by largest remainder."""
    whole = sum(parts.values())
    if whole <= 0:
        return dict.fromkeys(parts, 0)
    exact = {name: 100 * part / whole for name, part in parts.items()}
    found = {name: int(value) for name, value in exact.items()}
    by_rest = sorted(exact, key=lambda name: (found[name] - exact[name], name))
    for name in by_rest[: 100 - sum(found.values())]:
        found[name] += 1
    return found


# ---------------------------------------------------------------- what says most here
def _weighed(asked: Found, learnt_on: date | None) -> Weighed:
    learned, joined = asked.graph.matcher.learned, len(asked.mine.projects)
    learnt = bool(learned.work or learned.people)
    people, works = _weights(learned.weights, joined)
    return Weighed(
        people=_says_most(people),
        projects=_says_most(works),
        usual=(people, works) == _weights(c.USUAL, joined),
        learnt_on=learnt_on if learnt else None,
        learnt_from=rounded(_rows_learnt_from(asked.graph)) if learnt else None,
    )


def _weights(weights: c.AllWeights, joined: int) -> tuple[c.Weights, c.Weights]:
    return weights.collaborators, weights.to_projects(joined)


def _says_most(weights: c.Weights) -> str:
    """Return the sort of reason whose channels weigh most together."""
    sums = _by_sort(weights.channel)
    return max(sums, key=lambda sort: sums[sort])


def _rows_learnt_from(graph: Snapshot) -> int:
    """Return how many memberships and ties all members see."""
    relations = graph.matcher.shared.relations
    joins, ties = relations["member>project"], relations["member>member"]
    return len(joins.indices) + len(ties.indices) // 2


# ---------------------------------------------------------------- what would help
def _lacks_words(asked: Found) -> bool:
    mine = asked.mine
    return any(
        len(mine.tag_ids(relation)) < FEW_WORDS
        for relation in (Relation.OFFERS, Relation.SEEKS)
    )


def _missing(asked: Found, counts: "_Counts") -> tuple[Missing, ...]:
    """Return what the viewer could add, the most useful first."""
    mine, found = asked.mine, []
    if len(mine.tag_ids(Relation.OFFERS)) < FEW_WORDS:
        found.append(Missing("offers", counts.seeking, counts.needing))
    if len(mine.tag_ids(Relation.SEEKS)) < FEW_WORDS:
        found.append(Missing("seeks", counts.offering))
    if not mine.ties:
        found.append(Missing("people"))
    if not mine.projects:
        found.append(Missing("projects"))
    return (*found, *(Missing(it) for it in ("place", "kinds") if it not in mine.has))


def _resting(asked: Found) -> int:
    mine = asked.mine
    people = mine.tired_of(Subject.PERSON) - mine.done_people - mine.ties
    works = mine.tired_of(Subject.PROJECT) - mine.done_projects - mine.projects
    return len(people) + len(works)


# ---------------------------------------------------------------- from the database
@dataclass
class _Counts:
    """What one statement counts; people and projects as the viewer may list them."""

    put_aside: int = 0
    offering: int = 0
    seeking: int = 0
    needing: int = 0
    learnt_on: date | None = None


def _counted(viewer: Viewer, *, lacks: bool) -> _Counts:
    made = _Counts()
    for found in rows_of(viewer, _rows(clock.today(), lacks), me=viewer.member_id):
        if found.what == "learnt":
            made.learnt_on = date.fromisoformat(found.label[:10])
        else:
            setattr(made, found.what, getattr(made, found.what) + found.a)
    return made


@lru_cache(maxsize=4)
def _rows(day: date, lacks: bool) -> Subquery:
    parts = [
        _aside(Subject.PERSON, Member, day),
        _aside(Subject.PROJECT, Project, day),
        row("learnt", 0, label=Learned.made_at).where(Learned.name == NAME),
    ]
    return together(*parts, *(_others() if lacks else ()))


def _aside(subject: Subject, entity: type[Member | Project], day: date) -> Select[Any]:
    """Count what is put aside, as the page that lists it does."""
    due = or_(Dismissal.until.is_(None), Dismissal.until > day)
    return (
        row("put_aside", func.count(Dismissal.id))
        .join(entity, entity.id == Dismissal.subject_id)
        .where(Dismissal.subject == subject, due)
    )


def _others() -> list[Select[Any]]:
    return [
        _people("offering", Relation.OFFERS),
        _people("seeking", Relation.SEEKS),
        row("needing", func.count(Project.id.distinct()))
        .join(NeedTag, NeedTag.project_id == Project.id)
        .join(Need, Need.id == NeedTag.need_id)
        .join(Tag, Tag.id == NeedTag.tag_id)
        .where(Project.state == ProjectState.PUBLISHED, is_open())
        .where(Tag.state == TagState.APPROVED),
    ]


def _people(what: str, relation: Relation) -> Select[Any]:
    return (
        row(what, func.count(MemberTag.member_id.distinct()))
        .join(Tag, Tag.id == MemberTag.tag_id)
        .join(Member, Member.id == MemberTag.member_id)
        .where(MemberTag.relation == relation, MemberTag.member_id != me())
        .where(Tag.state == TagState.APPROVED, Member.joined, Member.taking_requests)
    )
