"""Who hears of what happens under an idea: its author, whoever is answered, helpers.

Nobody hears of somebody whom they do not see or whom they muted.
"""

from collections.abc import Iterable

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.ideas.models import Idea, IdeaComment, IdeaHelp
from community.ideas.queries import not_of_muted
from community.members.hearing import reads_of
from community.notices.commands import tell

WHY = "ideas"


def page_of(idea: Idea, part: str = "") -> str:
    """Return where an idea is read."""
    return f"/ideas/{idea.slug}{part}"


def _hears(member: int, person: int) -> bool:
    return member != person and reads_of(member, person)


def _author_hears(idea: Idea, person: int) -> bool:
    return idea.author_id is not None and _hears(idea.author_id, person)


def commented(idea: Idea, row: IdeaComment, answered: IdeaComment | None) -> None:
    """Tell whoever is answered; else the author, in one notice for each idea."""
    whom = answered.member_id if answered else None
    if whom is not None and _hears(whom, row.member_id):
        tell(
            whom, "idea-answer", f"idea-answer:{row.id}", person=row.member_id,
            link=page_of(idea, f"#c{row.id}"),
        )  # fmt: skip
    if whom != idea.author_id and _author_hears(idea, row.member_id):
        assert idea.author_id is not None
        tell(
            idea.author_id, "idea-comment", f"idea-comment:{idea.id}",
            person=row.member_id, link=page_of(idea, "#comments"), again=True,
        )  # fmt: skip


def offered(idea: Idea, row: IdeaHelp) -> None:
    """Tell the author that somebody would help."""
    if _author_hears(idea, row.member_id):
        assert idea.author_id is not None
        key = f"idea-help:{idea.id}:{row.member_id}"
        link = page_of(idea, "#helpers")
        tell(idea.author_id, "idea-help", key, person=row.member_id, link=link)


def became(idea: Idea, but: Iterable[int]) -> None:
    """Tell those who offered help or commented that there is a project now.

    Not its author, nor those who are told otherwise (`but`), nor who see no such idea.
    """
    members: set[int] = set()
    for entity in (IdeaHelp, IdeaComment):
        found = unscoped(WHY, entity.member_id).where(entity.idea_id == idea.id)
        members |= set(db.session.scalars(found))
    for member in sorted(members - {idea.author_id, *but}):
        they = Viewer(member, state="active")
        sees = visible(they, Idea.id).where(Idea.id == idea.id, not_of_muted(they))
        if db.session.scalar(sees) is not None:
            tell(
                member, "idea-project", f"idea-project:{idea.id}",
                project=idea.project_id, link=page_of(idea),
            )  # fmt: skip
