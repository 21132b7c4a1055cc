"""What can go wrong, in words that a person can act on."""

from typing import Any


class CommunityError(Exception):
    """The base of our own errors."""


class NotFound(CommunityError):
    """There is no such thing, or this viewer may not know of it."""


class Forbidden(CommunityError):
    """The viewer knows of the thing, and may not do this with it."""


class Refused(CommunityError):
    """A rule of the community says no; the message tells the person what to do.

    The message is a gettext message id marked with `text.N_`, so that the pages
    can translate it; `values` fill its %(names)s.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class Conflict(Refused):
    """Somebody else changed the same thing a moment ago."""


class TooMany(Refused):
    """A limit is used up for now; `retry_after` says for how many seconds."""

    def __init__(self, message: str, retry_after: int = 60, **values: Any) -> None:
        super().__init__(message, **values)
        self.retry_after = retry_after


class UnscopedRead(CommunityError):
    """A private table was read without a viewer: a mistake in the code."""


class Rewritten(CommunityError):
    """What happened was about to be written anew: a mistake in the code."""
