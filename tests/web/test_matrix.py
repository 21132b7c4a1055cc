"""Who may do what: every address by every method, for fourteen sorts of people, each
with a thing of their own, of somebody else, of one who hides it, and with none.

What is expected is written down twice, by hand: letter by letter in `matrix/lines`, and
as sentences in `matrix/rules.txt`. A page that stands in neither fails.
"""

import re
import time

import pytest

from community.core.db import db
from community.web.policy import policies
from tests import sampling
from tests.assure import told
from tests.web.matrix import lines, rules
from tests.web.matrix.cells import Browser, build, cells_of, nothing_lasts, outcome
from tests.web.matrix.cells import rules as routes
from tests.web.matrix.people import ROLES

pytestmark = pytest.mark.timeout(1_800)

SHARE = 5
EXPECTED = lines.read()
RULES = rules.read()


@pytest.fixture
def world(app):
    return build()


# ---------------------------------------------------------------- what is written down
def test_every_cell_has_a_letter_and_every_letter_a_cell(app, world):
    tried = {}
    for rule in routes(app):
        for cell in cells_of(world, "member", rule):
            tried.setdefault(cell.name, set()).add(cell.variant)
    assert tried == {name: set(letters) for name, letters in EXPECTED.items()}


def test_every_page_stands_under_one_sentence(app):
    found = {name.replace("api:", "") for name in EXPECTED}
    assert found == RULES.keys()


def test_every_letter_follows_from_its_sentence():
    wrong = []
    for name, letters in EXPECTED.items():
        rule, program = rules.of(name, RULES)
        for variant, word in letters.items():
            ought = "".join(
                rule.expected(variant, sort, program=program) for sort in ROLES
            )
            if word != ought:
                wrong.append((name, variant, word, ought, rule.sentence))
    assert not wrong


def test_the_sentences_know_the_doors(app):
    known = policies(app)
    doors = {name: known[name.split()[1]].who for name in RULES}
    assert doors == {name: rule.door for name, rule in RULES.items()}


def test_nobody_without_a_role_is_let_in_by_a_letter_to_what_needs_one():
    """Read without the rules: a plain count over the letters of staff pages."""
    columns = list(ROLES)
    usual = [columns.index(one) for one in ("member", "connected", "mate", "blocked")]
    for name, letters in EXPECTED.items():
        if name.split()[1].startswith(("organise.", "api:organise.", "network_")):
            for word in letters.values():
                assert {word[place] for place in usual} == {"f"}, name


# ---------------------------------------------------------------- what happens
@pytest.mark.parametrize("sort", ROLES)
def test_everybody_gets_what_is_written_for_them(app, world, monkeypatch, sort):
    began, tried = time.perf_counter(), 0
    place, browser = list(ROLES).index(sort), Browser(app, sort)
    nothing_lasts(monkeypatch)
    wrong = {}
    for rule in sampling.some(routes(app), SHARE, sort):
        for cell in cells_of(world, sort, rule):
            found = outcome(browser.ask(cell))
            ought = EXPECTED[cell.name][cell.variant][place]
            tried += 1
            if found != ought:
                wrong[cell.name, cell.variant] = (found, ought)
    told(
        f"matrix: {sort}", size=tried, failures=len(wrong),
        seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
    assert not wrong


DECLARED = [
    re.compile(rb'(name="csrf_token"[^>]*value=")[^"]*'),
    re.compile(rb'(value=")[^"]*("[^>]*name="csrf_token")'),
    re.compile(rb"\b[0-9a-f]{16}\b"),
]
"""What may differ between two answers that say the same: form tokens, request ids."""


def said(response, path):
    """Return what an answer says, without the address that was asked for."""
    body = response.get_data()
    for pattern in DECLARED:
        body = pattern.sub(b"", body)
    for named in (path, path.replace("%20", " ")):
        body = body.replace(named.encode(), b"here")
    return response.status_code, dict(response.headers), body


@pytest.mark.parametrize("sort", ROLES)
def test_what_one_may_not_know_of_is_told_as_what_is_not_there(
    app, world, monkeypatch, sort
):
    """Byte for byte, the headers too, for each method and each thing of others."""
    browser, compared, different = Browser(app, sort), 0, []
    nothing_lasts(monkeypatch)
    for rule in sampling.some(routes(app), SHARE, ("unknown", sort)):
        answers = {}
        for cell in cells_of(world, sort, rule):
            place = list(ROLES).index(sort)
            if EXPECTED[cell.name][cell.variant][place] == "n":
                path = cell.address.path
                answer = said(browser.ask(cell), path)
                answers.setdefault(cell.name, {})[cell.variant] = answer
        for name, by_variant in answers.items():
            unknown = by_variant.pop("none", None)
            for variant, answer in by_variant.items():
                compared += unknown is not None
                if unknown is not None and not same(answer, unknown):
                    different.append((name, variant))
    told(f"unknown as not there: {sort}", size=compared, differences=len(different))
    assert not different


def same(one, other):
    (status, headers, body), (status_2, headers_2, body_2) = one, other
    for row in (headers, headers_2):
        for name in ("X-Request-Id", "Content-Length", "Date", "Set-Cookie"):
            row.pop(name, None)
    return (status, headers, body) == (status_2, headers_2, body_2)


# ---------------------------------------------------------------- half in, not sure
def signed_in(app, sort, **but):
    """Return a browser whose session lacks something."""
    from sqlalchemy import update

    from community.accounts.models import SignIn

    browser = Browser(app, sort)
    mine = SignIn.account_id == ROLES[sort].id
    db.session.execute(update(SignIn).where(mine).values(**but))
    db.session.commit()
    return browser


@pytest.mark.parametrize("sort", ["member", "organiser", "administrator"])
def test_a_session_that_owes_its_second_factor_opens_what_a_visitor_opens(
    app, world, monkeypatch, sort
):
    half, wrong = signed_in(app, sort, half=True, second_at=None), []
    nothing_lasts(monkeypatch)
    for rule in sampling.some(routes(app), SHARE, ("half", sort)):
        for cell in cells_of(world, "visitor", rule):
            found, ought = outcome(half.ask(cell)), EXPECTED[cell.name][cell.variant]
            opens = cell.address.endpoint == "sign_in.second"  # the question for it
            if found != ("." if opens else ought[0]):
                wrong.append((cell.name, cell.variant, found, ought))
    assert not wrong


@pytest.mark.parametrize("sort", ["organiser", "curator", "moderator", "administrator"])
def test_a_role_without_a_second_factor_opens_what_a_member_opens(
    app, world, monkeypatch, sort
):
    asleep, known = signed_in(app, sort, second_at=None), policies(app)
    member, wrong = list(ROLES).index("member"), []
    nothing_lasts(monkeypatch)
    for rule in sampling.some(routes(app), SHARE, ("asleep", sort)):
        for cell in cells_of(world, sort, rule):
            found = outcome(asleep.ask(cell))
            ought = EXPECTED[cell.name][cell.variant][member]
            if known[rule.endpoint].who == "moderator":
                ought = "f"  # is led to the factor that wakes the role, if it is theirs
            if found != ought:
                wrong.append((cell.name, cell.variant, found, ought))
    assert not wrong


@pytest.mark.parametrize("sort", ["member", "lead", "organiser", "administrator"])
def test_what_is_sensitive_asks_for_a_fresh_proof_and_does_nothing_without(
    app, world, monkeypatch, sort
):
    from tests.privacy.everywhere import changed, checksums

    known = policies(app)
    unsure = signed_in(app, sort, sure_until=None)
    before, wrong, tried = checksums(), [], 0
    for rule in routes(app):
        one = known[rule.endpoint]
        if not one.sudo or rules.at_the_door(one.who, sort):
            continue
        for cell in cells_of(world, sort, rule):
            tried += 1
            found = outcome(unsure.ask(cell))
            if found != "p":
                wrong.append((cell.name, cell.variant, found))
    told(f"asks for a fresh proof: {sort}", size=tried, failures=len(wrong))
    assert not wrong
    assert changed(before, but={"sign_in", "audit_event", "limit_count"}) == []
