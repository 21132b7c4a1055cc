"""Loading the demo community into an empty database, in a few seconds."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from community.accounts.models import Account
from community.connections.ties import rebuild_ties
from community.core.db import count_rows_anew, db, start_writing
from community.core.errors import Forbidden
from community.core.visible import unscoped
from community.demo import (
    announcements,
    cases,
    changes,
    coffee,
    consents,
    essays,
    events,
    evidence,
    follows,
    guides,
    ideas,
    introductions,
    network,
    notices,
    people,
    plans,
    private,
    programme,
    projects,
    requests,
    shown,
    stewardship,
    surveys,
    talks,
    ties,
    updates,
)
from community.matching import snapshot
from community.vocabulary.commands import set_setting

HERE = Path(__file__).parent


@cache
def data(name: str) -> Any:
    """Return the content of one of the demo's files."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def accounts() -> list[dict[str, str]]:
    """Return who may sign in to the demo: role, email, password.

    Whoever holds a role has a `totp_secret` too, for an app that shows codes.
    """
    keys = ("role", "email", "password", "totp_secret")
    return [
        {key: account[key] for key in keys if key in account}
        for account in data("accounts")
    ]


def load_if_empty() -> bool:
    """Load the demo and commit, if nobody is there yet; tell whether it did.

    Raises `Forbidden` outside demo mode: production never has demo people.
    """
    if not current_app.config["SETTINGS"].demo:
        raise Forbidden("demo people in production")
    start_writing()
    if db.session.scalar(unscoped("demo", Account.id).limit(1)) is not None:
        db.session.rollback()
        return False
    ids = people.load(data("people"), data("accounts"))
    consents.load(data("people"), ids)
    places = projects.load(data("projects"), ids)
    _between(ids, places)
    _of_projects(ids, places)
    set_setting("stories", json.dumps(_stories(ids)))
    signing_in = {ids[one["person"]].member_id for one in data("accounts")}
    shown.load(signing_in)
    _told(ids, places, signing_in)
    essays.load(data("essays"), ids)
    surveys.load(data("surveys"), ids)
    network.load()
    snapshot.bump()
    db.session.commit()
    count_rows_anew()
    return True


def _between(ids: dict[str, people.Loaded], places: dict[str, int]) -> None:
    """Load what is between people, which stands on who and what is there."""
    happened = events.load(data("events"), ids, places)
    events.load_origins(data("origins"), ids, places, happened)
    ties.load(data("ties"), ids, happened)
    requests.load(data("requests"), ids, places, happened)
    introductions.load(data("introductions"), ids)
    rebuild_ties()
    ties.load_notes(data("notes"), ids)
    ties.load_mutes(data("mutes"), ids)
    coffee.load(data("coffee"), ids)


def _of_projects(ids: dict[str, people.Loaded], places: dict[str, int]) -> None:
    """Load what projects say of themselves, plan and hand over, and ideas for more."""
    stewardship.load(data("stewardship"), ids, places)
    programme.load(data("programme"), ids, places)
    guides.load(data("guides"), ids, places)
    updates.load(data("updates"), ids, places)
    plans.load(data("plans"), ids, places)
    evidence.load(data("evidence"), ids, places)
    changes.load(data("changes"), ids, places)
    ideas.load(data("ideas"), ids, places)


def _told(
    ids: dict[str, people.Loaded], places: dict[str, int], signing_in: set[int]
) -> None:
    """Load what people write and follow, and what they are told of; no letters."""
    talks.load(data("talks"), ids, places)
    follows.load(data("follows"), ids, places)
    announcements.load(data("announcements"), ids)
    cases.load(data("cases"), ids)
    private.load(data("private"), ids)
    notices.load(signing_in)


def _stories(ids: dict[str, people.Loaded]) -> list[dict[str, Any]]:
    """Return the home page's stories with the ids of their people."""
    return [
        {
            "people": [ids[story[end]].member_id for end in ("a", "via", "b")],
            "text": story["text"],
        }
        for story in data("stories")
    ]
