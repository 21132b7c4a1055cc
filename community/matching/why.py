"""What a reason says: sentences with their facts, and the thread between two sides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from community.core.text import N_
from community.graph import channels as c


@dataclass(frozen=True)
class Step:
    """One station of a thread: you, a person, a project, a tag or a place."""

    kind: str
    label: str
    slug: str = ""


YOU = Step("you", "")


@dataclass(frozen=True)
class Sentence:
    """One reason: a message to translate, its facts, and both in English."""

    message: str
    values: dict[str, str] = field(metadata={"api": False})
    text: str = ""


@dataclass(frozen=True)
class Why:
    """Why somebody or something is suggested."""

    sentences: tuple[Sentence, ...]
    thread: tuple[Step, ...]


@dataclass(frozen=True)
class Says:
    """How a channel reads: with its facts by name, and with two of its first fact.

    `names` are the names of the inner nodes in order.
    """

    one: str
    names: tuple[str, ...]
    two: str = ""


def said(message: str, **values: str) -> Sentence:
    """Return a sentence."""
    return Sentence(message, values, message % values)


READS_AS: Mapping[str, str] = MappingProxyType(
    {c.WORKS_CLOSELY: c.WORKS_WITH, c.ALIKE_PROJECT: c.SIMILAR_PROJECT}
)
"""Channels that say in words what another one says too: they read as one sentence."""

PEOPLE: Mapping[str, Says] = MappingProxyType({
    c.OFFER_MEETS_SEEK: Says(
        N_("Would like help with %(tag)s, which you offer."), ("tag",),
        N_("Would like help with %(tag)s and %(also)s, which you offer."),
    ),
    c.SEEK_MEETS_OFFER: Says(
        N_("Offers %(tag)s, which you seek."), ("tag",),
        N_("Offers %(tag)s and %(also)s, which you seek."),
    ),
    c.SHARED_TAG: Says(
        N_("You have %(tag)s in common."), ("tag",),
        N_("You have %(tag)s and %(also)s in common."),
    ),
    c.MUTUAL: Says(
        N_("You both know %(person)s."), ("person",),
        N_("You both know %(person)s and %(also)s."),
    ),
    c.FURTHER_TIES: Says(
        N_("%(person)s, whom you know, knows %(other)s, who knows them."),
        ("person", "other"),
    ),
    c.SHARED_PROJECT: Says(
        N_("You both work on %(project)s."), ("project",),
        N_("You both work on %(project)s and %(also)s."),
    ),
    c.WORKS_WITH_FRIEND: Says(
        N_("Works on %(project)s with %(person)s, whom you know."),
        ("person", "project"),
    ),
    c.KNOWS_TEAMMATE: Says(
        N_("Knows %(person)s, who works on %(project)s with you."),
        ("project", "person"),
    ),
    c.NEAR_SEEK: Says(
        N_("Would like help with %(theirs)s, near %(tag)s, which you offer."),
        ("tag", "theirs"),
    ),
    c.NEAR_OFFER: Says(
        N_("Offers %(theirs)s, near %(tag)s, which you seek."), ("tag", "theirs")
    ),
    c.NEAR_TAG: Says(N_("%(theirs)s is near your %(tag)s."), ("tag", "theirs")),
    c.SAME_PLACE: Says(N_("You are both in %(place)s."), ("place",)),
    c.PATTERN: Says(
        N_("People who work on %(project)s often know somebody like this person."),
        ("project",),
        N_("People who work on %(project)s or %(also)s often know somebody "
           "like this person."),
    ),
})  # fmt: skip
"""What speaks for a person, to a member."""

PROJECTS: Mapping[str, Says] = MappingProxyType({
    c.OFFER_MEETS_NEED: Says(
        N_("Looks for somebody who brings %(tag)s, which you offer."), ("tag",),
        N_("Looks for somebody who brings %(tag)s or %(also)s, which you offer."),
    ),
    c.SHARED_TAG: Says(
        N_("It is about %(tag)s, like you."), ("tag",),
        N_("It is about %(tag)s and %(also)s, like you."),
    ),
    c.WORKS_WITH: Says(
        N_("%(person)s, who works on %(project)s with you, is in it."),
        ("project", "person"),
    ),
    c.KNOWS_SOMEBODY_THERE: Says(
        N_("You know %(person)s, who is in it."), ("person",),
        N_("You know %(person)s and %(also)s, who are in it."),
    ),
    c.FRIENDS_OF_FRIENDS_THERE: Says(
        N_("%(person)s, whom you know, knows %(other)s, who is in it."),
        ("person", "other"),
    ),
    c.FRIENDS_WORK_WITH: Says(
        N_("%(person)s, whom you know, works with %(other)s, who is in it."),
        ("person", "project", "other"),
    ),
    c.SIMILAR_PROJECT: Says(
        N_("It is about %(tag)s, like your project %(project)s."), ("project", "tag")
    ),
    c.LIKE_MINDED: Says(
        N_("%(person)s, who has %(tag)s in common with you, is in it."),
        ("tag", "person"),
    ),
    c.NEAR_NEED: Says(
        N_("Looks for somebody who brings %(theirs)s, near %(tag)s, which you offer."),
        ("tag", "theirs"),
    ),
    c.NEAR_TAG: Says(
        N_("It is about %(theirs)s, near your %(tag)s."), ("tag", "theirs")
    ),
    c.SAME_PLACE: Says(N_("It is in %(place)s, like you."), ("place",)),
    c.PATTERN: Says(
        N_("People who work on %(project)s often work on projects like this one too."),
        ("project",),
        N_("People who work on %(project)s or %(also)s often work on projects like "
           "this one too."),
    ),
})  # fmt: skip
"""What speaks for a project, to a member."""

HELPERS: Mapping[str, Says] = MappingProxyType({
    c.OFFER_MEETS_NEED: Says(
        N_("Offers %(tag)s, which the project looks for."), ("tag",),
        N_("Offers %(tag)s and %(also)s, which the project looks for."),
    ),
    c.SHARED_TAG: Says(
        N_("Has %(tag)s in common with the project."), ("tag",),
        N_("Has %(tag)s and %(also)s in common with the project."),
    ),
    c.WORKS_WITH: Says(
        N_("Works on %(project)s with %(person)s of the team."), ("person", "project")
    ),
    c.KNOWS_SOMEBODY_THERE: Says(
        N_("Knows %(person)s of the team."), ("person",),
        N_("Knows %(person)s and %(also)s of the team."),
    ),
    c.SIMILAR_PROJECT: Says(
        N_("Works on %(project)s, which is about %(tag)s too."), ("tag", "project")
    ),
    c.NEAR_NEED: Says(
        N_("Offers %(theirs)s, near %(tag)s, which the project looks for."),
        ("tag", "theirs"),
    ),
    c.NEAR_TAG: Says(
        N_("%(theirs)s is near the project’s %(tag)s."), ("tag", "theirs")
    ),
    c.SAME_PLACE: Says(N_("Is in %(place)s, like the project."), ("place",)),
    c.PATTERN: Says(
        N_("Often works on the kind of project that your team works on."), ()
    ),
})  # fmt: skip
"""What speaks for a person, to the lead of a project."""

_SHOWS = N_("Shows %(tag)s, which you marked; only you see this.")
_SEEKS = N_("Looks for %(tag)s, which you marked; only you see this.")
_ABOUT = N_("It is about %(tag)s, which you marked; only you see this.")

PRIVATE: Mapping[tuple[str, str], str] = MappingProxyType({
    ("member", c.SHARED_TAG): _SHOWS,
    ("member", c.OFFER_MEETS_SEEK): _SEEKS,
    ("member", c.SEEK_MEETS_OFFER): _SHOWS,
    ("project", c.SHARED_TAG): _ABOUT,
    ("project", c.OFFER_MEETS_NEED): _SEEKS,
})  # fmt: skip
"""How a reason reads that stands on what one marked for oneself alone."""

KNOWN_TO_LEAD = N_("You know them.")
WORKS_WITH_LEAD = N_("Works with you on %(project)s.")
