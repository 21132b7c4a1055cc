"""The tables of projects, a module for what changes together."""

from community.projects.models.asking import (
    JOIN_OPEN,
    LAPSES,
    JoinKind,
    JoinRequest,
    JoinState,
    Reason,
    RequestSeen,
)
from community.projects.models.guide import (
    ProjectFactor,
    ProjectGuide,
    Story,
    StoryState,
    Teller,
)
from community.projects.models.needs import (
    Need,
    NeedState,
    NeedTag,
)
from community.projects.models.project import (
    LISTED,
    SHOWN,
    OfProject,
    Project,
    ProjectArea,
    ProjectOrganisation,
    ProjectSlug,
    ProjectState,
    ProjectTag,
    Stage,
    project_rule,
    projects_seen_by,
)
from community.projects.models.team import (
    Ending,
    Follow,
    Membership,
    TeamRole,
    membership_audience,
)

__all__ = [
    "JOIN_OPEN",
    "LAPSES",
    "LISTED",
    "SHOWN",
    "Ending",
    "Follow",
    "JoinKind",
    "JoinRequest",
    "JoinState",
    "Membership",
    "Need",
    "NeedState",
    "NeedTag",
    "OfProject",
    "Project",
    "ProjectArea",
    "ProjectFactor",
    "ProjectGuide",
    "ProjectOrganisation",
    "ProjectSlug",
    "ProjectState",
    "ProjectTag",
    "Reason",
    "RequestSeen",
    "Stage",
    "Story",
    "StoryState",
    "TeamRole",
    "Teller",
    "membership_audience",
    "project_rule",
    "projects_seen_by",
]
