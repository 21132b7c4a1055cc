"""The colours: every pair that stands on each other can be read, light and dark."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
THEMES = ("light", "dark")
READ, SEEN = 4.5, 3.0  # WCAG 2.2: 1.4.3 for words, 1.4.11 for edges


def tokens(theme):
    """Return the colour tokens of a theme as they are written in tokens.css."""
    found = {}
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", TOKENS):
        pair = re.fullmatch(r"light-dark\((#\w+), (#\w+)\)", value)
        if pair:
            found[name] = pair[1 + THEMES.index(theme)]
        elif re.fullmatch(r"#\w{6}", value):
            found[name] = value
    found["kind-0"] = found["muted"]
    return found


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


WORDS = [
    *[("ink", ground) for ground in ("canvas", "surface", "sunken", "leaf-soft",
                                     "rose-soft", "brand-soft")],
    *[("muted", ground) for ground in ("canvas", "surface", "sunken", "leaf-soft")],
    *[("brand", ground) for ground in ("canvas", "surface", "sunken", "brand-soft",
                                       "leaf-soft")],
    ("brand-ink", "brand"), ("sun-ink", "sun"),
    ("leaf", "leaf-soft"), ("leaf", "surface"),
    ("rose", "surface"), ("rose", "canvas"), ("rose", "rose-soft"), ("surface", "rose"),
    *[(f"kind-{kind}", ground) for kind in range(7)
      for ground in ("canvas", "surface")],
]  # fmt: skip
EDGES = [
    ("field", "surface"), ("field", "canvas"), ("brand", "canvas"),
    ("ink", "canvas"), ("leaf", "leaf-soft"),
]  # fmt: skip


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read(words, ground, theme):
    colours = tokens(theme)
    assert contrast(colours[words], colours[ground]) >= READ


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(edge, ground, theme):
    colours = tokens(theme)
    assert contrast(colours[edge], colours[ground]) >= SEEN


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "ground", ["canvas", "surface", "sunken", "leaf-soft", "brand-soft", "bar"]
)
def test_one_of_the_two_focus_rings_can_be_seen(ground, theme):
    colours = tokens(theme)
    rings = [contrast(colours[ring], colours[ground]) for ring in ("ink", "sun")]
    assert max(rings) >= SEEN


@pytest.mark.parametrize("theme", THEMES)
def test_the_bar_of_help_can_be_read(theme):
    assert contrast("#f3eef8", tokens(theme)["bar"]) >= READ


def test_tokens_are_as_the_design_says():
    light, dark = tokens("light"), tokens("dark")
    assert (light["canvas"], dark["canvas"]) == ("#f5f3f9", "#16111d")
    assert (light["brand"], dark["brand"]) == ("#5a2480", "#d3b6f0")
    assert light["sun"] == dark["sun"] == "#ffc043"


def test_no_colour_is_written_outside_the_tokens_but_where_it_must_be():
    allowed = {"#5a2480", "#a77fcf", "#f3eef8", "#fff", "#000"}
    for sheet in ("base", "parts"):
        words = (STATIC / "css" / f"{sheet}.css").read_text(encoding="utf-8")
        found = set(re.findall(r"#[0-9a-f]{3,8}\b", words))
        assert found <= allowed, sheet
