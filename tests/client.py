"""A visitor who reads pages as a person would, and proofreads each of them."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import html5lib
from bs4 import BeautifulSoup
from bs4.builder import HTML5TreeBuilder
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.models import SignIn
from community.core import clock
from community.core.db import db
from tests.cast import Person


class _Tree(HTML5TreeBuilder):
    """Builds the elements of a page, and keeps what is wrong with it: one parse."""

    errors: list[Any]

    def feed(self, markup: Any) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.errors = list(parser.errors)
        self.underlying_builder.parser = None


class Page:
    """A page that was read: its status, its words, its elements, its faults."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        tree = _Tree()
        self.soup = BeautifulSoup(self.html, builder=tree)
        self.faults = tree.errors

    @property
    def main(self) -> str:
        """The words of the main part, with single spaces."""
        part = self.soup.select_one("main") or self.soup
        return " ".join(part.get_text(" ").split())

    @property
    def h1(self) -> str:
        return " ".join(self.soup.select_one("h1").get_text(" ").split())

    def select(self, css: str) -> list[Any]:
        return self.soup.select(css)

    def texts(self, css: str) -> list[str]:
        return [" ".join(found.get_text(" ").split()) for found in self.select(css)]

    def links(self, css: str = "main a") -> list[str]:
        return [found["href"] for found in self.select(css) if found.get("href")]


def forget() -> None:
    """Empty what a request keeps: tests share one app context, real requests do not."""
    for name in list(g):
        g.pop(name)


class Visitor:
    """A browser with or without a session."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        if person is not None:
            self.come(person)

    def come(self, person: Person, **how: bool) -> "Visitor":
        """Have a session of `person`: `come(ada, sure=False)`."""
        self.client.set_cookie("session_id", signed_in_token(person.id, **how))
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        """Fetch `path` as it is."""
        forget()
        return self.client.get(path, **options)

    def see(self, path: str, status: int = 200, follow: bool = False) -> Page:
        """Fetch `path`, expect `status`, and proofread the page."""
        response = self.get(path, follow_redirects=follow)
        page = Page(response)
        assert page.status == status, (path, page.status, page.main[:500])
        proofread(page)
        return page

    def token(self, path: str = "/sign-in") -> str:
        """Return a form token of this session."""
        from flask_wtf.csrf import generate_csrf

        forget()
        with self.app.test_request_context():
            from flask import session

            field = generate_csrf()
            raw = session["csrf_token"]
        with self.client.session_transaction() as kept:
            kept["csrf_token"] = raw
        return field

    def post(
        self, path: str, data: dict[str, Any] | None = None, follow: bool = True
    ) -> Page:
        """Send a form with its token; follow the redirect; proofread what comes."""
        sent = {"csrf_token": self.token(), **(data or {})}
        forget()
        response = self.client.post(path, data=sent, follow_redirects=follow)
        page = Page(response)
        if (
            page.html
            and response.mimetype == "text/html"
            and page.status not in (302, 303)
        ):
            proofread(page)
        return page

    def json(self, path: str, status: int = 200) -> Any:
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code)
        return response.get_json()


def signed_in_token(
    account_id: int, *, second: bool = True, sure: bool = True, half: bool = False
) -> str:
    """Make a session for an account, and return its secret.

    By default a second factor was given in it, and it is sure who is there.
    """
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            account_id=account_id,
            ends_at=clock.now() + timedelta(days=30),
            kept=True,
            half=half,
            second_at=clock.now() if second else None,
            sure_until=clock.now() + timedelta(days=30) if sure else None,
        )
    )
    db.session.commit()
    return token


def proofread(page: Page) -> None:
    """Check what every page promises: valid HTML, one h1, a title, labels."""
    wrong = [error for error in page.faults if error[1] not in TOLERATED]
    assert not wrong, wrong[:3]
    soup = page.soup
    assert soup.html is not None
    assert soup.html.get("lang"), "no language"
    found = _by_name(soup)
    headings = found["h1"]
    assert len(headings) == 1, [h.get_text() for h in headings]
    title = " ".join(soup.title.get_text().split())
    assert title.removeprefix("Error: ").startswith(page.h1), (title, page.h1)
    levels = [int(h.name[1]) for h in soup.main.find_all(HEADINGS)] if soup.main else []
    for before, after in pairwise(levels):
        assert after <= before + 1, f"heading {after} after {before}"
    assert not found["style"], "inline style"
    assert not [s for s in found["script"] if not s.get("src")], "inline script"
    _attributes(tag for tags in found.values() for tag in tags)
    _labels(found)
    for image in found["img"]:
        assert image.get("alt") is not None, image
    for form in found["form"]:
        if form.get("method", "").lower() == "post":
            assert form.find(attrs={"name": "csrf_token"}), form


TOLERATED = {"unexpected-end-tag-after-body-innerhtml"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5"]


def _by_name(soup: BeautifulSoup) -> dict[str, list[Any]]:
    """Return all elements by name: one walk, where each CSS selector is another."""
    found: dict[str, list[Any]] = defaultdict(list)
    for tag in soup.find_all(True):
        found[tag.name].append(tag)
    return found


def _attributes(tags: Iterable[Any]) -> None:
    """Check that ids are one of a kind, and that no style or handler is inline."""
    ids: set[str] = set()
    for tag in tags:
        for name, value in tag.attrs.items():
            assert name != "style", f"inline style: {tag}"
            assert not name.startswith("on"), f"inline handler: {tag}"
            if name == "id":
                assert value not in ids, f"twice: {value}"
                ids.add(value)


def _labels(found: dict[str, list[Any]]) -> None:
    labelled = {label.get("for") for label in found["label"]}
    for field in (*found["input"], *found["select"], *found["textarea"]):
        if field.get("type") in ("hidden", "submit", "button"):
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        assert named or field.get("id") in labelled or field.find_parent("label"), field
