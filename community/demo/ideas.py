"""The demo's ideas: what they said before, what others say, and who would help."""

from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.text import folded, slug_of
from community.demo.people import Loaded, tag_ids
from community.ideas.models import (
    Idea,
    IdeaComment,
    IdeaHelp,
    IdeaState,
    IdeaTag,
    IdeaVersion,
)

PARTS = ("title", "challenge", "body", "wanted")


def load(
    ideas: list[dict[str, Any]], ids: dict[str, Loaded], projects: dict[str, int]
) -> None:
    """Load the ideas; their moments are counted back from now."""
    tags = tag_ids()
    for facts in ideas:
        row = _idea(facts, ids, projects)
        for slug in facts["tags"]:
            db.session.add(IdeaTag(idea_id=row.id, tag_id=tags[slug]))
        for before in facts["versions"]:
            words = {name: before[name] for name in (*PARTS, "why")}
            until = _ago(before["days_ago"])
            db.session.add(IdeaVersion(idea_id=row.id, until=until, **words))
        _comments(row.id, facts["comments"], ids)
        for offered in facts["helps"]:
            _help(row.id, offered, ids)
    db.session.flush()


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _idea(
    facts: dict[str, Any], ids: dict[str, Loaded], projects: dict[str, int]
) -> Idea:
    words = {name: facts[name] for name in PARTS}
    edited = [before["days_ago"] for before in facts["versions"]]
    row = Idea(
        slug=slug_of(facts["title"]),
        author_id=ids[facts["author"]].member_id,
        nation=facts["nation"],
        folded=folded(" ".join(words.values()))[:4000],
        state=IdeaState(facts.get("state", IdeaState.OPEN)),
        project_id=projects.get(facts.get("project", "")),
        made_at=_ago(facts["days_ago"]),
        edited_at=_ago(min(edited)) if edited else None,
        **words,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _comments(
    idea: int, comments: list[dict[str, Any]], ids: dict[str, Loaded]
) -> None:
    """Add comments in their order; `answers` is the place of the one they answer."""
    made: list[IdeaComment] = []
    for place, said in enumerate(comments):
        answers = said.get("answers")
        row = IdeaComment(
            idea_id=idea,
            member_id=ids[said["person"]].member_id,
            answers_id=made[answers].id if answers is not None else None,
            words=said["words"],
            made_at=_ago(said["days_ago"]) + timedelta(minutes=11 * place),
        )
        db.session.add(row)
        db.session.flush()
        made.append(row)


def _help(idea: int, facts: dict[str, Any], ids: dict[str, Loaded]) -> None:
    db.session.add(
        IdeaHelp(
            idea_id=idea,
            member_id=ids[facts["person"]].member_id,
            words=facts["words"],
            audience=Audience(facts["audience"]),
            invited=facts.get("invited", False),
            made_at=_ago(facts["days_ago"]),
        )
    )
