"""The directory of people, their profiles, and how a profile looks to others."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, current_app, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.connections.models import Subject
from community.core import journal, ledger, limits
from community.core.access import Permission, Role, Viewer, as_seen_by, require
from community.core.errors import NotFound
from community.core.visible import Page, find
from community.essays import queries as essays
from community.essays.cards import EssayCard
from community.lived.queries import LivedLine
from community.lived.queries import of as lived_of
from community.matching import feedback
from community.matching.linked import NOTHING, Linked, linked_with
from community.members import directory, profiles, queries, standing
from community.members.models import Member
from community.projects import queries as projects
from community.web import exports, words
from community.web.door import anyone, door, members_only
from community.web.respond import respond

EXPORTS_A_DAY, DAY = 3, 86_400

pages = Blueprint("members", __name__, url_prefix="/members")


@dataclass(frozen=True)
class Facet:
    """One filter of a directory: its name in the address, its words, its choices."""

    name: str
    label: str
    options: tuple[directory.Option, ...]

    @property
    def chosen(self) -> int:
        """How many choices are ticked."""
        return sum(option.chosen for option in self.options)

    @property
    def open(self) -> bool:
        """Whether the filter shows its choices from the start."""
        return self.chosen > 0


@dataclass(frozen=True)
class MembersPage:
    """A page of the directory of people."""

    asked: directory.Asked
    sentence: str
    people: Page[queries.MemberCard]
    facets: tuple[Facet, ...]


def _asked() -> directory.Asked:
    chosen = {name: tuple(request.args.getlist(name)[:20]) for name in directory.FACETS}
    sort = request.args.get("sort", "name")
    return directory.Asked(
        q=request.args.get("q", "").strip()[:100],
        sort=sort if sort in directory.SORTS else "name",
        page=request.args.get("page", 1, type=int),
        **chosen,
    )


def facet_labels() -> dict[str, str]:
    """Return the words of each facet of the people."""
    return {
        "kind": _("Kind of participant"),
        "offers": _("Can offer"),
        "seeks": _("Wants help with"),
        "place": _("Place"),
    }


@pages.get("/")
@door("member", record=MembersPage, paces=("people", "search"))
def index(viewer: Viewer) -> ResponseReturnValue:
    """List people, narrowed by words and filters."""
    asked = _asked()
    found = directory.members_page(viewer, asked)
    facets = tuple(
        Facet(name, label, directory.options(viewer, asked, name))
        for name, label in facet_labels().items()
    )
    sentence = words.people_sentence(found.total, asked, facets)
    return respond("members/index.html", MembersPage(asked, sentence, found, facets))


@pages.get("/export.csv")
@door("organiser", sudo=True)
def export(viewer: Viewer) -> ResponseReturnValue:
    """Give organisers the list that they see as CSV, and audit it."""
    require(viewer, Permission.EXPORT_PEOPLE)
    limits.check("export of people", str(viewer.account_id), EXPORTS_A_DAY, DAY)
    people = directory.everyone(viewer, _asked())
    rows = [
        (
            one.name,
            one.kind,
            one.headline,
            one.place,
            "; ".join(tag.label for tag in one.tags),
        )
        for one in people
    ]
    journal.aside(
        lambda: journal.record(viewer, journal.Act.EXPORT, "people", note="csv")
    )
    whose = standing.accounts_of(one.id for one in people)
    ledger.note(viewer, whose, ledger.Looked.EXPORT, role=Role.ORGANISER)
    head = (_("Name"), _("Kind"), _("Headline"), _("Place"), _("Can offer"))
    return exports.csv_file("people.csv", head, rows)


@dataclass(frozen=True)
class ProfilePage:
    """A person as the viewer may know them."""

    profile: profiles.Profile
    teams: tuple[projects.TeamLine, ...]
    essays: tuple[EssayCard, ...]
    own: bool
    acting: bool
    linked: Linked = field(metadata={"api": False})
    lived: tuple[LivedLine, ...] = field(metadata={"api": False})
    hints: tuple[str, ...] = ()
    audience: str = ""
    seen_as: str = ""
    photo: str = ""


def _photo(profile: profiles.Profile) -> str:
    return (
        url_for("members.photo", slug=profile.slug, name=profile.photo)
        if profile.photo
        else ""
    )


@pages.get("/<slug>")
@door("anyone", record=ProfilePage, paces=("people",))
def profile(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show a person; unknown to whoever may not see them."""
    member: Member = find(viewer, Member, Member.slug == slug)
    if request.args.get("from") == "suggestion":
        feedback.keep_opened(viewer, Subject.PERSON, member.id)
    own = member.id == viewer.member_id
    shown = profiles.profile(viewer, member)
    page = ProfilePage(
        profile=shown,
        teams=projects.teams_of(viewer, member.id),
        essays=essays.by_member(viewer, member.id),
        own=own,
        acting=viewer.is_member
        and not own
        and member.taking_requests
        and member.joined,
        linked=NOTHING
        if own or not viewer.is_member
        else linked_with(viewer, member.id),
        lived=lived_of(viewer, member.id),
        hints=words.profile_hints(shown) if own else (),
        audience=member.audience.value if own else "",
        photo=_photo(shown),
    )
    return respond("members/profile.html", page)


@pages.get("/<slug>/as/<who>")
@members_only
def seen_as(viewer: Viewer, slug: str, who: str) -> ResponseReturnValue:
    """Show one's own profile as somebody else would see it, by the same code."""
    member: Member = find(viewer, Member, Member.slug == slug)
    if member.id != viewer.member_id:
        raise NotFound("profile")
    try:
        other = as_seen_by(who, member.id)
        member = find(other, Member, Member.slug == slug)
    except KeyError:
        raise NotFound(who) from None
    except NotFound:
        return respond("members/unseen.html", UnseenPage(slug, who))
    shown = profiles.profile(other, member)
    page = ProfilePage(
        profile=shown,
        teams=projects.teams_of(other, member.id),
        essays=essays.by_member(other, member.id),
        own=False,
        acting=False,
        linked=NOTHING,
        lived=lived_of(other, member.id),
        seen_as=who,
        photo=_photo(shown),
    )
    return respond("members/seen_as.html", page)


@dataclass(frozen=True)
class UnseenPage:
    """That a class of viewers does not see a profile at all."""

    slug: str
    who: str


@pages.get("/<slug>/photo/<name>")
@anyone
def photo(viewer: Viewer, slug: str, name: str) -> Any:
    """Give a photo to whoever may see it."""
    member: Member = find(viewer, Member, Member.slug == slug)
    if profiles.profile(viewer, member).photo != name:
        raise NotFound("photo")
    folder = current_app.config["SETTINGS"].data_dir / "photos"
    found = send_from_directory(folder, name, mimetype="image/webp")
    found.headers["Cache-Control"] = "no-store"
    return found
