"""News: of a project, of the Lab, and one of them with its pictures."""

from dataclasses import dataclass, field
from typing import Any

from flask import (
    Blueprint,
    current_app,
    request,
    send_from_directory,
)
from flask.typing import ResponseReturnValue

from community.core.access import VISITOR, Permission, Viewer, can
from community.core.errors import NotFound
from community.core.visible import Page
from community.programme import updates_queries as queries
from community.programme.updates_queries import UpdateCard, UpdateFacts
from community.projects.standing import stands
from community.web import bell
from community.web.door import anyone, door
from community.web.projects import reach
from community.web.respond import respond
from community.web.updates_words import FILTERS

pages = Blueprint("updates", __name__)

for words, label in FILTERS.items():
    pages.add_app_template_filter(label, words)

SOON = 300
"""So many seconds may a picture that anybody sees be kept."""


@dataclass(frozen=True)
class ProjectUpdatesPage:
    """What is new in a project; `waiting` are those not out, for whoever writes."""

    slug: str
    title: str
    updates: Page[UpdateCard]
    follows: bool
    public: bool = field(metadata={"api": False})
    leads: bool = field(metadata={"api": False})
    offers: int = field(metadata={"api": False})
    waiting: tuple[UpdateCard, ...] = field(default=(), metadata={"api": False})


@pages.get("/projects/<slug>/updates/")
@door("anyone", record=ProjectUpdatesPage)
def of_project(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List the news of a project, the newest first."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    leads = standing.leads
    page = ProjectUpdatesPage(
        slug=project.slug,
        title=project.title,
        updates=queries.of_project(
            viewer, project.id, request.args.get("page", 1, type=int)
        ),
        follows=standing.follows,
        public=queries.is_open(project),
        leads=leads,
        offers=standing.waiting,
        waiting=queries.unpublished(viewer, project.id) if leads else (),
    )
    bell.read_here(viewer)
    return respond("updates/of_project.html", page)


@dataclass(frozen=True)
class NewsPage:
    """What is new in the Lab; `waiting` are those not out, for organisers."""

    updates: Page[UpdateCard]
    writes: bool = field(metadata={"api": False})
    waiting: tuple[UpdateCard, ...] = field(default=(), metadata={"api": False})


@pages.get("/news/")
@door("anyone", record=NewsPage)
def news(viewer: Viewer) -> ResponseReturnValue:
    """List the news of the Lab, the newest first."""
    found = queries.news(viewer, request.args.get("page", 1, type=int))
    writes = viewer.is_member and can(viewer, Permission.NEWS_WRITE)
    waiting = queries.unpublished(viewer, None) if writes else ()
    return respond("updates/news.html", NewsPage(found, writes, waiting))


@dataclass(frozen=True)
class UpdatePage:
    """News, as their readers have them."""

    update: UpdateFacts


@pages.get("/updates/<update>")
@door("anyone", record=UpdatePage)
def show(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Show one piece of news."""
    page = UpdatePage(queries.one(viewer, update))
    bell.read_here(viewer)
    return respond("updates/show.html", page)


@pages.get("/updates/<update>/pictures/<name>")
@anyone
def picture(viewer: Viewer, update: str, name: str) -> Any:
    """Give a picture to whoever may read its news."""
    public = queries.is_picture(VISITOR, update, name)
    if not public and not queries.is_picture(viewer, update, name):
        raise NotFound("picture")
    folder = current_app.config["SETTINGS"].data_dir / "photos"
    found = send_from_directory(folder, name, mimetype="image/webp")
    kept = f"public, max-age={SOON}" if public else "no-store"
    found.headers["Cache-Control"] = kept
    return found
