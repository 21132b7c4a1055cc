"""Answering a survey on one page, changing the answer, and taking it back."""

from dataclasses import dataclass, field
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.surveys import answering, queries
from community.surveys.answering import Given
from community.surveys.design import turned
from community.surveys.models import Method, Survey, SurveyAnswer, SurveyState
from community.surveys.queries import SurveyFacts
from community.vocabulary.queries import kinds
from community.web.door import members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.respond import respond, told
from community.web.surveys import pages

ONE_EACH = InputRequired(_l("Choose one"))


class AnswerForm(Form):
    """A yes to the words, whom one counts as, and a field for each question."""

    agree = BooleanField(_l("I agree"))
    words = HiddenField()
    counted_as = RadioField(_l("Count me as"), default="", validate_choice=True)


@dataclass(frozen=True)
class Asked:
    """A question as it stands on the page: fields for what matters most and least.

    Of a rating `most` is its only field, and `label` what is rated.
    """

    number: int
    label: str
    most: Any
    least: Any = None

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Both circles of each thing that is shown."""
        return list(zip(self.most, self.least, strict=True))

    def called(self, place: int) -> dict[str, str]:
        """Return what each of its fields is called in the summary of problems."""
        if self.least is None:
            return {self.most.id: self.label}
        question = _("Question %(number)s", number=place)
        both = (self.most, self.least)
        return {one.id: f"{question}, {one.label.text}" for one in both}


@dataclass(frozen=True)
class AnswerPage:
    """A survey to answer: its words, and its questions in this member's order."""

    survey: SurveyFacts
    consent_words: str
    answered: bool
    form: AnswerForm = field(metadata={"api": False})
    asked: tuple[Asked, ...] = field(metadata={"api": False})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem as they stand on the page, and of what, for the summary."""
        called: dict[str, str] = {}
        for place, each in enumerate(self.asked, 1):
            called |= each.called(place)
        order = list(called)
        found = sorted(
            self.form.problems,
            key=lambda one: order.index(one[0]) if one[0] in called else -1,
        )
        return [
            (where, f"{called[where]}: {message}" if where in called else message)
            for where, message in found
        ]


@pages.route("/<survey>/answer", methods=["GET", "POST"])
@members_only
def answer(viewer: Viewer, survey: str) -> ResponseReturnValue:
    """Ask everything on one page; a POST keeps the answer in place of an older one."""
    row = queries.of(viewer, survey)
    facts = queries.facts(row)
    if not row.ours or facts.state is not SurveyState.OPEN:
        return redirect(url_for("surveys.show", survey=row.slug))
    mine = answering.own_answer(viewer, row.id)
    form, asked = _form(viewer, row, mine)
    posted(form)
    if form.is_submitted():
        _look(form, asked)
    if form.is_submitted() and not form.problems:
        try:
            answering.answer(viewer, row.slug, _given(row, form))
        except Conflict:
            raise
        except Refused as error:
            db.session.rollback()
            form.form_errors.append(told(error))
        else:
            return done(
                _("Thank you. Your answer is kept."), "surveys.show", survey=survey
            )
    page = AnswerPage(facts, row.consent_words, mine is not None, form, asked)
    return respond("surveys/answer.html", page, 422 if page.problems else 200)


@pages.post("/<survey>/withdraw")
@members_only
def withdraw(viewer: Viewer, survey: str) -> ResponseReturnValue:
    """Delete one's own answer."""
    answering.withdraw(viewer, survey)
    message = _("Your answer is deleted. Nothing of it is kept.")
    return done(message, "surveys.show", survey=survey)


# ---------------------------------------------------------------- the form
def _form(
    viewer: Viewer, row: Survey, mine: SurveyAnswer | None
) -> tuple[AnswerForm, tuple[Asked, ...]]:
    """Return the form of a survey as its member answered it, and its questions."""
    labels = {one["id"]: one["label"] for one in queries.items(viewer, row.id)}
    who = f"{row.slug}:{viewer.member_id}"
    compared = row.method is Method.BEST_WORST
    made = _best_worst(row, labels, who) if compared else _ratings(row, labels)
    own = type("OwnAnswerForm", (AnswerForm,), made)
    form: AnswerForm = own(data=_kept(mine) | {"words": answering.words_version(row)})
    named, mine_are = kinds(), answering.own_kinds(viewer)
    form.counted_as.choices = options(
        *((code, named[code].label) for code in mine_are if code in named),
        ("", _("None of them: count me among everybody")),
    )
    if compared:
        order = turned(range(len(row.asked)), who)
        return form, tuple(
            Asked(n, "", form[f"best_{n}"], form[f"worst_{n}"]) for n in order
        )
    return form, tuple(
        Asked(item, labels[item], form[f"item_{item}"])
        for item in turned(list(labels), who)
    )


def _best_worst(row: Survey, labels: dict[int, str], who: str) -> dict[str, RadioField]:
    made = {}
    for number, shown in enumerate(row.asked):
        order = turned(shown, f"{who}:{number}")
        listed = options(*((str(item), labels[item]) for item in order))
        for name, label in (("best", _("Matters most")), ("worst", _("Matters least"))):
            made[f"{name}_{number}"] = RadioField(label, [ONE_EACH], choices=listed)
    return made


def _ratings(row: Survey, labels: dict[int, str]) -> dict[str, RadioField]:
    steps = options(*((str(step), str(step)) for step in range(1, row.shows + 1)))
    return {
        f"item_{item}": RadioField(label, [ONE_EACH], choices=steps)
        for item, label in labels.items()
    }


def _kept(mine: SurveyAnswer | None) -> dict[str, Any]:
    if mine is None:
        return {}
    said = mine.answers
    found: dict[str, Any] = {"counted_as": mine.counted_as, "agree": True}
    for name in ("best", "worst"):
        found |= {f"{name}_{n}": str(one) for n, one in enumerate(said.get(name, ()))}
    rated = said.get("rated", {})
    return found | {f"item_{item}": str(step) for item, step in rated.items()}


def _look(form: AnswerForm, asked: tuple[Asked, ...]) -> None:
    """Show beside its field what the command would refuse, all of it at once."""
    if not form.agree.data:
        words = _("Tick the box if you agree. Without it nothing is kept")
        form.agree.errors = [words]
    for one in asked:
        chosen = one.most.data
        if one.least is not None and chosen and chosen == one.least.data:
            one.least.errors = [_("Most and least are two different things")]


def _given(row: Survey, form: AnswerForm) -> Given:
    agreed, counted_as = typed(form.words), typed(form.counted_as)
    if row.method is Method.RATING:
        rated = {
            int(one.name.removeprefix("item_")): int(one.data)
            for one in form
            if one.name.startswith("item_")
        }
        return Given(agreed, counted_as, rated=rated)
    numbers = range(len(row.asked))
    best, worst = (
        tuple(int(form[f"{name}_{number}"].data) for number in numbers)
        for name in ("best", "worst")
    )
    return Given(agreed, counted_as, best, worst)
