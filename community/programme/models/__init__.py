"""The tables of the programme, a module for what changes together."""

from community.programme.models.events import (
    Answer,
    Attendance,
    Attendees,
    CalendarKey,
    Event,
    EventLink,
    EventState,
    event_rule,
    hosted_by,
)
from community.programme.models.origins import (
    Origin,
    ProjectOrigin,
)
from community.programme.models.programmes import (
    OfProgramme,
    PartnerRole,
    Programme,
    ProgrammeArea,
    ProgrammeMilestone,
    ProgrammePartner,
    ProgrammePhase,
    ProgrammeState,
)
from community.programme.models.updates import (
    Readers,
    Update,
    UpdateImage,
    UpdateState,
    update_rule,
    written_by,
)

__all__ = [
    "Answer",
    "Attendance",
    "Attendees",
    "CalendarKey",
    "Event",
    "EventLink",
    "EventState",
    "OfProgramme",
    "Origin",
    "PartnerRole",
    "Programme",
    "ProgrammeArea",
    "ProgrammeMilestone",
    "ProgrammePartner",
    "ProgrammePhase",
    "ProgrammeState",
    "ProjectOrigin",
    "Readers",
    "Update",
    "UpdateImage",
    "UpdateState",
    "event_rule",
    "hosted_by",
    "update_rule",
    "written_by",
]
