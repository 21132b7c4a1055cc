"""Words that may tell of danger to oneself: which they are, and which are not."""

import pytest

from community.core.text import folded
from community.safeguarding.crisis import risk_words, sounds


@pytest.mark.parametrize(
    "text",
    [
        "I want to die", "Sometimes I can't go on.", "I can’t go on", "suicidal",
        "Thinking of SUICIDE again", "I self-harm", "better off dead",
        "I’d kill myself",
        "I do not want to live", "I cut myself last night",
    ],
)  # fmt: skip
def test_words_of_danger_are_heard(text):
    assert sounds([text])


@pytest.mark.parametrize(
    "text",
    [
        "", "I want to dive", "This is killing me with laughter", "We went on",
        "The deadline is near", "Harm to nobody", "He cut the bread", "Diet",
        "I live in Wales", "myself",
    ],
)  # fmt: skip
def test_other_words_are_not(text):
    assert not sounds([text])


def test_each_word_of_the_list_is_heard_and_stands_as_scripts_compare_it():
    found = risk_words().words
    assert len(found) > 20
    assert len(set(found)) == len(found)
    for word in found:
        assert folded(word) == word
        assert sounds([f"Well, {word}, so"])
