"""An announcement from its first word to being taken back, in every way of walking."""

import pytest

from tests.browser.axe import faults
from tests.browser.walker import WAYS

HERE = "/organise/announcements/"
WORDS = (
    "On the second Tuesday there is an open table. Bring **one question** that your "
    "group could not answer, and take somebody else's home."
)


def write(walker, title):
    page = walker.open(f"{HERE}new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What you want to say").fill(WORDS)
    page.get_by_label("A kind of participant").check()
    page.get_by_label("Which kind of participant").select_option("clinician")
    walker.press("Save")
    return page


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_it_is_written_looked_at_tried_scheduled_and_taken_back(
    walk, accounts, letters, width, scripts
):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["organiser"])
    page = write(walker, f"An open table, {width} {scripts}")
    assert walker.heading() == f"An open table, {width} {scripts}"
    preview = page.locator("#preview")
    assert preview.locator(".prose strong").inner_text() == "one question"
    assert "of those who show it to members" in preview.inner_text()
    preview.locator("summary").click()
    assert "**one question**" in preview.locator("pre").inner_text()
    assert walker.fits()

    walker.press("Send a test to myself")
    assert "on its way to you alone" in page.locator("#flashes").inner_text()
    walker.press("Schedule")
    assert "It goes out" in page.locator("main").inner_text()
    assert page.locator("#write").count() == 0
    assert walker.fits()

    page = walker.open(HERE)
    row = page.locator(".row", has_text=f"An open table, {width} {scripts}")
    assert "Scheduled" in row.inner_text()
    assert walker.fits()
    walker.follow(f"An open table, {width} {scripts}")
    walker.press("Take back")
    assert "It is a draft again." in page.locator("#flashes").inner_text()
    walker.follow("Send now")
    assert walker.heading() == "Send it now?"
    assert walker.fits()
    walker.follow("No, go back")
    got = letters(accounts["organiser"]["email"])
    assert [one for one in got if f"An open table, {width} {scripts}" in one]


def test_what_was_wrong_is_said_and_what_was_written_is_kept(walk, accounts):
    walker = walk(width="phone", scripts=False)
    walker.sign_in(accounts["organiser"])
    page = walker.open(f"{HERE}new")
    page.get_by_label("Title").fill("Cup")
    page.get_by_label("What you want to say").fill(f"{WORDS} It is about diabetes.")
    walker.press("Save")
    said = page.locator(".summary").inner_text()
    assert "Use 5 to 120 letters" in said
    assert "Say it without" in said
    assert page.get_by_label("Title").input_value() == "Cup"
    assert walker.fits()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(walk, accounts, scheme):
    walker = walk(scheme=scheme)
    walker.sign_in(accounts["organiser"])
    for path in (HERE, f"{HERE}new", f"{HERE}3", f"{HERE}2", f"{HERE}3/send"):
        walker.open(path)
        assert walker.status == 200, path
        assert faults(walker) == [], path


def test_a_member_reads_what_reached_them(walk, accounts):
    walker = walk(width="phone")
    walker.sign_in(accounts["participant"])
    page = walker.open("/announcements/")
    walker.follow("Bring one thing that worked")
    assert page.locator(".prose li").count() == 3
    assert walker.fits()
    assert faults(walker) == []
