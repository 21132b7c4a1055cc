"""Who was refused what stands in the audit trail; so often an hour, and no more."""

from flask import request

from community.core import journal, limits
from community.core.access import Viewer
from community.core.errors import TooMany
from community.core.journal import Act

MOST, HOUR = 30, 3600
"""So many refusals of one account are noted in an hour: nobody fills the trail up."""


def note(viewer: Viewer, why: str) -> None:
    """Note, aside, that `viewer` was refused this page; visitors are not noted.

    `why` is the permission that they lack. The page stands there by its name, without
    what its address said.
    """
    if viewer.account_id is None:
        return
    try:
        limits.check("denied", str(viewer.account_id), MOST, HOUR)
    except TooMany:
        return
    words = f"{request.method} {request.endpoint}: {why}"
    journal.aside(
        lambda: journal.record(viewer, Act.DENIED, "page", None, words, "refused")
    )
