"""Facts of all sorts, for tests of the files that hold them."""

from hypothesis import strategies as st

from community.evidence.facts import ResourceFacts, checked
from community.evidence.models import ResourceType, Strength

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
HARD = st.sampled_from(
    ["{", "}", "\\", "%", "&", "#", "_", "$", "~", "^", "--", "---", "``", "''", '"',
     "=1+1", "@x{", "+", "-", "'", "'=", ";", "; ", ",", " and ", "  ", "é", "ø", "ı",
     "ß", "Ł", "TY  - ", "ER  - ", "KW  - x", "\\url{", "$x$", "<", "|", "ç", "É",
     "van ", "others", "et al.", "a", "B", " ", "(1)", ": 3", "–", "\u00a0", "\u2003"]
)  # fmt: skip


def text(most: int = 40) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(HARD, LETTERS), max_size=12).map(
        lambda parts: "".join(parts)[:most]
    )


def words(most: int = 40) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(text(most), max_size=4).map(tuple)


TITLES = text(200).map(lambda words: f"T{words}")
NAMES = st.lists(
    st.one_of(
        text(40),
        st.tuples(text(20), text(20)).map(", ".join),
        st.sampled_from(["Bott, Sue", "Mind", "de Bell, Siân", "et al.", "A and B"]),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
PUBLISHERS = st.one_of(
    text(60),
    st.sampled_from(
        [
            "Mind",
            "BMC Psychiatry 14:39",
            "Some Journal 20(4): 392-411",
            "X 1(2)",
            "A: b",
        ]
    ),
    st.sampled_from(["BMJ 342:d715", "Med: 115669", "JBI (issue 8): 1509-1548"]),
)
ADDRESSES = st.sampled_from(
    ["", "https://example.org/a_b~c%20d?x=1&y=2#z", "http://example.org/(a);b,c"]
)


def facts_of_all_sorts() -> st.SearchStrategy[ResourceFacts]:
    """Draw facts as they are kept: checked, with tags as plain words."""
    return st.builds(
        ResourceFacts,
        title=TITLES,
        type=st.sampled_from(ResourceType),
        authors=NAMES,
        year=st.one_of(st.none(), st.integers(1800, 2018)),
        publisher=PUBLISHERS,
        doi=st.sampled_from([None, "10.1000/a_b(1)x", "10.1016/s0020-7489(02)00092-5"]),
        address=ADDRESSES,
        about_only=st.booleans(),
        note=text(),
        sentence=text(),
        summary=st.lists(text(), max_size=4).map("\n".join),
        strength=st.sampled_from(Strength),
        strength_reason=text(),
        licence=text(),
        tags=st.lists(
            st.sampled_from(["stroke", "peer-led", "black, asian"]), unique=True
        ).map(tuple),
        factors=st.lists(st.sampled_from(["cost", "trust-in-it"]), unique=True).map(
            tuple
        ),
        audiences=words(),
        settings=words(),
    ).map(checked)
