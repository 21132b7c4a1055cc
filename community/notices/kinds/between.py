"""Notices of hellos, introductions, conversations, events and coffee."""

from community.core.text import N_
from community.notices.kinds.kind import DIGEST, TO_YOU, YOU_ASKED, Kind, Topic

_C, _T, _M = Topic.CONTACT, Topic.CONVERSATIONS, Topic.MEETING
_YOU_TALK = N_("you are in this conversation")
_YOU_DRINK = N_("you take part in coffee rounds")

KINDS = (
    Kind("hello", _C, N_("Somebody says hello"), N_("%(person)s says hello"), TO_YOU),
    Kind(
        "hello-reminder", _C, N_("A hello still waits for me"),
        N_("A hello from %(person)s still waits for you"), TO_YOU,
    ),
    Kind(
        "hello-answer", _C, N_("Somebody says yes to my hello"),
        N_("%(person)s said yes to your hello"), YOU_ASKED,
    ),
    Kind(
        "hello-ended", _C, N_("A hello of mine has ended"),
        N_("There was no yes to a hello of yours"), YOU_ASKED,
    ),
    Kind(
        "known", _C, N_("Somebody says that they know me"),
        N_("People here say that they know you"), N_("somebody named you"),
    ),
    Kind(
        "introduction-asked", _C, N_("Somebody asks me to introduce them"),
        N_("%(person)s asks you to introduce them"), TO_YOU,
    ),
    Kind(
        "introduction-passed", _C, N_("Somebody would like to introduce me"),
        N_("%(person)s would like to introduce you to somebody"), TO_YOU,
    ),
    Kind(
        "introduction-reminder", _C, N_("An introduction still waits for me"),
        N_("An introduction still waits for you"), TO_YOU,
    ),
    Kind(
        "introduction-ended", _C, N_("An introduction of mine has ended"),
        N_("An introduction that you began ended without a yes"), YOU_ASKED,
    ),
    Kind(
        "message-request", _T, N_("Somebody I do not know writes to me"),
        N_("%(person)s would like to write with you"), N_("somebody wrote to you"),
    ),
    Kind(
        "message-answer", _T, N_("Somebody says yes to my first message"),
        N_("%(person)s said yes to your message: you can write to each other"),
        YOU_ASKED,
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
)  # fmt: skip
