"""Measure the drawing of the map in a browser, beside two libraries that draw graphs.

`python -m bench map`. Every library draws the same people and links at the same places
on 1200 x 800 pixels, in Chromium without a screen and without a graphics card. They
come from the npm registry into build/ when this runs; where they cannot be had, the
table says so.
"""

import os
from itertools import product
from math import ceil
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright

from bench.map_browser import data, libraries
from bench.map_browser.serving import Place, serving
from bench.table import print_table
from tests.browser import browsers

SIZES = (200, 2_000, 20_000)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
"""So often is each one measured, after once for warming up; the middle counts."""
SLOW = 2_000
"""What takes so many milliseconds to draw is measured once: it is far from the rest."""
SECONDS = 3
"""So long is the drawing moved."""
PATIENCE = 180_000
NO_CARD = ["--enable-unsafe-swiftshader", "--js-flags=--expose-gc"]
"""Lets WebGL work without a graphics card, which one of the libraries needs."""
MOVE = 12
"""So many pixels does the mouse move at a time, there and back."""


def measure() -> dict[str, Any]:
    """Return the figures of each library at each size.

    Raises
    ------
    FileNotFoundError
        If there is no browser on this machine.
    """
    found = browsers.executable()
    if found is None:
        raise FileNotFoundError("a browser: apt-get install chromium")
    known = libraries.fetch()
    sizes = [int(one) for one in os.environ.get("BENCH_MAP", "").split()] or SIZES
    with serving() as place, sync_playwright() as playwright:
        figures = []
        for size, one in product(sizes, known):
            # A browser of its own: one that drew for another library is still busy.
            browser = playwright.chromium.launch(
                executable_path=found, args=[*browsers.ARGUMENTS, *NO_CARD]
            )
            figures.append(_figures(browser, place, one, size))
            browser.close()
    missing = [one.name for one in libraries.ALL if one not in known]
    return {"browser": browsers.describe(), "missing": missing, "figures": figures}


def _figures(
    browser: Browser, place: Place, library: libraries.Library, size: int
) -> dict[str, Any]:
    """Measure one library at one size."""
    place.drawing = data.drawing(size)
    place.library = library
    try:
        rounds = [_once(browser, place)]
        while rounds[0]["first_ms"] < SLOW and len(rounds) <= ROUNDS:
            rounds.append(_once(browser, place))
    except Error as problem:
        return {"library": library.name, "size": size, "failed": str(problem)}
    warm = rounds[1:] or rounds
    middle = {name: median(one[name] for one in warm) for name in warm[0]}
    return {"library": library.name, "size": size, **middle}


def _once(browser: Browser, place: Place) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    place.sent = 0
    page.goto(f"{place.address}/page")
    page.wait_for_function("window.firstFrame > 0")
    first = page.evaluate("window.firstFrame")
    client = context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    heap = client.send("Runtime.getHeapUsage")
    frames = _moved(page)
    context.close()
    took = sorted(frames)
    return {
        "first_ms": first,
        "frames_s": 1000 * len(took) / sum(took),
        "p95_ms": took[ceil(0.95 * len(took)) - 1],
        "heap_mb": (heap["usedSize"] + heap.get("backingStorageSize", 0)) / 2**20,
        "sent_kb": place.sent / 1000,
    }


def _moved(page: Any) -> list[float]:
    """Move the drawing with the mouse; return the milliseconds between frames."""
    page.mouse.move(600, 400)
    page.mouse.down()
    page.evaluate("window.watch()")
    at, way = 600, MOVE
    while page.evaluate("performance.now() - window.watched") < 1000 * SECONDS:
        at += way
        if not 250 < at < 950:
            way = -way
        page.mouse.move(at, 400 + (at - 600) / 3)
    frames: list[float] = page.evaluate("window.unwatch()")
    page.mouse.up()
    return frames or [1000.0 * SECONDS]


def show(found: dict[str, Any]) -> None:
    """Print the figures, a table for each size."""
    print(f"\nThe map in a browser ({found['browser']}, no graphics card)")
    for name in found["missing"]:
        print(f"  MISSING: {name} could not be fetched, so nothing stands beside ours")
    for size in dict.fromkeys(one["size"] for one in found["figures"]):
        print(f"\n  {size:,} people, {data.TIES * size:,} ties")
        rows = [_row(one) for one in found["figures"] if one["size"] == size]
        print_table(HEAD, rows)


HEAD = ("", "first frame ms", "frames a second", "p95 frame ms", "heap MB", "sent KB")


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    if "failed" in one:
        return (one["library"], "failed", *[""] * 4)
    names = ("first_ms", "frames_s", "p95_ms", "heap_mb", "sent_kb")
    return (one["library"], *(f"{one[name]:.1f}" for name in names))
