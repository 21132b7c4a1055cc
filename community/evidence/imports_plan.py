"""What a file of references would bring: what is new, here already, wrong."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.text import N_, folded
from community.core.visible import unscoped
from community.evidence.facts import ResourceFacts, as_json
from community.evidence.imports_files import Opened
from community.evidence.models import Resource, ResourceImport, ResourceState
from community.evidence.references.reading import Problem, Read
from community.expertise.models import Tag, TagName, TagState
from community.vocabulary.models import FACTORS, Term

UNKNOWN_TOPICS = N_("Topics not known here, left out: %(words)s")
UNKNOWN_FACTORS = N_("Decision factors not known here, left out: %(words)s")


# ---------------------------------------------------------------- what is here already
@dataclass
class Known:
    """What is here already, by the rules of `facts.twin`, looked up at once."""

    by_doi: dict[str, str] = field(default_factory=dict)
    by_title: dict[str, list[tuple[str, int | None, str | None]]] = field(
        default_factory=dict
    )

    def add(self, name: str, title: str, year: int | None, doi: str | None) -> None:
        """Take in a record that goes by `name`."""
        if doi:
            self.by_doi.setdefault(doi, name)
        self.by_title.setdefault(title, []).append((name, year, doi))

    def twin(self, facts: ResourceFacts) -> str | None:
        """Return the name of the same thing, or None."""
        if facts.doi and facts.doi in self.by_doi:
            return self.by_doi[facts.doi]
        for name, year, doi in self.by_title.get(folded(facts.title)[:400], ()):
            same_year = None in (year, facts.year) or year == facts.year
            if same_year and (not facts.doi or doi in (None, facts.doi)):
                return name
        return None


def known() -> Known:
    """Return all that is here, whatever its state, but for what was taken back."""
    found = Known()
    columns = (Resource.slug, Resource.folded, Resource.year, Resource.doi)
    rows = unscoped("is this resource here already?", *columns)
    rows = rows.where(Resource.state != ResourceState.WITHDRAWN)
    for row in db.session.execute(rows.order_by(Resource.id)):
        found.add(*row)
    return found


# ---------------------------------------------------------------- the dry run
def dry_run(viewer: Viewer, file: Opened) -> ResourceImport:
    """Keep what a file would bring, to be looked at; the hub stays as it is."""
    require(viewer, Permission.EVIDENCE_CURATE)
    here, inside, names = known(), Known(), _Names.read()
    rows = []
    for number, read in enumerate(file.rows, 1):
        facts, told = names.resolve(read)
        same = here.twin(facts) if facts else None
        twice = inside.twin(facts) if facts and not same else None
        if facts and not same and not twice:
            title = folded(facts.title)[:400]
            inside.add(str(number), title, facts.year, facts.doi)
        rows.append(_row(number, read, facts, told, same or "", int(twice or 0)))
    made = ResourceImport(
        name=file.name, format=file.format, rows=rows, made_by_id=viewer.member_id
    )
    db.session.add(made)
    db.session.flush()
    journal.record(viewer, journal.Act.IMPORT, "resource_import", made.id, "dry run")
    return made


def _row(
    number: int,
    read: Read,
    facts: ResourceFacts | None,
    told: tuple[Problem, ...],
    same_as: str,
    twice: int,
) -> dict[str, Any]:
    return {
        "row": number, "line": read.line, "title": read.title, "same_as": same_as,
        "twice": twice, "facts": as_json(facts) if facts else None,
        "problems": [[message, values] for message, values in told],
    }  # fmt: skip


@dataclass(frozen=True)
class _Names:
    """What topics and decision factors are called here."""

    tags: dict[str, str]
    factors: frozenset[str]

    @classmethod
    def read(cls) -> "_Names":
        names = select(TagName.folded, Tag.slug).join(Tag, Tag.id == TagName.tag_id)
        labels = select(Tag.label, Tag.slug).where(Tag.state == TagState.APPROVED)
        rows = db.session.execute(names.where(Tag.state == TagState.APPROVED))
        tags = {row.folded: row.slug for row in rows}
        for label, slug in db.session.execute(labels):
            tags[folded(label)] = slug
        codes = db.session.scalars(select(Term.code).where(Term.list == FACTORS))
        return cls(tags, frozenset(codes))

    def resolve(self, read: Read) -> tuple[ResourceFacts | None, tuple[Problem, ...]]:
        """Return facts with tags that exist here, and what had to be left out."""
        if read.facts is None:
            return None, read.problems
        told = list(read.problems)
        slugs = {word: self.tags.get(folded(word)) for word in read.topics}
        lost = [word for word, slug in slugs.items() if slug is None]
        if lost:
            told.append((UNKNOWN_TOPICS, {"words": _listed(lost)}))
        gone = [one for one in read.facts.factors if one not in self.factors]
        if gone:
            told.append((UNKNOWN_FACTORS, {"words": _listed(gone)}))
        facts = replace(
            read.facts,
            tags=tuple(dict.fromkeys(slug for slug in slugs.values() if slug)),
            factors=tuple(one for one in read.facts.factors if one in self.factors),
        )
        return facts, tuple(told)


def _listed(words: list[str]) -> str:
    return ", ".join(word[:60] for word in words[:10])
