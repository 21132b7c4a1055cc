"""Talking about an idea: comments, answers, offers of help."""

from sqlalchemy import delete, func, update

from community.core import clock, journal
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.ideas import telling
from community.ideas.commands import DAY, check_seen, take
from community.ideas.models import TALKED_ABOUT, Idea, IdeaComment, IdeaHelp, IdeaState
from community.ideas.threads import TEN_MINUTES

LETTERS, HELP_LETTERS = 2000, 400
SHOWS = (Audience.MEMBERS, Audience.ME)
"""Who may see an offer of help beside the author of the idea, as they choose it."""
A_DAY = 20
"""So many comments a day are plenty."""


def tidy(words: str, most: int = LETTERS) -> str:
    """Return what somebody wrote with ends of lines alike, or refuse it."""
    said = "\n".join(words.strip().splitlines())
    if not said:
        raise Refused(N_("Write something first"))
    if len(said) > most:
        raise Refused(N_("Use %(most)s letters or fewer"), most=most)
    return said


def comment(
    viewer: Viewer, slug: str, words: str, answers: int | None = None
) -> IdeaComment:
    """Say something to an idea, or answer a comment; answers stand one level deep."""
    require(viewer, Permission.IDEA_WRITE)
    idea, said = take(viewer, slug), tidy(words)
    _check_talk(viewer, idea)
    answered = _comment(viewer, idea, answers) if answers else None
    row = IdeaComment(
        idea_id=idea.id, member_id=viewer.member_id, words=said,
        answers_id=(answered.answers_id or answered.id) if answered else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    telling.commented(idea, row, answered)
    return row


def _check_talk(viewer: Viewer, idea: Idea) -> None:
    if idea.state not in TALKED_ABOUT:
        raise Refused(N_("Nobody can comment on this idea any more"))
    check_seen(viewer)
    mine = visible(viewer, func.count(IdeaComment.id)).where(
        IdeaComment.member_id == viewer.member_id,
        IdeaComment.made_at > clock.now() - DAY,
    )
    if (db.session.scalar(mine) or 0) >= A_DAY:
        raise Refused(
            N_("%(most)s comments a day are plenty. Go on tomorrow"), most=A_DAY
        )


def _comment(viewer: Viewer, idea: Idea, number: int) -> IdeaComment:
    row: IdeaComment = find(
        viewer,
        IdeaComment,
        IdeaComment.id == number,
        IdeaComment.idea_id == idea.id,
        ~IdeaComment.removed,
    )
    return row


def my_comment(viewer: Viewer, idea: Idea, number: int) -> IdeaComment:
    """Return a comment of the viewer's own."""
    row = _comment(viewer, idea, number)
    if row.member_id != viewer.member_id:
        raise Forbidden("comment")
    return row


def reword(viewer: Viewer, slug: str, number: int, words: str) -> None:
    """Say one's own comment otherwise, within ten minutes; the others see that."""
    idea, said = take(viewer, slug), tidy(words)
    row = my_comment(viewer, idea, number)
    if clock.now() >= row.made_at + TEN_MINUTES or idea.state not in TALKED_ABOUT:
        raise Refused(N_("It is too late to change it. Write a new comment instead"))
    if row.words != said:
        row.words, row.edited_at = said, clock.now()
    db.session.flush()


def remove(viewer: Viewer, slug: str, number: int) -> None:
    """Take one's own comment away; its place stays where somebody answered it."""
    row = my_comment(viewer, take(viewer, slug), number)
    row.words, row.removed = "", True
    journal.record(viewer, journal.Act.IDEA, "comment", row.id, "removed")
    db.session.flush()


# ---------------------------------------------------------------- offers of help
def offer(viewer: Viewer, slug: str, words: str, audience: Audience) -> IdeaHelp:
    """Say that one would help, and with what; said again, it says the new words."""
    require(viewer, Permission.IDEA_WRITE)
    idea, said = take(viewer, slug), tidy(words, HELP_LETTERS)
    if idea.author_id == viewer.member_id:
        raise NotFound("help")
    if idea.state is not IdeaState.OPEN:
        raise Refused(N_("This idea takes no offers of help any more"))
    if audience not in SHOWS:
        raise Refused(N_("Choose who sees it"))
    check_seen(viewer)
    row = _my_help(viewer, idea)
    new = row is None
    row = row or IdeaHelp(idea_id=idea.id, member_id=viewer.member_id)
    row.words, row.audience = said, audience
    db.session.add(row)
    db.session.flush()
    if new:
        telling.offered(idea, row)
    return row


def _my_help(viewer: Viewer, idea: Idea) -> IdeaHelp | None:
    found = visible(viewer, IdeaHelp).where(
        IdeaHelp.idea_id == idea.id, IdeaHelp.member_id == viewer.member_id
    )
    row: IdeaHelp | None = db.session.scalar(found)
    return row


def show(viewer: Viewer, number: int, audience: Audience) -> None:
    """Choose who sees one of the viewer's offers; its words stay as they are."""
    if audience not in SHOWS:
        raise NotFound("audience")
    mine = (IdeaHelp.id == number, IdeaHelp.member_id == viewer.member_id)
    done = db.session.execute(update(IdeaHelp).where(*mine).values(audience=audience))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise NotFound("help")
    journal.record(viewer, journal.Act.AUDIENCE, "help", number, audience.value)


def take_back(viewer: Viewer, slug: str) -> None:
    """Take one's offer back; nobody is told."""
    idea = take(viewer, slug)
    db.session.execute(
        delete(IdeaHelp).where(
            IdeaHelp.idea_id == idea.id, IdeaHelp.member_id == viewer.member_id
        )
    )
    db.session.flush()


def tick(viewer: Viewer, idea: Idea, numbers: set[int]) -> None:
    """Note whom of those who offered help the author would like in the project."""
    require(viewer, Permission.IDEA_EDIT, idea)
    seen = visible(viewer, IdeaHelp.id).where(IdeaHelp.idea_id == idea.id)
    ids = set(db.session.scalars(seen))
    for invited, which in ((True, ids & numbers), (False, ids - numbers)):
        db.session.execute(
            update(IdeaHelp).where(IdeaHelp.id.in_(which)).values(invited=invited)
        )
