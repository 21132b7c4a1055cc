"""Answering a survey: for oneself, after a yes to its words; and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from community.accounts import commands as accounts
from community.accounts.models import ConsentPurpose
from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.members.models import MemberKind
from community.surveys.models import (
    Method,
    Survey,
    SurveyAnswer,
    SurveyItem,
    SurveyState,
    stands,
)

FASTER = N_("You have answered this a moment ago. Look at your answer")


@dataclass(frozen=True)
class Given:
    """What a member answers: `best` and `worst` by question, or `rated` by item.

    `agreed` is the version of the words that were agreed to, "" without a yes.
    """

    agreed: str
    counted_as: str = ""
    best: tuple[int | None, ...] = ()
    worst: tuple[int | None, ...] = ()
    rated: Mapping[int, int] | None = None


def words_version(survey: Survey) -> str:
    """Return which words somebody agrees to: a hash, so that no other fits."""
    return accounts.hash_of(survey.consent_words)


def own_kinds(viewer: Viewer) -> tuple[str, ...]:
    """Return the kinds that the viewer is, as they told: any audience, their choice."""
    found = visible(viewer, MemberKind.code).where(
        MemberKind.member_id == viewer.member_id
    )
    return tuple(db.session.scalars(found.order_by(MemberKind.rank, MemberKind.id)))


def own_answer(viewer: Viewer, survey: int) -> SurveyAnswer | None:
    """Return what the viewer answered; nobody reads anybody else's."""
    found = visible(viewer, SurveyAnswer).where(SurveyAnswer.survey_id == survey)
    row: SurveyAnswer | None = db.session.scalar(found.limit(1))
    return row


def answer(viewer: Viewer, slug: str, given: Given) -> None:
    """Keep what the viewer answers, in place of what they answered before."""
    require(viewer, Permission.SURVEY_ANSWER)
    survey: Survey = find(viewer, Survey, Survey.slug == slug)
    if not survey.ours or stands(survey) is not SurveyState.OPEN:
        raise Conflict(N_("This survey takes no answers now"))
    if given.agreed != words_version(survey):
        raise Refused(N_("Tick the box if you agree. Without it nothing is kept"))
    if given.counted_as not in ("", *own_kinds(viewer)):
        raise Refused(N_("Choose one of your own kinds, or none"))
    said = _checked(viewer, survey, given)
    row = own_answer(viewer, survey.id)
    if row is None:
        row = SurveyAnswer(survey_id=survey.id, member_id=viewer.member_id)
        db.session.add(row)
    row.counted_as, row.answers = given.counted_as, said
    row.consented, row.answered_at = given.agreed, clock.now()
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(FASTER) from None
    accounts.give_consent(
        viewer, ConsentPurpose.SURVEY, survey.consent_words, survey.slug
    )


def withdraw(viewer: Viewer, slug: str) -> None:
    """Delete what the viewer answered, whenever they wish.

    Figures that are published by then stay: they tell of parts of eight or more, and
    new ones beside the old would tell what this one person said.
    """
    require(viewer, Permission.SURVEY_ANSWER)
    survey: Survey = find(viewer, Survey, Survey.slug == slug)
    done = db.session.execute(
        delete(SurveyAnswer).where(
            SurveyAnswer.survey_id == survey.id,
            SurveyAnswer.member_id == viewer.member_id,
        )
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(N_("There is no answer of yours here"))
    accounts.withdraw_consent(viewer, ConsentPurpose.SURVEY, survey.slug)
    db.session.flush()


def _checked(viewer: Viewer, survey: Survey, given: Given) -> dict[str, Any]:
    """Return an answer as it is kept, or refuse one that leaves something out."""
    if survey.method is Method.BEST_WORST:
        choices = zip_longest(survey.asked, given.best, given.worst)
        for shown, best, worst in choices:
            if not shown or best not in shown or worst not in shown:
                raise Refused(N_("Choose one of each in every question"))
            if best == worst:
                raise Refused(N_("Most and least are two different things"))
        return {"best": list(given.best), "worst": list(given.worst)}
    found = visible(viewer, SurveyItem.id).where(SurveyItem.survey_id == survey.id)
    rated = given.rated or {}
    kept = {str(item): rated.get(item) for item in db.session.scalars(found)}
    if any(step not in range(1, survey.shows + 1) for step in kept.values()):
        raise Refused(N_("Choose a number for each"))
    return {"rated": kept}
