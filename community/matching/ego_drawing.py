"""The drawing of one's own network: nodes with their places, and lines between them."""

from dataclasses import dataclass

from community.matching.ego import FurtherLine, MyNetwork
from community.matching.ego_places import WIDTH, Place, rings

LETTERS = {1: 17, 2: 20}
"""Longer labels of each ring are cut; the list beside the drawing has them whole."""


@dataclass(frozen=True)
class Dot:
    """A node: a person (shape 0 to 6) or a project (shape -1), and where it stands."""

    kind: str
    slug: str
    name: str
    label: str
    shape: int
    ring: int
    x: float
    y: float
    left: bool


@dataclass(frozen=True)
class Line:
    """A line between two nodes; `thick` for the viewer's own."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: bool


@dataclass(frozen=True)
class Drawing:
    """The whole drawing, in units of its own."""

    width: int
    height: int
    you: str
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]

    @property
    def middle(self) -> tuple[float, float]:
        """Where the viewer stands."""
        return self.width / 2, self.height / 2


def drawing(network: MyNetwork, you: str) -> Drawing:
    """Return the drawing of `network`, with the viewer as `you` in the middle."""
    inner = [f"m{line.card.id}" for line in network.ties]
    inner += [f"p{line.project_id}" for line in network.work]
    outer = {f"m{line.card.id}": _ways(line)[0] for line in network.further}
    places, height = rings(inner, outer)
    return Drawing(
        width=WIDTH,
        height=height,
        you=you,
        dots=_dots(network, places),
        lines=_lines(network, places, (WIDTH / 2, height / 2)),
    )


def _ways(line: FurtherLine) -> list[str]:
    return [*(f"m{one}" for one in line.people), *(f"p{one}" for one in line.projects)]


def _dots(network: MyNetwork, places: dict[str, Place]) -> tuple[Dot, ...]:
    people = [(line.card, 1) for line in network.ties]
    people += [(line.card, 2) for line in network.further]
    found = []
    for card, ring in people:
        at = places[f"m{card.id}"]
        found.append(
            Dot("person", card.slug, card.name, _cut(card.name, ring), card.shape, ring,
                at.x, at.y, at.left)
        )  # fmt: skip
    for line in network.work:
        at = places[f"p{line.project_id}"]
        found.append(
            Dot("project", line.slug, line.title, _cut(line.title, 1), -1, 1,
                at.x, at.y, at.left)
        )  # fmt: skip
    return tuple(found)


def _cut(label: str, ring: int) -> str:
    most = LETTERS[ring]
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _lines(
    network: MyNetwork,
    places: dict[str, Place],
    middle: tuple[float, float],
) -> tuple[Line, ...]:
    pairs = [(f"m{a}", f"m{b}") for a, b in network.among]
    pairs += [(f"m{person}", f"p{what}") for person, what in network.shared]
    pairs += [
        (f"m{line.card.id}", way) for line in network.further for way in _ways(line)
    ]
    thin = [
        Line(places[a].x, places[a].y, places[b].x, places[b].y, False)
        for a, b in pairs
    ]
    own = [f"m{line.card.id}" for line in network.ties]
    own += [f"p{line.project_id}" for line in network.work]
    thick = [Line(*middle, places[one].x, places[one].y, True) for one in own]
    return tuple(thin + thick)
