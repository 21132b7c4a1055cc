"""The demo's news, in every state, and the picture that one of them has."""

import hashlib
from datetime import timedelta
from typing import Any

from flask import current_app
from PIL import Image, ImageDraw

from community.core import clock
from community.core.db import db
from community.core.text import slug_of
from community.demo.people import Loaded
from community.programme.models import Readers, Update, UpdateImage, UpdateState

SIZE = (960, 540)


def load(
    news: list[dict[str, Any]], ids: dict[str, Loaded], projects: dict[str, int]
) -> None:
    """Load the news; their moments are counted from now."""
    for facts in news:
        row = _update(facts, ids, projects)
        db.session.add(row)
        db.session.flush()
        if "picture" in facts:
            _picture(row.id, facts["picture"])
    db.session.flush()


def _update(
    facts: dict[str, Any], ids: dict[str, Loaded], projects: dict[str, int]
) -> Update:
    state, now = UpdateState(facts["state"]), clock.now()
    made = now - timedelta(days=facts.get("days_ago", 1))
    was_out = state in (UpdateState.PUBLISHED, UpdateState.WITHDRAWN)
    waits = state is UpdateState.SCHEDULED
    return Update(
        slug=slug_of(facts["title"]),
        project_id=projects[facts["project"]] if facts["project"] else None,
        author_id=ids[facts["author"]].member_id,
        title=facts["title"],
        body=facts["body"],
        readers=Readers(facts["readers"]),
        state=state,
        publish_at=now + timedelta(days=facts["in_days"]) if waits else None,
        published_at=made if was_out else None,
        edited_at=made,
        made_at=made,
    )


def _picture(update: int, alt: str) -> None:
    """Draw a bus on a road, keep it where photos are, and put it into news."""
    drawn = Image.new("RGB", SIZE, "#dcebf7")
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((700, 50, 830, 180), fill="#ffc043")
    pen.ellipse((-300, 260, 700, 900), fill="#2f7d5b")
    pen.ellipse((350, 330, 1300, 1000), fill="#0d6b5f")
    pen.rectangle((0, 470, 960, 540), fill="#6f6678")
    pen.rounded_rectangle((330, 370, 590, 490), 22, fill="#a8244f")
    for left in (352, 426, 500):
        pen.rounded_rectangle((left, 390, left + 58, 430), 6, fill="#f5f3f9")
    for left in (372, 502):
        pen.ellipse((left, 465, left + 48, 513), fill="#241630")
    folder = current_app.config["SETTINGS"].data_dir / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{hashlib.sha256(alt.encode()).hexdigest()[:24]}.webp"
    width, height = SIZE
    drawn.save(folder / name, "WEBP", quality=82)
    size = {"width": width, "height": height}
    db.session.add(UpdateImage(update_id=update, name=name, alt=alt, **size))
