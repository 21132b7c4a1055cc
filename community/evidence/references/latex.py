"""Accents and signs as LaTeX writes them, to and from plain letters.

One pass each way, so that a long field takes as long as it is; what is written
comes back the same.
"""

import re
import unicodedata

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308",
    "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b",
    "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "ss": "ß", "dh": "ð", "DH": "Ð", "th": "þ",
    "TH": "Þ", "dj": "đ", "DJ": "Đ", "i": "ı", "j": "ȷ",
}  # fmt: skip
_SIGNS = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "textasciitilde": "~", "textasciicircum": "^", "newline": "\n",
}  # fmt: skip
_OTHERS = {
    "lbrace": "{", "rbrace": "}", "par": "\n", "ldots": "…", "dots": "…",
    "textellipsis": "…", "textendash": "–", "textemdash": "—", "textless": "<",
    "textgreater": ">", "textbar": "|", "textquotesingle": "'", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "pounds": "£", "textsterling": "£", "texteuro": "€", "euro": "€", "S": "§",
    "textdegree": "°", "copyright": "©", "textregistered": "®",
    "texttrademark": "™", "slash": "/", "and": "and",
}  # fmt: skip
_WORDS = {**_LETTERS, **_SIGNS, **_OTHERS}
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": "\u00a0"}


def _accented() -> dict[str, str]:
    plain = [chr(code) for code in (*range(65, 91), *range(97, 123))]
    found = {}
    for command, mark in _MARKS.items():
        for letter in plain:
            one = unicodedata.normalize("NFC", letter + mark)
            if len(one) == 1:
                found[one] = f"{{\\{command}{{{letter}}}}}"
    return found


_WRITTEN = str.maketrans(
    {
        **_accented(),
        **{letter: f"{{\\{word}}}" for word, letter in _LETTERS.items()},
        **{sign: f"{{\\{word}}}" for word, sign in _SIGNS.items()},
        **{sign: f"\\{sign}" for sign in "%&#_$"},
        "\u00a0": "~",
    }
)
_RUNS = re.compile(r"-(?=-)|`(?=`)|'(?=')|(?<= ) ")
_GAP = re.compile(r"[ \t\r\n]+")
_TOKEN = re.compile(
    r"\\url\s?\{(?P<url>[^{}]*)\}"
    r"|\\(?P<mark>[`'^\"~=.]|[uvHckrdb](?![A-Za-z]))\s?"
    r"(?:\{(?P<inner>\\?[A-Za-z])\}|(?P<bare>\\[ij](?![A-Za-z]) ?|[A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]+)(?:\{\}| )?"
    r"|\\(?P<sign>[^A-Za-z])"
    r"|(?P<run>---?|``|''|~)"
    r"|[{}]"
)


def encoded(words: str) -> str:
    """Return plain words as they stand between the braces of a BibTeX field."""
    apart = _RUNS.sub(lambda one: "\0 " if one[0] == " " else f"{one[0]}\0", words)
    return apart.translate(_WRITTEN).replace("\0 ", "{\\ }").replace("\0", "{}")


def decoded(value: str) -> str:
    """Return what a BibTeX field says in plain words; unknown commands fall away."""
    return _TOKEN.sub(_meant, _GAP.sub(" ", value.strip(" \t\r\n")))


def _meant(one: re.Match[str]) -> str:
    part = one.groupdict()
    if part["url"] is not None:
        return str(part["url"])
    if part["mark"]:
        letter = str(part["inner"] or part["bare"]).strip("\\ ")
        return unicodedata.normalize("NFC", letter + _MARKS[part["mark"]])
    if part["word"]:
        return _WORDS.get(part["word"], "")
    if part["sign"]:
        return "\n" if part["sign"] == "\\" else str(part["sign"])
    return _LIGATURES.get(one[0], "")
