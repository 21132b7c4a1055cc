"""Words that may tell of danger to oneself: who writes one is shown where help is.

Nothing of it is kept and nobody is told: the answer is a yes or a no, for one page.
"""

from collections.abc import Iterable
from functools import cache

from community import assets
from community.core.text import folded
from community.safeguarding.words import Muted


@cache
def risk_words() -> Muted:
    """Return the words, as the list says them that scripts read too."""
    lines = (assets.folder("static") / "data" / "risk-words.txt").read_text("utf-8")
    words = (line.strip() for line in lines.splitlines())
    return Muted(tuple(folded(one) for one in words if one and one[0] != "#"))


def sounds(texts: Iterable[str]) -> bool:
    """Tell whether one of the words stands in one of these texts."""
    return risk_words().holds(text.replace("’", "'") for text in texts)
