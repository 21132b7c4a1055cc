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
        "membership-ended", _P, N_("My part in a project has ended"),
        N_("Your part in %(project)s has ended"), N_("you were in the team"),
        stays=True,
    ),
    Kind(
        "project-review", _P, N_("An organiser looked at a project I submitted"),
        N_("An organiser has looked at %(project)s"), _YOU_LEAD,
    ),
    Kind(
        "rest-lead", _P, N_("Somebody in a team I lead takes a break"),
        N_("A member of a team that you lead takes a break"), _YOU_LEAD,
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
