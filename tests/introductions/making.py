"""Short ways to bring introductions about among the cast.

Alice knows Lea, and Lea is brought to know Dai and Bob, to whom she can introduce her.
"""

from community.connections.models import TieAudience
from community.core.db import db, start_writing
from community.core.visible import find, unscoped
from community.introductions import asking, commands
from community.introductions.models import Introduction, IntroductionState
from community.members.models import Member
from community.safeguarding import commands as commands_of_blocks
from tests import letters as outbox
from tests.cast import CAST, connect

S = IntroductionState
WORDS = "You both walk"
PURPOSE = "I would like to walk with them"


def acquaint() -> None:
    """Let Lea know Dai and Bob, as everybody may see."""
    for one in (2, 4):
        connect(5, one, TieAudience.MEMBERS)
    db.session.commit()
    start_writing()


def viewer(who: str):
    return CAST[who].viewer


def person(who: str, seen_by: str) -> Member:
    found: Member = find(viewer(seen_by), Member, Member.id == CAST[who].id)
    return found


def ask(
    asker: str = "alice", target: str = "dai", via: str = "lea", purpose: str = PURPOSE
) -> Introduction:
    return asking.ask(viewer(asker), person(target, asker), CAST[via].id, purpose)


def offer(via: str = "lea", one: str = "alice", two: str = "dai") -> Introduction:
    return asking.offer(viewer(via), person(one, via), person(two, via), WORDS)


def passed(**options: str) -> Introduction:
    """Return one that was asked for and passed on."""
    row = ask(**options)
    commands.pass_on(viewer("lea"), row.id, WORDS)
    return row


def state_of(row: Introduction) -> IntroductionState:
    found = unscoped("test", Introduction.state).where(Introduction.id == row.id)
    return db.session.scalars(found).one()


def block(who: str, other: str) -> None:
    """Part two for good."""
    commands_of_blocks.block(viewer(who), person(other, who))


def letters() -> list[tuple[str, str]]:
    """Return kind and reader of every letter, in their order."""
    return [(one.kind, one.to.partition("@")[0]) for one in outbox.letters()]
