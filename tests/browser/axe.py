"""Whether axe finds a page accessible, wide and narrow, in light and in dark."""

import os
from pathlib import Path
from zlib import crc32

import axe_playwright_python

from tests import sampling
from tests.browser.walker import WIDTHS, Walker

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((one) => one.id + ": " + one.nodes.slice(0, 3)
    .map((node) => node.target.join(" ")).join(" | "));
}"""
WHOLE = bool(os.environ.get("ASSURE"))
BOTH = ("light", "dark")
SCHEMES = (
    {"phone": BOTH, "desk": BOTH} if WHOLE else {"phone": BOTH[:1], "desk": BOTH[1:]}
)
"""How a page is looked at: a phone by day, a desk in the dark; in a full run both.

A usual run asks axe about each page one way, half of them so and half so; where it
samples, about a third of the pages, others each day.
"""

UNFOLD = """() => {
  for (const one of document.querySelectorAll("main details")) one.open = true;
}"""


def faults(walker: Walker, unfold: bool = True) -> list[str]:
    """Return what is wrong with the page that is open, with its folds open and shut."""
    page = walker.ready()
    path = page.url.removeprefix(walker.site)
    asked = sampling.turn(path)
    if asked:
        page.evaluate(SCRIPT)
    found = []
    turn = sorted(WIDTHS)[crc32(path.encode()) % 2]
    for width, (across, down) in WIDTHS.items() if asked else ():
        walker.resize(across, down)
        if unfold and width == "desk":
            page.evaluate(UNFOLD)
        for scheme in SCHEMES[width] if WHOLE or width == turn else ():
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {one}" for one in page.evaluate(RUN)]
        if not walker.fits():
            found.append(f"{width}: something sticks out at the side")
    walker.resize(320, 800)
    if not walker.fits():
        found.append("320 pixels: something sticks out at the side")
    walker.resize(*WIDTHS["desk"])
    page.emulate_media(color_scheme="light")
    return [f"{path} {one}" for one in found]
