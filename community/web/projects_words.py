"""The words of projects: stages, states, roles, forms, steps, audiences."""

from flask_babel import gettext as _

from community.core.access import Audience
from community.projects.models import (
    JoinState,
    ProjectState,
    Stage,
    StoryState,
    TeamRole,
    Teller,
)
from community.stewardship.health import Health


def stage_label(stage: str) -> str:
    """Return what a stage is called."""
    found = {
        Stage.IDEA: _("Idea"),
        Stage.DEVELOPING: _("Developing"),
        Stage.TESTING: _("Testing"),
        Stage.RUNNING: _("Running"),
        Stage.SHARING: _("Sharing what was learnt"),
        Stage.FINISHED: _("Finished"),
    }[Stage(stage)]
    return str(found)


def state_label(state: str) -> str:
    """Return where a page stands."""
    found = {
        ProjectState.DRAFT: _("Draft"),
        ProjectState.IN_REVIEW: _("With the organisers"),
        ProjectState.PUBLISHED: _("Published"),
        ProjectState.PAUSED: _("Paused"),
        ProjectState.FINISHED: _("Finished"),
        ProjectState.ARCHIVED: _("Archived"),
        ProjectState.WITHDRAWN: _("Withdrawn"),
    }[ProjectState(state)]
    return str(found)


def state_words(state: str) -> str:
    """Say in a sentence what the state of a page means for whoever reads it."""
    found = {
        ProjectState.DRAFT: _("This is a draft. Only the people in it see it."),
        ProjectState.IN_REVIEW: _(
            "This page is with the organisers. They publish it or say what to change."
        ),
        ProjectState.PAUSED: _("This project is paused. It takes nobody new for now."),
        ProjectState.FINISHED: _(
            "This project is finished. What it learnt stays here."
        ),
        ProjectState.ARCHIVED: _(
            "This project is archived. It is in no list any more, but links still work."
        ),
        ProjectState.WITHDRAWN: _(
            "This page was withdrawn. Only the people in the project see it."
        ),
    }.get(ProjectState(state), "")
    return str(found)


def role_label(role: str) -> str:
    """Return what somebody is in a project."""
    found = {
        TeamRole.LEAD: _("Leads it"),
        TeamRole.MEMBER: _("Works on it"),
        TeamRole.ADVISER: _("Advises it"),
    }[TeamRole(role)]
    return str(found)


def past_role_label(role: str) -> str:
    """Return what somebody was in a project."""
    found = {
        TeamRole.LEAD: _("Led it"),
        TeamRole.MEMBER: _("Worked on it"),
        TeamRole.ADVISER: _("Advised it"),
    }[TeamRole(role)]
    return str(found)


def request_label(state: str) -> str:
    """Return where an offer or invitation stands."""
    found = {
        JoinState.SENT: _("Waits for an answer"),
        JoinState.ACCEPTED: _("Yes"),
        JoinState.WAITING: _("Waits for a place"),
        JoinState.DECLINED: _("Not now"),
        JoinState.WITHDRAWN: _("Taken back"),
        JoinState.LAPSED: _("Ended without an answer"),
    }[JoinState(state)]
    return str(found)


def form_label(code: str) -> str:
    """Return one part of how people meet; nothing for what is not said."""
    found = {
        "one-to-one": _("One to one"),
        "group": _("In a group"),
        "both": _("One to one and in groups"),
        "in person": _("In person"),
        "phone": _("By phone"),
        "online": _("Online"),
        "mixed": _("In person, by phone or online"),
        "peer": _("Led by peers"),
        "joint": _("Led by peers and professionals together"),
        "professional": _("Led by professionals"),
        "informal": _("Informal"),
        "formal": _("Formal"),
    }.get(code, "")
    return str(found)


def team_audience_label(audience: str) -> str:
    """Return who can see that somebody is in a project."""
    found = {
        Audience.ME: _("Only me"),
        Audience.CONNECTIONS: _("My connections"),
        Audience.PROJECTS: _("Only people in this project"),
        Audience.MEMBERS: _("All members"),
        Audience.PUBLIC: _("Anyone"),
    }[Audience(audience)]
    return str(found)


def step_label(step: str) -> str:
    """Return the words on the button of a step."""
    found = {
        "submit": _("Send to the organisers"),
        "redraft": _("Make it a draft again"),
        "withdraw": _("Withdraw"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "finish": _("Finish"),
        "archive": _("Archive"),
        "publish": _("Publish"),
        "send back": _("Send back"),
    }[step]
    return str(found)


def step_done(step: str) -> str:
    """Say what a step has done."""
    found = {
        "redraft": _("It is a draft again. Only the people in it see it."),
        "withdraw": _("The page is withdrawn. Nobody outside the project sees it."),
        "pause": _("The project is paused. It takes nobody new for now."),
        "resume": _("The project goes on."),
        "finish": _("The project is finished. Thank you for all of it."),
        "archive": _("The project is archived. It is in no list any more."),
    }[step]
    return str(found)


def health_label(health: str) -> str:
    """Return how a project goes, in a word."""
    found = {
        Health.HEALTHY: _("Well"),
        Health.QUIET: _("Quiet"),
        Health.AT_RISK: _("At risk"),
        Health.ORPHANED: _("Looks for a lead"),
    }[Health(health)]
    return str(found)


def health_words(health: str) -> str:
    """Say to organisers what the health of projects means, and what helps."""
    found = {
        Health.HEALTHY: _(
            "A sign of the team within 30 days, and no offer waits long."
        ),
        Health.QUIET: _(
            "Nothing for 30 days, or an offer that waits for 7. The leads are asked; "
            "a friendly word may be enough."
        ),
        Health.AT_RISK: _(
            "Nothing for 45 days, or an offer that waits for 10. Write to the leads, "
            "or think of somebody who could lead it with them."
        ),
        Health.ORPHANED: _(
            "Nobody leads it, nothing was heard for 60 days, or its lead asks for "
            "somebody else. It is suggested to nobody until somebody leads it."
        ),
    }[Health(health)]
    return str(found)


def teller_label(teller: str) -> str:
    """Return as what somebody tells a story."""
    found = {
        Teller.TOOK_PART: _("Somebody who took part"),
        Teller.CARER: _("A carer of somebody who took part"),
        Teller.REFERRED: _("Somebody who sent people there"),
        Teller.WORKED: _("Somebody who works or worked with it"),
    }[Teller(teller)]
    return str(found)


def story_label(state: str) -> str:
    """Return where a story stands."""
    found = {
        StoryState.SENT: _("Waits to be read"),
        StoryState.PUBLISHED: _("Published"),
        StoryState.DECLINED: _("Not published"),
        StoryState.WITHDRAWN: _("Taken back"),
    }[StoryState(state)]
    return str(found)


FILTERS = {
    "health_label": health_label,
    "health_words": health_words,
    "stage_label": stage_label,
    "state_label": state_label,
    "state_words": state_words,
    "role_label": role_label,
    "past_role_label": past_role_label,
    "request_label": request_label,
    "form_label": form_label,
    "team_audience_label": team_audience_label,
    "step_label": step_label,
    "teller_label": teller_label,
    "story_label": story_label,
}
"""What templates call these functions."""
