"""Atom feeds (RFC 4287) of what everybody may read: a project's news, the Lab's."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, current_app, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from community.core.access import VISITOR, Viewer
from community.core.text import html_of
from community.programme import updates_queries as queries
from community.programme.updates_queries import FeedEntry
from community.web.door import anyone
from community.web.projects import reach
from community.web.updates import SOON, pages

ATOM = "http://www.w3.org/2005/Atom"
KIND = "application/atom+xml"
BEGINNING = datetime(2017, 4, 1, tzinfo=UTC)
"""When the Lab began: before its first news its feed has not changed since."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself: `name` makes its id, `since` is when it began."""

    name: str
    title: str
    author: str
    own: str
    page: str
    since: datetime


@pages.get("/projects/<slug>/updates.atom")
@anyone
def feed(_viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Give the news of a project that everybody may read, whoever asks."""
    project = reach(VISITOR, slug)
    about = Feed(
        f"project {project.id} {project.created_at.isoformat()}",
        str(_("News of %(title)s", title=project.title)),
        project.title,
        url_for("updates.feed", slug=slug),
        url_for("updates.of_project", slug=slug),
        project.published_at or project.created_at,
    )
    return _answer(about, queries.feed(project.id))


@pages.get("/news.atom")
@anyone
def news_feed(_viewer: Viewer) -> ResponseReturnValue:
    """Give the news of the Lab that everybody may read, whoever asks."""
    site = current_app.config["SETTINGS"].name
    title = str(_("News of %(title)s", title=site))
    own, page = url_for("updates.news_feed"), url_for("updates.news")
    entries = queries.feed(None)
    since = entries[-1].published_at if entries else BEGINNING
    return _answer(Feed(_whole(own), title, site, own, page, since), entries)


def _answer(about: Feed, entries: tuple[FeedEntry, ...]) -> Response:
    """Return a feed that a reader may keep for minutes, and ask whether it changed."""
    updated = max((one.edited_at for one in entries), default=about.since)
    response = make_response(_written(about, updated, entries))
    response.headers["Content-Type"] = f"{KIND}; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={SOON}"
    response.last_modified = updated
    response.add_etag()
    response.make_conditional(request)
    return response


def _written(about: Feed, updated: datetime, entries: tuple[FeedEntry, ...]) -> bytes:
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", _urn(about.name))
    _add(root, "title", about.title)
    _add(root, "updated", _moment(updated))
    _add(SubElement(root, "author"), "name", about.author)
    _link(root, "self", about.own, KIND)
    _link(root, "alternate", about.page)
    for one in entries:
        _entry(SubElement(root, "entry"), one)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(entry: Element, one: FeedEntry) -> None:
    _add(entry, "id", _urn(f"update {one.slug}"))
    _add(entry, "title", one.title)
    _add(entry, "published", _moment(one.published_at))
    _add(entry, "updated", _moment(max(one.edited_at, one.published_at)))
    _link(entry, "alternate", url_for("updates.show", update=one.slug))
    _add(entry, "content", html_of(one.body) + _pictures(one)).set("type", "html")


def _pictures(one: FeedEntry) -> str:
    found = ""
    for picture in one.pictures:
        path = url_for("updates.picture", update=one.slug, name=picture.name)
        found += f'<p><img src="{_whole(path)}" alt="{escape(picture.alt)}"></p>'
    return found


def _add(parent: Element, name: str, words: str) -> Element:
    made = SubElement(parent, name)
    made.text = _NOT_XML.sub("", words)
    return made


def _link(parent: Element, rel: str, path: str, kind: str = "text/html") -> None:
    SubElement(parent, "link", {"rel": rel, "type": kind, "href": _whole(path)})


def _whole(path: str) -> str:
    home: str = current_app.config["SETTINGS"].public_url
    return home.rstrip("/") + path


def _urn(name: str) -> str:
    """Return an id that stays whatever the address of this place becomes."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name).urn


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
