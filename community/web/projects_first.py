"""How often leads may turn to strangers: counted with all other first contacts."""

from community.connections import asking
from community.connections.ties import one_at_a_time
from community.core.access import Viewer
from community.introductions import asking as introductions
from community.members.models import Member
from community.messages import first


def check_first(viewer: Viewer, other: Member) -> None:
    """Refuse to ask a stranger for a project where it is too much for either."""
    one_at_a_time(viewer.member_id, other.id)
    also = introductions.begun_lately(viewer) + first.begun_lately(viewer)
    asking.check_for_project(viewer, other, also, first.got_lately(other.id))
