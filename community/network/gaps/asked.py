"""What somebody wants to see of the gap board: all that stands behind the "?"."""

from dataclasses import dataclass, fields
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, select

from community.core.access import Audience, Viewer
from community.expertise.models import Family, Tag, TagState
from community.members import directory
from community.members.models import Member, MemberTag
from community.projects import directory as projects_directory
from community.projects.models import Project

SHOWN = ("skills", "nobody", "projects", "offers", "leads", "links")
SORTS = ("gap", "name", "wanted", "needed", "offered")
SIZE = 25
MOST = 20
"""No more choices of one filter are read than this, and no longer ones than 80."""


class Args(Protocol):
    """The words behind the "?", as web frameworks keep them."""

    def getlist(self, name: str, /) -> list[str]:
        """Return all values of a name."""
        ...


@dataclass(frozen=True)
class GapsAsked:
    """Which gaps to show: of which list, by place, kind and family, and in what order.

    `show` is one of `SHOWN`: skills by what is wanted and offered, those that nobody
    offers, projects that lack one person, tags that only one person offers, projects
    that only one leads, people who alone link others. Filters are codes; of several in
    one filter any fits.
    """

    show: str = "skills"
    place: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    sort: str = "gap"
    page: int = 1

    @classmethod
    def read(cls, args: Args) -> "GapsAsked":
        """Read an address; what it says wrongly counts as not said."""
        families = tuple(one for one in Family if one in args.getlist("family"))
        number = next(iter(args.getlist("page")), "")
        return cls(
            show=_one(args, "show", SHOWN),
            place=_many(args, "place"),
            kind=_many(args, "kind"),
            family=tuple(one.value for one in families),
            sort=_one(args, "sort", SORTS),
            page=int(number) if number.isdecimal() and len(number) < 7 else 1,
        )

    def args(self, **other: Any) -> dict[str, Any]:
        """Return the address of this, with some parts changed; what is usual stays out.

        The number of a page is left out unless it is among the changed parts.
        """
        found: dict[str, Any] = {}
        for one in fields(self):
            value = other.get(one.name, getattr(self, one.name))
            if value == one.default or (one.name == "page" and "page" not in other):
                continue
            found[one.name] = list(value) if isinstance(value, tuple) else value
        return found

    @property
    def people(self) -> dict[str, list[str]]:
        """The filters as the list of people takes them."""
        found = {"kind": list(self.kind), "place": list(self.place)}
        return {name: codes for name, codes in found.items() if codes}

    @property
    def projects(self) -> dict[str, list[str]]:
        """The filters as the list of projects takes them."""
        return {"place": list(self.place)} if self.place else {}


def _one(args: Args, name: str, known: tuple[str, ...]) -> str:
    word = next(iter(args.getlist(name)), "")
    return word if word in known else known[0]


def _many(args: Args, name: str) -> tuple[str, ...]:
    words = (word for word in args.getlist(name) if 0 < len(word) <= 80)
    return tuple(dict.fromkeys(words))[:MOST]


# ---------------------------------------------------------------- the parts of reads
def people(viewer: Viewer, asked: GapsAsked) -> Select[Any]:
    """Select the ids of the people of the filters: those whom `/members/` lists."""
    wanted = directory.Asked(kind=asked.kind, place=asked.place)
    listed = select(Member.id).where(directory.not_muted(viewer))
    return directory.narrowed(listed, wanted)


def projects(asked: GapsAsked) -> Select[Any]:
    """Select the ids of the projects of the filters: those that `/projects/` lists."""
    wanted = projects_directory.Asked(place=asked.place)
    return projects_directory.narrowed(select(Project.id), wanted)


def told(viewer: Viewer, asked: GapsAsked) -> ColumnElement[bool]:
    """State that a word of somebody counts: shown to others, by one of the filters.

    What somebody keeps to themselves does not count, not even the viewer's own: the
    board is shown around and its file passed on.
    """
    shown: ColumnElement[bool] = MemberTag.audience != Audience.ME
    return shown & MemberTag.member_id.in_(people(viewer, asked))


def countable() -> ColumnElement[bool]:
    """State that a tag may be counted at all: approved, and not sensitive."""
    found: ColumnElement[bool] = Tag.state == TagState.APPROVED
    return found & ~Tag.sensitive
