"""Somebody at a browser, who notes whatever the browser complains of."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
PATIENCE = 8000
"""How long to wait for anything, in milliseconds."""

WAYS = [("desk", True), ("phone", True), ("desk", False), ("phone", False)]
"""Each width, with and without JavaScript: the ways of walking a journey."""


_sessions: dict[tuple[str, str], list[Any]] = {}
"""Who is signed in where; sign-ins are limited, and cost a password hash each."""


class Walker:
    """Somebody at a browser: opens pages, and notes what the console complains of."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, account: dict[str, str]) -> None:
        """Sign in by the form; the next time at this site, by the session of then."""
        known = _sessions.get((self.site, account["email"]))
        if known:
            self.context.add_cookies(known)
            self.open("/suggestions/")
            return
        self.open("/sign-in")
        self.page.get_by_label("E-mail").fill(account["email"])
        self.page.get_by_label("Password", exact=True).fill(account["password"])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state()
        cookies: list[Any] = self.context.cookies()
        _sessions[self.site, account["email"]] = cookies

    def until(self, expression: str) -> None:
        """Wait until JavaScript says yes, without `eval`, which the policy forbids."""
        for _ in range(PATIENCE // 50):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never: {expression}")

    def heading(self) -> str:
        """Return what the page is about."""
        return self.page.locator("h1").inner_text()

    def press(self, button: str, exact: bool = False) -> None:
        """Press a button of the main part by its name, and wait for what follows."""
        main = self.page.locator("main")
        main.get_by_role("button", name=button, exact=exact).first.click()
        self.page.wait_for_load_state()

    def follow(self, link: str) -> None:
        """Follow a link of the main part by its words."""
        main = self.page.locator("main")
        main.get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()

    def reach(self, target: Locator, most: int = 120) -> None:
        """Press Tab until `target` has the focus, as somebody without a mouse does."""
        for _ in range(most):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{most} times Tab does not lead to {target}")

    def fits(self) -> bool:
        """Tell whether nothing sticks out at the side."""
        fits: bool = self.page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )
        return fits

    def goes_on(self) -> bool:
        """Tell whether the page offers something to do besides reading its heading."""
        main = self.page.locator("main")
        return main.locator("a[href], button, input:not([type=hidden])").count() > 0


class Walkers:
    """Everybody who walks in one test, each in a browser context of their own."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
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
        self.all.append(Walker(context, self.site))
        return self.all[-1]

    def end(self) -> None:
        """Close every context; nobody's browser may have complained of anything."""
        for walker in self.all:
            walker.context.close()
        assert not [line for walker in self.all for line in walker.complaints]
