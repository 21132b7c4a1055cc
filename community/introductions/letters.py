"""Whom to tell of an introduction, each once; no words of it are in what is told."""

from community.introductions.models import Introduction, IntroductionKind
from community.members.hearing import reads_of
from community.notices.commands import tell

LINK = "/connections/introductions/"
ASKED, PASSED = "introduction-asked", "introduction-passed"
REMINDER = "introduction-reminder"


def asked(row: Introduction) -> None:
    """Tell the one in the middle that somebody asks them."""
    if reads_of(row.introducer_id, row.asker_id):
        key, link = key_of(ASKED, row), link_to(row.id)
        tell(row.introducer_id, ASKED, key, person=row.asker_id, link=link)


def passed_on(row: Introduction) -> None:
    """Tell whoever is introduced: one, or of an offered one both."""
    for member in answerers(row):
        if all(reads_of(member, one) for one in others(row, member)):
            key, link = key_of(PASSED, row), link_to(row.id)
            tell(member, PASSED, key, person=row.introducer_id, link=link)


def remind(row: Introduction, member: int, number: int) -> bool:
    """Remind somebody that an introduction waits for them."""
    key, link = f"{key_of(REMINDER, row)}:{number}", link_to(row.id)
    return tell(member, REMINDER, key, person=others(row, member)[0], link=link)


def ended(row: Introduction, member: int) -> bool:
    """Tell whoever began it that it came to no yes, whatever the reason."""
    kind = "introduction-ended"
    return tell(member, kind, key_of(kind, row), link=LINK)


def answerers(row: Introduction) -> tuple[int, ...]:
    """Return whoever has to answer once it was passed on."""
    if row.kind is IntroductionKind.ASKED:
        return (row.target_id,)
    return (row.asker_id, row.target_id)


def others(row: Introduction, member: int) -> tuple[int, ...]:
    """Return the other two of the three."""
    three = (row.introducer_id, row.asker_id, row.target_id)
    return tuple(one for one in three if one != member)


def link_to(introduction: int) -> str:
    """Return where an introduction is."""
    return f"{LINK}{introduction}"


def key_of(kind: str, row: Introduction) -> str:
    """Name an introduction with its moment: some databases reuse a deleted number."""
    return f"{kind}:{row.id}:{row.asked_at:%y%m%d%H%M%S%f}"
