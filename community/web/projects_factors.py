"""The factors by which people decide, and the projects that speak to each."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.projects.factors import SURVEY, Factor, all_factors, nameless
from community.web.door import door
from community.web.projects import pages
from community.web.respond import respond


@dataclass(frozen=True)
class FactorsPage:
    """The factors of the survey: those with a name, and how many have none here."""

    factors: tuple[Factor, ...]
    nameless: int
    survey: str = SURVEY


@pages.get("/factors/")
@door("anyone", record=FactorsPage)
def factors(viewer: Viewer) -> ResponseReturnValue:
    """List the factors, with the projects that speak to each."""
    page = FactorsPage(all_factors(viewer), nameless())
    return respond("projects/factors.html", page)
