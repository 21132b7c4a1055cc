"""Reads of our own surveys for organisers: where each stands, about how many answered.

An organiser sees no answer, and no number of answers below eight.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.surveys.design import questions
from community.surveys.models import Method, Survey, SurveyAnswer, SurveyState, stands
from community.surveys.queries import items
from community.surveys.results import WHY
from community.surveys.suppression import LEAST, about


@dataclass(frozen=True)
class OwnSurvey:
    """A survey of ours; `answers` is to the nearest five, null for fewer than 8.

    `asks` are the things in words, `questions` how many questions a member has.
    """

    slug: str
    title: str
    question: str
    method: Method
    state: SurveyState
    closes_on: date | None
    answers: int | None
    frozen: bool
    version: int
    asks: tuple[str, ...] = ()
    questions: int = 0


def own_surveys(viewer: Viewer) -> tuple[OwnSurvey, ...]:
    """Return our own surveys, the newest first."""
    found = visible(viewer, Survey).where(Survey.ours)
    rows = db.session.scalars(found.order_by(Survey.made_at.desc(), Survey.id.desc()))
    surveys = list(rows)
    numbers = _numbers([row.id for row in surveys])
    return tuple(_own(row, numbers.get(row.id, 0)) for row in surveys)


def own_survey(viewer: Viewer, row: Survey) -> OwnSurvey:
    """Return one of them, with what it asks."""
    asks = tuple(one["label"] for one in items(viewer, row.id))
    number = len(asks)
    if row.method is Method.BEST_WORST and number > 1:
        number = len(row.asked) or len(questions(number, row.shows))
    return _own(row, _numbers([row.id]).get(row.id, 0), asks, number)


def _own(
    row: Survey, number: int, asks: tuple[str, ...] = (), asked: int = 0
) -> OwnSurvey:
    return OwnSurvey(
        row.slug, row.title, row.question, row.method, stands(row), row.closes_on,
        about(number) if number >= LEAST else None, row.results is not None,
        row.version, asks, asked,
    )  # fmt: skip


def _numbers(surveys: list[int]) -> dict[int, int]:
    """Return how many answers each survey has; said rounded, and not below eight."""
    found = unscoped(WHY, SurveyAnswer.survey_id, func.count(SurveyAnswer.id))
    mine = found.where(SurveyAnswer.survey_id.in_(surveys))
    counted = mine.group_by(SurveyAnswer.survey_id)
    return {one: number for one, number in db.session.execute(counted)}  # noqa: C416
