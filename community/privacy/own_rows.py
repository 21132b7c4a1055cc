"""The rows about a member, each as one line: what it is, and who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import String, and_, case, cast, func, literal, or_, select, type_coerce

from community.connections.models import Connection, TieAudience
from community.core.access import Audience, Viewer
from community.evidence.models import Resource, ResourceTag, ResourceTalker
from community.expertise.models import Tag, TagState
from community.ideas.models import Idea, IdeaHelp
from community.lived.models import SHOWN_TO
from community.members.models import (
    Affiliation,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
)
from community.members.queries import Nation
from community.organisations.models import Organisation
from community.programme.models import Answer, Attendance, Attendees, Event
from community.projects.models import Membership, NeedTag, Project, ProjectTag
from community.projects.team import choices
from community.vocabulary.models import KINDS, NATIONS, Term

EVERY = tuple(Audience)
UP_TO_MEMBERS = EVERY[:-1]
LIVED = (Audience.ME, *SHOWN_TO)
MEMBERS_OR_NONE = (Audience.ME, Audience.MEMBERS)


class Thing(StrEnum):
    """What can be shown, as addresses name it."""

    NAME = "name"
    KIND = "kind"
    ORGANISATION = "organisation"
    PLACE = "place"
    DETAIL = "detail"
    TAG = "tag"
    MEMBERSHIP = "membership"
    TIE = "tie"
    TALK = "talk"
    ATTENDANCE = "attendance"
    HELP = "help"
    LIVED = "lived"


@dataclass(frozen=True)
class Line:
    """One thing about the viewer: its number, what it is, who sees it, who else could.

    `about` is a further word: the relation to a tag, the day on which a part in a
    project ended, who at most sees who comes to an event (nobody while "waiting"),
    "author" where the author of an idea reads an offer of help anyway. A talk about a
    resource is sensitive where a tag of that is. What is `fixed` cannot be shown to
    anybody yet: a word that organisers have not looked at. `slug` leads to the event or
    the idea that it is named after.
    """

    thing: Thing
    id: int
    label: str
    audience: str
    choices: tuple[str, ...]
    about: str = ""
    sensitive: bool = False
    fixed: bool = False
    parent: int = 0
    version: int = 0
    slug: str = ""


Rows = Sequence[Mapping[str, Any]]


def _columns(
    thing: Thing, row: Any, label: Any, audience: Any, **more: Any
) -> list[Any]:
    """Return the columns of which a line is made."""
    given = {
        "about": "", "sensitive": False, "fixed": False, "parent": 0, "version": 0,
        "slug": "", **more,
    }  # fmt: skip
    return [
        type_coerce(thing.value, String).label("thing"),
        row.label("number"),
        label.label("label"),
        type_coerce(audience, String).label("audience"),
        *(_named(value).label(name) for name, value in given.items()),
    ]


def _named(value: Any) -> Any:
    return literal(value) if isinstance(value, (str, bool, int)) else value


def member(viewer: Viewer) -> Any:
    """Select the viewer's name, and how they are on the map."""
    columns = _columns(
        Thing.NAME, Member.id, Member.name, Member.audience, version=Member.version
    )
    found = select(
        *columns, type_coerce(Member.map_consent, String).label("map_consent")
    )
    return found.where(Member.id == viewer.member_id)


def shown(viewer: Viewer) -> list[Any]:
    """Select what the viewer says of themselves, and where they are."""
    me = viewer.member_id
    tag = _columns(
        Thing.TAG, MemberTag.id, Tag.label, MemberTag.audience,
        about=type_coerce(MemberTag.relation, String),
        sensitive=Tag.sensitive, fixed=Tag.state != TagState.APPROVED,
    )  # fmt: skip
    detail = type_coerce(MemberDetail.name, String)
    return [
        select(*_columns(Thing.KIND, MemberKind.id, Term.label, MemberKind.audience))
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(MemberKind.member_id == me)
        .order_by(MemberKind.rank, MemberKind.id),
        select(
            *_columns(
                Thing.ORGANISATION, Affiliation.id, Organisation.name,
                Affiliation.audience,
            )
        )
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.member_id == me),
        select(
            *_columns(
                Thing.PLACE, MemberPlace.id, Nation.label, MemberPlace.audience
            )
        )
        .join(Nation, and_(Nation.list == NATIONS, Nation.code == MemberPlace.nation))
        .where(MemberPlace.member_id == me),
        select(
            *_columns(Thing.DETAIL, MemberDetail.id, detail, MemberDetail.audience)
        )
        .where(MemberDetail.member_id == me)
        .order_by(MemberDetail.id),
        select(*tag)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(MemberTag.member_id == me)
        .where(Tag.state.in_([TagState.APPROVED, TagState.PROPOSED]))
        .order_by(Tag.label, MemberTag.id),
        _memberships(me),
        _ties(me),
        _talks(me),
        _attendances(me),
        _helps(me),
    ]  # fmt: skip


def _memberships(me: int | None) -> Any:
    sensitive = or_(
        *(
            select(entity.id)
            .join(Tag, Tag.id == entity.tag_id)
            .where(entity.project_id == Membership.project_id, Tag.sensitive)
            .exists()
            for entity in (ProjectTag, NeedTag)
        )
    )
    columns = _columns(
        Thing.MEMBERSHIP, Membership.id, Project.title, Membership.audience,
        about=func.coalesce(cast(Membership.until, String), ""),
        sensitive=sensitive, parent=Membership.project_id,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.member_id == me)
        .order_by(Membership.until.is_not(None), Project.title, Membership.id)
    )


def _ties(me: int | None) -> Any:
    mine = case(
        (Connection.a_id == me, Connection.a_audience), else_=Connection.b_audience
    )
    columns = _columns(Thing.TIE, Connection.id, Member.name, mine)
    return (
        select(*columns)
        .join(Member, Member.id == Connection.a_id + Connection.b_id - me)
        .where(or_(Connection.a_id == me, Connection.b_id == me))
        .order_by(Member.folded, Member.id)
    )


def _talks(me: int | None) -> Any:
    sensitive = (
        select(ResourceTag.id)
        .join(Tag, Tag.id == ResourceTag.tag_id)
        .where(ResourceTag.resource_id == ResourceTalker.resource_id, Tag.sensitive)
        .exists()
    )
    columns = _columns(
        Thing.TALK, ResourceTalker.id, Resource.title, ResourceTalker.audience,
        sensitive=sensitive,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Resource, Resource.id == ResourceTalker.resource_id)
        .where(ResourceTalker.member_id == me)
        .order_by(Resource.folded, ResourceTalker.id)
    )


def _attendances(me: int | None) -> Any:
    """Select where one comes or was, the latest first: also what is past shows on."""
    for_team = case({Audience.PROJECTS: "team"}, value=Event.audience, else_="members")
    at_most = case(
        (Attendance.answer == Answer.WAITING, "waiting"),
        (Event.attendees == Attendees.MEMBERS, for_team),
        else_=type_coerce(Event.attendees, String),
    )
    columns = _columns(
        Thing.ATTENDANCE, Attendance.id, Event.title, Attendance.audience,
        about=at_most, slug=Event.slug,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Event, Event.id == Attendance.event_id)
        .where(Attendance.member_id == me)
        .order_by(Event.begins_on.desc(), Attendance.id)
    )


def _helps(me: int | None) -> Any:
    has_author = case((Idea.author_id.is_(None), ""), else_="author")
    columns = _columns(
        Thing.HELP, IdeaHelp.id, Idea.title, IdeaHelp.audience,
        about=has_author, slug=Idea.slug,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Idea, Idea.id == IdeaHelp.idea_id)
        .where(IdeaHelp.member_id == me)
        .order_by(IdeaHelp.made_at.desc(), IdeaHelp.id)
    )


# ---------------------------------------------------------------- what it makes
def lines(rows: Rows) -> tuple[Line, ...]:
    """Return what rows say, as lines."""
    return tuple(line(Thing(row["thing"]), row) for row in rows)


def line(thing: Thing, row: Mapping[str, Any]) -> Line:
    """Return what one row says."""
    sensitive = bool(row["sensitive"])
    return Line(
        thing, row["number"], row["label"], row["audience"],
        _choices(thing, sensitive, row["about"]), row["about"], sensitive,
        bool(row["fixed"]), row["parent"], row["version"], row["slug"],
    )  # fmt: skip


def _choices(thing: Thing, sensitive: bool, about: str) -> tuple[str, ...]:
    if thing is Thing.TIE:
        return tuple(TieAudience)
    if thing is Thing.MEMBERSHIP:
        return choices(sensitive=sensitive, ended=bool(about))
    if thing in (Thing.ATTENDANCE, Thing.HELP):
        return MEMBERS_OR_NONE
    if thing is Thing.TALK or (thing is Thing.TAG and sensitive):
        return UP_TO_MEMBERS
    return EVERY
