"""The records of the first day: all there, once, as facts, nobody's work undone."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import delete, func

from community.core.db import db
from community.core.visible import unscoped
from community.evidence.loading import load_evidence
from community.evidence.models import (
    Resource,
    ResourceState,
    ResourceTag,
    ResourceVersion,
)
from community.expertise.commands import load_tags
from community.vocabulary.commands import REFERENCE

pytestmark = pytest.mark.usefixtures("app")

COPIES = (
    "vdocuments", "studylib", "dokumen.tips", "docslib", "pdfslide", "scribd",
    "zlibrary", "paperzz", "fdocuments", "cupdf", "coek.info", "mafiadoc",
    "cyberleninka", "researchgate",
)  # fmt: skip
"""Parts of the names of places that copy documents."""


def loaded() -> list[Resource]:
    load_tags()
    load_evidence()
    return everything()


def everything() -> list[Resource]:
    return list(db.session.scalars(unscoped("test", Resource).order_by(Resource.id)))


def shipped() -> list[dict[str, str]]:
    with (REFERENCE / "evidence.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_a_hundred_records_are_out_and_not_yet_reviewed():
    rows = loaded()
    assert len(rows) == 100
    assert {row.state for row in rows} == {ResourceState.PUBLISHED}
    assert {(row.owner_id, row.review_by, row.submitted_by_id) for row in rows} == {
        (None, None, None)
    }
    assert len({row.slug for row in rows}) == 100
    assert all(row.published_at == row.submitted_at for row in rows)


def test_no_place_that_copies_documents_is_named_anywhere():
    found = " ".join(
        str(value) for row in loaded() for value in vars(row).values()
    ).casefold()
    assert [one for one in COPIES if one in found] == []
    assert [one for one in COPIES if one in Path(REFERENCE / "evidence.csv").read_text(
        encoding="utf-8").casefold()] == []  # fmt: skip


def test_a_second_run_changes_nothing():
    loaded()
    before = [(row.id, row.version, row.edited_at) for row in everything()]
    versions = db.session.scalar(unscoped("test", func.count(ResourceVersion.id)))
    load_evidence()
    db.session.flush()
    assert [(row.id, row.version, row.edited_at) for row in everything()] == before
    assert versions == 100
    assert db.session.scalar(unscoped("t", func.count(ResourceVersion.id))) == 100


def test_what_a_curator_made_of_a_record_stays():
    rows = loaded()
    rows[0].title, rows[1].state = "Ours now", ResourceState.ARCHIVED
    gone, kept = rows[2].key, rows[0].id
    db.session.flush()
    db.session.execute(delete(Resource).where(Resource.id == rows[2].id))
    load_evidence()
    db.session.expire_all()
    there = {row.key: row for row in everything()}
    assert gone not in there
    assert {row.id: row.title for row in there.values()}[kept] == "Ours now"
    assert sum(row.state is ResourceState.ARCHIVED for row in there.values()) == 1


def test_every_topic_is_a_tag_and_every_row_says_only_what_is_known():
    rows = {row.key: row for row in loaded()}
    told = shipped()
    tags = dict(
        db.session.execute(
            unscoped("test", ResourceTag.resource_id, func.count()).group_by(
                ResourceTag.resource_id
            )
        ).all()
    )
    for one in told:
        row = rows[one["key"]]
        assert tags[row.id] == len(one["tags"].split("; ")), row.key
        assert row.year == (int(one["year"]) if one["year"] else None)
        assert row.publisher == one["publisher"]
        assert not row.summary
    assert rows["raciallyminoritised_preprint"].note.startswith("Preprint")
    assert rows["hemming2024"].note == "Conference abstract"
    assert rows["johnson2018"].about_only
    assert not rows["faulkner2013jigsaw"].address


def test_one_that_is_there_already_is_not_doubled():
    from community.core.access import VISITOR
    from community.evidence.facts import ResourceFacts, write
    from community.evidence.models import ResourceType

    mine = Resource(slug="mine")
    db.session.add(mine)
    facts = ResourceFacts("Mine", ResourceType.REVIEW, doi="10.1186/1471-244X-14-39")
    write(VISITOR, mine, facts)
    assert len(loaded()) == 100
    assert [row.key for row in everything()].count(None) == 1
