"""Why somebody or something is suggested, in the reader's language."""

from flask_babel import gettext

from community.matching.why import Sentence
from community.web.words import lower

TAGS = ("tag", "theirs")


def reason(sentence: Sentence) -> str:
    """Return one reason as a sentence, with tags written as inside a sentence."""
    values = dict(sentence.values)
    tags = [*TAGS, "also"] if "tag" in values else TAGS
    values |= {name: lower(values[name]) for name in tags if name in values}
    words = str(gettext(sentence.message, **values))
    return words[:1].upper() + words[1:]
