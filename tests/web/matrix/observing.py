"""Sees what becomes of every cell, for the writing aid."""

import pytest
from flask import Flask

from tests.web.matrix import lines
from tests.web.matrix.cells import (
    Browser,
    build,
    cells_of,
    nothing_lasts,
    outcome,
    rules,
)
from tests.web.matrix.people import ROLES


def test_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    browsers = {sort: Browser(app, sort) for sort in ROLES}
    nothing_lasts(monkeypatch)
    found: dict[str, dict[str, list[str]]] = {}
    for place, (sort, browser) in enumerate(browsers.items()):
        for rule in rules(app):
            for cell in cells_of(world, sort, rule):
                letters = found.setdefault(cell.name, {})
                row = letters.setdefault(cell.variant, ["-"] * len(ROLES))
                row[place] = outcome(browser.ask(cell))
    lines.write(
        {
            name: {variant: "".join(row) for variant, row in letters.items()}
            for name, letters in found.items()
        }
    )
