"""The cells of the matrix: an address and a method, for one sort of person, with a
thing of their own, of another, of one who hides it, or with none."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from community import assets
from community.core import clock
from community.core.db import db
from community.web import photos
from tests import databases
from tests.client import Visitor, signed_in_token
from tests.privacy import stage
from tests.privacy.everywhere import TOKENS, VALUES, Address, send
from tests.web.matrix import people
from tests.web.matrix.belongings import Things, belongings, hidden, of_fay
from tests.web.matrix.people import HANA, ROLES

VARIANTS = ("any", "own", "other", "hidden", "crossed", "none")
"""`any` is a page that names no thing; `crossed` is somebody else's thing at an address
of one's own; `none` a thing that is not there."""

UNKNOWN = {"number": "987654", "word": "nobody-at-all"}
WORDS = {
    **VALUES, "area": "bills", "code": "quality", "kind": "person",
    "digest": assets.digest(), "name": "css/tokens.css",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The things of each sort of person, of the host, and hidden ones."""

    own: dict[str, Things]
    other: Things
    hidden: Things


def build() -> World:
    """Set the stage, put the people of the matrix on it, and commit.

    The clock stands still from then on: no session ends while it is tried.
    """
    now = clock.now()
    clock.set_source(lambda: now)
    stage.fill()
    people.fill()
    of_fay()
    own = {sort: belongings(one) for sort, one in ROLES.items() if one}
    world = World(own, belongings(HANA), hidden())
    databases.count_on()
    db.session.commit()
    return world


@dataclass(frozen=True)
class Cell:
    """One thing to try."""

    name: str
    variant: str
    address: Address


def rules(app: Flask) -> list[Rule]:
    """Return every rule, in the order of addresses."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def cells_of(world: World, sort: str, rule: Rule) -> Iterator[Cell]:
    """Give the cells of a rule for a sort of person: each method with each variant."""
    built = {
        variant: rule.build(values)
        for variant, values in _variants(world, world.own.get(sort, {}), rule)
    }
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        for variant, found in built.items():
            assert found is not None, (rule, variant)
            address = Address(method, rule.endpoint, found[1], sort)
            yield Cell(address.name, variant, address)


def _variants(
    world: World, own: Things, rule: Rule
) -> Iterator[tuple[str, dict[str, str]]]:
    names = _in_order(rule)
    if not names:
        yield "any", {}
        return
    mine, theirs, away = (
        {name: _named(rule, name, things) for name in names}
        for things in (own, world.other, world.hidden)
    )
    fixed = {name: _fixed(rule, name) for name in names}
    usual = {name: theirs[name] or fixed[name] for name in names}
    inner = [name for name in names if theirs[name]]
    if any(mine.values()):
        yield "own", {name: mine[name] or usual[name] for name in names}
    yield "other", usual
    if away[names[0]]:
        yield "hidden", {name: away[name] or usual[name] for name in names}
    last = (inner or names)[-1]
    near = {name: mine[name] or usual[name] for name in names}
    if len(inner) > 1 and any(mine.values()):
        yield "crossed", {**near, last: usual[last]}
    yield "none", {**near, last: _unknown(rule, last)}


def _in_order(rule: Rule) -> list[str]:
    return [one.split(">")[0].rpartition(":")[2] for one in rule.rule.split("<")[1:]]


def _named(rule: Rule, name: str, things: Things) -> str:
    """Return by which word a thing is named at its place; "" where there is none."""
    before = rule.rule.partition(_sign(rule, name))[0].split("/")
    parts = [f"<{one.strip('<>').rpartition(':')[2]}>" if "<" in one else one
             for one in before if one]  # fmt: skip
    for start in range(len(parts)):
        found = things.get("/".join([*parts[start:], f"<{name}>"]))
        if found:
            return found
    return things.get(name, "")


def _sign(rule: Rule, name: str) -> str:
    return next(
        f"<{one.split('>')[0]}>"
        for one in rule.rule.split("<")[1:]
        if one.split(">")[0].rpartition(":")[2] == name
    )


def _fixed(rule: Rule, name: str) -> str:
    known = {**WORDS, "slug": HANA.slug, "token": TOKENS.get(rule.endpoint, "unknown")}
    return known[name]


def _unknown(rule: Rule, name: str) -> str:
    return UNKNOWN["number" if f"<int:{name}>" in rule.rule else "word"]


# ---------------------------------------------------------------- what came of it
LETTERS = {
    "-": "there is no such thing of a visitor's own",
    ".": "comes through",
    "s": "is asked to sign in",
    "w": "is told to wait, or why the account sleeps",
    "u": "is unknown (a program)",
    "p": "is asked to prove once more who they are",
    "f": "is told that this is for others",
    "n": "is told that there is no such thing",
}
ANSWERS = {401: "u", 403: "f", 404: "n"}
ASKS = b"onfirm that it is you"
PLACES = {"/sign-in": "s", "/waiting": "w", "/account/sure": "p"}


def outcome(response: TestResponse) -> str:
    """Return the letter for an answer; not being ready is one."""
    where = response.headers.get("Location", "").partition("?")[0]
    if response.status_code in (302, 303) and where in PLACES:
        return PLACES[where]
    if response.status_code == 403 and ASKS in response.get_data():
        return "p"
    if response.status_code >= 500 and response.request.path != "/readyz":
        return f"! {response.status_code}"
    return ANSWERS.get(response.status_code, ".")


def nothing_lasts(patch: pytest.MonkeyPatch) -> None:
    """Let requests do all but commit and delete, so that each finds the same world."""
    patch.setattr(db.session, "commit", db.session.rollback)
    patch.setattr(photos, "forget", lambda _name: None)


class Browser(Visitor):
    """A browser that keeps its session, whatever a page does to the cookie."""

    def __init__(self, app: Flask, sort: str) -> None:
        super().__init__(app)
        person = ROLES[sort]
        self.secret = signed_in_token(person.id) if person else ""

    def ask(self, cell: Cell) -> TestResponse:
        """Send what a cell says."""
        self.client.delete_cookie("session_id")
        if self.secret:
            self.client.set_cookie("session_id", self.secret)
        return send(self, cell.address)
