"""Somebody at a browser, who notes whatever the browser complains of."""

import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from community.accounts import totp
from community.core import clock

WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
PATIENCE = 30_000
"""How long to wait for anything, in milliseconds; a loaded machine is slow."""

expect.set_options(timeout=PATIENCE)

EVERY_WAY = [("phone", True), ("desk", False), ("desk", True), ("phone", False)]
WAYS = EVERY_WAY if os.environ.get("ASSURE") else EVERY_WAY[:2]
"""The ways of walking a journey: both widths, with and without JavaScript.

A full run takes each with each.
"""

AWAKE = """async () => {
  const main = document.querySelector("script[type=module][src$='/main.js']");
  const modules = {
    "form[data-live]": "live", "form[data-know]": "know", "tag-picker": "tags",
    "network-map": "map", "input[type=password]": "password",
    "[data-passkey]": "passkeys", "[data-crisis]": "crisis",
  };
  for (const [what, name] of Object.entries(modules)) {
    if (!main || !document.querySelector(what)) continue;
    await import(new URL(name + ".js", main.src).href);
  }
  await document.fonts.ready;
}"""
"""Waits for the modules that main.js asks for, which `load` does not wait for."""

DRAWN = "[...document.querySelectorAll('network-map')].every((map) => map.tree)"

Sessions = dict[str, list[Any]]
"""Who is signed in at a site; sign-ins are limited, and cost a password hash each."""


CODES: dict[tuple[str, str], int] = {}
"""The last half minute whose code was given, by site and secret."""


def leads(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to another page, and wait until that page is there as a whole.

    A click alone returns when it is made: what is read next may be the old page, or
    the first half of the new one.
    """
    with page.expect_navigation(wait_until="load"):
        act()


class Walker:
    """Somebody at a browser: opens pages, and notes what the console complains of."""

    def __init__(
        self, context: BrowserContext, site: str, sessions: Sessions, scripts: bool
    ) -> None:
        self.context = context
        self.site = site
        self.sessions = sessions
        self.scripts = scripts
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.status = 0
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    # ------------------------------------------------------- from one page to another
    def open(self, path: str) -> Page:
        answer = self.page.goto(self.site + path)
        self.status = answer.status if answer else 0
        return self.ready()

    def ready(self) -> Page:
        """Wait until the page is there, and listens to whoever uses it."""
        self.page.wait_for_load_state()
        if self.scripts:
            self.page.evaluate(AWAKE)
        return self.page

    def leads(self, act: Callable[[], object]) -> Page:
        """Do what leads to another page, and wait for it: `leads(link.click)`."""
        leads(self.page, act)
        return self.ready()

    def press(self, button: str, exact: bool = False) -> None:
        """Press a button of the main part by its name, and wait for what follows."""
        main = self.page.locator("main")
        self.leads(main.get_by_role("button", name=button, exact=exact).first.click)

    def follow(self, link: str) -> None:
        """Follow a link of the main part by its words."""
        self.leads(self.page.locator("main").get_by_role("link", name=link).first.click)

    def enter(self) -> None:
        """Press Enter where it leads to another page."""
        self.leads(lambda: self.page.keyboard.press("Enter"))

    def sign_in(self, account: dict[str, str]) -> None:
        """Sign in by the form; the next time at this site, by the session of then.

        A test that moves the clock, or signs out, may have ended that session.
        """
        known = self.sessions.get(account["email"])
        if known:
            self.context.add_cookies(known)
            if urlsplit(self.open("/suggestions/").url).path != "/sign-in":
                return
        self.open("/sign-in")
        self.page.get_by_label("E-mail").fill(account["email"])
        self.page.get_by_label("Password", exact=True).fill(account["password"])
        self.leads(self.page.get_by_role("button", name="Sign in", exact=True).click)
        if urlsplit(self.page.url).path == "/sign-in/second":
            self.page.get_by_label("Code").fill(self.code(account["totp_secret"]))
            self.press("Sign in")
        cookies: list[Any] = self.context.cookies()
        self.sessions[account["email"]] = cookies

    def code(self, secret: str) -> str:
        """Return a code that this site has not had yet, as an app would show it.

        A code is good once. Three are good at a time; when all were used, wait.
        """
        end = time.monotonic() + 3 * totp.SECONDS
        while time.monotonic() < end:
            now = int(clock.now().timestamp()) // totp.SECONDS
            step = max(now - 1, CODES.get((self.site, secret), 0) + 1)
            if step <= now + 1:
                CODES[self.site, secret] = step
                return pyotp.TOTP(secret).generate_otp(step)
            time.sleep(1)
        raise AssertionError("no code is good; has the clock gone back?")

    def set_up_app(self) -> str:
        """Set up an app that shows codes, and return its secret."""
        self.open("/account/factors")
        self.press("Set up an app")
        secret = self.page.locator("main code").inner_text().replace(" ", "")
        digits = self.page.get_by_label("The six digits that your app shows")
        digits.fill(self.code(secret))
        self.press("Go on")
        assert self.heading() == "Keep these recovery codes"
        return secret

    # ------------------------------------------------------------ on the page that is
    def until(self, expression: str) -> None:
        """Wait until JavaScript says yes, without `eval`, which the policy forbids."""
        self.page.wait_for_load_state()
        end = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never: {expression}"
            self.page.wait_for_timeout(50)

    def drawn(self) -> None:
        """Wait until the map, where the page has one, is drawn and listens."""
        if self.scripts:
            self.until(DRAWN)

    def heading(self) -> str:
        """Return what the page is about."""
        self.page.wait_for_load_state()
        return self.page.locator("h1").inner_text()

    def reach(self, target: Locator, most: int = 120) -> None:
        """Press Tab until `target` has the focus, as somebody without a mouse does."""
        for _ in range(most):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{most} times Tab does not lead to {target}")

    def fits(self) -> bool:
        """Tell whether nothing sticks out at the side."""
        self.page.wait_for_load_state()
        fits: bool = self.page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )
        return fits

    def resize(self, across: int, down: int) -> None:
        """Make the window as large as this, and wait until the page knows."""
        self.page.set_viewport_size({"width": across, "height": down})
        self.until(f"window.innerWidth === {across}")

    def goes_on(self) -> bool:
        """Tell whether the page offers something to do besides reading its heading."""
        self.page.wait_for_load_state()
        main = self.page.locator("main")
        return main.locator("a[href], button, input:not([type=hidden])").count() > 0


class Walkers:
    """Everybody who walks in one test, each in a browser context of their own."""

    def __init__(
        self, browser: Browser, site: str, sessions: Sessions | None = None
    ) -> None:
        self.browser = browser
        self.site = site
        self.sessions: Sessions = {} if sessions is None else sessions
        self.all: list[Walker] = []

    def begin(
        self, width: str = "desk", scheme: str = "light", scripts: bool = True
    ) -> Walker:
        across, down = WIDTHS[width]
        context = self.browser.new_context(
            viewport={"width": across, "height": down},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.all.append(Walker(context, self.site, self.sessions, scripts))
        return self.all[-1]

    def end(self) -> None:
        """Close every context; nobody's browser may have complained of anything."""
        for walker in self.all:
            walker.context.close()
        assert not [line for walker in self.all for line in walker.complaints]
