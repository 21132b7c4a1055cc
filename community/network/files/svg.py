"""The map as SVG: for print, for posters, for programs that draw.

All looks are attributes of the elements, for a page that holds the picture allows no
styles of its own, and programs differ in what they know of style sheets. It is on
white, for paper.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from community.network.figures import NEW
from community.network.files.clusters import CIRCLE, Circle
from community.network.files.labels import width_of
from community.network.files.picture import Mark, Picture, Stroke
from community.network.files.sheet import Made, clean

INK, MUTED, LINE, LEAF = "#241630", "#5a4e68", "#8b8098", "#0d6b5f"
COLOURS = (
    MUTED, "#a8244f", "#1f5f99", "#8a5300", "#0d6b5f", "#5a2480", "#4f5d12",
)  # fmt: skip
FONT = "Atkinson Hyperlegible Next, Arial, Helvetica, sans-serif"
HEAD, FOOT, ROW, SIDE = 76.0, 40.0, 26.0, 24.0
DASHES = {"offers": "1 3", "seeks": "4 3", "belongs": "1 3"}
THINGS = 7
SHAPES: dict[int, Callable[[float, float, float], str]] = {
    0: lambda x, y, r: _ring(x, y, r * 0.7),
    1: lambda x, y, r: _ring(x, y, r),
    2: lambda x, y, r: _points(x, y, r * 0.88, (-1, -1, 1, -1, 1, 1, -1, 1)),
    3: lambda x, y, r: _points(x, y, r * 1.22, (0, -1, 1, 0, 0, 1, -1, 0)),
    4: lambda x, y, r: (
        f"M{x - r:.1f} {y + 0.9 * r:.1f}V{y:.1f}"
        f"A{r:.1f} {r:.1f} 0 0 1 {x + r:.1f} {y:.1f}V{y + 0.9 * r:.1f}Z"
    ),
    5: lambda x, y, r: (
        f"M{x - r:.1f} {y - r:.1f}H{x:.1f}A{r:.1f} {r:.1f} 0 0 1 {x + r:.1f} {y:.1f}"
        f"V{y + r:.1f}H{x:.1f}A{r:.1f} {r:.1f} 0 0 1 {x - r:.1f} {y:.1f}Z"
    ),
    6: lambda x, y, r: _points(x, y, r * 1.15, (0, -1, 1, 0.85, -1, 0.85)),
    7: lambda x, y, r: _points(
        x, y, r * 1.15,
        (-0.5, -0.87, 0.5, -0.87, 1, 0, 0.5, 0.87, -0.5, 0.87, -1, 0),
    ),
    8: lambda x, y, r: _points(
        x, y, r * 1.1, (-1, -0.6, 0.45, -0.6, 1, 0, 0.45, 0.6, -1, 0.6)
    ),
    9: lambda x, y, r: _points(
        x, y, r * 1.1, (-1, 0.85, -1, -0.2, 0, -0.95, 1, -0.2, 1, 0.85)
    ),
}  # fmt: skip
"""The shapes of the drawing of the page, around (x, y)."""


@dataclass(frozen=True)
class Words:
    """What a picture says: its title, what it shows, its legend by shape, its foot.

    `rest` is what has no colour of its own, `nowhere` what is in no cluster; `values`
    are what some values of a field are called instead.
    """

    title: str
    says: str
    summary: str
    shapes: dict[int, str]
    rest: str
    nowhere: str
    unnamed: str
    values: Mapping[str, str]


def svg(picture: Picture, words: Words, made: Made) -> str:
    """Return a picture as an SVG document."""
    entries, rows = _entries(picture, words)
    scale = picture.scale
    width, foot = picture.width, FOOT + ROW * rows
    height = picture.height + (HEAD + foot) * scale
    told = f"{words.says} {words.summary} {words.unnamed} {made.words}"
    size = f'width="{width:.0f}" height="{height:.0f}"'
    box = f'viewBox="0 0 {width:.0f} {height:.0f}"'
    about = f'role="img" aria-labelledby="map-title map-desc" font-family="{FONT}"'
    root = f'<svg xmlns="http://www.w3.org/2000/svg" {box} {size} {about}>'
    low = f"translate(0 {HEAD * scale + picture.height:.0f}) scale({scale:.3f})"
    parts = (
        f'<title id="map-title">{_text(words.title)}</title>',
        f'<desc id="map-desc">{_text(" ".join(told.split()))}</desc>',
        f'<rect {size} fill="#ffffff"/>',
        f'<g transform="scale({scale:.3f})">{_head(words)}</g>',
        f'<g transform="translate(0 {HEAD * scale:.0f})">{_map(picture, words)}</g>',
        f'<g transform="{low}">{entries}{_foot(made, words, foot)}</g>',
    )
    return f"{root}{''.join(parts)}</svg>\n"


def _head(words: Words) -> str:
    return _line(SIDE, 36, words.title, 22, weight=700) + _line(
        SIDE, 60, words.says, 14, fill=MUTED
    )


def _foot(made: Made, words: Words, foot: float) -> str:
    said = _line(SIDE, foot - 14, made.words, 13, weight=600)
    if words.unnamed:
        wide = width_of(made.words, 14) + 2 * SIDE
        said += _line(SIDE + wide, foot - 14, words.unnamed, 13, fill=MUTED)
    return said


def _entries(picture: Picture, words: Words) -> tuple[str, int]:
    """Return the legend, and how many rows it takes."""
    x, row, found = SIDE, 0, []
    for shape, value in picture.legend:
        usual = words.rest if shape == 0 else words.shapes.get(shape, "")
        said = words.values.get(value, value) or usual
        wide = 30 + width_of(said, 14)
        if x + wide > picture.width / picture.scale - SIDE and x > SIDE:
            x, row = SIDE, row + 1
        y = 10 + ROW * row
        found.append(_shape(shape, min(shape, THINGS), x + 8, y, 7))
        found.append(_line(x + 22, y + 5, said, 14))
        x += wide + 14
    return "".join(found), row + 1


def _map(picture: Picture, words: Words) -> str:
    return "".join(
        (
            *(_circle(one) for one in picture.circles),
            *(_stroke(one) for one in picture.strokes),
            *(_mark(one) for one in picture.marks),
            *_names(picture, words),
        )
    )


def _circle(one: Circle) -> str:
    around = f'cx="{one.x:.1f}" cy="{one.y:.1f}" r="{one.r:.1f}"'
    return f'<circle {around} fill="#f5f3f9" stroke="#d9d2e3"/>'


def _stroke(one: Stroke) -> str:
    path = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in one.ends)
    dash = DASHES.get(one.kind)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    new = one.kind == NEW
    strong = 0.12 if one.faint else 1 if new else 0.55
    colour, width = (LEAF, one.width + 1) if new else (LINE, one.width)
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-opacity="{strong}"{dashed}/>'
    )


def _mark(one: Mark) -> str:
    shape = _shape(one.shape, one.colour, one.x, one.y, one.r, crowd=one.crowd)
    weak = ' opacity="0.2"' if one.faint else ""
    return f"<g{weak}><title>{_text(one.words)}</title>{shape}</g>"


def _shape(
    shape: int, colour: int, x: float, y: float, r: float, *, crowd: bool = False
) -> str:
    path = SHAPES[shape](x, y, r)
    if shape >= THINGS:
        return f'<path d="{path}" fill="#ffffff" stroke="{INK}" stroke-width="1.6"/>'
    filled = COLOURS[colour]
    if crowd:
        return (
            f'<path d="{path}" fill="#ffffff" stroke="{filled}" stroke-width="2" '
            'stroke-dasharray="4 3"/>'
        )
    return f'<path d="{path}" fill="{filled}" stroke="#ffffff" stroke-width="1"/>'


def _names(picture: Picture, words: Words) -> Iterable[str]:
    for circle in picture.circles:
        yield _line(
            circle.x, circle.y - circle.r - 7,
            words.values.get(circle.words, circle.words) or words.nowhere, CIRCLE,
            weight=700, halo=True, middle=True,
        )  # fmt: skip
    for one in picture.labels:
        thing = picture.marks[one.node].shape >= THINGS
        weight = 700 if thing else 500
        yield _line(one.left, one.top + 11.5, one.words, 12, weight=weight, halo=True)


def _line(
    x: float,
    y: float,
    words: str,
    size: int,
    *,
    weight: int = 500,
    fill: str = INK,
    halo: bool = False,
    middle: bool = False,
) -> str:
    around = (
        ' stroke="#ffffff" stroke-width="3" stroke-linejoin="round" '
        'paint-order="stroke"' if halo else ""
    )  # fmt: skip
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}"{anchor}{around}>{_text(words)}</text>'
    )


def _ring(x: float, y: float, r: float) -> str:
    """Return a circle; its arcs are exact halves, or it would be no circle."""
    half = round(r, 1)
    arc = f"a{half} {half} 0 1 0"
    return f"M{x - half:.1f} {y:.1f}{arc} {2 * half:.1f} 0{arc} {-2 * half:.1f} 0Z"


def _points(x: float, y: float, r: float, points: tuple[float, ...]) -> str:
    found = [
        f"{x + r * points[at]:.1f} {y + r * points[at + 1]:.1f}"
        for at in range(0, len(points), 2)
    ]
    return f"M{'L'.join(found)}Z"


def _text(words: str) -> str:
    return escape(clean(words))
