"""A story of a project that somebody reports: its words alone, never whose it is."""

from community.core.access import Viewer
from community.core.errors import NotFound
from community.projects.stories import report_of
from community.safeguarding.commands import Reported


def reported_story(viewer: Viewer, number: str) -> tuple[Reported, str]:
    """Return a story that the viewer reads and did not tell, and of what it is.

    The report is about nobody: even moderators do not learn who told it.
    """
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound("story")
    row, project = report_of(viewer, int(number))
    return Reported("story", row.id, None, row.words), project.title
