"""Atom feeds (RFC 4287): written whole, kept for minutes, asked again cheaply."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, current_app, make_response, request

ATOM = "http://www.w3.org/2005/Atom"
KIND = "application/atom+xml"
SOON = 300
"""So many seconds may a reader keep a feed."""
BEGINNING = datetime(2017, 4, 1, tzinfo=UTC)
"""When the Lab began: what has no entry yet has not changed since."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself: `name` makes its id, `since` is when it began.

    `own` is the path of the feed, `page` that of the page that shows the same.
    """

    name: str
    title: str
    author: str
    own: str
    page: str
    since: datetime = BEGINNING


@dataclass(frozen=True)
class Entry:
    """One entry: `name` makes its id, `page` is the path to read it, `html` is safe."""

    name: str
    title: str
    page: str
    published_at: datetime
    edited_at: datetime
    html: str
    authors: tuple[str, ...] = ()

    @property
    def updated_at(self) -> datetime:
        """When it changed last: what is written first comes out later."""
        return max(self.edited_at, self.published_at)


def answer(about: Feed, entries: Sequence[Entry]) -> Response:
    """Return a feed that a reader may keep for minutes, and ask whether it changed.

    It has a tag and no Last-Modified: what leaves a feed, or comes back, has no moment.
    """
    updated = max((one.updated_at for one in entries), default=about.since)
    response = make_response(_written(about, updated, entries))
    response.headers["Content-Type"] = f"{KIND}; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={SOON}"
    response.add_etag()
    response.make_conditional(request)
    return response


def whole(path: str) -> str:
    """Return a path as anybody outside finds it."""
    home: str = current_app.config["SETTINGS"].public_url
    return home.rstrip("/") + path


def _written(about: Feed, updated: datetime, entries: Sequence[Entry]) -> bytes:
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


def _entry(entry: Element, one: Entry) -> None:
    _add(entry, "id", _urn(one.name))
    _add(entry, "title", one.title)
    for author in one.authors:
        _add(SubElement(entry, "author"), "name", author)
    _add(entry, "published", _moment(one.published_at))
    _add(entry, "updated", _moment(one.updated_at))
    _link(entry, "alternate", one.page)
    _add(entry, "content", one.html).set("type", "html")


def _add(parent: Element, name: str, words: str) -> Element:
    made = SubElement(parent, name)
    made.text = _NOT_XML.sub("", words)
    return made


def _link(parent: Element, rel: str, path: str, kind: str = "text/html") -> None:
    SubElement(parent, "link", {"rel": rel, "type": kind, "href": whole(path)})


def _urn(name: str) -> str:
    """Return an id that stays whatever the address of this place becomes."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name).urn


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
