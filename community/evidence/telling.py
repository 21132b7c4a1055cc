"""Who hears of resources: curators of new ones, submitters of answers, owners of days.

Letters hold the title of a resource at most, and not where it holds a sensitive word.
"""

from datetime import date

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.evidence.models import Resource, ResourceTag
from community.expertise.hints import hinting, hints
from community.expertise.models import Tag
from community.members.organisers import curators
from community.notices.commands import tell

QUEUE, MINE = "/evidence/curate/", "/evidence/mine"


def suggested(row: Resource) -> None:
    """Tell the curators that something waits: one notice, however many wait."""
    for one in curators():
        if one.member_id is not None and one.member_id != row.submitted_by_id:
            tell(one.member_id, "evidence-new", "evidence-new", link=QUEUE, again=True)


def answered(row: Resource, by: Viewer) -> None:
    """Tell whoever suggested a resource what came of it."""
    whom = row.submitted_by_id
    if whom is None or whom == by.member_id:
        return
    key = f"evidence-answer:{row.id}:{row.version}"
    tell(whom, "evidence-answer", key, link=MINE, resource=row.id)


def overdue(owner: int, resource: int, slug: str, day: date) -> None:
    """Tell an owner, once, that the day of a review has come."""
    tell(
        owner, "evidence-overdue", f"evidence-overdue:{resource}:{day:%y%m%d}",
        link=f"{QUEUE}{slug}", resource=resource,
    )  # fmt: skip


def title_for_letter(viewer: Viewer, resource: int) -> str:
    """Return the title of a resource for a letter to `viewer`, or "".

    Without one where the viewer does not see it, or it is about what is sensitive.
    """
    found = visible(viewer, Resource.title).where(Resource.id == resource)
    title = db.session.scalar(found) or ""
    about = visible(viewer, Tag.id).join(ResourceTag, ResourceTag.tag_id == Tag.id)
    tagged = about.where(ResourceTag.resource_id == resource, Tag.sensitive)
    if db.session.scalar(tagged.limit(1)) is not None:
        return ""
    return "" if hints(title, hinting()) else title
