"""Choosing who sees one thing of one's own, whatever it is: one command for all."""

from community.connections import ties
from community.connections.models import TieAudience
from community.core import journal
from community.core.access import Audience, Viewer, widens
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find
from community.evidence import people as evidence
from community.ideas import talking as ideas
from community.lived import commands as lived
from community.members import audiences, commands
from community.members.commands import me
from community.privacy.own_rows import Line, Thing
from community.programme import attending
from community.projects.models import Project
from community.projects.team import show_membership

_ENDS = list(TieAudience)
NOT_IN_LIST = N_("Choose who may see it from the list")


def is_wider(line: Line, audience: str) -> bool:
    """Tell whether a choice shows something to somebody new."""
    if line.thing is Thing.TIE:
        ends = [_ENDS.index(TieAudience(one)) for one in (line.audience, audience)]
        return ends[1] > ends[0]
    return widens(Audience(line.audience), Audience(audience))


def choose(viewer: Viewer, line: Line, audience: str, *, agreed: bool = False) -> None:
    """Let others than before see one thing; `agreed` where words ask for it."""
    if audience not in line.choices or line.fixed:
        raise Refused(NOT_IN_LIST)
    if line.thing is Thing.TIE:
        ties.show_tie(viewer, line.id, TieAudience(audience))
        journal.record(viewer, journal.Act.AUDIENCE, "tie", line.id, audience)
        return
    to = Audience(audience)
    if line.thing is Thing.LIVED:
        lived.show(viewer, line.id, to, agreed=agreed)
    elif line.thing is Thing.TALK:
        narrower = not is_wider(line, audience)
        evidence.show(viewer, line.id, to, agreed=agreed or narrower)
    elif line.thing is Thing.ATTENDANCE:
        attending.show(viewer, line.id, to)
    elif line.thing is Thing.HELP:
        ideas.show(viewer, line.id, to)
    elif line.thing is Thing.MEMBERSHIP:
        project: Project = find(viewer, Project, Project.id == line.parent)
        show_membership(viewer, project, line.id, to)
    else:
        _of_member(viewer, line, to, agreed)


def _of_member(viewer: Viewer, line: Line, to: Audience, agreed: bool) -> None:
    member = me(viewer)
    if line.thing is Thing.NAME:
        commands.edit_basics(
            viewer, member, name=member.name, pronouns=member.pronouns, audience=to,
            version=member.version,
        )  # fmt: skip
    elif line.thing is Thing.TAG:
        narrower = not is_wider(line, to)
        commands.show_tag(viewer, member, line.id, to, agreed=agreed or narrower)
    else:
        audiences.show(viewer, member, line.thing, line.id, to)
