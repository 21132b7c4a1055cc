"""Every noun phrase that this place began with has its page: docs/seed.md lists them.

A phrase, where it lives, who looks, and what stands there. `{...}` in an address is
filled from what is there.
"""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from community.core.db import db
from community.essays.loading import load_essays
from community.evidence.loading import load_evidence
from community.expertise.commands import load_tags
from community.programme.programmes_loading import load_programme
from community.surveys.loading import load_survey
from community.vocabulary.commands import load_terms, set_setting
from community.vocabulary.models import Term
from tests.programme import steering

PAGE = Path(__file__).parents[2] / "docs/seed.md"
LAB, MEMBER, ORGANISER = "/programme/peer-support", "alice", "olu"

PHRASES = (
    ("the Lab's first project, twelve months", LAB, None, "It took twelve months"),
    ("the challenge", LAB, None, "What would it take for effective peer support"),
    ("the challenge, on the front page", "/", None, "What would it take for effective"),
    ("someone who gets it", "/", None, "Find the people who get it"),
    ("peer support", "/about", None, "Peer support is help from somebody"),
    ("long-term health and wellbeing needs", LAB, None, "long-term health and"),
    ("three phases", LAB, None, "April 2017 to July 2017"),
    ("Research and Discovery", LAB, None, "Research and discovery"),
    ("Developing and testing ideas", LAB, None, "August 2017 to December 2017"),
    ("Distilling and sharing learning", LAB, None, "January 2018 to May 2018"),
    ("multiple perspectives, system-wide", "/map/", None, "agreed to be on the map"),
    ("a small number of areas", LAB, None, "Culture and buy-in"),
    ("an area", "/programme/areas/workforce", None, "areas of this challenge"),
    ("Lab participants, almost 200", LAB, None, "Almost 200 people took part"),
    ("people who take part", "/members/", MEMBER, "Olu Adeyemi"),
    ("peer support ideas", "/ideas/", MEMBER, "Ideas"),
    ("projects locally", "/projects/", None, "Pain cafe"),
    ("where projects are", "/projects/?place=wls", None, "Place"),
    ("collating what we have learned", "/news/", None, "News"),
    ("new insights practically applied", "/impact/", None, "Impact"),
    ("clinicians, patients, designers, academics", LAB, None, "clinicians, patients"),
    ("Q members, charities, social care, housing", LAB, None, "housing associations"),
    ("national bodies and think tanks", LAB, None, "national bodies and think tanks"),
    ("project outputs", LAB, None, "What comes of it"),
    ("the Lab Essays, six in total", "/essays/", None, "Essays"),
    ("What is the Q Improvement Lab?", "/essays/", None, "the Q Improvement"),
    ("peer support learning", "/essays/", None, "Learning and insights"),
    ("understanding decision making", "/essays/", None, "How do people make decisions"),
    ("impact model", "/essays/", None, "Impact that counts"),
    ("approach to evaluation", "/essays/", None, "approach to evaluation"),
    ("the four areas of impact", "/impact/", None, "skills"),
    ("nationwide survey", "/surveys/", None, "2,666"),
    ("YouGov", "/surveys/{survey}", None, "YouGov"),
    ("different groups", "/surveys/{survey}", None, "had not used it"),
    ("refer, recommend or use", "/surveys/{survey}", None, "recommend it"),
    ("factors of decisions", "/factors/", None, "quality"),
    ("additional evidence and insights", "/evidence/", None, "Evidence Hub"),
    ("people in the UK", "/projects/", MEMBER, "Wales"),
    ("Peer Support Evidence Hub", "/evidence/", None, "Evidence Hub"),
    ("collates and curates", "/evidence/collections/", None, "Collections"),
    ("National Voices, a coalition", LAB, None, "National Voices"),
    ("the Health Foundation, an award", LAB, None, "award from the Health Foundation"),
    ("launch in January 2019", LAB, None, "January 2019"),
    ("fragmented, difficult to find", "/evidence/?q=referral", None, "referral"),
    ("high quality materials", "/evidence/", None, "Strength"),
    ("resources, tools and evidence", "/evidence/?type=toolkit", None, "Toolkit"),
    ("availability and quality", "/factors/", None, "quality"),
    ("peer support programmes", "/programme/", None, "Making peer support available"),
    ("connections", "/connections/", MEMBER, "People"),
    ("collaborations", "/projects/project-1", MEMBER, "People"),
    ("a diverse community", "/map/", None, "nobody stands out"),
    ("expertise", "/members/", MEMBER, "Evaluation"),
    ("introductions", "/connections/introductions/", MEMBER, "Introductions"),
    ("wider Lab impact", "/impact/", None, "Impact"),
    ("the network at each phase", "/network/history/", ORGANISER, "Phases"),
    ("learn more and stay connected", "/get-updates", None, "Get updates"),
    ("get updates", "/", None, "Get updates"),
    ("events", "/events/", None, "Events"),
)  # fmt: skip
FILES = {
    "updates as a feed": "/news.atom",
    "evidence as a feed": "/evidence.atom",
    "essays as a feed": "/essays.atom",
}


@pytest.fixture
def seeded(app):
    """A community with all that is shipped, and people enough for numbers."""
    for one in db.session.scalars(select(Term)).all():
        db.session.delete(one)
    load_terms()
    load_tags()
    load_programme()
    load_evidence()
    load_essays()
    load_survey()
    set_setting("stories", "[]")
    steering.file_under(1, "workforce")
    db.session.commit()


def filled(visitor, path):
    """Return an address with the first survey in the place that it leaves open."""
    if "{survey}" not in path:
        return path
    found = [one for one in visitor.see("/surveys/").links() if "/surveys/" in one]
    return next(one for one in found if one.count("/") == 2 and one != "/surveys/")


def test_each_phrase_has_its_page(visitor, seeded):
    pages, missing = {}, {}
    for phrase, path, who, words in PHRASES:
        if (path, who) not in pages:
            reader = visitor(who)
            pages[path, who] = reader.see(filled(reader, path)).main
        if words.casefold() not in pages[path, who].casefold():
            missing[phrase] = f"{path}: {words}: {pages[path, who]}"
    for phrase, path in FILES.items():
        if visitor().get(path).status_code != 200:
            missing[phrase] = path
    assert not missing, "\n".join(missing.values())


def test_skip_to_content_is_the_first_link_of_every_page(visitor, seeded):
    for path in ("/", LAB, "/evidence/", "/essays/", "/projects/"):
        assert visitor().see(path).texts("body a")[0] == "Skip to content"


def test_the_list_of_phrases_is_the_one_that_is_written_down():
    rows = re.findall(r"^\| (.+?) \| `(.+?)` \|", PAGE.read_text(), re.M)
    known = [(phrase, path) for phrase, path, *_rest in PHRASES]
    known += list(FILES.items())
    assert [row for row in rows if row[0] != "Skip to content"] == known
