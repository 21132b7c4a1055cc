"""The measures of a network: of each person in it, and of the whole.

Import from here: `measure` works all of them out, `across`, `across_any` and
`reciprocity` say how much of a network crosses from one kind to another and where help
flows, `DEFINITIONS` says what each measure means.
"""

from community.graph.measures.definitions import DEFINITIONS as DEFINITIONS
from community.graph.measures.definitions import Definition as Definition
from community.graph.measures.shares import Help as Help
from community.graph.measures.shares import Share as Share
from community.graph.measures.shares import across as across
from community.graph.measures.shares import across_any as across_any
from community.graph.measures.shares import reciprocity as reciprocity
from community.graph.measures.whole import Measures as Measures
from community.graph.measures.whole import measure as measure

__all__ = [
    "DEFINITIONS",
    "Definition",
    "Help",
    "Measures",
    "Share",
    "across",
    "across_any",
    "measure",
    "reciprocity",
]
