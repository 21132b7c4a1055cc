"""What a record of a resource says: checked, compared with others, written whole."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any
from unicodedata import category
from urllib.parse import unquote, urlsplit

from sqlalchemy import delete, func, or_, select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, folded
from community.core.visible import unscoped
from community.evidence import people
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceTag,
    ResourceType,
    ResourceVersion,
    ResourceWord,
    Strength,
    WordsOf,
    resources_seen_by,
)
from community.expertise.models import Tag
from community.vocabulary.models import FACTORS, Term

LATEST = 2
"""So many years ahead may something be dated: journals print early."""
EARLIEST = 1800
MOST = 30
"""So many tags, groups of readers, settings; and of authors ten times that."""
LONGEST = {
    "title": 400, "publisher": 300, "address": 2000, "note": 300, "sentence": 280,
    "summary": 6000, "strength_reason": 400, "licence": 120,
}  # fmt: skip
_DOI = re.compile(r"10\.\d{4,9}/\S+")


@dataclass(frozen=True)
class ResourceFacts:
    """All that a form, or a row of a file, says of a resource; empty is unknown.

    `tags` are slugs of approved tags, `factors` codes of decision factors, `audiences`
    and `settings` words of open lists.
    """

    title: str
    type: ResourceType
    authors: tuple[str, ...] = ()
    year: int | None = None
    publisher: str = ""
    doi: str | None = None
    address: str = ""
    about_only: bool = False
    note: str = ""
    sentence: str = ""
    summary: str = ""
    strength: Strength = Strength.UNKNOWN
    strength_reason: str = ""
    licence: str = ""
    tags: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


def normal_doi(words: str) -> str | None:
    """Return a DOI in its one form ("10.1000/xyz", lower case), or None without one.

    Takes "doi:10...", "https://doi.org/10...", and the bare thing; a DOI is never
    looked up (settled 36).
    """
    found = _DOI.search(unquote(words).strip())
    if found is None:
        return None
    return found[0].rstrip(".,;)]}>\"'").casefold()[:200]


def checked(facts: ResourceFacts) -> ResourceFacts:
    """Return `facts` as they are kept, or raise `Refused` and say what to mend."""
    facts = replace(
        facts,
        **_lines(facts),
        summary="\n".join(map(_end, facts.summary.splitlines())).strip(),
        authors=_each(facts.authors),
        audiences=_each(facts.audiences),
        settings=_each(facts.settings),
    )
    if not folded(facts.title):
        raise Refused(N_("Give it a title"))
    for name, most in LONGEST.items():
        if len(getattr(facts, name)) > most:
            raise Refused(
                N_("%(name)s: at most %(most)s letters"), name=name, most=most
            )
    if facts.doi:
        doi = normal_doi(facts.doi)
        if doi is None:
            raise Refused(N_("A DOI looks like 10.1000/xyz: look at it again"))
        facts = replace(facts, doi=doi)
    else:
        facts = replace(facts, doi=None)
    check_address(facts.address)
    _check_year(facts.year)
    _check_words(facts)
    return facts


def _end(line: str) -> str:
    """Return a line without the signs that no text holds, or spaces after it."""
    kept = (one for one in line.expandtabs(4) if category(one) not in ("Cc", "Cs"))
    return "".join(kept).rstrip()


def _line(words: str) -> str:
    """Return words in one line, with one space between them: any file can hold it."""
    return " ".join(filter(None, map(_end, words.split())))


def _lines(facts: ResourceFacts) -> dict[str, Any]:
    return {name: _line(getattr(facts, name)) for name in LONGEST if name != "summary"}


def _each(words: tuple[str, ...]) -> tuple[str, ...]:
    plain = (_line(one) for one in words)
    return tuple(dict.fromkeys(one for one in plain if one))


def check_address(address: str) -> None:
    """Refuse what is no address of the web; an empty one is unknown."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", address):
        raise Refused(N_("An address begins with https:// : look at it again"))


def _check_year(year: int | None) -> None:
    if year is not None and not EARLIEST <= year <= clock.today().year + LATEST:
        raise Refused(N_("Give the year in four digits, or leave it empty"))


def _check_words(facts: ResourceFacts) -> None:
    lists = (facts.tags, facts.factors, facts.audiences, facts.settings)
    if any(len(words) > MOST for words in lists) or len(facts.authors) > 10 * MOST:
        raise Refused(N_("That is too many at once: at most %(most)s"), most=MOST)
    if any(len(one) > 80 for one in (*facts.audiences, *facts.settings)):
        raise Refused(N_("Readers and settings are a few words each"))
    if any(len(one) > 200 for one in facts.authors):
        raise Refused(N_("An author is one name"))


def twin(
    facts: ResourceFacts, but: int | None = None, asks: Viewer | None = None
) -> Resource | None:
    """Return a record of the same thing: by DOI, else by title and year.

    A year that is unknown on either side does not tell two apart. What was taken back
    is as if it had never been there, as is a title that whoever `asks` does not see.
    """
    same = [_same_title(facts)]
    if asks is not None:
        same = [same[0] & Resource.id.in_(resources_seen_by(asks))]
    if facts.doi:
        same.insert(0, Resource.doi == facts.doi)
    for one in same:
        found = unscoped("is this resource here already?", Resource).where(one)
        found = found.where(Resource.state != ResourceState.WITHDRAWN)
        if but is not None:
            found = found.where(Resource.id != but)
        row: Resource | None = db.session.scalar(found.order_by(Resource.id).limit(1))
        if row is not None:
            return row
    return None


def _same_title(facts: ResourceFacts) -> Any:
    title = Resource.folded == folded(facts.title)[:400]
    other_doi = or_(Resource.doi.is_(None), Resource.doi == facts.doi)
    if facts.year is None:
        return title & other_doi if facts.doi else title
    year = or_(Resource.year.is_(None), Resource.year == facts.year)
    return (title & year & other_doi) if facts.doi else (title & year)


def write(viewer: Viewer, row: Resource, facts: ResourceFacts, why: str = "") -> None:
    """Write all of `facts` into a row that is in the session, as a new version."""
    facts, new = checked(facts), row.id is None
    for name in (*LONGEST, "type", "year", "doi", "about_only", "strength"):
        setattr(row, name, getattr(facts, name))
    row.authors, row.folded = list(facts.authors), folded(facts.title)[:400]
    row.edited_at = clock.now()
    db.session.flush()
    plain = not new and not people.is_about_health(viewer, row)
    last = 0 if new else _forget_lists(row.id)
    _write_lists(row.id, facts)
    if plain and people.is_about_health(viewer, row):
        people.hush(row)
    version = ResourceVersion(
        resource_id=row.id, number=last + 1, facts=as_json(facts),
        why=why[:300], by_id=viewer.member_id,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()


def _forget_lists(resource: int) -> int:
    """Delete what a row's lists say, and return the number of its last version."""
    for table in (ResourceTag, ResourceFactor, ResourceWord):
        db.session.execute(delete(table).where(table.resource_id == resource))
    newest = unscoped("the next number", func.max(ResourceVersion.number))
    last = db.session.scalar(newest.where(ResourceVersion.resource_id == resource))
    return last or 0


def _write_lists(resource: int, facts: ResourceFacts) -> None:
    tags = select(Tag.id).where(Tag.slug.in_(facts.tags))
    codes = select(Term.code).where(Term.list == FACTORS, Term.code.in_(facts.factors))
    db.session.add_all(
        ResourceTag(resource_id=resource, tag_id=one)
        for one in (db.session.scalars(tags) if facts.tags else ())
    )
    db.session.add_all(
        ResourceFactor(resource_id=resource, code=one)
        for one in (db.session.scalars(codes) if facts.factors else ())
    )
    said = ((WordsOf.AUDIENCE, facts.audiences), (WordsOf.SETTING, facts.settings))
    db.session.add_all(
        ResourceWord(resource_id=resource, of=of, words=one)
        for of, words in said
        for one in words
    )


def as_json(facts: ResourceFacts) -> dict[str, Any]:
    """Return facts as a version or a dry run keeps them."""
    return asdict(facts)


def from_json(kept: dict[str, Any]) -> ResourceFacts:
    """Return the facts that a version or a dry run kept."""
    lists = {
        name: tuple(value) for name, value in kept.items() if isinstance(value, list)
    }
    kinds = {
        "type": ResourceType(kept["type"]),
        "strength": Strength(kept["strength"]),
    }
    return ResourceFacts(**{**kept, **lists, **kinds})
