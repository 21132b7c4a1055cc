"""A file that somebody brings in: its letters, its format, its rows."""

import codecs
import re
from dataclasses import dataclass, replace

from community.core.errors import Refused
from community.core.text import N_
from community.evidence.models import ResourceType
from community.evidence.references import bibtex, ris, table
from community.evidence.references.reading import Problem, Read

MOST = 20_000_000
"""So many bytes may a file have."""
READERS = {"ris": ris.read_file, "bibtex": bibtex.read_file, "csv": table.read_file}
ENDINGS = {
    "ris": "ris", "txt": "", "bib": "bibtex", "bibtex": "bibtex", "csv": "csv",
    "tsv": "csv",
}  # fmt: skip
EMPTY = N_("Choose a file that is not empty")
TOO_LARGE = N_("The file is larger than 20 MB: split it")
NO_TEXT = N_("That is no text: save it as RIS, BibTeX or CSV in UTF-8, and try again")
NO_FORMAT = N_("It looks like neither RIS nor BibTeX nor CSV")
WINDOWS = N_("The file is not in UTF-8 and was read as Windows text: look at accents")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_RIS = re.compile(r"^TY  ?-", re.MULTILINE)
_BIBTEX = re.compile(r"^[ \t]{0,20}@\w{1,40}[ \t]{0,20}[{(]", re.MULTILINE)


@dataclass(frozen=True)
class Opened:
    """A file as it was read."""

    name: str
    format: str
    rows: tuple[Read, ...]


def opened(name: str, data: bytes, otherwise: ResourceType) -> Opened:
    """Return the rows of a file, or refuse what is none; asks no database.

    A row that does not say what kind of thing it is becomes `otherwise`.
    """
    if not data.strip():
        raise Refused(EMPTY)
    if len(data) > MOST:
        raise Refused(TOO_LARGE)
    text, told = _text(data)
    kind = _format(name, text)
    rows = READERS[kind](text, otherwise)
    if told:
        rows[0] = replace(rows[0], problems=(*told, *rows[0].problems))
    return Opened(_plain(name), kind, tuple(rows))


def _text(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the letters of a file, and what to say of how they were read."""
    told: tuple[Problem, ...] = ()
    encoding = next((_BOMS[bom] for bom in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise Refused(NO_TEXT) from None
        text, told = data.decode("cp1252", errors="replace"), ((WINDOWS, {}),)
    if text.count("\0") > len(text) // 10:
        raise Refused(NO_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n"), told


def _format(name: str, text: str) -> str:
    """Return the format that a file is in: what it holds counts before its name."""
    ending = ENDINGS.get(name.rpartition(".")[2].casefold(), "")
    if ending == "csv":
        return "csv"
    if _RIS.search(text):
        return "ris"
    if _BIBTEX.search(text):
        return "bibtex"
    if not ending:
        raise Refused(NO_FORMAT)
    return ending


def _plain(name: str) -> str:
    """Return the name of a file without folders or signs that no text holds."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(one for one in last if one.isprintable())[:120] or "file"
