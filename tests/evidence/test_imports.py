"""Bringing references in: dry runs, duplicates, hostile files, taking out again."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.visible import unscoped
from community.evidence import imports, imports_plan, imports_queries, taking
from community.evidence.facts import ResourceFacts, twin
from community.evidence.imports_files import opened
from community.evidence.loading import load_evidence
from community.evidence.models import (
    ImportState,
    Resource,
    ResourceState,
    ResourceType,
)
from community.evidence.record import in_order
from community.evidence.references.reading import FIELD
from community.expertise.commands import load_tags
from tests.cast import CAST
from tests.curating import CURATOR
from tests.evidence.making import resource

# ruff: noqa: E501 (files as they come)
pytestmark = pytest.mark.usefixtures("app")
GUIDE = ResourceType.GUIDE
FORMATS = {"ris": "a.ris", "bib": "a.bib", "csv": "a.csv"}


def ris(*records: str) -> bytes:
    return "".join(f"TY  - RPRT\n{one}\nER  - \n" for one in records).encode()


def dry(data: bytes, name: str = "a.ris"):
    return imports_plan.dry_run(CURATOR, opened(name, data, GUIDE))


def sorts(batch) -> dict[str, int]:
    return imports_queries.batch(CURATOR, batch.id).counts


def told(batch) -> list[list[str]]:
    return [[message for message, _values in row["problems"]] for row in batch.rows]


def everything() -> list[int]:
    return list(db.session.scalars(unscoped("test", Resource.id).order_by(Resource.id)))


def count() -> int:
    return len(everything())


# ---------------------------------------------------------------- the way in and out
def test_nothing_is_here_before_somebody_says_so_and_all_can_go_again():
    batch = dry(ris("TI  - Tea\nPY  - 2017\nM3  - story", "TI  - Cake"))
    assert (count(), sorts(batch)["new"]) == (0, 2)
    assert imports.bring(CURATOR, batch, published=True) == 2
    rows = db.session.scalars(unscoped("test", Resource).order_by(Resource.id)).all()
    assert [(row.title, row.type, row.state) for row in rows] == [
        ("Tea", ResourceType.STORY, ResourceState.PUBLISHED),
        ("Cake", GUIDE, ResourceState.PUBLISHED),
    ]
    assert (batch.rows, batch.brought, batch.state) == ([], 2, ImportState.APPLIED)
    assert imports.undo(CURATOR, batch) == (2, 0)
    assert (count(), batch.state) == (0, ImportState.UNDONE)


def test_what_somebody_worked_on_stays():
    batch = dry(ris(*(f"TI  - Tea {n}" for n in range(5))))
    imports.bring(CURATOR, batch, published=True)
    rows = db.session.scalars(unscoped("test", Resource).order_by(Resource.id)).all()
    from community.evidence.facts import write
    from community.evidence.models import ResourceUse

    write(CURATOR, rows[0], ResourceFacts("Better tea", GUIDE), "better")
    rows[1].featured = True
    rows[2].state = ResourceState.ARCHIVED
    db.session.add(ResourceUse(resource_id=rows[3].id, project_id=1))
    db.session.flush()
    assert imports.untouched(CURATOR, batch) == [rows[4].id]
    assert imports.undo(CURATOR, batch) == (1, 4)


def test_into_the_queue_and_what_was_published_since_stays():
    batch = dry(ris("TI  - Tea", "TI  - Cake"))
    imports.bring(CURATOR, batch, published=False)
    rows = db.session.scalars(unscoped("test", Resource).order_by(Resource.id)).all()
    assert {row.state for row in rows} == {ResourceState.SUBMITTED}
    assert {row.published_at for row in rows} == {None}
    rows[0].state, rows[0].published_at = ResourceState.PUBLISHED, rows[0].edited_at
    rows[0].published_at = rows[0].submitted_at.replace(year=2030)
    db.session.flush()
    assert imports.undo(CURATOR, batch) == (1, 1)


def test_each_step_is_taken_once():
    batch = dry(ris("TI  - Tea"))
    imports.bring(CURATOR, batch, published=True)
    for again in (
        lambda: imports.bring(CURATOR, batch, published=True),
        lambda: imports.throw_away(CURATOR, batch),
    ):
        with pytest.raises(Refused):
            again()
    imports.undo(CURATOR, batch)
    with pytest.raises(Refused):
        imports.undo(CURATOR, batch)


def test_a_dry_run_can_be_thrown_away():
    batch = dry(ris("TI  - Tea"))
    imports.throw_away(CURATOR, batch)
    assert imports_queries.files(CURATOR).total == 0


@pytest.mark.parametrize("who", ["alice", "olu", "dai"])
def test_only_curators_bring_in(who: str):
    viewer = CAST[who].viewer
    with pytest.raises(Forbidden):
        imports_plan.dry_run(viewer, opened("a.ris", ris("TI  - Tea"), GUIDE))
    batch = dry(ris("TI  - Tea"))
    for step in (imports.throw_away, imports.undo):
        with pytest.raises(Forbidden):
            step(viewer, batch)
    with pytest.raises(Forbidden):
        imports.bring(viewer, batch, published=True)
    assert imports_queries.files(viewer).total == 0


# ---------------------------------------------------------------- duplicates
@pytest.mark.parametrize(
    ("there", "comes", "same"),
    [
        ({"doi": "10.1/a"}, {"title": "Other", "doi": "10.1/a"}, False),
        ({"doi": "10.1000/a"}, {"title": "Other", "doi": "10.1000/A"}, True),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, False),
        ({"doi": "10.1000/a"}, {}, True),
        ({}, {"doi": "10.1000/b"}, True),
        ({"year": 2017}, {"year": 2017}, True),
        ({"year": 2017}, {"year": 2016}, False),
        ({"year": 2017}, {}, True),
        ({}, {"year": 2016}, True),
        ({}, {"title": "Pëer  SUPPORT!"}, True),
        ({}, {"title": "Peer supports"}, False),
    ],
)
def test_the_index_knows_twins_as_a_form_does(there: dict, comes: dict, same: bool):
    if there.get("doi") == "10.1/a":
        there = {}
        comes = {"title": "Other"}
    made = resource("Peer support", **there)
    facts = ResourceFacts(**{"title": "Peer support", "type": GUIDE, **comes})
    if facts.doi:
        facts = replace(facts, doi=facts.doi.casefold())
    slow = twin(facts)
    assert (slow is not None) is same
    assert imports_plan.known().twin(facts) == (made.slug if same else None)


def test_what_its_submitter_took_back_is_as_if_it_had_never_been_here():
    resource("Tea", ResourceState.WITHDRAWN)
    resource("Cake", ResourceState.DECLINED)
    batch = dry(ris("TI  - Tea\nDO  - 10.1000/a", "TI  - TEA!", "TI  - Cake"))
    assert [row["same_as"] for row in batch.rows] == ["", "", "cake"]
    assert imports.bring(CURATOR, batch, published=True) == 1


def test_twins_inside_the_file_come_once():
    batch = dry(
        ris("TI  - Tea\nPY  - 2017", "TI  - TEA!\nPY  - 2017", "TI  - Tea\nPY  - 2016")
    )
    assert [row["twice"] for row in batch.rows] == [0, 1, 0]
    assert imports.bring(CURATOR, batch, published=True) == 2


def test_what_came_in_meanwhile_is_not_doubled():
    batch = dry(ris("TI  - Tea"))
    resource("Tea")
    assert imports.bring(CURATOR, batch, published=True) == 0


# ---------------------------------------------------------------- out and in again
@pytest.mark.parametrize("ending", FORMATS)
def test_the_first_hundred_go_out_and_come_into_an_empty_place_equal(ending: str):
    load_tags()
    load_evidence()
    numbers = everything()
    before = taking.many(VISITOR, numbers)
    text = taking.file(VISITOR, numbers, ending)
    assert sorts(dry(text.encode(), FORMATS[ending])) == {
        "wrong": 0, "new": 0, "here": 100, "twice": 0,
    }  # fmt: skip
    db.session.execute(Resource.__table__.delete())
    batch = dry(text.encode(), FORMATS[ending])
    assert told(batch) == [[]] * 100
    assert imports.bring(CURATOR, batch, published=True) == 100
    after = taking.many(VISITOR, everything())
    assert list(map(in_order, after)) == list(map(in_order, before))


def test_a_file_as_the_field_has_it_comes_in_whole():
    """The shape of the lists that people hand around: mirrors, "Seen at", no types."""
    load_tags()
    load_evidence()
    facts = taking.many(VISITOR, everything())
    names = taking.labels(facts)
    lines = []
    for one in facts:
        lines += ["TY  - JOUR" if one.doi else "TY  - RPRT", f"TI  - {one.title}"]
        lines += [f"AU  - {name}" for name in one.authors if name != "et al."]
        lines += [f"PY  - {one.year}"] if one.year else []
        lines += [f"{'JO' if one.doi else 'PB'}  - {one.publisher}"]
        lines += [f"DO  - {one.doi.upper()}"] if one.doi else []
        lines += ["UR  - https://vdocuments.net/copy.html"]
        lines += [f"KW  - {names[tag]}" for tag in one.tags]
        lines += [
            f"M3  - {one.type}",
            "N1  - Seen at https://scribd.com/1",
            "ER  - ",
            "",
        ]
    data = "\r\n".join(lines).encode()
    here = dry(data)
    assert sorts(here) == {"wrong": 0, "new": 0, "here": 100, "twice": 0}
    db.session.execute(Resource.__table__.delete())
    batch = dry(data)
    assert sorts(batch) == {"wrong": 0, "new": 100, "here": 0, "twice": 0}
    assert imports.bring(CURATOR, batch, published=True) == 100
    found = taking.many(VISITOR, everything())
    assert [one.tags for one in found] == [one.tags for one in facts]
    assert [one.publisher for one in found] == [one.publisher for one in facts]
    assert {one.address for one in found} == {""}
    assert {one.note for one in found} == {""}


def a_file_of_a_hundred_comes_in_whole():
    """Hold for the file that EVIDENCE_RIS names; there is a test where it does."""
    data = Path(os.environ["EVIDENCE_RIS"]).read_bytes()
    load_tags()
    first = dry(data)
    fresh = sorts(first)
    imports.bring(CURATOR, first, published=True)
    db.session.execute(Resource.__table__.delete())
    load_evidence()
    seeded = sorts(dry(data))
    print("\nempty place:", fresh, "seeded place:", seeded)
    assert fresh == {"wrong": 0, "new": 100, "here": 0, "twice": 0}
    assert seeded == {"wrong": 0, "new": 0, "here": 100, "twice": 0}


if "EVIDENCE_RIS" in os.environ:
    test_a_file_of_a_hundred_comes_in_whole = a_file_of_a_hundred_comes_in_whole


# ---------------------------------------------------------------- hostile files
def test_what_is_not_known_here_is_named_and_left_out():
    batch = dry(ris("TI  - Tea\nKW  - Evaluation\nKW  - Juggling\nZF  - moon"))
    assert batch.rows[0]["facts"]["tags"] == ("evaluation",)
    assert imports_plan.UNKNOWN_TOPICS in told(batch)[0]
    assert imports_plan.UNKNOWN_FACTORS in told(batch)[0]


def words_of(data: bytes, name: str = "a.ris") -> list[str | None]:
    rows = opened(name, data, GUIDE).rows
    return [row.facts.title if row.facts else None for row in rows]


@pytest.mark.parametrize(
    ("encoding", "warned"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True)],
)
def test_letters_are_read_as_they_were_meant(encoding: str, warned: bool):
    data = "TY  - RPRT\r\nTI  - Café “Thé”\r\nER  - ".encode(encoding)
    rows = opened("a.ris", data, GUIDE).rows
    assert rows[0].facts.title == "Café “Thé”"
    assert len(rows[0].problems) == 1 + warned


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"\xff\xfeT\x00Y", "TY  - RPRT".encode("utf-16-le"), b"\x00" * 500,
     b"hello", bytes(range(256)) * 40, b"PK\x03\x04" + b"\x00\x01" * 300],
)  # fmt: skip
def test_what_is_no_list_of_references_is_refused(data: bytes):
    with pytest.raises(Refused):
        opened("a.txt", data, GUIDE)


FIELD_OF_10_MB = "x" * 10_000_000
HOSTILE = {
    "a field of 10 MB, RIS": ("a.ris", f"TY  - RPRT\nTI  - {FIELD_OF_10_MB}\nER  - \nTY  - RPRT\nTI  - ok\nER  -"),
    "a field of 10 MB, BibTeX": ("a.bib", f"@misc{{a, title={{{FIELD_OF_10_MB}}}}}\n@misc{{b, title={{ok}}}}"),
    "a field of 10 MB, CSV": ("a.csv", f"title,type\n{FIELD_OF_10_MB},guide\nok,guide\n"),
    "an open quote": ("a.csv", "title,type\n\"open,guide\n" + "ok,guide\n" * 900),
    "NUL in RIS": ("a.ris", "TY  - RPRT\nTI  - a\0b\nER  - \nTY  - RPRT\nTI  - ok\nER  -"),
    "NUL in BibTeX": ("a.bib", "@misc{a, title={a\0b}}\n@misc{b, title={ok}}"),
    "NUL in CSV": ("a.csv", "title\na\0b\nok\n"),
    "nested braces": ("a.bib", "@misc{a, title={" + "{" * 50_000 + "}" * 50_000 + "}}\n@misc{b, title={ok}}"),
    "open braces": ("a.bib", "@misc{a, title={{{{oops}\n@misc{b, title={ok}}\n"),
    "abbreviations of abbreviations": ("a.bib", "".join(f"@string{{s{n} = s{n + 1} # s{n + 1}}}\n" for n in range(60)) + "@misc{a, title = s0}\n@misc{b, title={ok}}"),
    "no year": ("a.ris", "TY  - RPRT\nTI  - a\nPY  - soon\nER  - \nTY  - RPRT\nTI  - ok\nER  -"),
    "no address": ("a.ris", "TY  - RPRT\nTI  - a\nUR  - javascript:alert(1)\nER  - \nTY  - RPRT\nTI  - ok\nER  -"),
    "no end": ("a.ris", "TY  - RPRT\nAU  - a\nTY  - RPRT\nTI  - ok\n"),
    "no title": ("a.csv", "title,authors\n,A\nok,B\n"),
    "lines without a tag": ("a.ris", "TY  - RPRT\nwild\nER  - \nTY  - RPRT\nTI  - ok\nER  -"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_row_is_named_and_the_others_come(case: str):
    name, text = HOSTILE[case]
    before = time.monotonic()
    rows = opened(name, text.encode(), GUIDE).rows
    assert time.monotonic() - before < 10
    bad = [row for row in rows if row.facts is None]
    assert bad
    assert all(row.problems and row.line for row in bad)
    good = [row.facts.title for row in rows if row.facts]
    assert good == (["ok"] if case != "an open quote" else good)
    assert all(len(title) <= 400 for title in good)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ris", "TY  - RPRT\nTI  - a\nER  - \n" * 100_000),
        ("a.bib", "".join(f"@misc{{k{n}, title={{a}}}}\n" for n in range(100_000))),
        ("a.csv", "title\n" + "a\n" * 100_000),
        ("a.bib", "@a{" * 300_000),
        ("a.bib", "\n@a{" * 300_000),
    ],
)
def test_a_hundred_thousand_rows_are_refused_soon(name: str, text: str):
    before = time.monotonic()
    with pytest.raises(Refused):
        opened(name, text.encode(), GUIDE)
    assert time.monotonic() - before < 10


SLOW = ("\\" * 19_000, "{\\'" * 6_000, "\\url{" * 3_000, " and" * 4_000, " " * 19_000,
        "a" * 19_000, ";" * 19_000, "\\;" * 9_000, "-" * 19_000, "$" * 19_000, "(" * 19_000,
        "10." * 6_000, "10.1000/" + "(" * 18_000, "1-" * 9_000, "a " * 9_000)  # fmt: skip


@pytest.mark.parametrize(
    "part", ["title", "author", "journal", "x-topics", "doi", "url"]
)
def test_no_field_is_slow_to_read(part: str):
    before = time.monotonic()
    for words in SLOW:
        assert len(words) <= FIELD
        opened("a.bib", f'@misc{{a, {part}="{words}", x=1}}'.encode(), GUIDE)
        csv = f'title,authors,doi,topics,publisher\nT,{words},{words},{words},"{words}"'
        opened("a.csv", csv.encode(), GUIDE)
    assert time.monotonic() - before < 10


def test_a_formula_comes_in_as_words_and_goes_out_guarded():
    batch = dry(b"title,publisher\n\"=cmd|'/c calc'!A1\",'+1\n", "a.csv")
    assert imports.bring(CURATOR, batch, published=True) == 1
    [facts] = taking.many(VISITOR, everything())
    assert (facts.title, facts.publisher) == ("=cmd|'/c calc'!A1", "+1")
    assert ",'+1," in taking.file(VISITOR, everything(), "csv")
    assert "\n'=cmd" in taking.file(VISITOR, everything(), "csv")


def test_an_abstract_is_not_copied():
    [row] = opened(
        "a.ris", ris("TI  - Tea\nAB  - We found that tea helps."), GUIDE
    ).rows
    assert row.facts.summary == row.facts.sentence == ""
    assert len(row.problems) == 2


def test_as_many_as_may_come_come():
    data = ris(*(f"TI  - Tea {n}" for n in range(200)))
    batch = dry(data)
    before = time.monotonic()
    assert imports.bring(CURATOR, batch, published=True) == 200
    print("brought", 200, "in", round(time.monotonic() - before, 1), "s")


def test_what_is_hidden_goes_into_no_file():
    kept = resource("Tea")
    hidden = resource("Cake", ResourceState.SUBMITTED)
    numbers = [hidden.id, kept.id]
    assert [one.title for one in taking.many(VISITOR, numbers)] == ["Tea"]
    assert [one.title for one in taking.many(CURATOR, numbers)] == ["Cake", "Tea"]
