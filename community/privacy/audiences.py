"""Each thing about a member, who may see it now, and how many people that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from community.core.access import ANY_MEMBER, Viewer
from community.core.errors import NotFound
from community.core.together import Read, together
from community.core.visible import count, visible
from community.lived import queries as lived
from community.members.models import Member
from community.organisations.models import Organisation
from community.privacy import own_rows
from community.privacy.exclusions import ExclusionCard
from community.privacy.models import Exclusion
from community.privacy.own_rows import LIVED, Line, Rows, Thing
from community.projects.models import Membership
from community.safeguarding.models import Block, Mute, MutedWord

FEWEST, STEP = 8, 5
"""Below so many, nothing is said of a number that nobody lists; above, in steps."""


@dataclass(frozen=True)
class Sizes:
    """How many people each audience is.

    Connections and people in one's projects are those whom the viewer can list, one by
    one. `members` is a number that is the same for everybody, in steps: of those who
    show their name to all members; 0 stands for fewer than eight.
    """

    connections: int
    projects: int
    members: int


@dataclass(frozen=True)
class Mine:
    """All that the page of one's privacy says of oneself."""

    lines: tuple[Line, ...]
    sizes: Sizes
    map_consent: str
    exclusions: tuple[ExclusionCard, ...]
    blocks: int
    mutes: int
    muted_words: int

    def of(self, *things: str) -> tuple[Line, ...]:
        """Return the lines of some things."""
        return tuple(line for line in self.lines if line.thing in things)

    @property
    def name(self) -> Line:
        """The name, whose audience caps all others."""
        return self.of(Thing.NAME)[0]


def mine(viewer: Viewer) -> Mine:
    """Return what there is of the viewer, and who sees it: three statements."""
    reads: tuple[Read[Any], ...] = (
        Read(own_rows.member(viewer), _only),
        *(Read(found, own_rows.lines) for found in own_rows.shown(viewer)),
        Read(_excluded(), _cards),
        Read(_mates(viewer), len),
        Read(select(Block.id), len),
        Read(select(Mute.id), len),
        Read(select(MutedWord.id), len),
    )
    member, *rest = together(viewer, *reads)
    *shown, excluded, mates, blocks, mutes, words = rest
    lines = [
        own_rows.line(Thing.NAME, member),
        *(line for part in shown for line in part),
    ]
    lines += [
        Line(Thing.LIVED, one.id, one.words, one.audience, LIVED, fixed=one.locked)
        for one in lived.mine(viewer)
    ]
    ties = sum(line.thing is Thing.TIE for line in lines)
    return Mine(
        tuple(lines), Sizes(ties, mates, everybody()), member["map_consent"],
        excluded, blocks, mutes, words,
    )  # fmt: skip


def line(viewer: Viewer, thing: str, row_id: int) -> tuple[Line, Sizes]:
    """Return one thing of the viewer's own, or raise `NotFound`."""
    found = mine(viewer)
    for one in found.lines:
        if (one.thing, one.id) == (thing, row_id):
            return one, found.sizes
    raise NotFound(thing)


def everybody() -> int:
    """Return how many show their name to all members, in steps; 0 for under eight.

    Nobody's own number: somebody who blocks the viewer, or hides, moves nothing here.
    """
    number = count(visible(ANY_MEMBER, Member.id))
    return 0 if number < FEWEST else STEP * round(number / STEP)


# ---------------------------------------------------------------- what is read
def _only(rows: Rows) -> Mapping[str, Any]:
    return rows[0]


def _mates(viewer: Viewer) -> Any:
    """Select those in the viewer's projects whom the viewer can list."""
    own = Membership.__table__.alias()
    mine = select(own.c.project_id).where(
        own.c.member_id == viewer.member_id, own.c.until.is_(None)
    )
    return (
        select(Member.id)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.project_id.in_(mine), Membership.until.is_(None))
        .where(Member.id != viewer.member_id)
        .distinct()
    )


def _excluded() -> Any:
    return (
        select(Exclusion.id, Organisation.name, Exclusion.made_at)
        .join(Organisation, Organisation.id == Exclusion.organisation_id)
        .order_by(Organisation.folded, Exclusion.id)
    )


def _cards(rows: Rows) -> tuple[ExclusionCard, ...]:
    return tuple(ExclusionCard(**row) for row in rows)
