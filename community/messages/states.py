"""The life of a message request: where it stands, and which state may follow which."""

from enum import StrEnum

from community.core import clock, journal
from community.core.access import Viewer
from community.core.errors import Refused
from community.core.states import Moves
from community.core.text import N_
from community.messages.models import Conversation, ConversationKind, Part


class Asked(StrEnum):
    """Where a message request stands; who asked reads less of it (`queries`)."""

    WAITING = "waiting"
    IGNORED = "ignored"
    PARTED = "parted"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    NOT_NOW = "not now"


_ENDS = {Asked.PARTED, Asked.WITHDRAWN, Asked.NOT_NOW}
ASKED: Moves[Asked] = {
    Asked.WAITING: frozenset({Asked.ACCEPTED, Asked.IGNORED, *_ENDS}),
    Asked.IGNORED: frozenset({Asked.ACCEPTED, *_ENDS}),
    Asked.PARTED: frozenset(
        {Asked.WAITING, Asked.IGNORED, Asked.WITHDRAWN, Asked.NOT_NOW}
    ),
    Asked.ACCEPTED: frozenset(),
    Asked.WITHDRAWN: frozenset(),
    Asked.NOT_NOW: frozenset(),
}
"""What may follow. One that was ignored, or whose two were parted by a block, looks to
who asked like one that waits: so they can take it back, and it ends with the others.
One that was parted stands where it stood as soon as the block is taken back."""


def pair_of(one: int, two: int) -> str:
    """Return what names the conversation of two, whoever began it."""
    low, high = sorted((one, two))
    return f"{low}:{high}"


def is_request(talk: Conversation) -> bool:
    """Tell whether a conversation is a message request that nobody accepted."""
    return talk.kind is ConversationKind.PAIR and talk.accepted_at is None


def state_of(talk: Conversation, asker: Part | None, asked: Part | None) -> Asked:
    """Return where a message request stands, by its rows."""
    if talk.accepted_at is not None:
        return Asked.ACCEPTED
    if talk.closed_at is not None:
        gone = asker is None or asker.left_at is not None
        return Asked.WITHDRAWN if gone else Asked.NOT_NOW
    if talk.pair is None:
        return Asked.PARTED
    ignored = asked is not None and asked.ignored_at is not None
    return Asked.IGNORED if ignored else Asked.WAITING


def move(
    viewer: Viewer,
    talk: Conversation,
    asker: Part | None,
    asked: Part | None,
    state: Asked,
) -> None:
    """Bring a message request, which the caller holds, to another state.

    Who was asked is out of one that was taken back or whose two were parted; `pair` is
    free again as soon as the two have no request or conversation that could go on.
    Parted, it keeps whether it was ignored.
    """
    before = state_of(talk, asker, asked)
    if state not in ASKED[before]:
        raise Refused(N_("This has been answered already"))
    now = clock.now()
    out = {Asked.PARTED: [asked], Asked.WITHDRAWN: [asker, asked]}
    for part in out.get(state, []):
        if part is not None and part.left_at is None:
            part.left_at = now
    if state is Asked.ACCEPTED:
        talk.accepted_at = now
    elif state in _ENDS:
        talk.pair = None
        talk.closed_at = None if state is Asked.PARTED else now
    if before is Asked.PARTED and state in (Asked.WAITING, Asked.IGNORED):
        assert asker is not None
        assert asked is not None
        talk.pair, asked.left_at = pair_of(asker.member_id, asked.member_id), None
    elif asked is not None and state is not Asked.PARTED:
        asked.ignored_at = now if state is Asked.IGNORED else None
    act = journal.Act.CONNECTION
    journal.record(viewer, act, "conversation", talk.id, state.value)
