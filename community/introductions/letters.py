"""Letters about introductions: each once, never with names or words in them."""

from community.connections.letters import reads_of
from community.introductions.models import Introduction, IntroductionKind
from community.messages.letters import write_once

LINK = "/connections/introductions/"


def asked(row: Introduction) -> None:
    """Tell the one in the middle that somebody asks them."""
    if reads_of(row.introducer_id, row.asker_id):
        write_once(row.introducer_id, "introduction-asked", _to(row.id), _about(row))


def passed_on(row: Introduction) -> None:
    """Tell whoever is introduced: one, or of an offered one both."""
    for member in answerers(row):
        if all(reads_of(member, one) for one in others(row, member)):
            write_once(member, "introduction-passed", _to(row.id), _about(row))


def remind(row: Introduction, member: int, number: int) -> bool:
    """Remind somebody that an introduction waits for them."""
    kind, about = "introduction-reminder", f"{_about(row)}:{number}"
    return write_once(member, kind, _to(row.id), about)


def ended(row: Introduction, member: int) -> bool:
    """Tell whoever began it that it came to no yes, whatever the reason."""
    return write_once(member, "introduction-ended", LINK, _about(row))


def answerers(row: Introduction) -> tuple[int, ...]:
    """Return whoever has to answer once it was passed on."""
    if row.kind is IntroductionKind.ASKED:
        return (row.target_id,)
    return (row.asker_id, row.target_id)


def others(row: Introduction, member: int) -> tuple[int, ...]:
    """Return the other two of the three."""
    three = (row.introducer_id, row.asker_id, row.target_id)
    return tuple(one for one in three if one != member)


def _to(introduction: int) -> str:
    return f"{LINK}{introduction}"


def _about(row: Introduction) -> str:
    """Name an introduction with its moment: some databases reuse a deleted number."""
    return f"{row.id}:{row.asked_at:%y%m%d%H%M%S%f}"
