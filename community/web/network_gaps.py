"""The gap board: what the community lacks, and who could be asked to help."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import clock, journal, limits
from community.core.access import Permission, Viewer, require
from community.core.visible import Page
from community.network.figures import MapPerson
from community.network.gaps import fragile, near, skills
from community.network.gaps.asked import GapsAsked
from community.network.gaps.invite import Invite, invite
from community.network.gaps.skills import OneSkill, Skill
from community.vocabulary.models import KINDS, NATIONS, REGIONS
from community.vocabulary.queries import TermCard, of, terms
from community.web import exports
from community.web import network_gaps_words as words
from community.web.door import door, organisers_only
from community.web.respond import respond

pages = Blueprint("network_gaps", __name__, url_prefix="/network/gaps")

DAY = 86_400
MOST_EXPORTS = 20


@dataclass(frozen=True)
class Choices:
    """What a filter offers."""

    name: str
    label: str
    anything: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many are chosen."""
        return len(self.chosen)


@dataclass(frozen=True)
class GapsPage:
    """One list of the gap board, by the filters of the address.

    Of the lists the one that was asked for is there, page by page. All counts are of
    rows that the viewer can list one by one.
    """

    asked: GapsAsked
    sentence: str
    skills: Page[Skill] | None
    projects: Page[near.OneAway] | None
    offers: Page[fragile.OnlyOffer] | None
    leads: Page[fragile.OnlyLead] | None
    links: Page[MapPerson] | None
    filters: tuple[Choices, ...] = field(metadata={"api": False})
    lists: dict[str, str] = field(metadata={"api": False})
    families: dict[str, str] = field(metadata={"api": False})

    @property
    def rows(self) -> Page[Any]:
        """The page of the list that is shown."""
        found = (self.skills, self.projects, self.offers, self.leads, self.links)
        return next(one for one in found if one is not None)


def _skills(viewer: Viewer, asked: GapsAsked) -> Page[Any]:
    return skills.page_from(skills.skills(viewer, asked), asked.page)


_READ: dict[str, tuple[str, Callable[[Viewer, GapsAsked], Page[Any]]]] = {
    "skills": ("skills", _skills),
    "nobody": ("skills", _skills),
    "projects": ("projects", near.one_away),
    "offers": ("offers", fragile.only_offers),
    "leads": ("leads", fragile.only_leads),
    "links": ("links", fragile.only_links),
}


@pages.get("/")
@door("organiser", record=GapsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers what is wanted and not offered, or hangs on one person."""
    asked = GapsAsked.read(request.args)
    name, read = _READ[asked.show]
    found: dict[str, Page[Any] | None] = dict.fromkeys(
        ("skills", "projects", "offers", "leads", "links")
    )
    rows = found[name] = read(viewer, asked)
    page = GapsPage(
        asked=asked,
        sentence=words.summary(asked.show, rows.items, rows.total),
        filters=_filters(asked),
        lists=words.lists(),
        families=words.families(),
        **found,
    )
    return respond("network/gaps.html", page)


def _filters(asked: GapsAsked) -> tuple[Choices, ...]:
    lists = terms(KINDS, NATIONS, REGIONS)
    places = (*of(lists, NATIONS), *of(lists, REGIONS))
    family = tuple((code.value, label) for code, label in _families())
    return (
        Choices("family", _("What it is about"), _("Anything"), family, asked.family),
        Choices("place", _("Place"), _("Anywhere"), _options(places), asked.place),
        Choices(
            "kind", _("Kind of participant"), _("Any kind"),
            _options(of(lists, KINDS)), asked.kind,
        ),
    )  # fmt: skip


def _families() -> list[tuple[Any, str]]:
    return list(words.families().items())


def _options(cards: tuple[TermCard, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.label) for one in cards)


# ---------------------------------------------------------------- one of them
@dataclass(frozen=True)
class GapPage:
    """One skill: who wants and offers it, by kind and place, and who could help."""

    asked: GapsAsked
    sentence: str
    one: OneSkill
    invite: Invite
    close: dict[str, str] = field(metadata={"api": False})


@pages.get("/<tag>")
@door("organiser", record=GapPage)
def show(viewer: Viewer, tag: str) -> ResponseReturnValue:
    """Show who wants and offers one skill, and who could be asked to help."""
    asked = GapsAsked.read(request.args)
    one = skills.one_skill(viewer, tag, asked)
    found = invite(viewer, one, asked)
    close = {how.how.value: words.close(how.how) for how in found.people}
    page = GapPage(asked, words.of_skill(one.skill), one, found, close)
    return respond("network/gap.html", page)


# ---------------------------------------------------------------- a file to take away
@pages.get("/skills.csv")
@organisers_only
def skills_csv(viewer: Viewer) -> Response:
    """Give the skills of the filters as CSV, and write it into the audit trail."""
    require(viewer, Permission.EXPORT_PEOPLE)
    limits.check("export", str(viewer.account_id), MOST_EXPORTS, DAY)
    found = skills.skills(viewer, GapsAsked.read(request.args))
    journal.aside(
        lambda: journal.record(viewer, journal.Act.EXPORT, "network", note="gaps")
    )
    families = words.families()
    head = (
        _("Skill"), _("What it is about"), _("Wanted by people"),
        _("Needed by projects"), _("Offered by people"), _("Learned by people"),
    )  # fmt: skip
    rows = (
        (
            one.label, families[one.family] if one.family else "", one.wanted,
            one.needed, one.offered, one.learning,
        )
        for one in found
    )  # fmt: skip
    return exports.csv_file(f"gaps-{clock.today().isoformat()}.csv", head, rows)
