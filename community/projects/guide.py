"""A project's guide: what whoever would refer, recommend or come wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict
from community.core.visible import visible
from community.projects import factors, standing
from community.projects.life import alive
from community.projects.models import Project, ProjectGuide
from community.projects.writing import FASTER, note_change

PARTS = (
    "offers", "for_whom", "times", "cost", "referral", "by_oneself", "run_by",
    "training", "safety", "evidence",
)  # fmt: skip
"""What a guide tells, each in a few sentences."""

LONGEST = 1500


@dataclass(frozen=True)
class Guide:
    """What a project's guide says; an empty part is unknown.

    `version` is 0 until somebody has said something.
    """

    offers: str = ""
    for_whom: str = ""
    times: str = ""
    cost: str = ""
    referral: str = ""
    by_oneself: str = ""
    run_by: str = ""
    training: str = ""
    safety: str = ""
    evidence: str = ""
    updated_at: datetime | None = None
    version: int = 0

    @property
    def unsaid(self) -> int:
        """How many parts nobody has told yet."""
        return sum(not getattr(self, part) for part in PARTS)


def as_guide(row: ProjectGuide | None) -> Guide:
    """Return what a row says; nothing where there is none."""
    if row is None:
        return Guide()
    return Guide(**{name: getattr(row, name) for name in Guide.__dataclass_fields__})


def guide_of(viewer: Viewer, project: int) -> Guide:
    """Return the guide of a project as far as the viewer sees it: one statement."""
    return as_guide(_row(viewer, project))


def _row(viewer: Viewer, project: int) -> ProjectGuide | None:
    found = visible(viewer, ProjectGuide).where(ProjectGuide.project_id == project)
    row: ProjectGuide | None = db.session.scalar(found)
    return row


def write(
    viewer: Viewer,
    project: Project,
    said: Mapping[str, str],
    spoken: Mapping[str, str],
    version: int,
) -> None:
    """Set what a project's guide says, and to which factors it speaks.

    `version` is that of the guide that was read; of two who write at once the second is
    refused with `Conflict`.
    """
    require(viewer, Permission.PROJECT_EDIT, standing.led(viewer, project.id))
    row = _row(viewer, project.id)
    if (row.version if row else 0) != version:
        raise Conflict(FASTER)
    words = {part: said.get(part, "").strip() for part in PARTS}
    if row is None:
        _begin(project.id, words)
    else:
        _change(row, words)
    known = {card.code for card in factors.named()}
    factors.speak_to(project.id, {c: w for c, w in spoken.items() if c in known})
    note_change(project)
    alive(project)


def _begin(project: int, words: Mapping[str, str]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(ProjectGuide(project_id=project, **words))
    except IntegrityError:
        raise Conflict(FASTER) from None


def _change(row: ProjectGuide, words: Mapping[str, str]) -> None:
    for part, said in words.items():
        setattr(row, part, said)
    row.updated_at = clock.now()
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
