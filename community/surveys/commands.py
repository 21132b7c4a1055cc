"""Changes of our own surveys by organisers: written, opened, closed, published."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.core.states import before
from community.core.text import N_, folded, random_id, slug_of
from community.core.visible import find, visible
from community.surveys import results
from community.surveys.design import questions
from community.surveys.models import (
    MOVES,
    Method,
    Survey,
    SurveyItem,
    SurveyState,
    stands,
)
from community.vocabulary.models import FACTORS, KINDS
from community.vocabulary.queries import terms

FASTER = N_("Somebody else changed this a moment ago. Look at it again")
FEWEST, MOST = 3, 20
"""So many things can a survey ask about."""
SHOWN, STEPS = (3, 5), (3, 10)
"""How many things stand in a best-worst question; how many steps a scale has."""
AHEAD = timedelta(days=365)
LONGEST = {"title": 200, "intro": 2000, "question": 300, "consent_words": 2000}
_S = SurveyState


@dataclass(frozen=True)
class Drawn:
    """What a survey will ask: `factors` are codes, `own` things in words of its own."""

    title: str
    intro: str
    question: str
    method: Method
    shows: int
    closes_on: date
    consent_words: str
    factors: tuple[str, ...]
    own: tuple[str, ...]


def of(viewer: Viewer, slug: str) -> Survey:
    """Return a survey of ours, in any state, for whoever runs surveys."""
    require(viewer, Permission.SURVEY_RUN)
    row: Survey = find(viewer, Survey, Survey.slug == slug)
    if not row.ours:
        raise NotFound(Survey.__name__)
    return row


# ---------------------------------------------------------------- the words
def draft(viewer: Viewer, drawn: Drawn) -> Survey:
    """Write a survey that nobody can answer yet."""
    require(viewer, Permission.SURVEY_RUN)
    check(drawn)
    row = Survey(
        slug=f"{slug_of(drawn.title) or 'survey'}-{random_id()}",
        made_by_id=viewer.member_id, **_columns(drawn),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _write_items(row, drawn)
    _note(viewer, row.id, "drafted")
    return row


def edit(viewer: Viewer, row: Survey, drawn: Drawn, version: int) -> None:
    """Change what a draft will ask; what is open stays as it was when it opened."""
    require(viewer, Permission.SURVEY_RUN)
    if row.version != version:
        raise Conflict(FASTER)
    if row.state is not _S.DRAFT:
        raise Refused(N_("Only a draft can be changed"))
    check(drawn)
    for name, value in _columns(drawn).items():
        setattr(row, name, value)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    _write_items(row, drawn)
    _note(viewer, row.id, "changed")


def _columns(drawn: Drawn) -> dict[str, Any]:
    words = {name: getattr(drawn, name).strip() for name in LONGEST}
    plain = {"method": drawn.method, "shows": drawn.shows}
    return words | plain | {"closes_on": drawn.closes_on}


def _write_items(row: Survey, drawn: Drawn) -> None:
    db.session.execute(delete(SurveyItem).where(SurveyItem.survey_id == row.id))
    factors = [{"factor": code} for code in drawn.factors]
    own = [{"label": " ".join(words.split())} for words in drawn.own]
    for sort, what in enumerate([*factors, *own]):
        db.session.add(SurveyItem(survey_id=row.id, sort=sort, **what))
    db.session.flush()


def check(drawn: Drawn) -> None:
    """Refuse a survey that could not be asked, and say what to mend."""
    for name, missing in (
        ("title", N_("Give it a title")),
        ("question", N_("Write the question")),
        ("consent_words", N_("Say what people agree to")),
    ):
        if not getattr(drawn, name).strip():
            raise Refused(missing)
    if any(len(getattr(drawn, name).strip()) > most for name, most in LONGEST.items()):
        raise Refused(N_("Use fewer letters"))
    check_day(drawn.closes_on)
    _check_items(drawn)


def check_day(day: date) -> None:
    """Refuse a closing day that has passed, or is too far ahead."""
    if not clock.today() <= day <= clock.today() + AHEAD:
        raise Refused(N_("Choose a day within the next %(days)s days"), days=AHEAD.days)


def _check_items(drawn: Drawn) -> None:
    known = {card.code for card in terms(FACTORS)}
    if not set(drawn.factors) <= known:
        raise Refused(N_("Choose factors from the list"))
    if any(len(words) > 200 for words in drawn.own):
        raise Refused(N_("Use 200 letters or fewer for each"))
    plain = [*drawn.factors, *(folded(words) for words in drawn.own)]
    if len(set(plain)) < len(plain) or "" in plain:
        raise Refused(N_("Name each thing once, in words"))
    if not FEWEST <= len(plain) <= MOST:
        raise Refused(N_("Ask about %(few)s to %(many)s things"), few=FEWEST, many=MOST)
    if drawn.method is Method.UNKNOWN:
        raise Refused(N_("Choose how people answer"))
    few, many = SHOWN if drawn.method is Method.BEST_WORST else STEPS
    if not few <= drawn.shows <= many:
        raise Refused(
            N_("Choose a number from %(few)s to %(many)s"), few=few, many=many
        )


# ---------------------------------------------------------------- open, and closed
def open_(viewer: Viewer, row: Survey) -> None:
    """Let members answer a draft; what it asks is frozen from here on."""
    require(viewer, Permission.SURVEY_RUN)
    if row.closes_on is None or row.closes_on < clock.today():
        raise Refused(N_("Its closing day has passed. Choose another one first"))
    items = item_ids(viewer, row)
    asked: list[list[int]] = []
    if row.method is Method.BEST_WORST:
        numbers = questions(len(items), row.shows)
        asked = [[items[number] for number in one] for one in numbers]
    _move(viewer, row, _S.OPEN, _S.DRAFT, asked=asked, opened_at=clock.now())


def close(viewer: Viewer, row: Survey) -> None:
    """Let nobody answer any more, before its day or after it."""
    require(viewer, Permission.SURVEY_RUN)
    _move(viewer, row, _S.CLOSED, _S.OPEN)


def reopen(viewer: Viewer, row: Survey, closes_on: date) -> None:
    """Let members answer again, until another day; not once figures were shown."""
    require(viewer, Permission.SURVEY_RUN)
    check_day(closes_on)
    if row.results is not None:
        raise Refused(N_("Its figures were shown already. Ask anew in a new survey"))
    if stands(row) is _S.CLOSED and row.state is _S.OPEN:
        close(viewer, row)
    _move(viewer, row, _S.OPEN, _S.CLOSED, closes_on=closes_on)


def publish(viewer: Viewer, row: Survey) -> None:
    """Show the figures to everybody; they are worked out the first time, once."""
    require(viewer, Permission.SURVEY_RUN)
    if stands(row) is _S.CLOSED and row.state is _S.OPEN:
        close(viewer, row)
    if row.state is not _S.CLOSED:
        raise Conflict(FASTER)
    kinds = [card.code for card in terms(KINDS)]
    figures = results.frozen(row, item_ids(viewer, row), kinds)
    shown = {"results": figures, "published_at": clock.now()}
    _move(viewer, row, _S.PUBLISHED, _S.CLOSED, **shown)


def take_back(viewer: Viewer, row: Survey) -> None:
    """Show the figures to organisers alone again; they stay as they are."""
    require(viewer, Permission.SURVEY_RUN)
    _move(viewer, row, _S.CLOSED, _S.PUBLISHED)


def discard(viewer: Viewer, row: Survey) -> None:
    """Delete a draft for good: nobody has answered it."""
    require(viewer, Permission.SURVEY_RUN)
    number = row.id
    done = db.session.execute(
        delete(Survey)
        .where(Survey.id == number, Survey.state == _S.DRAFT, Survey.ours)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.expunge(row)
    _note(viewer, number, "deleted")


def item_ids(viewer: Viewer, row: Survey) -> list[int]:
    """Return what a survey asks about, in its order."""
    found = visible(viewer, SurveyItem.id).where(SurveyItem.survey_id == row.id)
    return list(db.session.scalars(found.order_by(SurveyItem.sort)))


def _move(
    viewer: Viewer, row: Survey, state: SurveyState, from_: SurveyState, **values: Any
) -> None:
    """Go on to a state from the one that was looked at; else say who was faster."""
    if from_ not in before(MOVES, state):
        raise ValueError(f"nothing leads from {from_} to {state}")
    done = db.session.execute(
        update(Survey)
        .where(Survey.id == row.id, Survey.state == from_, Survey.ours)
        .values(state=state, version=Survey.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.refresh(row)
    _note(viewer, row.id, state.value)


def _note(viewer: Viewer, number: int, what: str) -> None:
    journal.record(viewer, journal.Act.SURVEY, "survey", number, what)
    db.session.flush()
