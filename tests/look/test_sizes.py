"""What a page weighs, and that what others wrote is what they wrote."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
CSS, JS, FONTS = STATIC / "css", STATIC / "js", STATIC / "fonts"
KILOBYTE = 1000


def packed(*paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_css_and_js_of_a_page_stay_small():
    sheets = [CSS / f"{name}.css" for name in ("tokens", "base", "parts")]
    modules = [path for path in JS.glob("*.js") if not path.name.startswith("map")]
    assert packed(*sheets, *modules) <= 20 * KILOBYTE


def test_fonts_stay_small():
    latin = [path for path in FONTS.glob("*.woff2") if "latin-ext" not in path.name]
    assert sum(path.stat().st_size for path in latin) <= 80 * KILOBYTE
    assert len(list(FONTS.glob("*latin-ext*.woff2"))) == 2, "for Welsh and Polish names"
    assert len(list(FONTS.glob("LICENSE-*"))) == 2


def test_icons_stay_small():
    assert packed(STATIC / "img" / "icons.svg") <= 3 * KILOBYTE


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_a_sheet_loads_nothing_but_our_fonts(sheet):
    words = sheet.read_text(encoding="utf-8")
    assert "@import" not in words
    for address in re.findall(r"url\(\"?([^)\"]+)", words):
        assert (sheet.parent / address).resolve().is_file(), address


def test_every_font_swaps_and_has_a_fallback_of_the_same_size():
    words = (CSS / "tokens.css").read_text(encoding="utf-8")
    faces = re.findall(r"@font-face {([^}]+)}", words)
    loaded = [face for face in faces if "woff2" in face]
    assert len(loaded) == 4
    assert all("font-display: swap" in face for face in loaded)
    adjusted = [face for face in faces if "local(" in face]
    assert adjusted
    assert all("size-adjust" in face and "ascent-override" in face for face in adjusted)


def test_what_moves_stops_for_those_who_ask():
    words = (CSS / "base.css").read_text(encoding="utf-8")
    guarded = "(prefers-reduced-motion: no-preference) { @view-transition"
    assert words.count("@view-transition") == 1
    assert guarded in words
    for sheet in CSS.glob("*.css"):
        assert "@keyframes" not in sheet.read_text(encoding="utf-8"), sheet.name


@pytest.mark.parametrize("path", sorted(JS.glob("*.js")), ids=lambda path: path.name)
def test_a_module_is_checked_and_says_no_words_of_its_own(path):
    words = path.read_text(encoding="utf-8")
    assert words.startswith("// @ts-check")
    assert not re.search(r"\beval\(|new Function|innerHTML", words)
    assert not re.search(r"textContent = [\"'`][A-Za-z]", words), "from data attributes"


def test_every_icon_that_is_used_is_in_the_sprite():
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'id="([^"]+)"', sprite))
    templates = (STATIC.parent / "templates").rglob("*.html")
    used = {
        name
        for path in templates
        for name in re.findall(r'icon\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert used <= known
