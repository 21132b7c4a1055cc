"""Files to take away: CSV that a spreadsheet can't be tricked with."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    words = str(cell)
    return f"'{words}" if words.startswith(FORMULA) else words


def csv_file(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> Response:
    """Return a CSV file with a head line, as a download."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([neutral(cell) for cell in head])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return download(name, text.getvalue(), "text/csv")


def download(name: str, text: str, kind: str) -> Response:
    """Return text as a file to save.

    Excel reads a table as UTF-8 only where it begins with the mark of it.
    """
    coding = "utf-8-sig" if kind == "text/csv" else "utf-8"
    response = Response(text.encode(coding), mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
