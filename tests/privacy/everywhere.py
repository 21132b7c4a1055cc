"""Every address of the site, with values that lead somewhere on the stage."""

import hashlib
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from community.core.db import Base, db
from community.web.door import SAFE
from tests import sampling
from tests.cast import CAST
from tests.client import Visitor, forget
from tests.privacy import stage

ROLES = (None, "pat", "alice", "lea", "olu", "ada", "mo")
VALUES = {
    "conversation_id": "1", "introduction_id": "1",
    "account_id": "9", "announcement_id": "1", "block_id": "1", "dismissal_id": "1",
    "digest": "0",
    "embed_id": "1", "import_id": "1",
    "key": stage.VIEW,
    "idea": "idea-1", "comment_id": "1",
    "resource": "resource-2", "collection": "collection-1",
    "essay": "essay-1", "series": "series-1",
    "event": "event-1", "event_id": "1",
    "grant_id": "1", "hello_id": "3", "invitation_id": "1", "job_id": "1",
    "handover_id": "1",
    "kind": "person",
    "member": "bob-2", "membership_id": "2", "message_id": "1",
    "message_request_id": "2", "mute_id": "1", "name": "unknown.webp",
    "opening_id": "1",
    "plan_id": "1",
    "programme": "warm-homes", "area": "bills", "programme_id": "1",
    "piece": "milestones", "piece_id": "1",
    "need_id": "1", "notice_id": "1", "part": "headline",
    "project_id": "4", "case_id": "1", "request_id": "1", "ended_id": "4",
    "row_id": "1",
    "snapshot_id": "1", "group_id": "1",
    "round_id": "1", "search_id": "1",
    "story_id": "1", "task_id": "1", "milestone_id": "1", "impact_id": "1",
    "tag": "evaluation",
    "take_over_id": "9", "update": "update-1",
    "survey": "survey-1", "code": "quality",
    "act": "warning", "appeal_id": "1", "measure_id": "1", "widening_id": "1",
    "exclusion_id": "1", "thing": "tag", "word_id": "1",
    "step": "rules", "tag_id": str(stage.WORD), "tie_id": "1", "who": "member",
}  # fmt: skip
TOKENS = {
    "account.change_email": stage.CHANGE,
    "account.sure_by_link": stage.SURE,
    "events.own_feed": stage.CALENDAR,
    "network.embedded": stage.EMBED,
    "sign_in.by_link": stage.LINK,
    "sign_in.confirm": stage.CONFIRM,
    "sign_in.join_by": stage.TRUSTED,
    "sign_in.reset": stage.RESET,
    "subscriptions.choose": stage.CHOOSE,
    "subscriptions.confirm": stage.SUBSCRIBE,
    "unsubscribe.index": stage.STOP,
    "unsubscribe.undo": stage.STOP,
}
OPENED_BY = {
    "anyone": "alice", "signed in": "alice", "member": "alice", "organiser": "olu",
    "moderator": "mo", "administrator": "ada", "curator": "dai", "editor": "olu",
}  # fmt: skip
SIDE = {
    "join_request_seen", "part", "notice", "sign_in", "limit_count", "audit_event",
    "suggestion_event", "map_embed", "ledger_entry",
}  # fmt: skip
"""Tables that reading may write: when somebody was here, limits, the audit trail, who
looked at more of somebody, which suggestions were shown and opened, what was read (of
conversations, notices), on which day another site showed the map."""


SESSION = "session_id"


@dataclass(frozen=True)
class Address:
    """One way to reach the site: a method, an endpoint, a path that exists."""

    method: str
    endpoint: str
    path: str
    who: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint}"


def addresses(app: Flask, **values: str) -> list[Address]:
    """Return an address of every route and method; `values` stand for arguments."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [
        Address(method, rule.endpoint, _path(rule, values), _opened_by(app, rule))
        for rule in rules
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def some(found: list[Address], share: int, *seed: object) -> list[Address]:
    """Return one in `share` of the addresses that are read, and the same each time.

    With ASSURE in the environment all of them; where a run samples, a third as many,
    others each day.
    """
    read = [one for one in found if one.method == "GET"]
    if os.environ.get("ASSURE"):
        return read
    share *= sampling.SHARE if sampling.DRAW else 1
    seed = (*seed, sampling.DRAW)
    chosen = random.Random(repr(seed)).sample(range(len(read)), len(read) // share)
    return [read[number] for number in sorted(chosen)]


def _path(rule: Rule, values: dict[str, str]) -> str:
    slug = "project-1" if "/project" in rule.rule else "dai-4"
    slug = "resource-1" if "/evidence/<slug>" in rule.rule else slug
    known = {**VALUES, "slug": slug, "token": TOKENS.get(rule.endpoint, "unknown")}
    known |= values
    built = rule.build({name: known[name] for name in rule.arguments})
    assert built is not None
    return built[1]


def _opened_by(app: Flask, rule: Rule) -> str:
    """Return who of the cast passes the door; a lead where a project has one."""
    if "/projects/<slug>/" in rule.rule or rule.rule.startswith("/updates/"):
        return "lea"
    return OPENED_BY[app.view_functions[rule.endpoint].__wrapped__.door.who]


def send(
    visitor: Visitor,
    address: Address,
    data: dict[str, object] | None = None,
    token: bool = True,
    **options: object,
) -> TestResponse:
    """Fetch an address, or send it an empty form."""
    if address.method in SAFE:
        return visitor.get(address.path, **options)
    sent = {"csrf_token": visitor.token(), **(data or {})} if token else data or {}
    forget()
    return visitor.client.open(
        address.path, method=address.method, data=sent, **options
    )


def come(app: Flask) -> Callable[[str | None], Visitor]:
    """Return browsers by who holds them; one of each is kept, and so is its session.

    Some page may have given it a new secret, or none, in a change that does not last.
    """
    kept: dict[str | None, Visitor] = {}
    secrets: dict[str | None, str] = {}

    def browser(who: str | None) -> Visitor:
        if who not in kept:
            kept[who] = Visitor(app, CAST[who] if who else None)
            cookie = kept[who].client.get_cookie(SESSION)
            secrets[who] = cookie.value if cookie else ""
        if secrets[who]:
            kept[who].client.set_cookie(SESSION, secrets[who])
        return kept[who]

    return browser


def checksums() -> dict[str, str]:
    """Return a sum over every row of each table."""
    db.session.rollback()
    return dict(_sums())


def _sums() -> Iterator[tuple[str, str]]:
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = sorted(map(repr, connection.execute(select(table))))
            words = "\n".join(rows).encode()
            yield table.name, hashlib.sha256(words).hexdigest()


def changed(before: dict[str, str], but: set[str] = frozenset()) -> list[str]:
    """Return the tables that differ from `before`."""
    after = checksums()
    return [name for name in after if after[name] != before[name] and name not in but]
