"""The first eight people of an empty production instance, from command to community.

Run it with `-s` to read what each of them saw at each step.
"""

from collections.abc import Iterator
from socket import socket

import pytest

from community import settings
from tests import databases
from tests.browser.conftest import link_in
from tests.browser.place import Place, command, mail_of
from tests.browser.serving import address_of, held_port, number_of, serving
from tests.browser.walker import Walkers

PASSWORD = "kettle harbour violet ladder"
RELATIONS = ("offers", "seeks")
EVERYBODY = (
    "/suggestions/", "/suggestions/aside", "/members/", "/projects/", "/projects/mine",
    "/projects/requests/", "/connections/", "/connections/requests/",
    "/connections/introductions/", "/connections/know", "/conversations/", "/events/",
    "/coffee/", "/my-network/", "/map/", "/account/", "/account/break",
    "/account/blocks", "/members/me/edit",
)  # fmt: skip
ORGANISERS = (
    "/organise/", "/organise/people/", "/organise/projects/", "/organise/tags/",
    "/network/",
)  # fmt: skip


@pytest.fixture
def port() -> Iterator[socket]:
    with held_port() as held:
        yield held


@pytest.fixture
def environment(tmp_path, port) -> dict[str, str]:
    number = number_of(port)
    return {
        "COMMUNITY_MODE": "production",
        "COMMUNITY_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "COMMUNITY_VAULT_KEYS": databases.VAULT,
        "COMMUNITY_DATA_DIR": str(tmp_path),
        "COMMUNITY_PORT": str(number),
        "COMMUNITY_PUBLIC_URL": f"http://127.0.0.1:{number}",
        "COMMUNITY_MAIL": "file",
        "COMMUNITY_LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def place(environment, port, browser) -> Iterator[Place]:
    command(environment, "migrate")
    with serving(settings.read(environment), port) as app:
        walkers = Walkers(browser, address_of(app))
        there = Place(app, walkers)
        yield there
        print("", *there.story, sep="\n  ")
        walkers.end()


# ----------------------------------------------------------------------- the steps
def nobody_is_here(place):
    words = place.see("Visitor", "/")
    assert "Nobody is here yet" in words
    assert "community admin create" in words
    place.tell("Visitor", "Nobody is here yet: the command that makes the first one")
    place.see("Visitor", "/map/")
    place.see("Visitor", "/join")
    place.tell("Visitor", place.walker("Visitor").page.locator(".lead").inner_text())


def administrator_by_command(place, environment):
    said = command(
        {**environment, "COMMUNITY_ADMIN_PASSWORD": PASSWORD},
        "admin", "create", "--email", mail_of("Ada"), "--name", "Ada Lovell",
    )  # fmt: skip
    assert "can sign in now" in said
    place.story.append(f"Operator community admin create: {said.strip()}")
    sign_in(place, "Ada")
    assert "Your role waits for it" in place.see("Ada")
    set_up_app(place, "Ada")
    first_visit(place, "Ada", ("Commissioning and funding", "Storytelling"))
    place.tell_parts("Ada")
    words = place.see("Ada", "/organise/")
    assert "First steps" in words
    assert "Invite the first people" in words
    place.tell("Ada", words)
    place.sweep("Ada", *EVERYBODY, *ORGANISERS, "/organise/accounts/")
    place.see("Ada", "/organise/settings/")


def sign_in(place, name):
    walker = place.walker(name)
    walker.context.clear_cookies()
    walker.open("/sign-in")
    walker.page.get_by_label("E-mail").fill(mail_of(name))
    walker.page.get_by_label("Password", exact=True).fill(PASSWORD)
    walker.press("Sign in", exact=True)


def set_up_app(place, name):
    """Set up the second step, without which a role does not work."""
    place.walker(name).set_up_app()
    place.tell(name, place.see(name))
    place.walker(name).follow("I have kept them")
    place.see(name)


def first_visit(place, name, words, kind="Designer"):
    """Rules, kind, words, place, map: as quickly as somebody in a hurry would."""
    walker = place.walker(name)
    page = walker.page
    if "/welcome/" not in page.url:
        walker.open("/welcome/")
    if page.url.endswith("rules"):
        place.see(name)
        for box in page.locator("main input[type=checkbox]").all():
            box.check()
        walker.press("Go on")
    place.see(name)
    page.get_by_label(kind, exact=True).check()
    walker.press("Members may see it")
    place.see(name)
    for number, word in enumerate(words, 1):
        page.locator(f"#tag-{number}").fill(word)
        page.locator(f"#relation-{number}").select_option(RELATIONS[number - 1])
    walker.press("Go on")
    place.see(name)
    page.locator("#nation").select_option(label="Wales")
    walker.press("Go on")
    place.see(name)
    page.locator("#map-named").check()
    walker.press("Show me who fits")
    place.see(name)


def invite(place, host, *names):
    """Trusted invitations by mail, one address a line."""
    place.see(host, "/organise/people/")
    walker = place.walker(host)
    walker.page.locator("#emails").fill("\n".join(mail_of(name) for name in names))
    walker.press("Send the invitations")
    words = place.see(host)
    assert all(mail_of(name) in words for name in names)
    place.tell_notice(host)


def join(place, name, path, full_name):
    walker = place.walker(name)
    place.see(name, path)
    page = walker.page
    page.get_by_label("Your name").fill(full_name)
    page.get_by_label("E-mail").fill(mail_of(name))
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("I accept the house rules").check()
    page.get_by_label("I am 18 or older").check()
    walker.press("Join")
    place.see(name)


def come_by_mail(place, name, full_name, words, kind):
    """Open the letter, join, sign in, and say in a minute what one offers and seeks."""
    path = link_in(place.letter(name), place.address)
    join(place, name, path, full_name)
    place.tell_notice(name)
    sign_in(place, name)
    first_visit(place, name, words, kind)
    place.tell_parts(name)


def make_organiser(place):
    walker = place.walker("Ada")
    walker.open("/organise/accounts/")
    walker.follow("Olga Prentice")
    walker.page.get_by_label("Role").select_option("organiser")
    walker.press("Give the role")
    assert "Organiser" in place.see("Ada")
    place.tell_notice("Ada")
    sign_in(place, "Olga")
    set_up_app(place, "Olga")
    words = place.see("Olga", "/organise/")
    assert "What waits for you" in words
    place.tell("Olga", words)
    place.sweep("Olga", *ORGANISERS)


def shareable_link(place):
    walker = place.walker("Olga")
    walker.open("/organise/people/")
    walker.press("Make a link")
    place.see("Olga")
    link = walker.page.get_by_label("The link").input_value()
    place.tell("Olga", walker.page.locator("#address-hint").inner_text())
    return link.removeprefix(place.address)


def come_by_link(place, name, full_name, link):
    """Join by the shared link: confirm the address, then wait for an organiser."""
    join(place, name, link, full_name)
    assert place.walker(name).heading() == "Look at your mail"
    walker = place.walker(name)
    place.see(name, link_in(place.letter(name), place.address))
    walker.page.get_by_label("Your password").fill(PASSWORD)
    walker.press("Confirm and sign in")
    words = place.see(name)
    assert walker.heading() == "An organiser will open your account"
    place.tell(name, words)


def approve(place, name, full_name):
    walker = place.walker("Olga")
    words = place.see("Olga", "/organise/people/")
    assert full_name in words
    row = walker.page.locator("li.row", has_text=full_name)
    walker.leads(row.get_by_role("button", name="Approve").click)
    place.tell_notice("Olga")
    assert "You are in" in place.letter(name)


def approved(place, name, words, kind):
    sign_in(place, name)
    first_visit(place, name, words, kind)
    place.tell_parts(name)


def write_a_project(place) -> str:
    """Ben's draft says what is missing, until nothing is; then organisers get it."""
    walker = place.walker("Ben")
    page = walker.page
    place.see("Ben", "/projects/new")
    page.get_by_label("Title").fill("The Long Table")
    page.locator("#summary").fill("Soup once a week for those who care for somebody.")
    walker.press("Make a draft")
    words = place.see("Ben")
    assert "Before you can submit it, add:" in words
    place.tell("Ben", words)
    project = page.url.removeprefix(place.address).removesuffix("/edit")
    page.locator("#story").fill("We cook together, and nobody asks how we are.")
    page.locator("#nation").select_option(label="Wales")
    walker.leads(page.locator("form:has(#story) button").click)
    page.locator("#tag").fill("Storytelling")
    walker.leads(page.locator("form[action$='/tags'] button").click)
    place.see("Ben", f"{project}/needs")
    page.locator("#role").fill("Somebody who asks what changed")
    page.locator("#tag_1").fill("Evaluation")
    page.locator("#places").fill("2")
    walker.press("Add")
    place.see("Ben", f"{project}/edit")
    walker.press("Send to the organisers")
    place.tell("Ben", place.see("Ben", project))
    return project


def publish(place):
    walker = place.walker("Olga")
    assert "1 project waits for a review" in place.see("Olga", "/organise/")
    walker.open("/organise/projects/")
    place.see("Olga")
    walker.follow("Read The Long Table")
    place.see("Olga")
    walker.press("Publish")
    words = place.see("Olga")
    assert "No project waits" in words
    place.tell_notice("Olga")


def offer_and_yes(place, project):
    """Cat is shown the project with a reason, offers help, and Ben says yes."""
    words = place.see("Cat", "/suggestions/")
    card = place.walker("Cat").page.locator("li.card", has_text="The Long Table")
    place.tell("Cat", card.first.inner_text())
    assert "Looks for somebody who brings evaluation, which you offer" in words
    cat, ben = place.walker("Cat"), place.walker("Ben")
    cat.leads(card.get_by_role("link", name="Offer help").click)
    place.see("Cat")
    cat.page.locator("#message").fill("I could ask people before and after.")
    cat.press("Send my offer")
    place.tell("Cat", place.see("Cat"))
    assert "offers to help" in place.letter("Ben")
    place.see("Ben", f"{project}/requests")
    ben.press("Yes, welcome")
    place.tell("Ben", place.see("Ben"))
    assert "Cat Morgan" in place.see("Ben", project)
    assert "Works on it" in place.see("Cat", project)


def hello_and_yes(place):
    """Dev says hello to Cat; her yes makes the tie, and both see it."""
    dev, cat = place.walker("Dev"), place.walker("Cat")
    place.see("Dev", "/suggestions/")
    place.tell_parts("Dev")
    dev.leads(dev.page.get_by_role("link", name="Say hello to Cat Morgan").click)
    place.see("Dev")
    dev.page.locator("#message").fill("You ask the questions I have been looking for.")
    dev.press("Send my hello")
    place.tell_notice("Dev")
    assert "says hello" in place.letter("Cat")
    words = place.see("Cat", "/connections/requests/")
    assert "the questions I have been looking for" in words
    cat.press("Yes, I would like that")
    words = place.see("Cat")
    assert "You and Dev Anand know each other now" in words
    place.tell("Cat", words)
    assert "Cat Morgan" in place.see("Dev", "/my-network/")
    place.tell("Dev", place.see("Dev"))


PEOPLE = {
    "Olga": ("Olga Prentice", ("Facilitation", "Evaluation"), "Clinician"),
    "Ben": ("Ben Okafor", ("Storytelling", "Evaluation"), "Carer"),
    "Cat": ("Cat Morgan", ("Evaluation", "Co-production"), "Designer"),
    "Gus": ("Gus Hale", ("Co-production", "Storytelling"), "Commissioner or funder"),
    "Dev": ("Dev Anand", ("Digital and data", "Evaluation"), "Academic or researcher"),
    "Eve": ("Eve Sandoval", ("Co-production", "Facilitation"), "Clinician"),
    "Fay": (
        "Fay Quill",
        ("Facilitation", "Storytelling"),
        "Carer",
    ),
}


def test_from_one_command_to_eight_people_who_know_each_other(place, environment):
    nobody_is_here(place)
    administrator_by_command(place, environment)
    invite(place, "Ada", "Olga")
    come_by_mail(place, "Olga", *PEOPLE["Olga"])
    make_organiser(place)
    invite(place, "Olga", "Ben", "Cat", "Gus")
    for name in ("Ben", "Cat", "Gus"):
        come_by_mail(place, name, *PEOPLE[name])
    link = shareable_link(place)
    for name in ("Dev", "Eve", "Fay"):
        come_by_link(place, name, PEOPLE[name][0], link)
        approve(place, name, PEOPLE[name][0])
        approved(place, name, *PEOPLE[name][1:])
    project = write_a_project(place)
    publish(place)
    offer_and_yes(place, project)
    hello_and_yes(place)
    for name in ("Gus", "Fay"):
        place.sweep(name, *EVERYBODY)
    place.sweep("Ada", *ORGANISERS)
    words = place.see("Olga", "/network/")
    assert "The same as a table" in words
    place.tell("Olga", words)
