"""The record of one's consent to the map: what was chosen, when, in which words."""

from dataclasses import dataclass
from datetime import datetime

from community.accounts import queries
from community.accounts.commands import hash_of
from community.accounts.models import ConsentPurpose
from community.core.access import Viewer
from community.core.errors import Forbidden
from community.members.commands import map_wording
from community.members.models import MapConsent

AGREED = (MapConsent.NAMED, MapConsent.UNNAMED)


@dataclass(frozen=True)
class MapRecord:
    """A consent to the map, as its owner gave it.

    `choice` is None where it was given to an earlier wording; `wording` names the
    version.
    """

    choice: MapConsent | None
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


def records(viewer: Viewer) -> tuple[MapRecord, ...]:
    """Return the viewer's own consents to the map, newest first: one statement."""
    if viewer.account_id is None:
        raise Forbidden("consents")
    known = {hash_of(map_wording(choice)): choice for choice in AGREED}
    return tuple(
        MapRecord(
            known.get(one.wording_hash), one.wording, one.given_at, one.withdrawn_at
        )
        for one in queries.consents(viewer.account_id)
        if one.purpose is ConsentPurpose.MAP
    )
