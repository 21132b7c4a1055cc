"""Pages of plain words: urgent help, accessibility, privacy, house rules, theme."""

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Blueprint, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.accounts.commands import RULES_VERSION
from community.core import clock
from community.core.access import Viewer
from community.vocabulary.choices import chosen
from community.web.crisis import crisis_here, numbers
from community.web.door import anyone
from community.web.forms import safe_next
from community.web.respond import respond

pages = Blueprint("pages", __name__)
pages.add_app_template_global(crisis_here)

THEMES = ("auto", "light", "dark")
YEAR = 31_536_000


def _contact() -> str:
    address: str = current_app.config["SETTINGS"].mail_from
    return address


@dataclass(frozen=True)
class WordsPage:
    """A page that says the same to everybody."""

    version: str = RULES_VERSION
    contact: str = field(default_factory=_contact)


@dataclass(frozen=True)
class HelpPage:
    """Whom to call now."""

    emergency: str
    nhs: str
    samaritans: str
    shout: str


@pages.get("/urgent-help")
@anyone
def urgent_help(_viewer: Viewer) -> ResponseReturnValue:
    """Say where help is now; needs neither database nor script."""
    return respond("pages/urgent_help.html", HelpPage(*numbers().values()))


@pages.app_template_filter()
def dialled(number: str) -> str:
    """Return a number as a phone dials it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@pages.get("/accessibility")
@anyone
def accessibility(_viewer: Viewer) -> ResponseReturnValue:
    """Say how the site can be used, and what does not work yet."""
    return respond("pages/accessibility.html", WordsPage())


@dataclass(frozen=True)
class PrivacyPage:
    """What is kept, and who sees each thing at first and at most."""

    defaults: tuple[tuple[str, str, str], ...]
    contact: str = field(default_factory=_contact)


def _defaults() -> tuple[tuple[str, str, str], ...]:
    me, all_, anyone_ = _("Only you"), _("All members"), _("Anyone")
    near = _("People who know one of you")
    circle = _("All members; in a project with a sensitive word its team alone")
    return (
        (_("Name and pronouns"), all_, anyone_),
        (_("Kind of participant"), _("As you choose at your first visit"), anyone_),
        (_("Organisation, headline, photo, links, time, place"), all_, anyone_),
        (_("What you write about yourself"), all_, anyone_),
        (_("What you offer, seek, learn"), all_, anyone_),
        (_("Words that may hint at your health"), me, _("All members, if you agree")),
        (_("New words, until organisers approve them"), me, me),
        (_("That you know somebody"), near, all_),
        (_("That you are in a project"), circle, anyone_),
        (_("Being on the map"), _("Not, until you are asked"), _("Organisers")),
        (_("E-mail address"), me, me),
        (_("What you follow or put aside"), me, me),
    )


@pages.get("/privacy")
@anyone
def privacy(_viewer: Viewer) -> ResponseReturnValue:
    """Say what is kept, who sees it, and for how long."""
    return respond("pages/privacy.html", PrivacyPage(_defaults()))


@pages.get("/house-rules")
@anyone
def house_rules(_viewer: Viewer) -> ResponseReturnValue:
    """Say how people treat each other here."""
    return respond("pages/house_rules.html", WordsPage())


PROMISED = (
    "case_harm_hours", "case_usual_hours", "appeal_days", "report_hide_people",
    "report_suspend_people",
)  # fmt: skip
"""The settings that the terms tell everybody."""


@dataclass(frozen=True)
class TermsPage:
    """Who runs this place, and what they promise."""

    name: str
    promised: dict[str, int]
    version: str = RULES_VERSION
    contact: str = field(default_factory=_contact)


@pages.get("/terms")
@anyone
def terms(_viewer: Viewer) -> ResponseReturnValue:
    """Say who runs this place, and how it deals with reports and complaints."""
    now = chosen()
    promised = {name: int(now[name]) for name in PROMISED}
    page = TermsPage(current_app.config["SETTINGS"].name, promised)
    return respond("pages/terms.html", page)


@pages.get("/about")
@anyone
def about(_viewer: Viewer) -> ResponseReturnValue:
    """Say what this place is."""
    return respond("pages/about.html", WordsPage())


@pages.post("/theme")
@anyone
def theme(_viewer: Viewer) -> ResponseReturnValue:
    """Remember light, dark or automatic in a cookie."""
    chosen = request.form.get("theme", "auto")
    response = make_response(redirect(safe_next(url_for("home.index"))))
    response.set_cookie(
        "theme",
        chosen if chosen in THEMES else "auto",
        max_age=YEAR,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure,
    )
    return response


@pages.get("/healthz")
@anyone
def healthz(_viewer: Viewer) -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@pages.get("/robots.txt")
@anyone
def robots(_viewer: Viewer) -> ResponseReturnValue:
    """Keep people's pages out of search engines, and lead them to what is public."""
    home = current_app.config["SETTINGS"].public_url.rstrip("/")
    lines = "User-agent: *\nDisallow: /members/\nDisallow: /api/\nDisallow: /map/\n"
    lines += f"\nSitemap: {home}{url_for('sitemap.index')}\n"
    return lines, 200, {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/security")
@anyone
def security_policy(_viewer: Viewer) -> ResponseReturnValue:
    """Say how to report a security problem, and what comes of it."""
    return respond("pages/security.html", WordsPage())


@pages.get("/.well-known/security.txt")
@anyone
def security(_viewer: Viewer) -> ResponseReturnValue:
    """Say where to report a security problem."""
    until = clock.today() + timedelta(days=180)
    home = current_app.config["SETTINGS"].public_url.rstrip("/")
    lines = (
        f"Contact: mailto:{_contact()}\n"
        f"Expires: {until}T00:00:00Z\n"
        "Preferred-Languages: en\n"
        f"Canonical: {home}{url_for('pages.security')}\n"
        f"Policy: {home}{url_for('pages.security_policy')}\n"
    )
    return lines, 200, {"Content-Type": "text/plain; charset=utf-8"}
