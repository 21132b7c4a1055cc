"""Reading the CSV files of an import: rows with their lines, and what is wrong."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True)
class Problem:
    """A bad row: where it is, what is wrong, what to do."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.words}"


@dataclass(frozen=True)
class Row:
    """One line of a file, its cells by column."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Source:
    """The files of a folder and the problems found in them so far."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    bad: set[tuple[str, int]] = field(default_factory=set)

    def complain(self, row: Row, words: str) -> None:
        """Note that `row` is bad, once for each thing that is wrong with it."""
        self.problems.append(Problem(row.file, row.line, words))
        self.bad.add((row.file, row.line))

    def good(self, rows: list[Row]) -> list[Row]:
        """Return the rows that nothing is wrong with."""
        return [row for row in rows if (row.file, row.line) not in self.bad]

    def rows(self, name: str, columns: tuple[str, ...], needed: bool) -> list[Row]:
        """Read a file whose header holds `columns`; an optional one may be missing."""
        path = self.folder / name
        if not path.exists():
            if needed:
                self.problems.append(Problem(name, 0, "the file is missing: add it"))
            return []
        try:
            return list(self._read(path, columns))
        except UnicodeDecodeError:
            words = "the file is not UTF-8 text: save it as CSV UTF-8"
            self.problems.append(Problem(name, 0, words))
            return []

    def _read(self, path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", newline="") as text:
            lines = _lines(text)
            header = [cell.strip().lower() for cell in next(lines, (1, []))[1] or ()]
            missing = [column for column in columns if column not in header]
            if missing:
                words = f"the first line must name the columns {', '.join(columns)}"
                self.problems.append(Problem(path.name, 1, words))
                return
            for line, cells in lines:
                if cells is None:
                    words = "a quote is not closed, or a cell is too long: look there"
                    self.problems.append(Problem(path.name, line, words))
                    continue
                if not any(cell.strip() for cell in cells):
                    continue
                row = Row(
                    path.name,
                    line,
                    dict(zip(header, (cell.strip() for cell in cells), strict=False)),
                )
                if len(cells) != len(header):
                    sizes = f"has {len(cells)} cells, not {len(header)}"
                    self.complain(row, f"{sizes}: look for a stray comma")
                yield row


def _lines(text: TextIO) -> Iterator[tuple[int, list[str] | None]]:
    """Return where each row begins, and its cells: None where it can't be read."""
    reader = csv.reader(text, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
