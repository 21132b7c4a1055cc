"""Who looks and what they may do: viewer, audiences, the one permission table."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from community.core.errors import Forbidden


class Audience(StrEnum):
    """Who may see a row; a partial order from narrow to wide.

    `connections` and `projects` do not compare: going from either to the other
    counts as wider.
    """

    ME = "me"
    CONNECTIONS = "connections"
    PROJECTS = "projects"
    MEMBERS = "members"
    PUBLIC = "public"


_WIDTH = {
    Audience.ME: 0,
    Audience.CONNECTIONS: 1,
    Audience.PROJECTS: 1,
    Audience.MEMBERS: 2,
    Audience.PUBLIC: 3,
}


def widens(old: Audience, new: Audience) -> bool:
    """Tell whether going from `old` to `new` shows a row to somebody new."""
    return old is not new and _WIDTH[new] >= _WIDTH[old]


def at_most(chosen: Audience, cap: Audience) -> Audience:
    """Return the widest audience that holds nobody whom `chosen` or `cap` does not."""
    if widens(cap, chosen) and widens(chosen, cap):
        return Audience.ME  # they do not compare: all that both hold is the owner
    return cap if widens(cap, chosen) else chosen


class Role(StrEnum):
    """What somebody was trusted with, by whom and until when (see `Grant`)."""

    ADMINISTRATOR = "administrator"
    CURATOR = "curator"
    MODERATOR = "moderator"
    ORGANISER = "organiser"


class Stance(StrEnum):
    """The classes that "See my profile as" knows, beside visitor and member."""

    CONNECTION = "connection"
    PROJECT_MATE = "project mate"


@dataclass(frozen=True)
class Viewer:
    """The person who looks, as a value: no row, no session, safe to keep and compare.

    `member_id` is None for whoever is not signed in as an active participant. Roles
    are `asleep` until whoever holds them has given a second factor.
    `stance` and `of` make a synthetic viewer who stands to the member `of` as a
    connection or a project mate; see `as_seen_by`.
    """

    member_id: int | None = None
    account_id: int | None = None
    name: str = ""
    slug: str = ""
    roles: frozenset[Role] = frozenset()
    asleep: frozenset[Role] = frozenset()
    state: str = "visitor"
    stance: Stance | None = None
    of: int | None = None

    @property
    def signed_in(self) -> bool:
        """Whether there is an account behind this viewer."""
        return self.account_id is not None

    @property
    def is_member(self) -> bool:
        """Whether this viewer is an active participant."""
        return self.member_id is not None

    @property
    def can_organise(self) -> bool:
        """Whether the organisers' pages open."""
        return Role.ORGANISER in self.roles

    @property
    def can_curate(self) -> bool:
        """Whether the curators' pages of the Evidence Hub open."""
        return Role.CURATOR in self.roles

    @property
    def can_moderate(self) -> bool:
        """Whether reports may be read."""
        return Role.MODERATOR in self.roles

    @property
    def is_admin(self) -> bool:
        """Whether settings and roles may be changed."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def initials(self) -> str:
        """Up to two letters for a face without a photo."""
        words = [word for word in self.name.split() if word[:1].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


VISITOR = Viewer()
"""Nobody in particular, not signed in."""

ANY_MEMBER = Viewer(member_id=0, account_id=0, state="active")
"""A participant without ties, projects or rows: what they see is open to `members`."""


def as_seen_by(who: str, member_id: int) -> Viewer:
    """Return the synthetic viewer of a class, for "See my profile as".

    `who` is visitor, member, connection, project mate or organiser; anything else
    raises KeyError.
    """
    classes = {
        "visitor": VISITOR,
        "member": ANY_MEMBER,
        "connection": Viewer(
            0, 0, state="active", stance=Stance.CONNECTION, of=member_id
        ),
        "project mate": Viewer(
            0, 0, state="active", stance=Stance.PROJECT_MATE, of=member_id
        ),
        "organiser": Viewer(0, 0, state="active", roles=frozenset({Role.ORGANISER})),
    }
    return classes[who]


class Permission(StrEnum):
    """Everything that can be allowed, as noun:verb, sorted."""

    ACCOUNT_APPROVE = "account:approve"
    ACCOUNT_SUSPEND = "account:suspend"
    ACCOUNT_UNLOCK = "account:unlock"
    ANNOUNCE = "announcement:send"
    CASE_WORK = "case:work"
    COFFEE_JOIN = "coffee:join"
    COFFEE_ORGANISE = "coffee:organise"
    CONNECTION_ANSWER = "connection:answer"
    CONNECTION_ASK = "connection:ask"
    ESSAY_EDIT = "essay:edit"
    EVENT_HOLD = "event:hold"
    EVIDENCE_CURATE = "evidence:curate"
    EVIDENCE_SUBMIT = "evidence:submit"
    EVIDENCE_TALK = "evidence:talk"
    EXPORT_PEOPLE = "export:people"
    GLASS_BREAK = "glass:break"
    IDEA_EDIT = "idea:edit"
    IDEA_WRITE = "idea:write"
    IMPACT_CHECK = "impact:check"
    IMPACT_NOTE = "impact:note"
    INVITATION_SEND = "invitation:send"
    MEMBER_EDIT = "member:edit"
    NETWORK_EMBED = "network:embed"
    NETWORK_KEEP = "network:keep"
    NETWORK_SEE = "network:see"
    NETWORK_WEAVE = "network:weave"
    NEWS_WRITE = "news:write"
    OUTBOX_KEEP = "outbox:keep"
    PROGRAMME_EDIT = "programme:edit"
    PROJECT_BEGAN = "project:began"
    PROJECT_CREATE = "project:create"
    PROJECT_EDIT = "project:edit"
    PROJECT_OFFER = "project:offer"
    PROJECT_PLAN = "project:plan"
    PROJECT_RESCUE = "project:rescue"
    PROJECT_REVIEW = "project:review"
    PROJECT_STAFF = "project:staff"
    REPORT_READ = "report:read"
    REPORT_WRITE = "report:write"
    ROLE_GRANT = "role:grant"
    SETTINGS_EDIT = "settings:edit"
    STORY_REVIEW = "story:review"
    STORY_TELL = "story:tell"
    SURVEY_ANSWER = "survey:answer"
    SURVEY_RUN = "survey:run"
    TAG_CURATE = "tag:curate"
    WORDS_MUTE = "words:mute"


def _organiser(viewer: Viewer, _thing: Any) -> bool:
    return viewer.can_organise


def _admin(viewer: Viewer, _thing: Any) -> bool:
    return viewer.is_admin


def _member(viewer: Viewer, _thing: Any) -> bool:
    return viewer.is_member


def _curator(viewer: Viewer, _thing: Any) -> bool:
    return viewer.can_curate


def _self(viewer: Viewer, thing: Any) -> bool:
    return viewer.is_member and thing.id == viewer.member_id


def _other(viewer: Viewer, thing: Any) -> bool:
    return viewer.is_member and thing.id != viewer.member_id


def _lead(viewer: Viewer, thing: Any) -> bool:
    return viewer.is_member and viewer.member_id in thing.lead_ids


RULES: dict[Permission, Callable[[Viewer, Any], bool]] = {
    Permission.ACCOUNT_APPROVE: _organiser,
    Permission.ACCOUNT_SUSPEND: _admin,
    Permission.ACCOUNT_UNLOCK: _admin,
    Permission.ANNOUNCE: _organiser,
    Permission.CASE_WORK: lambda v, _t: v.can_moderate or v.is_admin,
    Permission.COFFEE_JOIN: _member,
    Permission.COFFEE_ORGANISE: _organiser,
    Permission.CONNECTION_ANSWER: lambda v, t: (
        v.is_member and t.asked_id == v.member_id
    ),
    Permission.CONNECTION_ASK: _other,
    Permission.ESSAY_EDIT: lambda v, _t: v.can_organise or v.can_curate,
    Permission.EVENT_HOLD: lambda v, t: v.can_organise or _lead(v, t),
    Permission.EVIDENCE_CURATE: _curator,
    Permission.EVIDENCE_SUBMIT: _member,
    Permission.EVIDENCE_TALK: _member,
    Permission.EXPORT_PEOPLE: _organiser,
    Permission.GLASS_BREAK: lambda v, _t: v.can_moderate or v.is_admin,
    Permission.IDEA_EDIT: lambda v, t: v.is_member and t.author_id == v.member_id,
    Permission.IDEA_WRITE: _member,
    Permission.IMPACT_CHECK: _organiser,
    Permission.IMPACT_NOTE: _member,
    Permission.INVITATION_SEND: _organiser,
    Permission.MEMBER_EDIT: _self,
    Permission.NETWORK_EMBED: _organiser,
    Permission.NETWORK_KEEP: _organiser,
    Permission.NETWORK_SEE: _organiser,
    Permission.NETWORK_WEAVE: _organiser,
    Permission.NEWS_WRITE: _organiser,
    Permission.OUTBOX_KEEP: _admin,
    Permission.PROGRAMME_EDIT: _organiser,
    Permission.PROJECT_BEGAN: lambda v, t: v.is_member and t.inside,
    Permission.PROJECT_CREATE: _member,
    Permission.PROJECT_EDIT: _lead,
    Permission.PROJECT_OFFER: _member,
    Permission.PROJECT_PLAN: lambda v, t: v.is_member and t.inside,
    Permission.PROJECT_RESCUE: _organiser,
    Permission.PROJECT_REVIEW: _organiser,
    Permission.PROJECT_STAFF: _lead,
    Permission.REPORT_READ: lambda v, _t: v.can_moderate or v.is_admin,
    Permission.REPORT_WRITE: lambda v, _t: v.signed_in,
    Permission.ROLE_GRANT: _admin,
    Permission.SETTINGS_EDIT: _admin,
    Permission.STORY_REVIEW: _organiser,
    Permission.STORY_TELL: _member,
    Permission.SURVEY_ANSWER: _member,
    Permission.SURVEY_RUN: _organiser,
    Permission.TAG_CURATE: _organiser,
    Permission.WORDS_MUTE: _member,
}


def can(viewer: Viewer, permission: Permission, thing: Any = None) -> bool:
    """Tell whether `viewer` may do `permission` with `thing`."""
    return RULES[permission](viewer, thing)


def require(viewer: Viewer, permission: Permission, thing: Any = None) -> None:
    """Raise `Forbidden` unless `viewer` may do `permission` with `thing`."""
    if not can(viewer, permission, thing):
        raise Forbidden(permission.value)
