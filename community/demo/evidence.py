"""The demo's Evidence Hub: who looks after what, collections, uses, suggestions."""

from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.text import slug_of
from community.core.visible import unscoped
from community.demo.people import Loaded
from community.evidence.facts import ResourceFacts, write
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceTalker,
    ResourceType,
    ResourceUse,
    Strength,
)

Ids = dict[str, Loaded]
DECIDED = timedelta(days=4)
"""So long after it was sent a curator had decided."""


def load(facts: dict[str, Any], ids: Ids, projects: dict[str, int]) -> None:
    """Load all of it, upon the resources that are there from the first start."""
    rows = db.session.scalars(
        unscoped("demo", Resource).where(Resource.key.is_not(None))
    )
    known = {row.key or "": row for row in rows}
    _look_after(facts, ids, known)
    for code in facts["factors"]:
        for one in code["codes"]:
            row = ResourceFactor(resource_id=known[code["key"]].id, code=one)
            db.session.add(row)
    for one in facts["collections"]:
        _collection(one, ids, known)
    for used in facts["uses"]:
        db.session.add(
            ResourceUse(
                resource_id=known[used["key"]].id,
                project_id=projects[used["project"]],
                words=used["words"],
                added_at=_ago(used["days_ago"]),
            )
        )
    for talks in facts["talkers"]:
        db.session.add(
            ResourceTalker(
                resource_id=known[talks["key"]].id,
                member_id=ids[talks["person"]].member_id,
                audience=Audience(talks["audience"]),
                words=talks["words"],
            )
        )
    for sent in facts["suggested"]:
        _suggested(sent, ids)
    db.session.flush()


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _look_after(facts: dict[str, Any], ids: Ids, known: dict[str, Resource]) -> None:
    for owned in facts["owners"]:
        row = known[owned["key"]]
        row.owner_id = ids[owned["person"]].member_id
        row.review_by = clock.today() + timedelta(days=owned["review_in"])
        row.overdue_told = row.review_by if owned["review_in"] < 0 else None
    for judged in facts["judged"]:
        row = known[judged["key"]]
        row.strength = Strength(judged["strength"])
        row.strength_reason = judged["reason"]
    for key in facts["featured"]:
        known[key].featured = True


def _collection(facts: dict[str, Any], ids: Ids, known: dict[str, Resource]) -> None:
    made = _ago(facts["days_ago"])
    row = Collection(
        slug=facts["slug"],
        title=facts["title"],
        intro=facts["intro"],
        made_by_id=ids[facts["person"]].member_id,
        made_at=made,
        edited_at=made,
    )
    if facts["published"]:
        row.state, row.published_at = CollectionState.PUBLISHED, made
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        CollectionItem(
            collection_id=row.id, resource_id=known[key].id, rank=rank, words=words
        )
        for rank, (key, words) in enumerate(facts["items"])
    )


def _suggested(sent: dict[str, Any], ids: Ids) -> None:
    state, when = ResourceState(sent["state"]), _ago(sent["days_ago"])
    row = Resource(
        slug=slug_of(sent["title"]),
        title="",
        folded="",
        type=ResourceType(sent["type"]),
        state=state,
        submitted_by_id=ids[sent["person"]].member_id,
        submitted_at=when,
        answer=sent.get("answer", ""),
        taken_by_id=ids[sent["taken_by"]].member_id if "taken_by" in sent else None,
    )
    db.session.add(row)
    lists = ("authors", "tags", "audiences", "settings")
    words: dict[str, Any] = {name: tuple(sent[name]) for name in lists}
    kept = ResourceFacts(
        title=sent["title"],
        type=row.type,
        publisher=sent["publisher"],
        sentence=sent["sentence"],
        **words,
    )
    write(VISITOR, row, kept)
    row.edited_at = when if state is not ResourceState.DECLINED else when + DECIDED
