"""No e-mail address in an answer, no word about health and no message in a letter."""

import json
import re

import pytest

from community import assets
from community.vocabulary.commands import reference
from tests.cast import CAST
from tests.letters import letters, notices
from tests.privacy import stage
from tests.privacy.everywhere import ROLES, addresses, come, send, some

EMAILS = {person.email for person in CAST.values()} | {stage.GUEST, stage.FRESH}
SHOWN = {
    (page, who): {CAST[who].email}
    for who in ROLES
    for page in ("account.index", "account.email")
    if who is not None
} | {("organise.people", "olu"): {CAST["pat"].email, stage.GUEST}}
"""Where an address may stand: one's own account; applicants and open invitations."""

TOLD_BY_LETTER = {
    "sign_in.join_by": {stage.GUEST},
    "account.change_email": {stage.FRESH},
}
"""Pages behind a link that only the owner of that address got."""

SENSITIVE = [row["label"] for row in reference("tags") if row["sensitive"] == "yes"]
LETTERS = sorted((assets.folder("templates") / "mail").glob("[a-z]*.md"))
SAID = {"site", "name", "project", "title", "words"}
"""What a letter may say beside the facts of its notice: see `web.mail`."""
GATHERED = {"digest", "updates"}
"""Letters that tell what their reader may read on a page, item by item."""
WORDS = "a kettle full of secrets"
HOW_FACTS_LOOK = {
    "link": re.compile(r"/[\w/.?=&#-]*"),
    "notice": re.compile(r"\d+"),
    "report": re.compile(r"\d+"),
    "resource": re.compile(r"\d+"),
    "day": re.compile(r"\d{4}-\d\d-\d\d"),
    "change": re.compile(r"/get-updates/[\w.-]+"),
    "hidden": re.compile(r"\d{4}-\d\d-\d\d"),
    "erased": re.compile(r"\d{4}-\d\d-\d\d"),
    "days": re.compile(r"\d+"),
    "why": re.compile(r"[a-z ]+"),
    "appeal": re.compile(r"\d+"),
    "device": re.compile(r"[\w ]+"),
    "answer": re.compile("approved|mapped|unclear|personal|covered|unfitting"),
}


@pytest.mark.parametrize("who", ROLES)
def test_no_address_of_anybody_is_in_any_answer(app, who):
    stage.fill()
    reader = come(app)(who)
    for address in some(addresses(app), 2, who):
        text = send(reader, address).get_data(as_text=True)
        may = SHOWN.get((address.endpoint, who), set())
        may |= TOLD_BY_LETTER.get(address.endpoint, set())
        found = {email for email in EMAILS if email in text}
        assert found <= may, (address.name, found - may)


def test_organisers_see_an_address_no_more_once_its_account_is_open(app, visitor):
    stage.fill()
    olu = visitor("olu")
    assert CAST["pat"].email in olu.see("/organise/people/").html
    olu.post("/organise/people/9/approve", follow=False)
    assert CAST["pat"].email not in olu.see("/organise/people/").html


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_no_letter_names_a_word_about_health_or_a_person(letter):
    text = letter.read_text(encoding="utf-8")
    for label in SENSITIVE:
        assert not re.search(rf"\b{re.escape(label)}\b", text), label
    filled = set(re.findall(r"{{\s*([\w.]+)", text)) - {"_"}
    assert letter.stem in GATHERED or filled <= {*SAID, *HOW_FACTS_LOOK}


ACTS = (
    ("mo", "/connections/hello/dai-4", {"message": WORDS}),
    ("alice", "/connections/1/answer", {"answer": "yes"}),
    ("mo", "/projects/project-1/offer", {"need": "1", "message": WORDS}),
    ("lea", "/projects/project-1/invite/olu-6", {"need": "0", "message": WORDS}),
    ("lea", "/projects/requests/1/answer", {"answer": "no", "words": WORDS}),
    ("lea", "/projects/project-1/team/2/end", {"why": WORDS}),
    ("alice", "/report/person/bob-2", {"reason": "harassment", "text": WORDS}),
    ("olu", "/organise/projects/4", {"answer": "back", "note": WORDS}),
    ("olu", f"/organise/tags/{stage.WORD}", {"answer": "map", "target": "Diabetes"}),
    ("olu", "/organise/people/9/approve", {}),
    ("olu", "/organise/people/invite", {"emails": "x@example.org"}),
    (None, "/forgotten", {"email": CAST["lea"].email}),
)


def test_letters_hold_a_link_and_never_what_people_wrote(app, visitor):
    stage.fill()
    for who, path, data in ACTS:
        page = visitor(who).post(path, data, follow=False)
        assert page.status in (302, 303), (path, page.status, page.main[:300])
    told = notices()
    assert len({one.kind for one in (*letters(), *told)}) >= 9
    odd = [one.link for one in told if not HOW_FACTS_LOOK["link"].fullmatch(one.link)]
    assert odd == []
    for letter in (*letters(), *told):
        for name, value in letter.facts.items():
            assert HOW_FACTS_LOOK[name].fullmatch(str(value)), (letter.kind, name)
        text = json.dumps(letter.facts).casefold()
        assert not [label for label in SENSITIVE if label.casefold() in text]
        assert "breath" not in text
        assert "kettle" not in text
