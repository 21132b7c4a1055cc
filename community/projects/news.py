"""What followers may hear of a project: left to a worker by whoever changes it.

Each goes in the transaction of its change, once a day; who is told, and that nobody is
told twice, is for `following.telling`.
"""

from community.core import clock, outbox
from community.core.access import Viewer
from community.projects.models import SHOWN, Need, Project, ProjectState

WORK = "follow"


def published(viewer: Viewer, project: Project) -> None:
    """Let those hear of a new project who follow what it is about."""
    kind, key = "follow-project", f"follow-project:{project.id}"
    outbox.ask(WORK, key, kind=kind, project=project.id, by=viewer.member_id)


def looks_for(viewer: Viewer, project: Project, need: Need) -> None:
    """Let followers hear whom a project looks for, where they see its page."""
    if project.state is not ProjectState.PUBLISHED:
        return
    kind, key = "follow-need", f"follow-need:{need.id}:{clock.today()}"
    outbox.ask(
        WORK, key, kind=kind, project=project.id, need=need.id, by=viewer.member_id
    )


def moved_on(viewer: Viewer, project: Project) -> None:
    """Let followers hear that a project has come to another stage."""
    if project.state not in SHOWN:
        return
    stage = project.stage.value
    kind, key = "follow-stage", f"follow-stage:{project.id}:{stage}:{clock.today()}"
    outbox.ask(
        WORK, key, kind=kind, project=project.id, stage=stage, by=viewer.member_id
    )
