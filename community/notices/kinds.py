"""Every kind of notice, once: its line on the page, why one gets it, how by mail.

The name of a kind is that of its letter, `templates/mail/<name>.md`. In a line
`%(person)s` and `%(project)s` stand for whom and what it is about. `why` completes "You
get this because ...".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from community.core.text import N_
from community.notices.models import How

INSTANT, DIGEST = How.INSTANT, How.DIGEST


class Topic(StrEnum):
    """What the kinds are grouped by where one chooses."""

    CONTACT = "contact"
    CONVERSATIONS = "conversations"
    PROJECTS = "projects"
    MEETING = "meeting"
    FOLLOWING = "following"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Kind:
    """One kind of notice; `fixed` says that its mail cannot be turned off.

    `label` names it where one chooses; `line` is what its reader reads. `stays` says
    that it is told without its project where that is not shown any more.
    """

    name: str
    topic: Topic
    label: str
    line: str
    why: str
    usual: How = INSTANT
    fixed: bool = False
    stays: bool = False


_C, _T, _P = Topic.CONTACT, Topic.CONVERSATIONS, Topic.PROJECTS
_M, _F, _L = Topic.MEETING, Topic.FOLLOWING, Topic.COMMUNITY
_TO_YOU = N_("somebody asked you")
_YOU_ASKED = N_("you asked")
_YOU_TALK = N_("you are in this conversation")
_YOU_LEAD = N_("you lead the project")
_IN_TEAM = N_("you are in the team")
_YOU_ORGANISE = N_("you are an organiser")
_YOU_CURATE = N_("you are a curator of the Evidence Hub")
_YOUR_IDEA = N_("it is your idea")
_YOU_DRINK = N_("you take part in coffee rounds")
_YOU_FOLLOW = N_("you follow it")
_YOU_KEEP = N_("you keep this search")

_ALL = (
    Kind("hello", _C, N_("Somebody says hello"), N_("%(person)s says hello"), _TO_YOU),
    Kind(
        "hello-reminder", _C, N_("A hello still waits for me"),
        N_("A hello from %(person)s still waits for you"), _TO_YOU,
    ),
    Kind(
        "hello-answer", _C, N_("Somebody says yes to my hello"),
        N_("%(person)s said yes to your hello"), _YOU_ASKED,
    ),
    Kind(
        "hello-ended", _C, N_("A hello of mine has ended"),
        N_("There was no yes to a hello of yours"), _YOU_ASKED,
    ),
    Kind(
        "known", _C, N_("Somebody says that they know me"),
        N_("People here say that they know you"), N_("somebody named you"),
    ),
    Kind(
        "introduction-asked", _C, N_("Somebody asks me to introduce them"),
        N_("%(person)s asks you to introduce them"), _TO_YOU,
    ),
    Kind(
        "introduction-passed", _C, N_("Somebody would like to introduce me"),
        N_("%(person)s would like to introduce you to somebody"), _TO_YOU,
    ),
    Kind(
        "introduction-reminder", _C, N_("An introduction still waits for me"),
        N_("An introduction still waits for you"), _TO_YOU,
    ),
    Kind(
        "introduction-ended", _C, N_("An introduction of mine has ended"),
        N_("An introduction that you began ended without a yes"), _YOU_ASKED,
    ),
    Kind(
        "message-request", _T, N_("Somebody I do not know writes to me"),
        N_("%(person)s would like to write with you"), N_("somebody wrote to you"),
    ),
    Kind(
        "message-answer", _T, N_("Somebody says yes to my first message"),
        N_("%(person)s said yes to your message: you can write to each other"),
        _YOU_ASKED,
    ),
    Kind(
        "conversation-new", _T, N_("An introduction came to a yes"),
        N_("An introduction came to a yes: you can write to each other"), _YOU_TALK,
    ),
    Kind(
        "conversation-coffee", _T, N_("Somebody wants to find a day for a coffee"),
        N_("%(person)s would like to find a day for your coffee"), _YOU_TALK,
    ),
    Kind(
        "conversation-message", _T, N_("Something new in a conversation of mine"),
        N_("%(person)s wrote in a conversation of yours"), _YOU_TALK,
    ),
    Kind(
        "offer", _P, N_("Somebody offers to help with a project I lead"),
        N_("%(person)s offers to help with %(project)s"), _YOU_LEAD,
    ),
    Kind(
        "invitation", _P, N_("I am invited to join a project"),
        N_("You are invited to join %(project)s"), _TO_YOU,
    ),
    Kind(
        "join-answer", _P, N_("Somebody answers about joining a project"),
        N_("There is an answer about %(project)s"), _YOU_ASKED,
    ),
    Kind(
        "place-free", _P, N_("A place that I waited for is mine"),
        N_("A place came free in %(project)s: you are in"), _YOU_ASKED,
    ),
    Kind(
        "offer-reminder", _P, N_("An offer to a project I lead still waits"),
        N_("An offer to help with %(project)s still waits for an answer"), _YOU_LEAD,
    ),
    Kind(
        "invitation-reminder", _P,
        N_("An invitation into a project still waits for me"),
        N_("An invitation to join %(project)s still waits for you"), _TO_YOU,
    ),
    Kind(
        "join-ended", _P, N_("A request of mine about a project has ended"),
        N_("A request of yours about a project ended without an answer"), _YOU_ASKED,
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
        N_("You are asked to lead %(project)s"), _TO_YOU,
    ),
    Kind(
        "handover-reminder", _P, N_("I have not said yet whether I lead a project"),
        N_("You are asked to lead %(project)s: it still waits for your answer"),
        _TO_YOU,
    ),
    Kind(
        "handover-answer", _P, N_("There is an answer about leading a project"),
        N_("There is an answer about leading %(project)s"), _YOU_ASKED,
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
        "offer-overdue", _L, N_("An offer to a project goes unanswered"),
        N_("An offer to help with %(project)s has had no answer for ten days"),
        N_("you are an organiser"), DIGEST,
    ),
    Kind(
        "project-unled", _L, N_("A project has no lead any more"),
        N_("Nobody leads %(project)s any more"), N_("you are an organiser"),
    ),
    Kind(
        "check-in-badly", _L,
        N_("It goes badly for somebody, and an organiser may read it"),
        N_("It does not go well for somebody in a project"), N_("you are an organiser"),
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
        N_("There is news of your offer to take over %(project)s"), _YOU_ASKED,
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
    Kind(
        "coffee-every-month", _M, N_("I am in this month's coffee round"),
        N_("You are in this month's coffee round"), _YOU_DRINK, DIGEST,
    ),
    Kind(
        "coffee-paired", _M, N_("I have somebody to have a coffee with"),
        N_("You have somebody to have a coffee with"), _YOU_DRINK,
    ),
    Kind(
        "coffee-left-out", _M, N_("There was nobody to pair me with this month"),
        N_("There was nobody to pair you with this month"), _YOU_DRINK,
    ),
    Kind(
        "coffee-met", _M, N_("Did we have our coffee?"),
        N_("Did you have your coffee? One tap says so"), _YOU_DRINK, DIGEST,
    ),
    Kind(
        "event-changed", _M, N_("An event I come to has changed"),
        N_("An event that you said you would come to has changed"),
        N_("you said that you would come"),
    ),
    Kind(
        "event-place", _M, N_("A place at an event that I waited for is mine"),
        N_("A place at an event came free: it is yours"),
        N_("you waited for a place"),
    ),
    Kind(
        "event-soon", _M, N_("An event I come to is near"),
        N_("An event that you said you would come to is near"),
        N_("you said that you would come"),
    ),
    Kind(
        "event-met", _M, N_("Whom did I meet at an event?"),
        N_("You were at an event. Whom did you meet?"),
        N_("you were at the event"), DIGEST,
    ),
    Kind(
        "follow-need", _F, N_("A project I follow looks for somebody"),
        N_("%(project)s looks for somebody"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-stage", _F, N_("A project I follow comes to a new stage"),
        N_("%(project)s has come to a new stage"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-event", _F, N_("An event of a project I follow"),
        N_("There is an event of %(project)s"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-update", _F, N_("News of a project I follow"),
        N_("There is news of %(project)s"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-project", _F, N_("A new project about a tag or topic I follow"),
        N_("New, about what you follow: %(project)s"),
        N_("you follow what it is about"), DIGEST,
    ),
    Kind(
        "search-people", _F, N_("Somebody new in a people search I keep"),
        N_("There are new people in a search that you keep"), _YOU_KEEP, DIGEST,
    ),
    Kind(
        "search-projects", _F, N_("A new project in a search I keep"),
        N_("There are new projects in a search that you keep"), _YOU_KEEP, DIGEST,
    ),
    Kind(
        "project-orphaned", _L, N_("A project looks for a lead"),
        N_("%(project)s looks for a lead"), _YOU_ORGANISE,
    ),
    Kind(
        "take-over-turn", _L, N_("An offer to take over a project needs an organiser"),
        N_("%(person)s offers to take over %(project)s: you can decide"),
        _YOU_ORGANISE,
    ),
    Kind(
        "announcement", _L, N_("The organisers have something to say"),
        N_("The organisers have something to say"),
        N_("the organisers wrote to you and to others"),
    ),
    Kind(
        "tag-answer", _L, N_("An answer about a word I proposed"),
        N_("There is an answer about a word that you proposed"),
        N_("you used the word"), DIGEST,
    ),
    Kind(
        "evidence-new", _L, N_("Somebody suggests a resource for the Evidence Hub"),
        N_("There are suggestions for the Evidence Hub"), _YOU_CURATE, DIGEST,
    ),
    Kind(
        "evidence-answer", _L, N_("There is an answer about a resource I suggested"),
        N_("There is an answer about a resource that you suggested"),
        N_("you suggested it"),
    ),
    Kind(
        "evidence-overdue", _L, N_("A resource that I look after is to be reviewed"),
        N_("A resource that you look after is to be looked at again"),
        N_("you look after it"),
    ),
    Kind(
        "impact-answer", _L, N_("An organiser has read a change that I noted"),
        N_("An organiser has read what you noted about a change"),
        N_("you noted it"),
    ),
    Kind(
        "report", _L, N_("A report needs a moderator"),
        N_("A report needs a moderator"), N_("you read reports"), fixed=True,
    ),
)  # fmt: skip

KINDS = {kind.name: kind for kind in _ALL}
"""The kinds by name, in the order in which one chooses."""
STAYING = frozenset(kind.name for kind in _ALL if kind.stays)


def of_topic(topic: Topic) -> Iterable[Kind]:
    """Return the kinds of a topic, in order."""
    return (kind for kind in _ALL if kind.topic is topic)
