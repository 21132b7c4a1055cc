"""Whatever somebody types or sends, no page breaks and nothing comes back as markup.

A usual run sends each address and each form one sort of words, another one with another
seed; with ASSURE in the environment all of them.
"""

import os
from urllib.parse import quote, urlencode, urlsplit
from xml.etree.ElementTree import fromstring

import pytest
from bs4 import BeautifulSoup
from markupsafe import escape

from community.core.db import db
from community.web.door import SAFE
from tests import sampling
from tests.assure import told
from tests.client import forget
from tests.privacy import stage
from tests.privacy.everywhere import VALUES, addresses, come, send

MARK = "'\"><b id=hostile>{{ 7777*7777 }}${7777*7777}%s%(x)s"
RESULT = str(7777 * 7777)
STRINGS = {
    "markup, formulas, wildcards": f"=A1%_\\\u202e\U0001f9f6\u0301 OR 1=1 --{MARK}",
    "a sign that no text may hold": "a\0b",
    "paths, headers, questions of databases": (
        "../../../../etc/passwd\r\nSet-Cookie: stolen=1\r\n\r\n%0d%0aX-Stolen: 1"
        '\'; DROP TABLE member; -- " OR NEAR("*" AND ( ${jndi:ldap://evil} `id` $(id)'
        f" <!--<![CDATA[{MARK}"
    ),
    "very long": "long " * 5_000,
    "a huge number": "9" * 40,
}
ASKED = """
    account area deleted everyday from kind met need needs next offers person phase
    place q seeks shape show sort stage state topic undo words
    alone both far from month named one search tick through two until via was
    dropped ticked
    on steps layers projected dim group organisation tag colour mark size cluster page
    newer older to period pair again gone theme kinds person since
"""
NUMBERS = [name for name in VALUES if name.endswith("_id")]
WHOLE = bool(os.environ.get("ASSURE"))
STAFF = ("olu", "ada") if WHOLE else ()
"""Who sends every form that they can open as well, in a full run."""


@pytest.fixture
def reader(app, monkeypatch):
    """Browsers of the cast on the stage, for whom nothing that they do lasts."""
    stage.fill()
    made = come(app)
    for who in ("alice", "lea", "olu", "ada", "mo", "dai"):
        made(who)
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    return made


@pytest.fixture
def some(request):
    """Choose, of any things, those whose turn a sort of words is in this run."""
    shift = 0 if WHOLE else int(request.config.getoption("randomly_seed"))

    def turn(kind, things):
        place = list(STRINGS).index(kind)
        return [
            thing
            for number, thing in enumerate(things)
            if WHOLE or (number + shift) % len(STRINGS) == place
        ]

    return turn


MARKED = ("text/html", "image/svg+xml", "application/atom+xml", "application/xml")


def fine(response, what):
    """Check that an answer is no breakdown, and that nothing in it runs.

    A page is read as a browser reads it: no element came of what was typed.
    """
    not_ready = response.request.path == "/readyz"  # 503 says that no worker runs
    assert response.status_code < 500 or not_ready, what
    assert "X-Stolen" not in response.headers, what
    cookies = response.headers.getlist("Set-Cookie")
    assert not [one for one in cookies if "stolen" in one], what
    text = response.get_data(as_text=True) if response.mimetype in MARKED else ""
    assert RESULT not in text, what
    if "hostile" in text:
        assert not elements(text, "xml" in response.mimetype), what


def elements(text, is_xml):
    """Return the elements of a page that came of the mark."""
    if is_xml:
        return [one for one in fromstring(text).iter() if one.get("id") == "hostile"]
    return BeautifulSoup(text, "html.parser").select("[id^=hostile]")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"<p>{MARK}</p>", 1), (f"<p title=\"{MARK}\">", 1), (f"<!-- --!>{MARK}", 1),
        (f"<p>{escape(MARK)}</p>", 0), (f"<p title=\"{escape(MARK)}\">", 0),
    ],
)  # fmt: skip
def test_an_element_that_came_of_words_is_seen(text, found):
    assert len(elements(text, False)) == found


@pytest.mark.parametrize("kind", STRINGS)
def test_any_words_in_the_address_are_harmless(app, reader, some, kind):
    words = STRINGS[kind]
    if len(words) > 1000:
        words = words[:1000]
    query = urlencode(dict.fromkeys(ASKED.split(), words))
    for address in sampling.some(some(kind, addresses(app)), 3, kind):
        if address.method == "GET" and address.endpoint != "static":
            found = reader(address.who).get(f"{address.path}?{query}")
            fine(found, address.name)


@pytest.mark.parametrize("kind", STRINGS)
def test_any_words_in_place_of_a_name_are_harmless(app, reader, kind):
    words = quote(STRINGS[kind][:200], safe="")
    names = dict.fromkeys(
        ("slug", "member", "name", "part", "step", "who", "token", "kind"), "words"
    )
    for address in sampling.some(addresses(app, **names), 3, kind):
        if "words" in address.path:
            path = address.path.replace("words", words)
            fine(reader(address.who).get(path), address.name)


@pytest.mark.parametrize("number", ["0", str(2**31), str(2**63), "9" * 40])
def test_numbers_that_no_row_has_are_unknown(app, reader, number):
    numbered = addresses(app, **dict.fromkeys(NUMBERS, "77"))
    for address in sampling.some(numbered, 3, number):
        if "/77" not in address.path:
            continue
        address = type(address)(
            address.method, address.endpoint, address.path.replace("/77", f"/{number}"),
            address.who,
        )  # fmt: skip
        response = send(reader(address.who), address)
        usual = address.endpoint != "projects.remove_tag"  # what is not there goes too
        assert response.status_code in (403 if usual else 302, 403, 404, 405, 422), (
            address.name
        )


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 30])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("alice", "/members/"), ("alice", "/projects/"), ("alice", "/api/v1/members/"),
        ("olu", "/network/"), ("olu", "/organise/people/"), ("olu", "/organise/tags/"),
        ("ada", "/organise/accounts/"), ("ada", "/organise/outbox/"),
    ],
)  # fmt: skip
def test_a_page_that_is_not_there_is_unknown(reader, who, path, page):
    assert reader(who).get(f"{path}?page={page}").status_code == 404


# ---------------------------------------------------------------- forms
_forms = {}
"""What `forms` found on the stage, which is the same in every test."""


def forms(app, reader):
    """Return every form that the cast can send: who, where, its fields as they are."""
    if not _forms:
        _forms.update(_read_forms(app, reader))
    return _forms


def _read_forms(app, reader):
    found = {}
    for address in addresses(app):
        if address.method not in SAFE or address.path.startswith("/api/"):
            continue
        for who in {address.who, *STAFF}:
            response = reader(who).get(address.path)
            if response.mimetype != "text/html" or response.status_code != 200:
                continue
            soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
            for form in soup.select("form[method=post]"):
                where = form.get("action") or address.path
                found[who, where] = dict(fields(form))
    return {key: given for key, given in found.items() if "/sign-out" not in key[1]}


def fields(form):
    """Give each field of a form: its name, and its value if it is not free to type."""
    for one in form.select("input[name], textarea[name], select[name], button[name]"):
        kind = one.get("type", "text") if one.name == "input" else one.name
        if one.name == "select":
            option = one.select_one("option[selected]") or one.select_one("option")
            yield one["name"], option and option.get("value", "")
        elif kind in ("hidden", "radio", "checkbox", "button", "number", "date"):
            yield one["name"], one.get("value", "on")
        elif kind != "file":
            yield one["name"], None


def post(visitor, where, data):
    sent = {**data, "csrf_token": visitor.token()}
    forget()
    return visitor.client.post(where, data=sent)


@pytest.mark.parametrize("kind", STRINGS)
def test_any_words_in_any_form_are_harmless(app, reader, some, kind):
    words = STRINGS[kind]
    sent = sampling.some(some(kind, forms(app, reader).items()), 2, kind)
    for (who, where), given in sent:
        typed = {name: words if was is None else was for name, was in given.items()}
        fine(post(reader(who), where, typed), (who, where))
        fine(post(reader(who), where, dict.fromkeys(given, words)), (who, where))
    fields = sum(len(given) for _of, given in sent)
    told(f"hostile words in forms: {kind}", size=len(sent), fields=fields, failures=0)


def test_what_was_stored_is_shown_as_words_on_every_page(app):
    stage.fill()
    reader = come(app)
    stored = 0
    for (who, where), given in forms(app, reader).items():
        if "/suspend" in where or "/block" in where or "/account" in where:
            continue
        typed = {name: MARK if was is None else was for name, was in given.items()}
        stored += post(reader(who), where, typed).status_code in (302, 303)
    assert stored > 20
    for address in sampling.some(addresses(app), 3, "stored"):
        if address.method == "GET":
            fine(send(reader(address.who), address), address.name)


# ---------------------------------------------------------------- where to go next
ELSEWHERE = (
    "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example",
    "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "https:evil.example", "https:/evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "/\t/evil.example",
    "/\n/evil.example", "/\r\nSet-Cookie: a=b", "\t//evil.example", " //evil.example",
    "//evil.example@localhost", "https://localhost@evil.example", "evil.example",
    "//[", "http://[::1", "/%0d%0aX: y\\", "?next=//evil.example",
)  # fmt: skip


@pytest.mark.parametrize("payload", ELSEWHERE)
def test_nobody_is_led_to_another_site(reader, payload):
    alice = reader("alice")
    found = alice.get("/sign-in", query_string={"next": payload})
    themed = post(alice, "/theme", {"theme": "dark", "next": payload})
    for response in (found, themed):
        assert response.status_code in (302, 400)
        where = response.headers.get("Location", "/")
        parts = urlsplit(where)
        assert where.startswith("/")
        assert not where.startswith(("//", "/\\"))
        assert not parts.netloc
        assert "evil" not in where


def test_a_page_of_ours_is_where_people_go_next(reader):
    found = reader("alice").get("/sign-in", query_string={"next": "/members/?q=a"})
    assert found.location == "/members/?q=a"
