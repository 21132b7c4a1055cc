"""The directory of projects, those of the viewer, and following one."""

from dataclasses import dataclass, field

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug import Response

from community.core import journal, limits
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, find
from community.members.directory import Option
from community.projects import commands, directory, queries
from community.projects import facets as counted
from community.projects.models import Project, ProjectSlug
from community.web import bell, exports, words
from community.web.door import door, members_only, organisers_only
from community.web.following_words import TopicButton, topic_button
from community.web.forms import back
from community.web.members import Facet
from community.web.projects_words import FILTERS, stage_label
from community.web.respond import respond

pages = Blueprint("projects", __name__, url_prefix="/projects")

for name, function in FILTERS.items():
    pages.add_app_template_filter(function, name)


# ---------------------------------------------------------------- the directory
@dataclass(frozen=True)
class ProjectsPage:
    """A page of the directory of projects."""

    asked: directory.Asked
    sentence: str
    projects: Page[queries.ProjectCard]
    facets: tuple[Facet, ...]
    topic: TopicButton | None = field(default=None, metadata={"api": False})


def _asked() -> directory.Asked:
    chosen = {name: tuple(request.args.getlist(name)[:20]) for name in directory.FACETS}
    sort = request.args.get("sort", "newest")
    return directory.Asked(
        q=request.args.get("q", "").strip()[:100],
        sort=sort if sort in directory.SORTS else "newest",
        page=request.args.get("page", 1, type=int),
        **chosen,
    )


def _facets(viewer: Viewer, asked: directory.Asked) -> tuple[Facet, ...]:
    labels = {
        "stage": _("Stage"),
        "topic": _("What it is about"),
        "needs": _("Looks for somebody who brings"),
        "place": _("Place"),
        "phase": _("Phase of the Lab"),
        "area": _("Challenge"),
        "factor": _("Speaks to"),
    }
    found = counted.options(viewer, asked)
    found["stage"] = tuple(
        Option(one.value, stage_label(one.value), one.count, one.chosen)
        for one in found["stage"]
    )
    return tuple(Facet(name, label, found[name]) for name, label in labels.items())


@pages.get("/")
@door("anyone", record=ProjectsPage, paces=("search",))
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the projects that one may see, narrowed by words and filters."""
    asked = _asked()
    found = directory.projects_page(viewer, asked)
    facets = _facets(viewer, asked)
    sentence = words.projects_sentence(found.total, asked, facets)
    topic = topic_button(viewer, facets) if viewer.is_member else None
    page = ProjectsPage(asked, sentence, found, facets, topic)
    return respond("projects/index.html", page)


@pages.get("/export.csv")
@organisers_only
def export(viewer: Viewer) -> ResponseReturnValue:
    """Give organisers the list that they see as CSV; the audit trail says so."""
    require(viewer, Permission.EXPORT_PEOPLE)
    limits.check("export", str(viewer.account_id), 20, 86_400)
    rows = [
        (
            one.title,
            one.summary,
            stage_label(one.stage),
            one.place,
            "; ".join(one.looking_for),
            "; ".join(tag.label for tag in one.tags),
            one.people,
        )
        for one in directory.everything(viewer, _asked())
    ]
    journal.aside(
        lambda: journal.record(viewer, journal.Act.EXPORT, "projects", note="csv")
    )
    head = (
        _("Title"),
        _("Summary"),
        _("Stage"),
        _("Place"),
        _("Looking for"),
        _("Tags"),
        _("People"),
    )
    return exports.csv_file("projects.csv", head, rows)


@dataclass(frozen=True)
class OwnPage:
    """The projects of the viewer."""

    leads: tuple[queries.OwnLine, ...]
    works: tuple[queries.OwnLine, ...]
    follows: tuple[queries.OwnLine, ...]
    past: tuple[queries.OwnLine, ...]


@pages.get("/mine")
@door("member", record=OwnPage)
def mine(viewer: Viewer) -> ResponseReturnValue:
    """List the projects that one leads, works on, follows and was in."""
    found = queries.own_projects(viewer)
    now = [one for one in found if one.role is not None and not one.ended]
    page = OwnPage(
        leads=tuple(one for one in now if one.role == "lead"),
        works=tuple(one for one in now if one.role != "lead"),
        follows=tuple(one for one in found if one.role is None),
        past=tuple(one for one in found if one.ended),
    )
    bell.read_here(viewer)
    return respond("projects/mine.html", page)


# ---------------------------------------------------------------- one project
def reach(viewer: Viewer, slug: str) -> Project:
    """Return a project that the viewer may see, or raise `NotFound`.

    Whoever opens an address that it had before is led on to it, where they may go.
    """
    try:
        found: Project = find(viewer, Project, Project.slug == slug)
    except NotFound:
        if request.method == "POST":
            raise
        abort(_led_on(viewer, slug))
    return found


def _led_on(viewer: Viewer, slug: str) -> Response:
    old = select(ProjectSlug.project_id).where(ProjectSlug.slug == slug)
    found: Project = find(viewer, Project, Project.id == db.session.scalar(old))
    values = {**(request.view_args or {}), "slug": found.slug}
    query = request.query_string.decode()
    there = url_for(request.endpoint or "projects.show", **values)
    return redirect(f"{there}?{query}" if query else there, 301)


@pages.post("/<slug>/follow")
@members_only
def follow(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Follow a project, or stop; nobody else is told."""
    project = reach(viewer, slug)
    on = request.form.get("on") == "yes"
    commands.follow(viewer, project, on=on)
    message = (
        _("You follow %(title)s. Only you know.", title=project.title)
        if on
        else _("You do not follow %(title)s any more.", title=project.title)
    )
    return back(message, url_for("projects.show", slug=slug))
