"""Surveys: what there is to answer, what was found, and how each was made."""

from dataclasses import dataclass, field

from flask import Blueprint
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.surveys import answering, queries
from community.surveys.models import SurveyState
from community.surveys.queries import SurveyCard, SurveyFacts, SurveyTable
from community.web.door import door
from community.web.respond import respond
from community.web.surveys_plots import Chart, chart
from community.web.surveys_words import FILTERS

pages = Blueprint("surveys", __name__, url_prefix="/surveys")
for name, words in FILTERS.items():
    pages.add_app_template_filter(words, name)


@dataclass(frozen=True)
class SurveysPage:
    """Surveys that members can answer, that are closed, and those with figures."""

    surveys: tuple[SurveyCard, ...]

    @property
    def open(self) -> list[SurveyCard]:
        """Those that take answers."""
        return [one for one in self.surveys if one.state is SurveyState.OPEN]

    @property
    def closed(self) -> list[SurveyCard]:
        """Those whose figures are still to come."""
        return [one for one in self.surveys if one.state is SurveyState.CLOSED]

    @property
    def published(self) -> list[SurveyCard]:
        """Those that found something."""
        return [one for one in self.surveys if one.state is SurveyState.PUBLISHED]


@pages.get("/")
@door("anyone", record=SurveysPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the surveys, first those to answer."""
    return respond("surveys/index.html", SurveysPage(queries.surveys(viewer)))


@dataclass(frozen=True)
class SurveyPage:
    """A survey, with what it found by group; `answered` is whether the viewer did."""

    survey: SurveyFacts
    table: SurveyTable
    answered: bool
    chart: Chart | None = field(metadata={"api": False})


@pages.get("/<survey>")
@door("anyone", record=SurveyPage)
def show(viewer: Viewer, survey: str) -> ResponseReturnValue:
    """Show who asked whom, when, what was found, and where that is told."""
    row = queries.of(viewer, survey)
    facts, table = queries.facts(row), queries.table(viewer, row)
    mine = viewer.is_member and row.ours
    answered = mine and answering.own_answer(viewer, row.id) is not None
    page = SurveyPage(facts, table, answered, chart(facts, table))
    return respond("surveys/show.html", page)
