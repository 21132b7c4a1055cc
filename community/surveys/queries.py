"""Reads of surveys: the list, and one with what it found, item by item."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import and_, func

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import find, visible
from community.surveys import results
from community.surveys.models import (
    Finding,
    Measure,
    Method,
    Survey,
    SurveyAnswer,
    SurveyGroup,
    SurveyItem,
    SurveyState,
    stands,
)
from community.vocabulary.models import FACTORS, KINDS, Term
from community.vocabulary.queries import terms

NAMELESS = "factor-"
"""How the codes of the factors begin whose names are not known to us."""


@dataclass(frozen=True)
class SurveyCard:
    """A survey in a list; null and empty are unknown.

    `ours` tells whether members of this place were asked; `n` is how many answered, to
    the nearest five where they are ours.
    """

    slug: str
    title: str
    intro: str
    ours: bool
    provider: str
    n: int | None
    when: str
    state: SurveyState
    closes_on: date | None
    published_at: datetime | None
    answered: bool = False


@dataclass(frozen=True)
class SurveyFacts:
    """Who asked what, how, when, and where that is told; empty is unknown."""

    slug: str
    title: str
    intro: str
    ours: bool
    provider: str
    method: Method
    question: str
    shows: int
    n: int | None
    when: str
    sources: tuple[str, ...]
    state: SurveyState
    opened_at: datetime | None
    closes_on: date | None
    published_at: datetime | None


@dataclass(frozen=True)
class GroupLine:
    """Some who answered; `base` is how many: null is unknown.

    It is to the nearest five where the survey is ours. The label of a kind is that of
    the list of kinds.
    """

    code: str
    label: str
    base: int | None


@dataclass(frozen=True)
class Found:
    """What was found of an item in a group; each number is null where it is unknown.

    `rank` is `of` so many; `score` goes from -100 to 100, `share` and `percent` to 100,
    `mean` to the last step of the scale, `spread` is its standard deviation.
    """

    rank: int | None = None
    of: int | None = None
    percent: float | None = None
    score: float | None = None
    share: int | None = None
    mean: float | None = None
    spread: float | None = None
    base: int | None = None
    source: str = ""


@dataclass(frozen=True)
class ItemLine:
    """Something that was asked about, and what each group made of it; null: unknown.

    `factor` is its code among the decision factors, "" for words of its own.
    """

    label: str
    factor: str
    found: tuple[Found | None, ...]


@dataclass(frozen=True)
class SurveyTable:
    """The groups, and the items with a finding for each of them, in that order.

    `nameless` counts the items whose names are not known to us, nor anything else.
    """

    groups: tuple[GroupLine, ...]
    items: tuple[ItemLine, ...]
    nameless: int


def surveys(viewer: Viewer) -> tuple[SurveyCard, ...]:
    """Return what there is to answer, then what was found, the newest first."""
    mine = and_(
        SurveyAnswer.survey_id == Survey.id, SurveyAnswer.member_id == viewer.member_id
    )
    found = visible(viewer, Survey, SurveyAnswer.id.label("mine"))
    found = found.outerjoin(SurveyAnswer, mine).where(Survey.state != SurveyState.DRAFT)
    newest = func.coalesce(Survey.published_at, Survey.opened_at, Survey.made_at)
    rows = db.session.execute(found.order_by(newest.desc(), Survey.id.desc())).all()
    cards = [_card(row.Survey, row.mine is not None) for row in rows]
    order = (SurveyState.OPEN, SurveyState.CLOSED, SurveyState.PUBLISHED)
    return tuple(sorted(cards, key=lambda card: order.index(card.state)))


def _card(row: Survey, answered: bool) -> SurveyCard:
    return SurveyCard(
        row.slug, row.title, row.intro, row.ours, row.provider, number(row),
        row.fieldwork, stands(row), row.closes_on, row.published_at, answered,
    )  # fmt: skip


def number(row: Survey) -> int | None:
    """Return how many answered, where that is known and may be told."""
    if not row.ours:
        return row.n
    if row.state is not SurveyState.PUBLISHED:
        return None
    return results.thawed(row.results)[0].base


def of(viewer: Viewer, slug: str) -> Survey:
    """Return a survey that the viewer may see, or raise `NotFound`."""
    return cast(Survey, find(viewer, Survey, Survey.slug == slug))


def facts(row: Survey) -> SurveyFacts:
    """Return what is known of how a survey was made."""
    return SurveyFacts(
        slug=row.slug, title=row.title, intro=row.intro, ours=row.ours,
        provider=row.provider, method=row.method, question=row.question,
        shows=row.shows, n=number(row), when=row.fieldwork,
        sources=tuple(row.source.split()), state=stands(row),
        opened_at=row.opened_at, closes_on=row.closes_on,
        published_at=row.published_at,
    )  # fmt: skip


def items(viewer: Viewer, survey: int) -> list[Mapping[str, Any]]:
    """Return what a survey asks about: id, factor and label, in its order."""
    label = func.coalesce(func.nullif(SurveyItem.label, ""), Term.label, "")
    found = (
        visible(viewer, SurveyItem.id, SurveyItem.factor, label.label("label"))
        .outerjoin(Term, and_(Term.list == FACTORS, Term.code == SurveyItem.factor))
        .where(SurveyItem.survey_id == survey)
    )
    rows = db.session.execute(found.order_by(SurveyItem.sort)).mappings()
    return list(map(dict, rows))


def table(viewer: Viewer, row: Survey) -> SurveyTable:
    """Return what a survey found; of one of ours only once it is published."""
    if row.ours and row.state is not SurveyState.PUBLISHED:
        return SurveyTable((), (), 0)
    asked = items(viewer, row.id)
    groups, found = _of_ours(row) if row.ours else _of_others(viewer, row.id)
    lines, nameless = [], 0
    for item in asked:
        cells = tuple(found.get((item["id"], group.code)) for group in groups)
        if not any(cells) and item["factor"].startswith(NAMELESS):
            nameless += 1
        else:
            lines.append(ItemLine(item["label"], item["factor"], cells))
    if row.ours:
        lines.sort(key=lambda line: (line.found[0] or Found(rank=99)).rank or 99)
    return SurveyTable(groups, tuple(lines), nameless)


Cells = dict[tuple[int, str], Found]
Groups = tuple[GroupLine, ...]


def _of_ours(row: Survey) -> tuple[Groups, Cells]:
    kinds = {card.code: card.label for card in terms(KINDS)}
    groups: list[GroupLine] = []
    cells: Cells = {}
    for part in results.thawed(row.results):
        groups.append(GroupLine(part.code, kinds.get(part.code, ""), part.base))
        cells |= {(one.item, part.code): found_by(part, one) for one in part.figures}
    return tuple(groups), cells


def found_by(part: results.Part, one: results.Figure) -> Found:
    """Return a figure of ours as pages show it."""
    return Found(
        rank=one.rank, of=len(part.figures), score=one.score, share=one.share,
        mean=one.mean, spread=one.spread, base=part.base,
    )  # fmt: skip


def _of_others(viewer: Viewer, survey: int) -> tuple[Groups, Cells]:
    columns = SurveyGroup.id, SurveyGroup.code, SurveyGroup.label, SurveyGroup.base
    listed = visible(viewer, *columns).where(SurveyGroup.survey_id == survey)
    rows = db.session.execute(listed.order_by(SurveyGroup.sort, SurveyGroup.id)).all()
    codes = {row.id: row.code for row in rows}
    cells: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    found = visible(viewer, Finding).where(Finding.survey_id == survey)
    for one in db.session.scalars(found.order_by(Finding.id)):
        cells[one.item_id, codes[one.group_id]].append(one)
    groups = tuple(GroupLine(row.code, row.label, row.base) for row in rows)
    return groups, {place: told(findings) for place, findings in cells.items()}


def told(findings: Sequence[Finding]) -> Found:
    """Return what a survey of others found of one item in one group."""
    values: dict[str, Any] = {}
    for one in findings:
        rank = one.measure is Measure.RANK
        values[one.measure.value] = int(one.value) if rank else one.value
        values |= {"of": one.of} if rank else {}
        values |= {"base": one.base, "source": one.source}
    return Found(**values)
