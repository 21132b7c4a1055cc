"""The organisers' board: how projects go, and who would take one over."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.staffing.requests import Overdue, overdue
from community.stewardship.board import Board, board
from community.stewardship.health import Health
from community.web import bell
from community.web.door import organisers_only
from community.web.forms import done
from community.web.organise import pages
from community.web.projects_health import say
from community.web.respond import respond, told


@dataclass(frozen=True)
class HealthPage:
    """How projects go: numbers, those of one health, and offers to take one over."""

    board: Board
    overdue: tuple[Overdue, ...]
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


@pages.get("/projects/health")
@organisers_only
def project_health(viewer: Viewer) -> ResponseReturnValue:
    """List the projects of one health, and the offers that an organiser can decide."""
    bell.read_here(viewer)
    return _board(viewer)


def _board(viewer: Viewer, problem: str = "") -> ResponseReturnValue:
    wanted = request.args.get("health", "")
    chosen = Health(wanted) if wanted in list(Health) else None
    found = board(viewer, chosen, request.args.get("page", 1, type=int))
    page = HealthPage(found, overdue(viewer), (("", problem),) if problem else ())
    return respond("organise/project_health.html", page, 422 if problem else 200)


@pages.post("/projects/health/<int:take_over_id>")
@organisers_only
def decide_take_over(viewer: Viewer, take_over_id: int) -> ResponseReturnValue:
    """Say yes, or not now, where the leads of a project have not answered."""
    try:
        message = say(viewer, take_over_id)
    except Refused as error:
        db.session.rollback()
        return _board(viewer, told(error))
    return done(message, "organise.project_health")
