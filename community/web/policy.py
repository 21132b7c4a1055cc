"""The policy of every page as data: who comes in, to which thing, and what is special.

It is read from the doors and from `web/things.py`; `community policies` prints it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from community.web.door import Door
from community.web.things import Thing, thing_of


@dataclass(frozen=True)
class Policy:
    """What holds for one page: `who` its door admits, and to which `things`.

    A `sudo` page asks for a fresh proof of who it is. `exceptions` are what else its
    door declares: `foreign`, `cookieless`, `framed`; `paces` as in `web/paces.py`.
    """

    who: str
    things: tuple[tuple[str, Thing], ...]
    sudo: bool
    methods: tuple[str, ...]
    body: int
    exceptions: tuple[str, ...]
    paces: tuple[str, ...]


EXCEPTIONS = ("foreign", "cookieless", "framed")


def policies(app: Flask) -> dict[str, Policy]:
    """Return the policy of each endpoint of a site, in the order of addresses."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return {rule.endpoint: _policy(door_of(app, rule.endpoint), rule) for rule in rules}


def door_of(app: Flask, endpoint: str) -> Door:
    """Return the door that stands before a page."""
    made: Door = app.view_functions[endpoint].door  # type: ignore
    return made


def _policy(made: Door, rule: Rule) -> Policy:
    return Policy(
        who=made.who,
        things=tuple(_things(rule)),
        sudo=getattr(made, "sudo", False),
        methods=tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
        body=made.body,
        exceptions=tuple(name for name in EXCEPTIONS if getattr(made, name)),
        paces=made.paces,
    )


def _things(rule: Rule) -> Iterator[tuple[str, Thing]]:
    for argument in sorted(rule.arguments, key=rule.rule.index):
        found = thing_of(rule, argument)
        if found is not None:
            yield argument, found


def table(app: Flask) -> str:
    """Return all policies as a person reads them, a page a line."""
    addresses = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    rows = [("address", "methods", "who", "things", "besides")]
    for endpoint, one in policies(app).items():
        rows.append(
            (addresses[endpoint], " ".join(one.methods), one.who,
             ", ".join(_told(*pair) for pair in one.things), _besides(one))
        )  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
        .rstrip()
        for row in rows
    )  # fmt: skip


def _told(argument: str, thing: Thing) -> str:
    return f"{argument}: {thing.table} {thing.found}".replace(":  ", ": ")


def _besides(one: Policy) -> str:
    sure = ("sudo",) if one.sudo else ()
    size = (f"{one.body // 1_000_000} MB",) if one.body > 1_000_000 else ()
    paces = (f"at most so many a minute: {name}" for name in one.paces)
    return ", ".join((*sure, *one.exceptions, *size, *paces))
