"""No letter says a sensitive word, an address, a name, or what people wrote."""

import json
import re

import pytest

from community.connections.models import ConnectionNote, ConnectionStory
from community.core.access import Audience
from community.core.db import db
from community.core.outbox import Job
from community.members.models import MemberTag, Relation
from community.notices.commands import choose_for, tell
from community.notices.models import How
from community.vocabulary.commands import reference
from tests import mail
from tests.cast import CAST, TAGS, tag_id
from tests.privacy import stage
from tests.web.test_addresses import ACTS, WORDS

SENSITIVE = {row["label"] for row in reference("tags") if row["sensitive"] == "yes"}
SENSITIVE |= {label for _slug, label, _family, hidden, _name in TAGS if hidden}
NAMES = {word for person in CAST.values() for word in person.name.split()}
EMAILS = {person.email for person in CAST.values()} | {stage.GUEST, stage.FRESH}
EMAILS |= {stage.READER, stage.ASKER}
CANARIES = (
    WORDS, "kettle", "A song for you", "A tune for you", "I bring a drum", "He sings",
    "I would like to sing", "He sells", "breath work", "lighthouse", "windmill",
    "harp", "tuba", "bugle", "They laugh", "bassoon", "trombone", "accordion", "zither",
    "A shed", "is far", "oboe", "viola", "cello", "banjo", "lyre", "sitar", "gong",
    "cymbal", "spinet", "celesta", "theremin", "carillon",
    "calliope", "glockenspiel", "dulcimer", "gurdy", "psaltery", "bombarde", "crumhorn",
)  # fmt: skip
"""What people wrote to each other or noted, on the stage and below."""
TOKEN = re.compile(
    r"/(?:unsubscribe|reset|confirm|join|account/email|get-updates)/[^\s\"<]+"
)


def leaks(text, names=NAMES):
    """Return what of all that is in a text, but for secret links."""
    text = " ".join(TOKEN.sub("", text).split())
    words = sorted({*SENSITIVE, *names, *CANARIES})
    found = [word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.I)]
    return found + sorted(email for email in EMAILS if email in text.casefold())


@pytest.fixture
def everything(app, visitor):
    """Let much happen, and tell Alice of every kind, also about what is sensitive."""
    stage.fill()
    db.session.add_all(
        (
            ConnectionStory(connection_id=1, member_id=1, words="By the lighthouse"),
            ConnectionNote(connection_id=1, member_id=1, words="Owes me a windmill"),
            MemberTag(
                member_id=4, tag_id=tag_id("diabetes"), relation=Relation.OFFERS,
                audience=Audience.MEMBERS,
            ),
        )
    )  # fmt: skip
    db.session.commit()
    for who, path, data in ACTS:
        assert visitor(who).post(path, data, follow=False).status in (302, 303), path
    mail.sensitive_project()
    mail.titled_project()


@pytest.mark.parametrize("project", [mail.CAFE, mail.SENSITIVE, mail.TITLED])
def test_nothing_of_it_is_in_any_letter(app, everything, project):
    mail.tell_all(project)
    jobs = mail.outbox() + mail.to_addresses() + mail.to_subscribers()
    assert len({job.kind for job in jobs}) > 40
    for job in jobs:
        (letter,) = mail.written(app, [job]).values() or (None,)
        if letter is None:
            continue
        for part in (letter.subject, letter.body, mail.html_of(letter)):
            assert leaks(part) == [], (job.kind, part[:300])
        headers = [value for name, value in letter.message().items() if name != "To"]
        assert leaks(" ".join(headers)) == [], job.kind


def test_a_digest_says_names_and_nothing_else_of_it(app, everything):
    choose_for(1, "follow-stage", How.DIGEST)
    tell(1, "follow-stage", "sensitive", project=mail.SENSITIVE, link="/projects/x")
    tell(1, "follow-stage", "titled", project=mail.TITLED, link="/projects/y")
    letter = mail.digest(app)
    for part in (letter.subject, letter.body, mail.html_of(letter)):
        assert leaks(part, names=set()) == []
    assert leaks(letter.subject) == []
    assert "Pain cafe" in letter.body
    assert "A project" in letter.body


def test_rows_of_the_outbox_hold_nothing_of_it(everything):
    mail.tell_all(mail.SENSITIVE)
    for job in mail.outbox():
        assert leaks(json.dumps(job.facts)) == [], job.kind
        assert leaks(job.key or "") == [], job.key
        assert job.to is None or job.member_id is None


def test_a_project_is_named_in_the_body_alone_and_only_if_it_is_not_sensitive(app):
    mail.sensitive_project()
    mail.tell_all(mail.CAFE)
    usual = mail.written(app, mail.outbox())
    named = {kind for kind, letter in usual.items() if "Pain cafe" in letter.body}
    assert {"offer", "follow-need", "follow-project"} <= named
    assert not [kind for kind in usual if "Pain cafe" in usual[kind].subject]
    for job in mail.outbox():
        db.session.delete(job)
    for row in mail.notices():
        row.project_id = mail.SENSITIVE
        db.session.add(
            Job(kind=row.kind, member_id=1, facts={"notice": row.id}, key=row.key)
        )
    db.session.flush()
    hidden = mail.written(app, mail.outbox())
    assert hidden.keys() == usual.keys()
    for kind, letter in hidden.items():
        assert "diabetes" not in letter.message().as_string().casefold(), kind


@pytest.mark.parametrize(
    "words", ["about Diabetes.", "says Dai", "a KETTLE", "bob@example.org", "He sings"]
)
def test_the_scan_finds_what_it_looks_for(words):
    assert leaks(f"<p>Somebody {words}</p>")
