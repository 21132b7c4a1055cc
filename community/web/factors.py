"""The factors by which people decide, with findings, projects and resources."""

from dataclasses import dataclass

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.projects.factors import SURVEY, nameless
from community.surveys import factors as known
from community.surveys.factors import FactorCard
from community.web import projects
from community.web.door import anyone, door
from community.web.respond import respond

pages = Blueprint("factors", __name__, url_prefix="/factors")


@dataclass(frozen=True)
class FactorsPage:
    """The factors of the survey: those with a name, and how many have none here."""

    factors: tuple[FactorCard, ...]
    nameless: int
    survey: str = SURVEY


@pages.get("/")
@door("anyone", record=FactorsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the factors, with what was found, and who and what speaks to each."""
    page = FactorsPage(known.factors(viewer), nameless())
    return respond("factors/index.html", page)


@dataclass(frozen=True)
class FactorPage:
    """One factor with all that is here on it."""

    factor: FactorCard


@pages.get("/<code>")
@door("anyone", record=FactorPage)
def show(viewer: Viewer, code: str) -> ResponseReturnValue:
    """Show one factor: findings with their base and source, projects, resources."""
    return respond("factors/show.html", FactorPage(known.factor(viewer, code)))


@projects.pages.get("/factors/")
@anyone
def factors(viewer: Viewer) -> ResponseReturnValue:
    """Lead to the factors from where they stood once."""
    return redirect(url_for("factors.index"), 301)
