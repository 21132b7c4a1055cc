"""What the next digest would say, and how often it comes: by hand, any width."""

import pytest

from tests.browser.axe import faults
from tests.browser.walker import WAYS

PAGE = "/notices/digest"


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_somebody_reads_ahead_and_chooses_how_often_it_comes(
    walk, accounts, width, scripts
):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["participant"])
    walker.open("/notices/choices")
    walker.follow("How often your digest comes, and what the next one would say")
    assert walker.heading() == "Your next digest"
    assert walker.fits()
    main = walker.page.locator("main")
    names = main.locator("#person strong").all_inner_texts()
    assert 0 < len(names) <= 3

    walker.page.get_by_label("Every second week").check()
    walker.page.get_by_label("Day", exact=True).select_option("Friday")
    walker.page.get_by_label("Hour, in Britain").select_option("07:00")
    walker.press("Save")
    assert "Friday" in main.locator(".lead").inner_text()
    assert "at 07:00" in main.locator(".lead").inner_text()
    assert walker.page.get_by_label("Every second week").is_checked()
    assert main.locator("#person strong").all_inner_texts() == names, "looking is free"

    walker.page.get_by_label("Never").check()
    walker.press("Save")
    assert "You get no digest" in main.locator(".lead").inner_text()
    assert walker.fits()
    walker.page.get_by_label("Every week").check()
    walker.press("Save")
    assert "It comes by mail on" in main.locator(".lead").inner_text()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_axe_finds_nothing_on_it(walk, accounts, width):
    walker = walk(width=width)
    walker.sign_in(accounts["lead"])
    walker.open(PAGE)
    assert faults(walker) == []
