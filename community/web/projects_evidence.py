"""The evidence that a project uses, and what may help it."""

from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.core.together import together
from community.evidence.people import UsedLine, used_by
from community.matching.evidence import for_project
from community.matching.evidence_why import ResourceSuggestion
from community.projects.standing import Mine, mine
from community.web.door import door
from community.web.projects import pages, reach
from community.web.respond import respond


@dataclass(frozen=True)
class ProjectEvidencePage:
    """What a project uses; to its team, what may help it, with reasons."""

    slug: str
    title: str
    used: tuple[UsedLine, ...]
    suggested: tuple[ResourceSuggestion, ...]
    mine: Mine = field(metadata={"api": False})


@pages.get("/<slug>/evidence")
@door("anyone", record=ProjectEvidencePage)
def evidence(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show the evidence that a project uses, and suggest some to its team."""
    project = reach(viewer, slug)
    used, standing = together(
        viewer, used_by(viewer, project.id), mine(viewer, project.id)
    )
    suggested = for_project(viewer, project.id) if standing.inside else ()
    page = ProjectEvidencePage(project.slug, project.title, used, suggested, standing)
    return respond("projects/evidence.html", page)
