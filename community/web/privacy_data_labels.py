"""The words for codes in one's own data: those that the pages of the site use."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext as _

from community.accounts.models import ConsentPurpose, InvitationKind, State
from community.announcements.models import AnnouncementState
from community.connections.models import RequestKind, TieAudience
from community.core.access import Audience
from community.core.ledger import Looked
from community.core.text import N_
from community.essays.models import EssayState
from community.evidence.models import ResourceState
from community.following.searches import LISTS
from community.impact.models import ImpactState
from community.matching.models import Slot
from community.members.models import DetailName, MapConsent, Relation
from community.network.models import Fact
from community.notices.kinds import KINDS as NOTICES
from community.notices.models import How
from community.programme.models import Answer, Origin, Readers, UpdateState
from community.projects.models import StoryState, TeamRole, Teller
from community.safeguarding.models import MeasureKind, ReportReason
from community.stewardship.models import HandoverKind
from community.surveys.models import SurveyState
from community.vocabulary.models import AREAS, IMPACT_AREAS, KINDS, NATIONS, REGIONS
from community.vocabulary.queries import terms
from community.web import (
    announcements_words,
    essays_words,
    events_words,
    evidence_words,
    impact_words,
    privacy_words,
    projects_words,
    safeguarding_case_words,
    safeguarding_report_words,
    surveys_words,
    updates_words,
)

CODED: dict[tuple[str, str], tuple[str, ...]] = {
    ("idea", "nation"): (NATIONS,), ("impact_record", "area"): (IMPACT_AREAS,),
    ("member_kind", "code"): (KINDS,), ("member_place", "nation"): (NATIONS,),
    ("member_place", "region"): (REGIONS,), ("survey_answer", "counted_as"): (KINDS,),
    ("topic_follow", "topic"): (AREAS,),
}  # fmt: skip
"""The columns that hold a code of a fixed list."""
OF_MAP = {Fact.KIND: (KINDS,), Fact.PLACE: (NATIONS, REGIONS)}
"""What the value of a change of the map is a code of."""

_PLAIN: dict[type[Enum], dict[str, str]] = {
    Answer: {"yes": N_("coming"), "waiting": N_("waiting for a place")},
    Audience: {
        "me": N_("only me"), "connections": N_("my connections"),
        "projects": N_("people in my projects"), "members": N_("all members"),
        "public": N_("anyone"),
    },
    HandoverKind: {
        "beside": N_("to lead it beside them"),
        "instead": N_("to lead it instead of them"),
        "take over": N_("to take it over"),
    },
    How: {
        "instant": N_("by mail at once"), "digest": N_("in the digest"),
        "off": N_("not by mail"),
    },
    InvitationKind: {
        "trusted": N_("for one address"), "shareable": N_("a link to share"),
    },
    MapConsent: {
        "absent": N_("not on the map"),
        "unnamed": N_("on the map without your name"),
        "named": N_("on the map with your name"),
    },
    Relation: {
        "offers": N_("I offer this"), "seeks": N_("I seek this"),
        "learning": N_("I am learning this"),
        "interested": N_("I am interested in this"),
    },
    RequestKind: {"known": N_("that you know each other")},
    Slot: {"bridge": N_("a new perspective"), "newcomer": N_("somebody new here")},
    State: {
        "unconfirmed": N_("address not confirmed yet"),
        "pending": N_("waiting to be let in"), "active": N_("open"),
        "resting": N_("on a break"),
    },
    TieAudience: {
        "pair": N_("only the two of us"), "near": N_("people who know one of us"),
        "members": N_("all members"),
    },
}  # fmt: skip
"""What has no words of its own elsewhere. What stands in neither is words already."""

_ELSEWHERE: dict[type[Enum], Callable[[Any], object]] = {
    AnnouncementState: lambda one: announcements_words.STATES[one],
    ConsentPurpose: lambda one: privacy_words.purposes()[one],
    DetailName: lambda one: privacy_words.details()[one],
    EssayState: essays_words.essay_state_label,
    ImpactState: lambda one: impact_words.STATES.get(one, _("Taken back")),
    Looked: lambda one: privacy_words.looked()[one],
    MeasureKind: safeguarding_case_words.measure_label,
    Origin: lambda one: events_words.ORIGINS[one],
    Readers: updates_words.readers_label,
    ReportReason: lambda one: safeguarding_report_words.REASONS[one],
    ResourceState: evidence_words.resource_state,
    StoryState: projects_words.story_label,
    SurveyState: surveys_words.survey_state_label,
    TeamRole: projects_words.role_label,
    Teller: projects_words.teller_label,
    UpdateState: updates_words.update_state_label,
}
"""Where pages say what a value is called."""


def of(value: Enum) -> str:
    """Return the words for a value of a fixed kind."""
    if type(value) in _ELSEWHERE:
        return str(_ELSEWHERE[type(value)](value))
    plain = str(value.value)
    return str(_(_PLAIN.get(type(value), {}).get(plain, plain)))


class Labels:
    """The entries of the fixed lists, read once for a whole page."""

    def __init__(self) -> None:
        lists = {one for some in (*CODED.values(), *LISTS.values()) for one in some}
        self._known = {(one.list, one.code): one.label for one in terms(*sorted(lists))}

    def decoded(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row with the words of the site for the codes of its columns."""
        return {name: self._said(table, row, name) for name in row}

    def _said(self, table: str, row: Mapping[str, Any], name: str) -> Any:
        value = row[name]
        if table == "saved_search" and name == "query":
            return {
                part: [self._of(LISTS.get(part, ()), word) for word in words]
                for part, words in value.items()
            }
        if table in ("notice", "notice_choice") and name == "kind":
            return _(NOTICES[value].label) if value in NOTICES else value
        if table == "map_change" and name == "value":
            return self._of(OF_MAP.get(row["fact"], ()), value)
        return self._of(CODED.get((table, name), ()), value)

    def _of(self, lists: tuple[str, ...], code: Any) -> Any:
        found = (self._known[one, code] for one in lists if (one, code) in self._known)
        return next(found, code)
