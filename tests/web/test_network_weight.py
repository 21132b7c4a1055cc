"""The scripts of the map: within their budget, and without words for people."""

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
BUDGET = 45_000
IMPORT = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[^"']+)["']""")
WANTED = re.compile(r"""querySelector\("([^"]+)"\)\) import\("\./([^"]+)"\)""")
"""What main.js loads only where the page has something for it to do."""


def with_imports(file: Path) -> set[Path]:
    """A script and all that it imports, by and by."""
    found, waiting = set(), [file]
    while waiting:
        script = waiting.pop()
        if script in found:
            continue
        found.add(script)
        waiting += [
            (script.parent / name).resolve()
            for name in IMPORT.findall(script.read_text(encoding="utf-8"))
        ]
    return found


def test_the_map_page_with_all_its_scripts_stays_within_its_budget(visitor):
    page = visitor("olu").see("/network/")
    sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
    files = {STATIC / href.split("/", 3)[3] for href in sheets}
    assert STATIC / "css/map.css" in files
    main = STATIC / "js/main.js"
    wanted = WANTED.findall(main.read_text(encoding="utf-8"))
    assert len(wanted) == main.read_text(encoding="utf-8").count("import(")
    names = [name for selector, name in wanted if page.select(selector)]
    assert {"live.js", "map.js"} <= set(names)
    for name in ("main.js", *names):
        files |= with_imports(STATIC / "js" / name)
    assert STATIC / "js/map-raster.js" in files
    weight = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    assert weight <= BUDGET, weight


def test_the_scripts_of_the_map_hold_no_words_for_people():
    for file in (STATIC / "js").glob("map*.js"):
        text = re.sub(
            r"/\*.*?\*/|//.*", "", file.read_text(encoding="utf-8"), flags=re.S
        )
        sentences = re.findall(r"""["'`][A-Z][a-z]+ [a-z][^"'`]*["'`]""", text)
        assert not sentences, (file.name, sentences)
        assert "innerHTML" not in text, file.name
