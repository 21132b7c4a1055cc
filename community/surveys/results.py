"""The figures of a survey of ours: worked out once, frozen, told by parts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.surveys import arithmetic
from community.surveys.models import Method, Survey, SurveyAnswer
from community.surveys.suppression import LEAST, about, divide

WHY = "results of a survey are counts of many"
EVERYBODY, TOGETHER = "all", "together"
"""The codes of everybody, and of those whose groups are not shown by themselves."""
Answers = Sequence[tuple[str, dict[str, Any]]]
"""Under which code each member is counted, and what they answered."""


@dataclass(frozen=True)
class Figure:
    """What a part made of an item.

    `score`, from -100 to 100, and `share`, in percent, are of best-worst questions;
    `mean` and `spread` of ratings.
    """

    item: int
    rank: int
    score: int | None = None
    share: int | None = None
    mean: float | None = None
    spread: float | None = None


@dataclass(frozen=True)
class Part:
    """Some who answered, eight or more; `base` is how many, to the nearest five."""

    code: str
    base: int
    figures: tuple[Figure, ...]


def answers_of(survey: int) -> Answers:
    """Return all answers of a survey, without whose they are."""
    columns = SurveyAnswer.counted_as, SurveyAnswer.answers
    found = unscoped(WHY, *columns).where(SurveyAnswer.survey_id == survey)
    return [(code, said) for code, said in db.session.execute(found)]


def frozen(
    survey: Survey, items: Sequence[int], kinds: Sequence[str]
) -> dict[str, Any]:
    """Return the figures of a survey as they are kept: worked out the first time.

    What was once published stays as it is: two states of it, from before and after
    somebody took an answer back, would together tell what this one person said.
    """
    if survey.results is not None:
        return survey.results
    answers = answers_of(survey.id)
    if len(answers) < LEAST:
        raise Refused(
            N_("Fewer than %(least)s people answered: too few to show"), least=LEAST
        )
    parts = worked_out(survey.method, survey.asked, items, kinds, answers)
    return {"parts": [asdict(part) for part in parts]}


def thawed(results: Mapping[str, Any] | None) -> tuple[Part, ...]:
    """Return the figures as they were frozen."""
    return tuple(
        Part(one["code"], one["base"], tuple(Figure(**each) for each in one["figures"]))
        for one in (results or {"parts": []})["parts"]
    )


def worked_out(
    method: Method,
    asked: Sequence[Sequence[int]],
    items: Sequence[int],
    kinds: Sequence[str],
    answers: Answers,
) -> tuple[Part, ...]:
    """Return everybody, then the parts that may be shown by themselves.

    `kinds` are all groups there could be, also those in which nobody is counted.
    """
    counts = Counter(dict.fromkeys(("", *kinds), 0))
    counts.update(code for code, _said in answers)
    division = divide(counts)
    part_of = dict.fromkeys(division.together, TOGETHER)
    part_of |= {code: code for code in division.apart}
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code, said in answers:
        members[EVERYBODY].append(said)
        if code in part_of:
            members[part_of[code]].append(said)
    order = (EVERYBODY, *division.apart, *([TOGETHER] if division.together else []))
    work = _compared if method is Method.BEST_WORST else _rated
    return tuple(
        Part(code, about(len(members[code])), work(asked, items, members[code]))
        for code in order
    )


def _compared(
    asked: Sequence[Sequence[int]], items: Sequence[int], said: list[dict[str, Any]]
) -> tuple[Figure, ...]:
    place = {item: number for number, item in enumerate(items)}
    questions = [tuple(place[item] for item in one) for one in asked]
    choices = [
        [
            (place[best], place[worst])
            for best, worst in zip(one["best"], one["worst"], strict=True)
        ]
        for one in said
    ]
    found = arithmetic.tallies(choices, questions, len(items))
    scores = [arithmetic.score(one) for one in found]
    return tuple(
        Figure(item, rank, score=_whole(100 * score), share=_whole(share))
        for item, rank, score, share in zip(
            items, arithmetic.ranks(scores), scores, arithmetic.shares(found),
            strict=True,
        )
    )  # fmt: skip


def _rated(
    _asked: Sequence[Sequence[int]], items: Sequence[int], said: list[dict[str, Any]]
) -> tuple[Figure, ...]:
    found = [
        arithmetic.rated([one["rated"][str(item)] for one in said]) for item in items
    ]
    places = arithmetic.ranks([one.mean for one in found])
    return tuple(
        Figure(item, rank, mean=round(float(one.mean), 1), spread=round(one.spread, 1))
        for item, rank, one in zip(items, places, found, strict=True)
    )


def _whole(value: Fraction) -> int:
    return round(value)
