"""Feeds of what everybody may read: a project's news, the Lab's."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from community.core.access import VISITOR, Viewer
from community.core.text import html_of
from community.programme import updates_queries as queries
from community.programme.updates_queries import FeedEntry
from community.web import atom
from community.web.door import anyone
from community.web.projects import reach
from community.web.updates import pages


@pages.get("/projects/<slug>/updates.atom")
@anyone
def feed(_viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Give the news of a project that everybody may read, whoever asks."""
    project = reach(VISITOR, slug)
    about = atom.Feed(
        f"project {project.id} {project.created_at.isoformat()}",
        str(_("News of %(title)s", title=project.title)),
        project.title,
        url_for("updates.feed", slug=slug),
        url_for("updates.of_project", slug=slug),
        project.published_at or project.created_at,
    )
    return atom.answer(about, _entries(queries.feed(project.id)))


@pages.get("/news.atom")
@anyone
def news_feed(_viewer: Viewer) -> ResponseReturnValue:
    """Give the news of the Lab that everybody may read, whoever asks."""
    site = current_app.config["SETTINGS"].name
    title = str(_("News of %(title)s", title=site))
    own, page = url_for("updates.news_feed"), url_for("updates.news")
    about = atom.Feed(atom.whole(own), title, site, own, page)
    return atom.answer(about, _entries(queries.feed(None)))


def _entries(found: tuple[FeedEntry, ...]) -> list[atom.Entry]:
    return [
        atom.Entry(
            f"update {one.slug}",
            one.title,
            url_for("updates.show", update=one.slug),
            one.published_at,
            one.edited_at,
            html_of(one.body) + _pictures(one),
        )
        for one in found
    ]


def _pictures(one: FeedEntry) -> str:
    found = ""
    for picture in one.pictures:
        path = url_for("updates.picture", update=one.slug, name=picture.name)
        found += f'<p><img src="{atom.whole(path)}" alt="{escape(picture.alt)}"></p>'
    return found
