"""Letters in a browser: narrow and wide, light and dark, without a single request."""

import os
from pathlib import Path

import pytest

from tests import mail, sampling
from tests.browser.axe import RUN, SCRIPT

WIDTHS = (390, 700)
SCHEMES = ("light", "dark")
FITS = "document.documentElement.scrollWidth <= innerWidth"
LOW = """() => [...document.querySelectorAll(".act a")]
  .filter((one) => one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent)"""
KEPT = os.environ.get("LETTERS_SEEN")
"""A folder that takes a picture of each letter, for whoever wants to look."""


@pytest.fixture
def letters(app):
    found = mail.every_letter(app)
    return {**found, "digest": mail.digest(app)}


@pytest.fixture
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def pictured(page, kind, scheme, width):
    if KEPT:
        file = Path(KEPT) / f"{kind}-{scheme}-{width}.png"
        page.screenshot(path=str(file), full_page=True)


def test_every_letter_is_accessible_and_fits_and_asks_nobody_anything(page, letters):
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    for kind, letter in sampling.some(list(letters.items()), 3, "letters"):
        page.set_content(mail.html_of(letter))
        page.evaluate(SCRIPT)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate(RUN, [])
                faults += [f"{kind} {scheme} {width}: {one}" for one in found]
                pictured(page, kind, scheme, width)
            assert page.evaluate(FITS), (kind, width)
            assert page.evaluate(LOW) == [], kind
        if kind in ("announcement", "digest"):
            page.set_viewport_size({"width": 320, "height": 900})
            assert page.evaluate(FITS), kind
    assert faults == []
    assert asked == []
