"""Words that would run if some page or script took them for markup: none does.

A canary stands in every name of the demo community: of people, tags, projects, places
to work, events, essays, resources, news, ideas, surveys. A browser reads the pages that
show them, opens what scripts draw (the map and its panel, tags and people as one
types), and counts what ran, what elements came of it, what the policy had to stop.
"""

import pytest
from sqlalchemy import String, Text, update

from community import schema
from community.core.db import db
from community.core.visible import unscoped
from community.matching import snapshot
from community.members.models import MemberDetail
from tests.assure import told
from tests.browser.test_network_map import MAP, painted

CANARY = (
    "\"'><img class=canary src=/canary onerror=sing(1)>"
    "<svg class=canary onload=sing(2)></title><script>sing(3)</script>"
    "${sing(4)}{{7*7}}[x](javascript:sing(5))"
)
LEFT_ALONE = {
    "account", "account_consent", "alembic_version", "audit_checkpoint", "audit_event",
    "digest", "grant", "invitation", "job", "limit_count", "mail_token", "passkey",
    "pseudonym", "recovery_code", "setting", "sign_in", "subscription", "task", "term",
    "totp", "version", "learned", "notice", "saved_search", "map_view", "map_change",
    "map_snapshot",
}  # fmt: skip
"""Tables of secrets, of codes, or of addresses."""

SHOWN = {
    "title", "name", "label", "summary", "story", "body", "words", "intro", "question",
    "sentence", "challenge", "wanted", "what_changed", "role", "what_for", "note",
    "purpose", "message", "place", "access_notes", "provider", "publisher", "alt",
    "caption", "for_whom", "text", "pronouns", "role_title",
}  # fmt: skip
"""The columns that hold what people write and pages show."""

LISTEN = """
  window.sung = [];
  window.sing = (what) => window.sung.push(what);
  document.addEventListener("securitypolicyviolation", (event) =>
    window.sung.push(`stopped: ${event.violatedDirective} ${event.blockedURI}`));
  window.alert = window.confirm = window.prompt = (what) => window.sung.push(what);
"""
FOUND = """() => ({
  sung: window.sung,
  born: document.querySelectorAll(".canary, [onerror], [onload], a[href^=javascript]")
    .length,
  shown: document.documentElement.textContent.split("sing(1)").length - 1,
})"""

PAGES = {
    "visitor": (
        "/", "/projects/", "/evidence/", "/essays/", "/events/", "/news/",
        "/programme/", "/surveys/", "/impact/", "/map", "/factors/",
    ),
    "participant": (
        "/suggestions/", "/members/", "/members/?q=img", "/projects/", "/projects/mine",
        "/connections/", "/connections/requests/", "/connections/know?q=a",
        "/conversations/", "/events/", "/ideas/", "/evidence/", "/essays/", "/notices/",
        "/following/", "/coffee/", "/my-network/", "/members/me/edit", "/account/",
    ),
    "organiser": (
        "/organise/", "/organise/people/", "/organise/tags/", "/organise/projects/",
        "/organise/events/", "/organise/announcements/", "/organise/surveys/",
        "/organise/stories/", "/organise/impact/", "/network/", "/network/gaps/",
        "/network/weave", "/network/groups", "/network/history", "/network/print",
    ),
}  # fmt: skip
LINKS = (
    "/members/", "/projects/", "/evidence/", "/essays/", "/events/", "/ideas/",
    "/updates/", "/conversations/", "/surveys/", "/connections/ties/", "/impact/",
    "/organise/announcements/", "/network/gaps/",
)  # fmt: skip
"""Of each of these sorts the first few pages that a list leads to are read too."""


@pytest.fixture(scope="module")
def sung_to(served):
    """The served site, with the canary at the end of all that people wrote."""
    written = 0
    with served.app_context():
        for table in schema.metadata.sorted_tables:
            for column in table.columns if table.name not in LEFT_ALONE else ():
                words = type(column.type) in (String, Text) and not column.unique
                if words and column.name in SHOWN:
                    found = update(table).values({column: column + CANARY})
                    written += db.session.execute(found).rowcount
        said = MemberDetail.__table__
        kept = unscoped("test", said.c.id, said.c.value)
        for number, value in db.session.execute(kept).all():
            if "text" in value:
                more = {**value, "text": value["text"] + CANARY}
                mine = update(said).where(said.c.id == number)
                db.session.execute(mine.values(value=more))
        snapshot.bump()
        db.session.commit()
    assert written > 500
    return served


def read(walker, path, seen):
    """Read a page, and return what is wrong with it and where its lists lead."""
    page = walker.open(path)
    assert walker.status < 400, (path, walker.status)
    found = page.evaluate(FOUND)
    seen["pages"] += 1
    seen["shown"] += found["shown"]
    links = page.eval_on_selector_all(
        "main a[href^='/']", "found => found.map((one) => one.getAttribute('href'))"
    )
    wrong = [(path, found)] if found["sung"] or found["born"] else []
    return wrong, links


@pytest.mark.parametrize("role", PAGES)
def test_nothing_that_people_wrote_runs_or_becomes_an_element(
    sung_to, walk, accounts, role
):
    walker = walk()
    walker.context.add_init_script(LISTEN)
    if role != "visitor":
        walker.sign_in(accounts[role])
    seen, wrong, leads, read_before = {"pages": 0, "shown": 0}, [], {}, set(PAGES[role])
    for path in PAGES[role]:
        found, links = read(walker, path, seen)
        wrong += found
        for link in links:
            sort = next((one for one in LINKS if link.startswith(one)), None)
            page = link.count("/") == sort.count("/") if sort else False
            if page and link != sort and not set(link) & set(".?#"):
                leads.setdefault(sort, {})[link] = None
    for links in leads.values():
        for link in list(links)[:3]:
            if link not in read_before:
                wrong += read(walker, link, seen)[0]
    told(f"canaries: {role}", size=seen["pages"], shown=seen["shown"],
         failures=len(wrong))  # fmt: skip
    assert not wrong
    assert seen["pages"] > len(PAGES[role]) or role == "organiser"
    assert seen["shown"] > 20, "the canary is not even on the pages"


def test_what_scripts_write_is_text_too(sung_to, walk, accounts):
    """The map's names and panel, people and tags as one types."""
    walker = walk()
    walker.context.add_init_script(LISTEN)
    walker.sign_in(accounts["organiser"])
    page = walker.open("/network/?sort=-ties")
    page.walker = walker
    page.wait_for_selector("canvas")
    walker.drawn()
    painted(page)
    assert "sing(1)" in page.evaluate(f"{MAP}.network.names[0]")
    page.locator("tbody th a").first.click()
    page.wait_for_selector("#person h2")
    page.keyboard.press("ArrowRight")
    assert "sing(1)" in page.locator(".map__status").inner_text()
    quiet(page)
    for path, field in (
        ("/members/me/edit", "tag-picker input"),
        ("/members/", "form[data-live] input[type=search]"),
    ):
        page = walker.open(path)
        if page.locator(field).count():
            page.locator(field).first.click()
            page.keyboard.type("sing", delay=30)
            page.wait_for_timeout(1_000)
        quiet(page)


def quiet(page):
    found = page.evaluate(FOUND)
    assert not found["sung"], (page.url, found)
    assert not found["born"], (page.url, found)


def test_the_listeners_hear_a_canary_where_one_is_let_out(sung_to, walk):
    """Else the tests above would prove nothing."""
    walker = walk()
    walker.context.add_init_script(LISTEN)
    page = walker.open("/about")
    page.evaluate(
        "(words) => { document.querySelector('main').innerHTML = words }", CANARY
    )
    page.wait_for_timeout(500)
    found = page.evaluate(FOUND)
    assert found["born"] >= 2
    assert any("stopped: script-src" in str(one) for one in found["sung"])
    walker.complaints.clear()
