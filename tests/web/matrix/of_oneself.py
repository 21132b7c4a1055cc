"""What a person of the matrix keeps for themselves, wrote, or showed."""

from datetime import date

from flask import current_app
from PIL import Image
from sqlalchemy import insert

from community.connections.models import (
    Dismissal,
    Subject,
)
from community.core import clock, vault
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.text import folded
from community.core.visible import MUTED, tie
from community.essays.models import (
    Essay,
    EssayAuthor,
    EssayFigure,
    EssayState,
    EssayVersion,
)
from community.evidence.facts import ResourceFacts, write
from community.evidence.models import (
    Resource,
    ResourceState,
    ResourceTalker,
    ResourceType,
)
from community.following.models import SavedSearch, SearchOf
from community.ideas.models import Idea, IdeaComment
from community.lived.models import LivedExperience
from community.members.models import DetailName, MemberDetail, MemberTag, Relation
from community.network.models import MapView
from community.notices.models import Notice
from community.privacy.models import Exclusion
from community.safeguarding.models import (
    Block,
    Mute,
    MutedWord,
)
from tests.web.matrix.giving import Things, gives


@gives
def _kept(n: int) -> Things:
    """What is theirs alone: who they keep away, what they keep and are told."""
    db.session.add(Block(id=n, member_id=n, other_id=8, name_then="Mo"))
    db.session.add(Mute(id=n, member_id=n, other_id=7))
    db.session.execute(insert(tie).values(member_id=n, other_id=7, kind=MUTED))
    aside = {"subject": Subject.PERSON, "subject_id": 4, "reason": "no time now"}
    db.session.add(Dismissal(id=n, member_id=n, until=date(2999, 1, 1), **aside))
    query = {"offers": ["evaluation"]}
    db.session.add(SavedSearch(id=n, member_id=n, of=SearchOf.PEOPLE, query=query))
    told = {"kind": "follow-stage", "key": "stage:1", "link": "/projects/project-1"}
    db.session.add(Notice(id=n, member_id=n, project_id=1, **told))
    db.session.add(
        MemberTag(
            id=1000 + n, member_id=n, tag_id=1, relation=Relation.OFFERS,
            audience=Audience.ME,
        )
    )  # fmt: skip
    view = {"title": "Places", "asked": "colour=place", "owner_id": n}
    db.session.add(MapView(id=n, key=f"view-{n}", **view))
    return {
        "block_id": str(n), "mute_id": str(n), "dismissal_id": str(n),
        "search_id": str(n), "notice_id": str(n), "row_id": str(1000 + n),
        "key": f"view-{n}",
    }  # fmt: skip


@gives
def _for_themselves(n: int) -> Things:
    """What they have lived through, where they never show, what they do not read."""
    sealed = vault.seal('{"tag": "", "words": "Soup"}')
    db.session.add(LivedExperience(id=n, member_id=n, sealed=sealed, audience="me"))
    db.session.add(Exclusion(id=n, member_id=n, organisation_id=1))
    db.session.add(MutedWord(id=n, member_id=n, word="Broth", folded="broth"))
    return {
        "lived/<row_id>": str(n), "exclusion_id": str(n), "word_id": str(n),
        "audience/<thing>/<row_id>": str(1000 + n),
    }  # fmt: skip


@gives
def _thought_of(n: int) -> Things:
    """An idea with a word of theirs, a resource that they suggested, an essay."""
    said = {"title": "Soup", "challenge": "Hunger", "body": "Soup", "folded": "soup"}
    db.session.add(Idea(id=n, slug=f"idea-{n}", author_id=n, **said))
    db.session.flush()
    db.session.add(IdeaComment(id=n, idea_id=n, member_id=n, words="With salt"))
    out = {"state": ResourceState.PUBLISHED, "published_at": clock.now()}
    for number, state in ((n, out), (1000 + n, {})):
        made = Resource(
            id=number, slug=f"soup-{number}", title=f"Soup {number}",
            folded=folded(f"Soup {number}"), type=ResourceType.GUIDE,
            submitted_by_id=n, **state,
        )  # fmt: skip
        db.session.add(made)
        write(Viewer(n, n), made, ResourceFacts(made.title, ResourceType.GUIDE), "")
    db.session.flush()
    talker = {"resource_id": n, "member_id": n, "words": "Mine"}
    db.session.add(ResourceTalker(**talker, audience=Audience.MEMBERS))
    _essay(n)
    return {
        "idea": f"idea-{n}", "comment_id": str(n), "evidence/<slug>": f"soup-{n}",
        "resource": f"soup-{1000 + n}", "essay": f"essay-{n}",
        "figures/<name>": f"e{n}.webp",
    }  # fmt: skip


def _essay(n: int) -> None:
    row = {"title": "Soup", "number": n, "state": EssayState.PUBLISHED}
    day = date(2017, 9, 1)
    db.session.add(Essay(id=n, slug=f"essay-{n}", series_id=1, published_on=day, **row))
    db.session.flush()
    text = {"title": "Soup", "body": "Soup", "published_at": clock.now()}
    db.session.add(EssayVersion(essay_id=n, number=1, **text))
    db.session.add(EssayAuthor(essay_id=n, name="S. Oup", member_id=n))
    size = {"width": 4, "height": 3, "alt": "Soup"}
    shown = {"number": 1, "name": f"e{n}.webp", "out": True}
    db.session.add(EssayFigure(essay_id=n, **shown, **size))


@gives
def _pictured(n: int) -> Things:
    """A photo that members see; and the files of all pictures of theirs."""
    value = {"file": f"p{n}.webp", "alt": "Me"}
    row = {"name": DetailName.PHOTO, "value": value, "audience": Audience.MEMBERS}
    db.session.add(MemberDetail(member_id=n, **row))
    folder = current_app.config["SETTINGS"].data_dir / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    for name in (f"p{n}.webp", f"e{n}.webp", f"{n}.webp"):
        Image.new("RGB", (4, 3)).save(folder / name, "WEBP")
    return {"photo/<name>": f"p{n}.webp"}
