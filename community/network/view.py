"""What somebody wants to see of the map: all that stands behind the "?" of an address.

The page, its tables, the drawing, the files and the saved views read the same address,
so that each shows the same.
"""

from dataclasses import dataclass, fields
from typing import Any, Protocol

SHAPES = (1, 2, 3, 4, 5, 6, 0)
SHOWN = ("people", "ties", "projects", "groups")
LAYERS = ("people", "projects", "tags", "organisations")
USUAL_LAYERS = ("people", "projects")
COLOURS = ("kind", "place", "phase", "organisation", "group")
SIZES = ("ties", "same", "reach", "between")
CLUSTERS = ("none", "group", "project", "tag", "place", "organisation")
STEPS = (1, 2, 3)
MOST = 100
"""No word of an address is read beyond so many letters."""


class Args(Protocol):
    """The words behind the "?", as web frameworks keep them."""

    def get(self, name: str, /) -> Any:
        """Return the first value of a name, or None."""
        ...

    def getlist(self, name: str, /) -> list[str]:
        """Return all values of a name."""
        ...


@dataclass(frozen=True)
class View:
    """How to look at the map; whatever is not known is left out and changes nothing.

    `show` is the table below the drawing, `sort` the name of its column, with a minus
    for the largest first. `layers` are drawn; `projected` joins people directly where
    they share something instead of drawing it. `shape`, `place`, `phase`,
    `organisation`, `group` and `tag` keep what fits any of their values, all when
    empty; with `dim` what does not fit grows faint instead of going. `colour` and
    `mark` say what people are told apart by, `size` what makes them large, `cluster`
    what draws them together. `person` is the
    slug of whoever is selected, with what is `steps` around. `on` is the number of a
    snapshot, empty for today; `since` that of another one, since which new ties are
    told apart.
    """

    show: str = "people"
    q: str = ""
    sort: str = "name"
    page: int = 1
    layers: tuple[str, ...] = USUAL_LAYERS
    projected: bool = False
    shape: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    dim: bool = False
    colour: str = "kind"
    mark: str = "kind"
    size: str = "ties"
    cluster: str = "none"
    person: str = ""
    steps: int = 1
    on: str = ""
    since: str = ""

    @classmethod
    def read(cls, args: Args) -> "View":
        """Read an address; what it says wrongly counts as not said."""
        layers = tuple(one for one in LAYERS if one in args.getlist("layers"))
        return cls(
            show=_one(args, "show", SHOWN),
            q=_word(args, "q"),
            sort=_word(args, "sort") or "name",
            page=_page(args),
            layers=layers or USUAL_LAYERS,
            projected=args.get("projected") == "yes",
            shape=_shapes(args),
            **{name: _many(args, name) for name in FILTERS[1:]},
            dim=args.get("dim") == "yes",
            colour=_one(args, "colour", COLOURS),
            mark=_one(args, "mark", COLOURS),
            size=_one(args, "size", SIZES),
            cluster=_one(args, "cluster", CLUSTERS),
            person=_word(args, "person"),
            steps=min(max(1, _number(args, "steps", 1)), STEPS[-1]),
            on=_digits(args, "on"),
            since=_digits(args, "since"),
        )

    @property
    def column(self) -> str:
        """The column that the table is sorted by."""
        return self.sort.removeprefix("-")

    @property
    def down(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    @property
    def filtered(self) -> bool:
        """Whether some people may be left out."""
        return bool(self.q) or any(getattr(self, name) for name in FILTERS)

    def unfiltered(self) -> dict[str, Any]:
        """Return the address of this without filters and words."""
        return self.args(q="", **dict.fromkeys(FILTERS, ()))

    def args(self, **other: Any) -> dict[str, Any]:
        """Return the address of this, with some parts changed; what is usual stays out.

        The number of a page is left out unless it is among the changed parts.
        """
        found: dict[str, Any] = {}
        for one in fields(self):
            value = other.get(one.name, getattr(self, one.name))
            if value == one.default or (one.name == "page" and "page" not in other):
                continue
            found[one.name] = _written(value)
        return found


FILTERS = ("shape", "place", "phase", "organisation", "group", "tag")


def _written(value: Any) -> Any:
    if value is True:
        return "yes"
    return list(value) if isinstance(value, tuple) else value


def _word(args: Args, name: str) -> str:
    return str(args.get(name) or "").strip()[:MOST]


def _digits(args: Args, name: str) -> str:
    word = _word(args, name)
    return word if word.isdecimal() else ""


def _one(args: Args, name: str, known: tuple[str, ...]) -> str:
    word = _word(args, name)
    return word if word in known else known[0]


def _many(args: Args, name: str) -> tuple[str, ...]:
    words = (word for word in args.getlist(name) if 0 < len(word) <= MOST)
    return tuple(dict.fromkeys(words))


def _shapes(args: Args) -> tuple[str, ...]:
    """Return the ticked shapes; all of them are as good as none."""
    found = tuple(str(one) for one in SHAPES if str(one) in args.getlist("shape"))
    return () if len(found) == len(SHAPES) else found


def _page(args: Args) -> int:
    """Return the number of a page as it was asked for: a wrong one is not there."""
    word = _word(args, "page")
    return int(word) if word.removeprefix("-").isdecimal() else 1


def _number(args: Args, name: str, usual: int) -> int:
    word = _word(args, name)
    return int(word) if word.isdecimal() and len(word) < 10 else usual
