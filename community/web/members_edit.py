"""Editing one's own profile: each part with its audience, each saved by itself."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.core.text import N_
from community.expertise import queries as tags
from community.members import commands, profiles, queries
from community.members.models import DetailName, MapConsent, Member
from community.vocabulary.models import KINDS, NATIONS, REGIONS
from community.vocabulary.queries import TermCard, of, terms
from community.web import bell, photos
from community.web.door import MEGABYTE, door, members_only
from community.web.respond import respond, told
from community.web.words import day

pages = Blueprint("members_edit", __name__, url_prefix="/members/me")

OPEN_TO = ("introductions", "coffee", "advice")
MOST_LINKS, LONGEST_LINK = 5, 300


@dataclass(frozen=True)
class EditPage:
    """All that somebody says of themselves, to change."""

    profile: profiles.Profile
    audience: Audience
    version: int
    map_consent: MapConsent
    taking_requests: bool
    kinds: tuple[TermCard, ...]
    nations: tuple[TermCard, ...]
    regions: tuple[TermCard, ...]
    organisations: tuple[str, ...]
    tags: tuple[tags.TagCard, ...]
    sensitive_wording: str
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})
    typed: dict[str, str] = field(default_factory=dict, metadata={"api": False})

    @property
    def where(self) -> str:
        """The part whose values were refused, and are shown as they were typed."""
        return self.problems[0][0] if self.problems else ""


def edit_page(
    viewer: Viewer, member: Member, problem: tuple[str, str] | None = None
) -> ResponseReturnValue:
    """Show the profile to change, with what was refused and where."""
    lists = terms(KINDS, NATIONS, REGIONS)
    page = EditPage(
        profile=profiles.profile(viewer, member),
        audience=member.audience,
        version=member.version,
        map_consent=member.map_consent,
        taking_requests=member.taking_requests,
        kinds=of(lists, KINDS),
        nations=of(lists, NATIONS),
        regions=of(lists, REGIONS),
        organisations=queries.organisation_names(viewer),
        tags=tags.approved(),
        sensitive_wording=commands.SENSITIVE_WORDING,
        problems=(problem,) if problem else (),
        typed=request.form.to_dict() if problem else {},
    )
    bell.read_here(viewer)
    return respond("members/edit.html", page, 422 if problem else 200)


@pages.get("/edit")
@members_only
def edit(viewer: Viewer) -> ResponseReturnValue:
    """Show one's profile to change."""
    return edit_page(viewer, commands.me(viewer))


def saved(message: str, part: str) -> ResponseReturnValue:
    """Say `message` beside the part that was saved."""
    flash(message, f"at-{part}")
    return redirect(url_for("members_edit.edit", _anchor=part))


def chosen_audience(
    name: str = "audience", default: Audience = Audience.ME
) -> Audience:
    """Return the audience that a form chose; `default` where it chose none."""
    try:
        return Audience(request.form.get(name, default))
    except ValueError:
        return default


@pages.post("/edit/<part>")
@members_only
def save(viewer: Viewer, part: str) -> ResponseReturnValue:
    """Save one part."""
    if part not in SAVES:
        raise NotFound(part)
    member = commands.me(viewer)
    try:
        SAVES[part](viewer, member)
    except Conflict:
        raise
    except Refused as error:
        db.session.rollback()
        return edit_page(viewer, commands.me(viewer), (part, told(error)))
    return saved(_("Saved."), part)


def _basics(viewer: Viewer, member: Member) -> None:
    name = request.form.get("name", "")
    if len(name) > 120:
        raise Refused(N_("Use 120 letters or fewer"))
    commands.edit_basics(
        viewer,
        member,
        name=name,
        pronouns=request.form.get("pronouns", "")[:40],
        audience=chosen_audience(default=Audience.MEMBERS),
        version=request.form.get("version", 0, type=int),
    )


def _kinds(viewer: Viewer, member: Member) -> None:
    known = {card.code for card in terms(KINDS)}
    gone = set(request.form.getlist("remove"))
    listed = [*request.form.getlist("kind"), request.form.get("add", "")]
    codes = [code for code in listed if code in known and code not in gone]
    first = request.form.get("first", "")
    codes.sort(key=lambda code: code != first)
    seen_by = {
        code: chosen_audience(f"audience-{code}", chosen_audience()) for code in codes
    }
    commands.set_kinds(viewer, member, codes, seen_by)


def _place(viewer: Viewer, member: Member) -> None:
    lists = terms(NATIONS, REGIONS)
    nation, region = request.form.get("nation", ""), request.form.get("region", "")
    if nation and nation not in {card.code for card in of(lists, NATIONS)}:
        raise Refused(N_("Choose a nation from the list"))
    if region not in {"", *(card.code for card in of(lists, REGIONS))}:
        raise Refused(N_("Choose a region from the list"))
    commands.set_place(viewer, member, nation, region, chosen_audience())


def _organisation(viewer: Viewer, member: Member) -> None:
    name, role = request.form.get("organisation", ""), request.form.get("role", "")
    if len(name) > 120 or len(role) > 120:
        raise Refused(N_("Use 120 letters or fewer"))
    commands.set_affiliation(viewer, member, name, role, chosen_audience())


def _text(name: DetailName, most: int) -> Any:
    def save_text(viewer: Viewer, member: Member) -> None:
        words = request.form.get("text", "").strip()
        if len(words) > most:
            raise Refused(N_("Use %(most)s letters or fewer"), most=most)
        commands.set_detail(viewer, member, name, {"text": words}, chosen_audience())

    return save_text


def _links(viewer: Viewer, member: Member) -> None:
    lines = request.form.get("links", "").splitlines()
    urls = [line.strip() for line in lines if line.strip()]
    if len(urls) > MOST_LINKS:
        raise Refused(N_("Enter %(most)s links or fewer"), most=MOST_LINKS)
    found = []
    for url in urls:
        if not url.startswith(("https://", "http://")):
            raise Refused(N_("Start each link with https://"))
        if len(url) > LONGEST_LINK:
            raise Refused(
                N_("Use %(most)s letters or fewer in each link"), most=LONGEST_LINK
            )
        found.append({"label": url.split("//", 1)[1][:60].rstrip("/"), "url": url})
    commands.set_detail(
        viewer, member, DetailName.LINKS, {"links": found}, chosen_audience()
    )


def _availability(viewer: Viewer, member: Member) -> None:
    hours = request.form.get("hours", "").strip()
    # Python reads no number of thousands of figures
    if hours and not (len(hours) <= 3 and hours.isdecimal() and int(hours) <= 60):
        raise Refused(N_("Enter hours a week as a number, up to 60"))
    until = request.form.get("until", "").strip()
    if until and not day(until):
        raise Refused(N_("Enter the day as in 2017-09-30"))
    value = {"hours": int(hours or 0), "until": until}
    commands.set_detail(
        viewer, member, DetailName.AVAILABILITY, value, chosen_audience()
    )


def _open_to(viewer: Viewer, member: Member) -> None:
    chosen = [one for one in OPEN_TO if one in request.form.getlist("for")]
    commands.set_detail(
        viewer, member, DetailName.OPEN_TO, {"for": chosen}, chosen_audience()
    )
    commands.set_requests(viewer, member, taking="taking" in request.form)


SAVES = {
    "basics": _basics,
    "kinds": _kinds,
    "place": _place,
    "organisation": _organisation,
    "headline": _text(DetailName.HEADLINE, 120),
    "about": _text(DetailName.ABOUT, 3000),
    "links": _links,
    "availability": _availability,
    "open-to": _open_to,
}


@pages.post("/photo")
@door("member", deferred=True, body=10 * MEGABYTE)
def photo(viewer: Viewer) -> ResponseReturnValue:
    """Store a photo with the words that describe it, or remove it."""
    sent = request.files.get("photo")
    kept = profiles.profile(viewer, commands.me(viewer)).photo
    alt = request.form.get("alt", "").strip()[:200]
    try:
        name = photos.store(sent) if sent and sent.filename else kept
        name = "" if "remove" in request.form else name
        if name and not alt:
            raise Refused(N_("Say in a few words what the photo shows"))
    except Refused as error:
        return edit_page(viewer, commands.me(viewer), ("photo", told(error)))
    photos.save(viewer, name, alt, chosen_audience(default=Audience.MEMBERS))
    if kept and kept != name:
        photos.forget(kept)
    return saved(_("Saved.") if name else _("There is no photo."), "photo")
