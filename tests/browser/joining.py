"""How a newcomer joins, step by step, for every test in which somebody does."""

from playwright.sync_api import expect

from tests.browser.conftest import link_in

PASSWORD = "kettle harbour violet ladder"


def invite(walker, letters, address):
    """Let an organiser invite somebody, and return the path in their letter."""
    page = walker.open("/organise/people/")
    page.get_by_label("E-mail addresses").fill(address)
    nation = page.locator("form[action$=invite]").get_by_label("likely to be in")
    nation.select_option(label="Wales")
    walker.press("Send the invitations")
    expect(page.locator("strong", has_text=address)).to_be_visible()
    path = link_in(letters(address)[-1], walker.site)
    assert path.startswith("/join/")
    return path


def join(walker, path, address, name):
    """Fill in the form behind an invitation, and sign in."""
    page = walker.open(path)
    expect(page.get_by_label("E-mail")).to_have_value(address)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("I accept the house rules").check()
    page.get_by_label("I am 18 or older").check()
    walker.press("Join")
    expect(page.locator("#flashes")).to_contain_text("You are in")
    walker.sign_in({"email": address, "password": PASSWORD})


def accept_rules(walker):
    assert walker.heading().startswith("Welcome")
    for box in walker.page.locator("main input[type=checkbox]").all():
        box.check()
    walker.press("Go on")


def choose_kinds(walker):
    """Two kinds, for members to see."""
    assert walker.heading() == "What are you here as?"
    walker.page.get_by_label("Carer").check()
    walker.page.get_by_label("Designer").check()
    walker.press("Members may see it")


def add_words(walker, words):
    for number, (word, relation) in enumerate(words, 1):
        walker.page.get_by_label(f"Word {number}", exact=True).fill(word)
        how = walker.page.get_by_label("How it is yours").nth(number - 1)
        how.select_option(label=relation)
    walker.press("Go on")
