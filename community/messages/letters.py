"""Letters about conversations: each to one person, at most once."""

from community.members import letters


def write_once(member: int, kind: str, link: str, about: str) -> bool:
    """Put a letter to somebody active into the outbox, unless it was written before.

    `about` says what it is about, in up to 40 letters. Tell whether it was written.
    """
    return letters.write_once(member, kind, f"{kind}:{about}:{member}", link=link)
