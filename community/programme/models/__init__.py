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
from community.programme.models.impact import (
    ImpactRecord,
    ImpactState,
)
from community.programme.models.origins import (
    Origin,
    ProjectOrigin,
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
    "ImpactRecord",
    "ImpactState",
    "Origin",
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
