"""The demo's essays: one with a second version, one that is planned."""

from datetime import timedelta
from typing import Any

from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db
from community.demo.people import Loaded
from community.essays import commands, publishing
from community.essays.models import EssayAuthor
from community.essays.series import save_series

FIRST = "We measured chairs, and no names."
"""What the first version said where the second says it better."""


def load(facts: dict[str, Any], ids: dict[str, Loaded]) -> None:
    """Write them as an organiser would."""
    one = ids["p004"]
    roles = frozenset({Role.ORGANISER})
    editor = Viewer(one.member_id, one.account_id, roles=roles, state="active")
    series = save_series(editor, None, **facts["series"])
    for essay in facts["essays"]:
        _essay(editor, series.slug, essay, ids)
    db.session.flush()


def _essay(
    editor: Viewer, series: str, facts: dict[str, Any], ids: dict[str, Loaded]
) -> None:
    due = clock.today() + timedelta(days=facts["due_in"]) if "due_in" in facts else None
    said = commands.Said(facts["title"], facts["standfirst"])
    row = commands.plan(editor, commands.Plan(series, facts["number"], due), said)
    for rank, author in enumerate(facts["authors"]):
        db.session.add(
            EssayAuthor(
                essay_id=row.id,
                name=author["name"],
                rank=rank,
                member_id=ids[author["person"]].member_id,
            )
        )
    if not facts["published"]:
        return
    for body in (facts["body"].replace("We measured chairs.", FIRST), facts["body"]):
        version = commands.Said(facts["title"], facts["standfirst"], body)
        commands.save(editor, row, version, row.version)
        publishing.publish(editor, row, row.version, facts["revised"])
