"""Files of references: what goes out comes back equal, and others can read it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from latexcodec.codec import LatexIncrementalDecoder
from pybtex.database import parse_string

from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceType
from community.evidence.references import bibtex, ris, table
from community.evidence.references.latex import decoded, encoded
from community.evidence.references.lists import joined, parted
from community.evidence.references.periodicals import Place, place
from tests.evidence.references import facts_of_all_sorts, text

FORMATS = {"ris": ris, "bibtex": bibtex, "csv": table}
SOME = st.lists(facts_of_all_sorts(), min_size=1, max_size=4)


@pytest.mark.parametrize("format_", FORMATS)
@given(found=SOME)
@settings(max_examples=25)
def test_what_goes_out_comes_back_equal(format_: str, found: list[ResourceFacts]):
    module = FORMATS[format_]
    rows = module.read_file(module.write(found, {}), ResourceType.GUIDE)
    assert [row.problems for row in rows] == [()] * len(found)
    assert [replace(row.facts, tags=row.topics) for row in rows] == found


@given(found=SOME)
@settings(max_examples=20)
def test_an_obvious_reader_of_lines_reads_our_ris(found: list[ResourceFacts]):
    entries: list[dict[str, list[str]]] = []
    for line in ris.write(found, {}).split("\n"):
        tag, _, value = line.partition("  - ")
        if tag == "TY":
            entries.append({})
        elif tag == "ER" or not line:
            continue
        assert re.fullmatch("[A-Z][A-Z0-9]", tag), line
        entries[-1].setdefault(tag, []).append(value)
    assert [one["TI"] for one in entries] == [[facts.title] for facts in found]
    for one, facts in zip(entries, found, strict=True):
        assert tuple(one.get("AU", [])) == facts.authors
        assert one.get("PY", [""]) == [str(facts.year or "")]
        assert one.get("DO", [""]) == [facts.doi or ""]
        assert tuple(one.get("KW", [])) == facts.tags
        assert one["M3"] == [facts.type.value]


@given(found=SOME)
@settings(max_examples=20)
def test_pybtex_reads_our_bibtex(found: list[ResourceFacts]):
    entries = parse_string(bibtex.write(found, {}), "bibtex").entries.values()
    for one, facts in zip(entries, found, strict=True):
        assert one.fields.get("year", "") == str(facts.year or "")
        assert one.fields["x-type"] == facts.type.value
        assert decoded(one.fields["title"]) == facts.title
        names = tuple(map(str, one.persons.get("author", ())))
        assert len(names) == len(facts.authors)


def test_latexcodec_reads_the_accents_that_we_write():
    words = "Gödel, Øgård-Repål, Ştefan, Émilie, Łukasz, Cătălina, naïve, Weiß, Čapek"
    read = LatexIncrementalDecoder("strict").decode(encoded(words).encode(), final=True)
    assert re.sub("[{}]", "", str(read)) == words


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"G{\"o}del", "Gödel"),
        (r"G\"odel", "Gödel"),
        (r"G\"{o}del", "Gödel"),
        (r"{\'{\i}}s", "ís"),
        (r"\'\i s", "ís"),
        (r"{\o}re \aa s", "øre ås"),
        (r"\v{c}apek \c{c}a \c ca", "čapek ça ça"),
        (r"{The BMJ}: {A} {S}tudy", "The BMJ: A Study"),
        (r"100\% of 50% \& more \_x \#1 \$5", "100% of 50% & more _x #1 $5"),
        ("pp. 1--2 --- ``so''", "pp. 1–2 — “so”"),
        ("a~b", "a\u00a0b"),
        (r"\emph{not} \textbf{bold}", "not bold"),
        (r"\url{https://a.org/b_c%20d~e}", "https://a.org/b_c%20d~e"),
        ("over\n   two lines", "over two lines"),
        (r"\textbackslash{}x", "\\x"),
        ("\\", "\\"),
    ],
)
def test_latex_is_read_as_people_write_it(latex: str, plain: str):
    assert decoded(latex) == plain


@given(words=text(200))
def test_latex_comes_back_and_keeps_braces_even(words: str):
    plain = words.strip(" \t\r\n")
    written = encoded(plain)
    assert decoded(written) == plain
    depth = 0
    for sign in written:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


@given(words=st.lists(text().map(str.strip).filter(bool)))
def test_words_in_one_cell_come_apart_again(words: list[str]):
    assert parted(joined(words)) == words


@given(words=text(80))
def test_a_guarded_cell_is_no_formula_and_comes_back(words: str):
    assert not table.guarded(words).startswith(table.FORMULA)
    assert table.bare(table.guarded(words)) == words


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("publisher,journal", "BMJ,"),
        ("publisher,journal", ",BMJ"),
        ("publisher,journal", "BMJ,Others"),
        ("Publication Title,Publisher", "BMJ,"),
        ("Publication Title,Publisher", ",BMJ"),
    ],
)
def test_of_columns_for_one_thing_the_first_that_is_filled_counts(
    head: str, cells: str
):
    (row,) = table.read_file(f"title,{head}\nTea,{cells}\n", ResourceType.GUIDE)
    assert row.facts.publisher == "BMJ"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("BMC Psychiatry 14:39", Place("BMC Psychiatry", "14", "", "39")),
        ("BMJ 342:d715", Place("BMJ", "342", "", "d715")),
        (
            "Journal of Mental Health 20(4): 392-411",
            Place("Journal of Mental Health", "20", "4", "392-411"),
        ),
        (
            "Annals of Family Medicine 13(Suppl 1): S2-S8",
            Place("Annals of Family Medicine", "13", "Suppl 1", "S2-S8"),
        ),
        (
            "JBI Evidence Synthesis (issue 8): 1509-1548",
            Place("JBI Evidence Synthesis", "", "issue 8", "1509-1548"),
        ),
        ("Brain 10: 1052", Place("Brain", "10", "", "1052")),
        ("Mind", Place("Mind")),
        ("PLOS ONE", Place("PLOS ONE")),
    ],
)  # fmt: skip
def test_a_line_of_a_journal_comes_apart(line: str, parts: Place):
    assert place(line) == parts


def test_keys_tell_entries_apart():
    one = ResourceFacts("Peer support", ResourceType.REVIEW, ("Bott, Sue",), 2008)
    mind = ResourceFacts("Peer support", ResourceType.GUIDE, ("Mind",))
    taken: set[str] = set()
    keys = [bibtex.key(facts, taken) for facts in (one, one, mind)]
    assert keys == ["bott2008peer", "bott2008peer-2", "mindpeer"]
