"""What the demo's people agreed to: the map, and sensitive tags that members see."""

from typing import Any

from community.accounts.commands import RULES_VERSION, hash_of
from community.accounts.models import Consent, ConsentPurpose
from community.core.db import db
from community.core.visible import unscoped
from community.demo.people import Loaded, moment
from community.expertise.models import Tag
from community.members.commands import MAP_WORDING, SENSITIVE_WORDING


def load(people: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load the consents behind what the people show, as of the day they joined."""
    labels = _sensitive_labels()
    for person in people:
        _map(person, ids[person["id"]])
        for tag in person.get("tags", ()):
            if tag["tag"] in labels and tag["audience"] != "me":
                _consent(
                    person,
                    ids[person["id"]],
                    ConsentPurpose.SENSITIVE_TAG,
                    SENSITIVE_WORDING,
                    labels[tag["tag"]],
                )
    db.session.flush()


def _sensitive_labels() -> dict[str, str]:
    found = unscoped("demo", Tag.slug, Tag.label).where(Tag.sensitive)
    return dict(db.session.execute(found).all())


def _map(person: dict[str, Any], loaded: Loaded) -> None:
    if person["map"] != "absent":
        wording = f"{person['map']}: {MAP_WORDING}"
        _consent(person, loaded, ConsentPurpose.MAP, wording)


def _consent(
    person: dict[str, Any],
    loaded: Loaded,
    purpose: ConsentPurpose,
    wording: str,
    about: str = "",
) -> None:
    db.session.add(
        Consent(
            account_id=loaded.account_id,
            purpose=purpose,
            about=about,
            wording=RULES_VERSION,
            wording_hash=hash_of(wording),
            given_at=moment(person["joined"]),
        )
    )
