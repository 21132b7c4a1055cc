"""Reasons in plain English, for the command line."""

from collections.abc import Callable

from community.graph import channels as c
from community.graph.records import Node, Reason

TO_PROJECT = {
    c.WORKS_WITH: "{1} is with you in {0}, and is in this one too",
    c.WORKS_CLOSELY: "{1}, who is in few projects, is in {0} with you and in this one",
    c.KNOWS_SOMEBODY_THERE: "you know {0}, who is in it",
    c.FRIENDS_OF_FRIENDS_THERE: "you know {0}, who knows {1}, who is in it",
    c.FRIENDS_WORK_WITH: "you know {0}, who is in {1} with {2}, who is in this one too",
    c.SIMILAR_PROJECT: "it shares the topic {1} with your project {0}",
    c.ALIKE_PROJECT: "like your project {0}, it is about {1}",
    c.LINKED_PROJECT: "it is linked with your project {0}",
    c.LIKE_MINDED: "{1}, who is in it, shares your tag {0}",
    c.OFFER_MEETS_NEED: "you offer {0}, which it needs",
    c.SHARED_TAG: "it is about {0}, as you are",
    c.NEAR_NEED: "you offer {0}, which is near to what it needs, {1}",
    c.NEAR_TAG: "it is about {1}, which is near to your {0}",
    c.SAME_PLACE: "it is in {0}, where you are",
    c.PATTERN: "who has chosen {0} tends to choose it too",
    c.POPULAR: "many people are in it",
}
TO_PERSON = {
    c.MUTUAL: "{0} knows you both",
    c.FURTHER_TIES: "you know {0}, who knows {1}, who knows them",
    c.SHARED_PROJECT: "you are both in {0}",
    c.WORKS_WITH_FRIEND: "you know {0}, who is in {1} with them",
    c.KNOWS_TEAMMATE: "{1}, who is in {0} with you, knows them",
    c.OFFER_MEETS_SEEK: "you offer {0}, which they seek",
    c.SEEK_MEETS_OFFER: "you seek {0}, which they offer",
    c.SHARED_TAG: "you share {0}",
    c.NEAR_SEEK: "you offer {0}, which is near to what they seek, {1}",
    c.NEAR_OFFER: "you seek {0}, which is near to what they offer, {1}",
    c.NEAR_TAG: "their {1} is near to your {0}",
    c.SAME_PLACE: "you are both in {0}",
    c.PATTERN: "who has chosen {0} tends to know them",
}


def in_words(words: dict[str, str], reason: Reason, name: Callable[[Node], str]) -> str:
    """Return a reason as part of a sentence."""
    return words[reason.channel].format(*(name(node) for node in reason.via))
