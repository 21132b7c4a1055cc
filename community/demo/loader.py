"""Loading the demo community into an empty database, in a few seconds."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from community.accounts.models import Account
from community.core.db import count_rows_anew, db, start_writing
from community.core.errors import Forbidden
from community.core.visible import unscoped
from community.demo import consents, people, projects, shown
from community.matching import snapshot
from community.vocabulary.commands import set_setting

HERE = Path(__file__).parent


@cache
def data(name: str) -> Any:
    """Return the content of one of the demo's files."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def accounts() -> list[dict[str, str]]:
    """Return who may sign in to the demo: role, email, password."""
    keys = ("role", "email", "password")
    return [{key: account[key] for key in keys} for account in data("accounts")]


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
    people.load_ties(data("ties"), ids)
    projects.load_requests(data("requests"), ids, places)
    set_setting("stories", json.dumps(_stories(ids)))
    shown.load({ids[one["person"]].member_id for one in data("accounts")})
    snapshot.bump()
    db.session.commit()
    count_rows_anew()
    return True


def _stories(ids: dict[str, people.Loaded]) -> list[dict[str, Any]]:
    """Return the home page's stories with the ids of their people."""
    return [
        {
            "people": [ids[story[end]].member_id for end in ("a", "via", "b")],
            "text": story["text"],
        }
        for story in data("stories")
    ]
