"""Where the two of a tie met: an event that whoever says so was at."""

from community.connections.models import Connection
from community.core.access import Viewer
from community.core.errors import Refused
from community.core.text import N_
from community.programme.models import Origin
from community.programme.queries import event_choices


def place(viewer: Viewer, row: Connection, event_id: int | None) -> None:
    """Say at which event the two of a tie met, one that the viewer was at, or at none.

    What the other end chose stays as long as nobody takes it away. A tie that came of
    an introduction, a coffee or the like keeps that: only a plain one becomes one of an
    event.
    """
    if event_id == row.event_id:
        return
    if event_id is not None and event_id not in dict(event_choices(viewer)):
        raise Refused(N_("Choose an event that you were at"))
    if event_id is not None and row.origin is Origin.DIRECT:
        row.origin = Origin.EVENT
    elif event_id is None and row.origin is Origin.EVENT:
        row.origin = Origin.DIRECT
    row.event_id = event_id
