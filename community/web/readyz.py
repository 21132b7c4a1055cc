"""`/readyz`: whether the place can do its work, in one word for strangers."""

from dataclasses import asdict
from functools import cache

import structlog
from alembic.script import ScriptDirectory
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from community import assets
from community.core import readiness
from community.core.access import Viewer
from community.core.db import db
from community.web.door import anyone

pages = Blueprint("readyz", __name__)

log = structlog.get_logger("readiness")


@cache
def head() -> str | None:
    """Return the version of the tables that this program is written for."""
    return ScriptDirectory(str(assets.folder("migrations"))).get_current_head()


@pages.get("/readyz")
@anyone
def readyz(viewer: Viewer) -> ResponseReturnValue:
    """Say whether the place is ready; what is not, to administrators alone."""
    try:
        found = readiness.look(head())
    except (SQLAlchemyError, OSError) as problem:
        db.session.rollback()
        log.error("not ready", problem=type(problem).__name__)
        return {"status": "not ready"}, 503
    if not found.ready:
        log.error("not ready", **asdict(found))
    told = {"status": "ready" if found.ready else "not ready"}
    if viewer.is_member and viewer.is_admin:
        return {**told, **asdict(found)}, 200 if found.ready else 503
    return told, 200 if found.ready else 503
