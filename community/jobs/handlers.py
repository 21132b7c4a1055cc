"""Who does which work: the `work` of a row, and the function that does it.

A handler gets the row in a write transaction and does not commit: its effect and
"done" are one transaction, so that it happens once whoever is killed meanwhile.
"""

from collections.abc import Callable
from importlib import import_module

from community.core.outbox import Job

HANDLERS = {
    "account": "community.accounts.asking:answer",
    "announce": "community.announcements.sending:send",
    "digest": "community.digests.clockwork:keep",
    "follow": "community.following.telling:fan_out",
    "join": "community.members.asking:answer",
    "snapshot": "community.network.clockwork:write",
    "subscribe": "community.subscriptions.asking:answer",
    "team": "community.messages.team:keep",
}
"""By name, so that what is never asked for is never loaded. Letters go by `post`."""

READS = {
    "digest": "community.digests.clockwork:plan",
    "snapshot": "community.network.clockwork:plan",
}
"""What is read before, without a lock, where that takes long: the handler gets it."""


def handler_of(work: str) -> Callable[..., object]:
    """Return what does this work; KeyError where nothing does."""
    return named(HANDLERS[work])


def reader_of(work: str) -> Callable[[Job], object] | None:
    """Return what reads for this work before it is done; None where nothing does."""
    return named(READS[work]) if work in READS else None


def named(place: str) -> Callable[..., object]:
    """Return the function at `package.module:name`."""
    module, _colon, name = place.partition(":")
    function: Callable[..., object] = getattr(import_module(module), name)
    return function
