"""How did this begin? Somebody of the team says where a project came from."""

from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.programme import origins, queries
from community.programme.models import Origin
from community.projects.models import Project
from community.projects.standing import Mine, stands
from community.web.door import members_only
from community.web.forms import Form, done, options, posted
from community.web.projects import pages, reach
from community.web.respond import respond

UNTOLD = "untold"
CHOICES = (
    (Origin.EVENT.value, _l("We met at an event")),
    (Origin.INTRODUCTION.value, _l("Somebody introduced us")),
    (Origin.SUGGESTION.value, _l("We were suggested to each other here")),
    (Origin.COFFEE.value, _l("Over a coffee of a coffee round")),
    (Origin.DIRECT.value, _l("We knew or found each other by ourselves")),
    (UNTOLD, _l("We do not say")),
)


class BeganForm(Form):
    """Where a project began."""

    origin = RadioField(
        _l("Where it began"),
        [InputRequired(_l("Choose how it began"))],
        choices=options(*CHOICES),
    )
    event = SelectField(_l("Which event?"), [Optional()])


@dataclass(frozen=True)
class BeganPage:
    """Where a project began, to choose."""

    slug: str
    title: str
    leads: bool
    waiting: int
    form: BeganForm = field(metadata={"api": False})


def _inside(viewer: Viewer, slug: str) -> tuple[Project, Mine]:
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    require(viewer, Permission.PROJECT_BEGAN, standing)
    return project, standing


def _form(viewer: Viewer, project: Project) -> BeganForm:
    began = queries.began(viewer, project.id)
    form = BeganForm(
        origin=began.origin.value if began else None,
        event=str(began.event_id) if began and began.event_id else "",
    )
    rows = queries.past_choices(viewer)
    listed = [(str(number), title) for number, title in rows]
    form.event.choices = options(("", _("Choose")), *listed)
    return form


@pages.route("/<slug>/began", methods=["GET", "POST"])
@members_only
def began(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask where a project began; a POST says it, or takes it back."""
    project, standing = _inside(viewer, slug)
    form = _form(viewer, project)
    if posted(form):
        chosen = form.origin.data
        origin = None if chosen == UNTOLD else Origin(chosen)
        try:
            number = int(form.event.data) if form.event.data else None
            origins.tell_origin(viewer, project, origin, number)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "event")
            project, standing = _inside(viewer, slug)
        else:
            return done(_("Saved."), "projects.show", slug=slug)
    page = BeganPage(
        project.slug, project.title, standing.leads, standing.waiting, form
    )
    return respond("projects/began.html", page, 422 if form.problems else 200)
