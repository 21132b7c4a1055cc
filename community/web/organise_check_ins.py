"""How it goes for people in projects, where they let the organisers read it."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.stewardship import checking_in
from community.web import bell
from community.web.door import organisers_only
from community.web.organise import pages
from community.web.respond import respond


@dataclass(frozen=True)
class CheckInsPage:
    """What people shared with the organisers, the newest first."""

    lines: tuple[checking_in.CheckInLine, ...]


@pages.get("/check-ins")
@organisers_only
def check_ins(viewer: Viewer) -> ResponseReturnValue:
    """List how it goes for those who let the organisers read it."""
    page = CheckInsPage(checking_in.shared(viewer))
    bell.read_here(viewer)
    return respond("organise/check_ins.html", page)
