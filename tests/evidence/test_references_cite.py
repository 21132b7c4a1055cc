"""How a resource is cited, in two styles, whatever its record does not say."""

from datetime import date

import pytest
from hypothesis import given, settings

from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType
from community.evidence.references.cite import Citation, apa, harvard
from community.evidence.references.names import authors
from tests.evidence.references import facts_of_all_sorts

DAY = date(2018, 6, 1)
T = ResourceType
SUE, ANN = "Bott, Sue", "Carr, Ann Mary"


def facts(**said) -> ResourceFacts:
    return ResourceFacts(**{"title": "Peer support", "type": T.REVIEW, **said})


def marked(citation: Citation) -> str:
    return "".join(
        f"*{run.words}*" if run.italic else run.words for run in citation.runs
    )


ARTICLE = {"publisher": "BMJ 342(7): 12-15", "year": 2011, "doi": "10.1136/a"}
CASES = [
    (
        facts(authors=(SUE,), **ARTICLE),
        ("Bott, S. (2011) ‘Peer support’, *BMJ*, 342(7), pp. 12–15. "
        "Available at: https://doi.org/10.1136/a."),
        "Bott, S. (2011). Peer support. *BMJ*, *342*(7), 12–15. https://doi.org/10.1136/a",
    ),
    (
        facts(authors=(SUE, ANN), publisher="BMJ 342: d715", year=2011),
        "Bott, S. and Carr, A.M. (2011) ‘Peer support’, *BMJ*, 342, article d715.",
        "Bott, S., & Carr, A. M. (2011). Peer support. *BMJ*, *342*, Article d715.",
    ),
    (
        facts(authors=(SUE, ANN, "Day, F"), publisher="Mind", year=2012),
        "Bott, S., Carr, A.M. and Day, F. (2012) *Peer support*. Mind.",
        "Bott, S., Carr, A. M., & Day, F. (2012). *Peer support.* Mind.",
    ),
    (
        facts(authors=(SUE, ANN, "Day, F", "Eve, G"), year=2012),
        "Bott, S. *et al.* (2012) *Peer support*.",
        "Bott, S., Carr, A. M., Day, F., & Eve, G. (2012). *Peer support.*",
    ),
    (
        facts(authors=(SUE, "et al."), year=2012),
        "Bott, S. *et al.* (2012) *Peer support*.",
        "Bott, S., et al. (2012). *Peer support.*",
    ),
    (
        facts(authors=("Mind",), publisher="Mind", address="https://mind.org.uk/a"),
        ("Mind (no date) *Peer support*. Available at: https://mind.org.uk/a "
        "(Accessed: 1 June 2018)."),
        "Mind. (n.d.). *Peer support.* https://mind.org.uk/a",
    ),
    (
        facts(publisher="Nesta"),
        "*Peer support* (no date). Nesta.",
        "*Peer support.* (n.d.). Nesta.",
    ),
    (facts(), "*Peer support* (no date).", "*Peer support.* (n.d.)."),
    (
        facts(**ARTICLE),
        ("‘Peer support’ (2011) *BMJ*, 342(7), pp. 12–15. "
        "Available at: https://doi.org/10.1136/a."),
        "Peer support. (2011). *BMJ*, *342*(7), 12–15. https://doi.org/10.1136/a",
    ),
    (
        facts(title="Does it work?", authors=(SUE,), year=2015, publisher="Nesta"),
        "Bott, S. (2015) *Does it work?* Nesta.",
        "Bott, S. (2015). *Does it work?* Nesta.",
    ),
    (
        facts(note="Preprint: not reviewed", authors=(SUE,), doi="10.21203/a",
              publisher="Research Square"),
        ("Bott, S. (no date) ‘Peer support’ [Preprint], *Research Square*. "
        "Available at: https://doi.org/10.21203/a."),
        ("Bott, S. (n.d.). Peer support [Preprint]. *Research Square*. "
        "https://doi.org/10.21203/a"),
    ),
    (
        facts(type=T.TOOLKIT, authors=("Mind",), year=2013),
        "Mind (2013) *Peer support* [Toolkit].",
        "Mind. (2013). *Peer support* [Toolkit].",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "in_harvard", "in_apa"), CASES)
def test_a_reference_reads_as_its_style_has_it(said, in_harvard, in_apa):
    assert marked(harvard(said, DAY)) == in_harvard
    assert marked(apa(said)) == in_apa


@pytest.mark.parametrize("kind", ResourceType)
def test_every_kind_can_be_cited(kind: ResourceType):
    said = facts(type=kind, authors=(SUE,), year=2018, publisher="Mind")
    assert harvard(said, DAY).plain.startswith("Bott, S. (2018) Peer support")
    assert apa(said).plain.startswith("Bott, S. (2018). Peer support")
    assert harvard(said, DAY).plain.endswith("Mind.")
    assert apa(said).plain.endswith("Mind.")


def test_of_very_many_authors_apa_names_the_first_and_the_last():
    names = tuple(f"Name{n}, A" for n in range(1, 26))
    plain = apa(facts(authors=names)).plain
    assert "Name19, A., … Name25, A. (n.d.)" in plain
    assert "Name20" not in plain
    assert ", & Name20, A." in apa(facts(authors=names[:20])).plain


@pytest.mark.parametrize(
    ("name", "close", "wide"),
    [
        ("Clarke, C.L.", "C.L.", "C. L."),
        ("Smith, S M", "S.M.", "S. M."),
        ("Duijts, Saskia FA", "S.F.A.", "S. F. A."),
        ("Dennis, Cindy-Lee", "C.-L.", "C.-L."),
        ("Prevost, A. Toby", "A.T.", "A. T."),
        ("Elliott, Émilie", "É.", "É."),
    ],
)
def test_given_names_become_initials(name: str, close: str, wide: str):
    [[one], more] = authors((name,))
    assert (one.initials(""), one.initials(" "), more) == (close, wide, False)


@given(said=facts_of_all_sorts())
@settings(max_examples=40)
def test_a_reference_holds_what_is_known_and_ends_well(said: ResourceFacts):
    for cited in (harvard(said, DAY), apa(said)):
        assert said.title in cited.plain
        assert str(said.year or "") in cited.plain
        assert "None" not in cited.plain.replace(said.title, "")
        assert (said.doi or "") in cited.plain
