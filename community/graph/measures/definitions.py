"""What each measure means: frozen with every snapshot, printed in docs/measures.md."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Definition:
    """One measure: its name, its unit, what it is worked out over, and where from.

    `over` is "person", "network" or "ties"; `text` the exact meaning.
    """

    code: str
    unit: str
    over: str
    text: str
    source: str


_LINKS = "Links are ties between people and memberships in projects."
_ALL = (
    Definition(
        "degree", "people", "person",
        "The number of people somebody has a tie with.",
        "Wasserman & Faust (1994), 5.2.1",
    ),
    Definition(
        "reach", "people", "person",
        "The number of other people at most two steps away. " + _LINKS,
        "Hanneman & Riddle (2005), chapter 7",
    ),
    Definition(
        "between", "share", "person",
        "The share of the pairs of two other people whose shortest ways lead over "
        "somebody, each way of several counting its part. Among more than 3,000 people "
        "it is estimated from the ways of 2,000 of them. " + _LINKS,
        "Freeman (1977); Brandes (2001), (2008); Brandes & Pich (2007)",
    ),
    Definition(
        "closeness", "from 0 to 1", "person",
        "The number of people somebody reaches, squared, over the steps to all of them "
        "and over the number of all other people. " + _LINKS,
        "Wasserman & Faust (1994), formula 5.22",
    ),
    Definition(
        "constraint", "from 0 to 1.125", "person",
        "The sum over somebody's contacts of the squared share of their ties that "
        "leads to that contact, directly or over one other contact; 0 without ties.",
        "Burt (2004)",
    ),
    Definition(
        "clustering", "share", "person",
        "The share of the pairs of somebody's contacts who have a tie with each other; "
        "0 with fewer than two contacts.",
        "Watts & Strogatz (1998)",
    ),
    Definition(
        "core", "ties", "person",
        "The largest number k for which somebody belongs to a set of people who each "
        "have ties with at least k others of the set.",
        "Seidman (1983); Batagelj & Zaversnik (2003)",
    ),
    Definition(
        "cut", "yes or no", "person",
        "Whether some people would have no way to some others any more without "
        "somebody. " + _LINKS,
        "Hopcroft & Tarjan (1973)",
    ),
    Definition(
        "group", "number", "person",
        "The group that somebody is in: groups have many links inside and few to "
        "others (greatest modularity, Louvain method), starting from the groups of the "
        "snapshot before. " + _LINKS,
        "Blondel et al. (2008)",
    ),
    Definition(
        "ties", "ties", "network",
        "The number of pairs of people with a tie.",
        "Wasserman & Faust (1994), 4.2",
    ),
    Definition(
        "parts", "parts", "network",
        "The number of sets of people who are joined by links, directly or over "
        "others; people without a link are none. " + _LINKS,
        "Wasserman & Faust (1994), 4.2.4",
    ),
    Definition(
        "largest_part", "people", "network",
        "The number of people in the largest part.",
        "Wasserman & Faust (1994), 4.2.4",
    ),
    Definition(
        "alone", "people", "network",
        "The number of people without a link. " + _LINKS,
        "Wasserman & Faust (1994), 4.2.2",
    ),
    Definition(
        "groups", "groups", "network",
        "The number of groups with people in them. A group has many links inside and "
        "few to others.",
        "Blondel et al. (2008)",
    ),
    Definition(
        "bridges", "links", "network",
        "The number of links without which some people would have no way to some "
        "others any more. " + _LINKS,
        "Tarjan (1974)",
    ),
    Definition(
        "cut_people", "people", "network",
        "The number of people without whom some others would have no way to some "
        "others any more.",
        "Hopcroft & Tarjan (1973)",
    ),
    Definition(
        "density", "share", "network",
        "The share of all pairs of people who have a tie.",
        "Wasserman & Faust (1994), formula 4.3",
    ),
    Definition(
        "mean_degree", "people", "network",
        "The mean number of people somebody has a tie with.",
        "Wasserman & Faust (1994), formula 4.1",
    ),
    Definition(
        "mean_clustering", "share", "network",
        "The mean of everybody's clustering.",
        "Watts & Strogatz (1998)",
    ),
    Definition(
        "diameter", "steps", "network",
        "The longest of the shortest ways between two people whom links join. "
        + _LINKS,
        "Wasserman & Faust (1994), 4.2.5",
    ),
    Definition(
        "mean_path", "steps", "network",
        "The mean length of the shortest ways between two people whom links join. "
        + _LINKS,
        "Watts & Strogatz (1998)",
    ),
    Definition(
        "across", "share", "ties",
        "The share of ties between people of different kinds (or places, "
        "organisations, phases), among ties whose both ends show theirs. Where people "
        "have several, a tie crosses when the two have none in common.",
        "Krackhardt & Stern (1988)",
    ),
    Definition(
        "met", "share", "ties",
        "The share of what people seek, a person and a tag at a time, that somebody "
        "they have a tie with offers.",
        "this project",
    ),
    Definition(
        "reciprocity", "share", "ties",
        "Of the directions of ties in which one offers what the other seeks, the share "
        "whose other direction is among them too.",
        "Wasserman & Faust (1994), chapter 13",
    ),
)  # fmt: skip

DEFINITIONS = MappingProxyType({one.code: one for one in _ALL})
"""All measures by name, in the order in which they are told."""
