"""The lines beside the matrix: what is expected of each cell, written down.

    GET conversations.show   own -wwww.........   other,none swwwwnnnnnnnnn

A line names a method and an endpoint, then for each variant, or several, a letter for
each sort of person in the order of `people.ROLES`.
"""

from collections.abc import Iterable
from pathlib import Path

from tests.web.matrix.cells import LETTERS, VARIANTS
from tests.web.matrix.people import ROLES

FOLDER = Path(__file__).parent / "lines"
Expected = dict[str, dict[str, str]]
"""By "GET endpoint": by variant a letter for each sort of person."""

HEAD = "# " + " ".join(ROLES) + "\n"


def read() -> Expected:
    """Read all lines; a cell may stand in one place alone."""
    found: Expected = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, letters = parse(line)
                assert name not in found, name
                found[name] = letters
    return found


def parse(line: str) -> tuple[str, dict[str, str]]:
    method, endpoint, *rest = line.split()
    letters = {
        variant: word
        for names, word in zip(rest[::2], rest[1::2], strict=True)
        for variant in names.split(",")
    }
    assert letters.keys() <= set(VARIANTS), line
    for word in letters.values():
        assert len(word) == len(ROLES), line
        assert set(word) <= LETTERS.keys(), line
    return f"{method} {endpoint}", letters


def family(name: str) -> str:
    """Return in which file a cell stands."""
    return name.split()[1].removeprefix("api:").partition(".")[0]


def write(expected: Expected) -> None:
    """Write all lines anew, by family, in their order."""
    by_file: dict[str, list[str]] = {}
    for name, letters in sorted(expected.items(), key=_order):
        by_file.setdefault(family(name), []).append(told(name, letters))
    FOLDER.mkdir(exist_ok=True)
    for file, told_lines in by_file.items():
        text = HEAD + "\n".join(told_lines) + "\n"
        (FOLDER / f"{file}.txt").write_text(text, encoding="utf-8")
    for path in FOLDER.glob("*.txt"):
        if path.stem not in by_file:
            path.unlink()


def _order(one: tuple[str, dict[str, str]]) -> tuple[str, bool, str]:
    method, endpoint = one[0].split()
    return endpoint.removeprefix("api:"), endpoint.startswith("api:"), method


def told(name: str, letters: dict[str, str]) -> str:
    """Return a line; variants that come to the same stand together."""
    method, endpoint = name.split()
    together: dict[str, list[str]] = {}
    for variant in VARIANTS:
        if variant in letters:
            together.setdefault(letters[variant], []).append(variant)
    groups = (f"{','.join(names)} {word}" for word, names in together.items())
    return f"{method:4} {endpoint:34} {'  '.join(groups)}"


def endpoints(expected: Iterable[str]) -> set[str]:
    return {name.split()[1] for name in expected}
