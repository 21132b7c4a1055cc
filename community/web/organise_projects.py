"""The review queue: read a submitted project, publish it, or send it back."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.projects import commands, facts, queries
from community.projects.models import Project, ProjectState
from community.web.door import organisers_only
from community.web.forms import Form, done, posted, typed
from community.web.organise import pages
from community.web.respond import respond


class ReviewForm(Form):
    """A word to the lead."""

    note = TextAreaField(
        _l("A word to whoever leads it"),
        [Length(max=1000, message=_l("Use 1,000 letters or fewer"))],
    )


@dataclass(frozen=True)
class ReviewsPage:
    """The projects that wait."""

    projects: tuple[queries.ProjectCard, ...]


@pages.get("/projects/")
@organisers_only
def projects(viewer: Viewer) -> ResponseReturnValue:
    """List the projects that wait for a review, the longest waiting first."""
    return respond("organise/projects.html", ReviewsPage(queries.to_review(viewer)))


@dataclass(frozen=True)
class ReviewPage:
    """A submitted project as members will see it, and the two answers."""

    project: facts.ProjectFacts
    form: ReviewForm = field(metadata={"api": False})


@pages.route("/projects/<int:project_id>", methods=["GET", "POST"])
@organisers_only
def review(viewer: Viewer, project_id: int) -> ResponseReturnValue:
    """Show a submitted project; a POST publishes it or sends it back."""
    project = _submitted(viewer, project_id)
    form = ReviewForm()
    page = ReviewPage(facts.facts(viewer, project), form)
    if not posted(form):
        return respond("organise/review.html", page, 422 if form.problems else 200)
    publish = request.form.get("answer") == "publish"
    try:
        if publish:
            commands.publish(viewer, project)
        else:
            commands.send_back(viewer, project, typed(form.note))
    except Refused as error:
        form.refuse(error, "note")
        return respond("organise/review.html", page, 422)
    words = _("It is published.") if publish else _("It is back with its lead.")
    return done(words, "organise.projects")


def _submitted(viewer: Viewer, project_id: int) -> Project:
    project: Project = find(viewer, Project, Project.id == project_id)
    if project.state is not ProjectState.IN_REVIEW:
        raise NotFound("review")
    return project
