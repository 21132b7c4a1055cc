"""Authors as BibTeX writes them: "Bott, Sue and {Scottish Government} and others"."""

import re

from bibtexparser.middlewares.names import parse_single_name_into_parts

from community.evidence.references.latex import decoded, encoded

ET_AL = "et al."
"""The name that stands for those who are not listed."""
_AND = re.compile(r"(?i)\band\b")
_BETWEEN = re.compile(r"(?i)\\.|[{}]| and ")


def written(name: str) -> str:
    """Return an author; in braces, unless it is a person with their family first."""
    if name == ET_AL:
        return "others"
    plain = encoded(name)
    person = "," in name and not _AND.search(name)
    return plain if person else f"{{{plain}}}"


def read_back(value: str) -> list[str]:
    """Return authors; raises `InvalidNameError` where a name can't be read."""
    return [_name(one) for one in _persons(value) if one]


def _persons(value: str) -> list[str]:
    """Take authors apart at each "and" that stands in no braces."""
    found, depth, start, plain = list[str](), 0, 0, " ".join(value.split())
    for one in _BETWEEN.finditer(plain):
        depth += {"{": 1, "}": -1}.get(one[0], 0)
        if depth == 0 and len(one[0]) == len(" and "):
            found.append(plain[start : one.start()])
            start = one.end()
    return [*found, plain[start:]]


def _name(name: str) -> str:
    """Return a name, the family first where that is known."""
    if name == "others":
        return ET_AL
    if "," in name or (name.startswith("{") and name.endswith("}")):
        return decoded(name)
    parts = parse_single_name_into_parts(name, strict=True)
    family = " ".join([*parts.von, *parts.last])
    return decoded(", ".join(one for one in (family, " ".join(parts.first)) if one))
