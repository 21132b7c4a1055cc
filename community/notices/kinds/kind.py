"""What a kind of notice is, and what kinds are grouped by.

The name of a kind is that of its letter, `templates/mail/<name>.md`. In a line
`%(person)s` and `%(project)s` stand for whom and what it is about. `why` completes "You
get this because ...".
"""

from dataclasses import dataclass
from enum import StrEnum

from community.core.text import N_
from community.notices.models import How

INSTANT, DIGEST = How.INSTANT, How.DIGEST


class Topic(StrEnum):
    """What the kinds are grouped by where one chooses."""

    CONTACT = "contact"
    CONVERSATIONS = "conversations"
    PROJECTS = "projects"
    MEETING = "meeting"
    FOLLOWING = "following"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Kind:
    """One kind of notice; `fixed` says that its mail cannot be turned off.

    `label` names it where one chooses; `line` is what its reader reads. `stays` says
    that it is told without its project where that is not shown any more.
    """

    name: str
    topic: Topic
    label: str
    line: str
    why: str
    usual: How = INSTANT
    fixed: bool = False
    stays: bool = False


TO_YOU = N_("somebody asked you")
YOU_ASKED = N_("you asked")
