"""An instance in production mode, the people who come to it, and what each saw."""

import os
import subprocess
import sys

from tests.browser.conftest import letters_to
from tests.browser.serving import address_of
from tests.browser.walker import Walker, Walkers

EMPTY = """() => [...document.querySelectorAll("main section, main")]
  .filter((part) => {
    const copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll("h1, h2, h3")) one.remove();
    const shows = copy.querySelector("input, img, svg");
    return !shows && copy.textContent.trim().length < 12;
  })
  .map((part) => part.textContent.trim())"""
"""The parts of a page that are a heading and nothing else."""


class Place:
    """An instance in production mode, and the people who come to it."""

    def __init__(self, app, walkers: Walkers) -> None:
        self.app = app
        self.address = address_of(app)
        self.walkers = walkers
        self.people: dict[str, Walker] = {}
        self.story: list[str] = []

    def walker(self, name: str) -> Walker:
        if name not in self.people:
            width = "phone" if len(self.people) % 2 else "desk"
            self.people[name] = self.walkers.begin(width=width)
        return self.people[name]

    def see(self, name: str, path: str = "") -> str:
        """Open a page, look whether it says what to do, and return its words."""
        walker = self.walker(name)
        page = walker.open(path) if path else walker.ready()
        main = page.locator("main")
        assert page.locator("h1").count() == 1, page.url
        assert walker.goes_on(), f"nothing to do at {page.url}"
        assert page.evaluate(EMPTY) == [], page.url
        assert walker.fits(), page.url
        return main.inner_text()

    def tell(self, name: str, words: str) -> None:
        """Write down what somebody saw."""
        told = " ".join(words.split()).replace(" Dismiss", "")
        self.story.append(f"{name:<8} {self.path(name)[:34]:<34} {told[:230]}")

    def tell_parts(self, name: str) -> None:
        """Write down the headings that somebody saw, and the first reason."""
        main = self.walker(name).ready().locator("main")
        seen = main.locator("h1, h2:not(.visually-hidden), h3").all_inner_texts()
        why = main.locator(".why p").all_inner_texts()[:1]
        self.tell(name, " | ".join(seen + why))

    def tell_notice(self, name: str) -> None:
        """Write down what the site said to somebody who had just done something."""
        self.tell(name, self.walker(name).ready().locator("#flashes").inner_text())

    def path(self, name: str) -> str:
        return self.walker(name).page.url.removeprefix(self.address)

    def sweep(self, name: str, *paths: str) -> None:
        """Look at every page that somebody can go to."""
        for path in paths:
            self.see(name, path)

    def letter(self, name: str) -> str:
        return letters_to(self.app, mail_of(name))[-1]


def mail_of(name: str) -> str:
    return f"{name.lower()}@example.org"


def command(environment: dict[str, str], *words: str) -> str:
    """Run the `community` command as an operator does."""
    done = subprocess.run(
        [sys.executable, "-m", "community.cli", *words],
        env={**os.environ, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
