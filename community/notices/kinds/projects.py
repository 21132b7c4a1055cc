"""Notices of projects: offers, teams, hand-overs, plans, ideas."""

from community.core.text import N_
from community.notices.kinds.kind import DIGEST, TO_YOU, YOU_ASKED, Kind, Topic

_P = Topic.PROJECTS
_YOU_LEAD = N_("you lead the project")
_IN_TEAM = N_("you are in the team")
_YOUR_IDEA = N_("it is your idea")

KINDS = (
    Kind(
        "offer", _P, N_("Somebody offers to help with a project I lead"),
        N_("%(person)s offers to help with %(project)s"), _YOU_LEAD,
    ),
    Kind(
        "invitation", _P, N_("I am invited to join a project"),
        N_("You are invited to join %(project)s"), TO_YOU,
    ),
    Kind(
        "join-answer", _P, N_("Somebody answers about joining a project"),
        N_("There is an answer about %(project)s"), YOU_ASKED,
    ),
    Kind(
        "place-free", _P, N_("A place that I waited for is mine"),
        N_("A place came free in %(project)s: you are in"), YOU_ASKED,
    ),
    Kind(
        "offer-reminder", _P, N_("An offer to a project I lead still waits"),
        N_("An offer to help with %(project)s still waits for an answer"), _YOU_LEAD,
    ),
    Kind(
        "invitation-reminder", _P,
        N_("An invitation into a project still waits for me"),
        N_("An invitation to join %(project)s still waits for you"), TO_YOU,
    ),
    Kind(
        "join-ended", _P, N_("A request of mine about a project has ended"),
        N_("A request of yours about a project ended without an answer"), YOU_ASKED,
    ),
    Kind(
        "place-given", _P, N_("Somebody who waited comes into a team I lead"),
        N_("A place came free in %(project)s: whoever waited longest is in"),
        _YOU_LEAD, DIGEST,
    ),
    Kind(
        "need-closed", _P, N_("The last day of something a project I lead looks for"),
        N_("%(project)s does not look for somebody any more: the last day has passed"),
        _YOU_LEAD, DIGEST,
    ),
    Kind(
        "story-published", _P, N_("Somebody tells a story of a project I lead"),
        N_("There is a new story on the page of %(project)s"), _YOU_LEAD, DIGEST,
    ),
    Kind(
        "story-answer", _P, N_("A story that I told has been read"),
        N_("Your story of %(project)s has been read"), N_("you told it"),
    ),
    Kind(
        "membership-ended", _P, N_("My part in a project has ended"),
        N_("Your part in %(project)s has ended"), N_("you were in the team"),
        stays=True,
    ),
    Kind(
        "handover", _P, N_("I am asked to lead a project"),
        N_("You are asked to lead %(project)s"), TO_YOU,
    ),
    Kind(
        "handover-reminder", _P, N_("I have not said yet whether I lead a project"),
        N_("You are asked to lead %(project)s: it still waits for your answer"),
        TO_YOU,
    ),
    Kind(
        "handover-answer", _P, N_("There is an answer about leading a project"),
        N_("There is an answer about leading %(project)s"), YOU_ASKED,
    ),
    Kind(
        "team-left", _P, N_("Somebody leaves a team that I lead"),
        N_("Somebody has left the team of %(project)s"), _YOU_LEAD, DIGEST,
    ),
    Kind(
        "commitment", _P, N_("My last day in a project comes"),
        N_("Your last day in %(project)s comes: do you go on?"),
        N_("you said until when you take part"),
    ),
    Kind(
        "commitment-open", _P, N_("My last day in a project has passed"),
        N_("Your last day in %(project)s has passed: you are still in the team"),
        N_("you said until when you take part"), DIGEST,
    ),
    Kind(
        "commitment-lead", _P,
        N_("The last day of somebody in a team I lead has passed"),
        N_("The last day of somebody in %(project)s has passed: they are still in it"),
        _YOU_LEAD, DIGEST,
    ),
    Kind(
        "check-in", _P, N_("How does it go in a project I joined?"),
        N_("How is it going in %(project)s? It takes two minutes"),
        N_("you joined the team four weeks ago"), DIGEST,
    ),
    Kind(
        "still-going", _P, N_("Is a quiet project that I lead still going?"),
        N_("Is %(project)s still going? One tap says so"), _YOU_LEAD,
    ),
    Kind(
        "looks-for-lead", _P, N_("A project I lead has been silent for long"),
        N_("%(project)s has been silent for long: it now looks for a lead"), _YOU_LEAD,
    ),
    Kind(
        "take-over", _P, N_("Somebody offers to take over a project I lead"),
        N_("%(person)s offers to take over %(project)s"), _YOU_LEAD,
    ),
    Kind(
        "take-over-answer", _P, N_("There is an answer about taking over a project"),
        N_("There is news of your offer to take over %(project)s"), YOU_ASKED,
    ),
    Kind(
        "take-over-led", _P, N_("Somebody leads a project beside me"),
        N_("%(person)s leads %(project)s too from now on"), _YOU_LEAD,
    ),
    Kind(
        "project-review", _P, N_("An organiser looked at a project I submitted"),
        N_("An organiser has looked at %(project)s"), _YOU_LEAD,
    ),
    Kind(
        "task-given", _P, N_("Somebody of my team gives me a task"),
        N_("There is a task for you in %(project)s"), _IN_TEAM, DIGEST,
    ),
    Kind(
        "task-due", _P, N_("A task of mine is due in two days"),
        N_("A task of yours is due soon in %(project)s"), _IN_TEAM, DIGEST,
    ),
    Kind(
        "idea-help", _P, N_("Somebody would help with an idea of mine"),
        N_("%(person)s would help with an idea of yours"), _YOUR_IDEA,
    ),
    Kind(
        "idea-answer", _P, N_("Somebody answers a comment of mine on an idea"),
        N_("%(person)s answered a comment of yours on an idea"),
        N_("you wrote the comment"),
    ),
    Kind(
        "idea-comment", _P, N_("Somebody comments on an idea of mine"),
        N_("%(person)s commented on an idea of yours"), _YOUR_IDEA, DIGEST,
    ),
    Kind(
        "idea-project", _P, N_("An idea that I talked about becomes a project"),
        N_("An idea that you talked about has become a project: %(project)s"),
        N_("you commented on the idea or offered to help"), DIGEST,
    ),
    Kind(
        "rest-lead", _P, N_("Somebody in a team I lead takes a break"),
        N_("A member of a team that you lead takes a break"), _YOU_LEAD,
    ),
    Kind(
        "team-update", _P, N_("News for the team of a project I am in"),
        N_("There is news for the team of %(project)s"), N_("you are in the team"),
        DIGEST,
    ),
)  # fmt: skip
