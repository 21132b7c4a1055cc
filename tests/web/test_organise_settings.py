"""Settings: their start, their change, who did it."""

import pytest

from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.vocabulary.choices import DEFAULTS, HELP, NUMBERS, change, chosen
from tests.cast import CAST, mark_of

PATH = "/organise/settings/"
START = {name: DEFAULTS[name] for name in ("join_mode", *HELP, *NUMBERS)}


def acts():
    found = unscoped("test", AuditEvent).where(AuditEvent.act == Act.SETTING)
    return [
        (act.actor, act.object_kind, act.note)
        for act in db.session.scalars(found.order_by(AuditEvent.id))
    ]


def test_it_starts_by_invitation_with_the_usual_numbers_unchecked(visitor):
    page = visitor("ada").see(PATH)
    ticked = [box["value"] for box in page.select("[name=join_mode][checked]")]
    assert ticked == ["invitation"]
    for number in ("999", "111", "116 123", "85258"):
        assert page.select(f'input[value="{number}"]')
    assert "Not checked yet" in page.main
    assert "Nothing has been changed" in page.main
    assert "Ada Quill" in page.main


def test_each_change_is_recorded_with_who_did_it_and_nothing_else(visitor):
    page = visitor("ada").post(PATH, START | {"join_mode": "approval"})
    assert "Saved." in page.main
    assert acts() == [(mark_of(7), "join_mode", "approval")]
    assert "How people join : approval" in page.main
    visitor("ada").post(PATH, START | {"join_mode": "approval"})
    assert len(acts()) == 1, "saving again changes nothing"


def test_the_numbers_are_confirmed_until_one_changes(visitor, at):
    at("2017-09-01 12:00")
    ada = visitor("ada")
    ada.post(PATH, START | {"confirmed": "y"})
    assert chosen()["help_confirmed"] == "2017-09-01"
    assert "Last checked on 2017-09-01" in ada.see(PATH).main
    ada.post(PATH, START | {"help_shout": "85000"})
    assert chosen()["help_shout"] == "85000"
    assert chosen()["help_confirmed"] == ""


def test_the_changed_number_stands_on_the_page_of_urgent_help(visitor):
    visitor("ada").post(PATH, START | {"help_samaritans": "0330 094 5717"})
    assert "0330 094 5717" in visitor().see("/urgent-help").main


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"join_mode": "anarchy"}, "Not a valid choice"),
        ({"help_emergency": ""}, "Enter a number"),
        ({"help_shout": "1" * 41}, "40 letters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(visitor, data, told):
    page = visitor("ada").post(PATH, START | data)
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))
    assert chosen() == DEFAULTS


def test_suggesting_people_who_have_not_joined_is_a_switch(visitor):
    ada = visitor("ada")
    ada.post(PATH, START | {"suggest_not_joined": "y"})
    assert chosen()["suggest_not_joined"] == "on"
    ada.post(PATH, START)
    assert chosen()["suggest_not_joined"] == "off"


# ---------------------------------------------------------------- suggestions
def test_the_numbers_start_as_they_are_meant(visitor):
    page = visitor("ada").see(PATH)
    found = {name: page.select(f"#{name}")[0]["value"] for name in NUMBERS}
    assert found == {
        "suggest_bridge_share": "15",
        "suggest_newcomer_share": "10",
        "suggest_capacity": "5",
        "case_harm_hours": "24",
        "case_usual_hours": "72",
        "case_unclaimed_hours": "4",
        "strike_first_days": "14",
        "strike_second_days": "30",
        "suspend_most_days": "30",
        "appeal_days": "14",
        "bad_faith_reports": "3",
        "bad_faith_days": "30",
        "report_hide_people": "3",
        "report_suspend_people": "5",
        "report_age_days": "7",
    }


def test_a_changed_number_is_recorded_with_who_did_it(visitor):
    page = visitor("ada").post(PATH, START | {"suggest_bridge_share": "30"})
    assert acts() == [(mark_of(7), "suggest_bridge_share", "30")]
    assert chosen()["suggest_bridge_share"] == "30"
    assert "Places for a new perspective : 30" in page.main


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_stays_within_its_bounds(visitor, name):
    ada = visitor("ada")
    least, most = NUMBERS[name]
    for value in (str(least), str(most)):
        ada.post(PATH, START | {name: value})
        assert chosen()[name] == value
    for value in (str(least - 1), str(most + 1), "1.5", "", "many"):
        page = ada.post(PATH, START | {name: value})
        assert page.status == 422
        label = page.texts(f"label[for={name}]")[0]
        told = f"{label}: enter a whole number from {least} to {most}"
        assert page.texts(f"#{name}-error") == [told]
        assert page.texts(".summary a") == [told]
        assert page.select(f"#{name}")[0]["value"] == value
        assert chosen()[name] == str(most)


@pytest.mark.parametrize("value", ["-1", "51", "ten", "1.5", "", "9" * 5000])
def test_the_command_takes_no_other_number_either(app, value):
    with pytest.raises(Refused, match="whole number"):
        change(CAST["ada"].viewer, {"suggest_capacity": value})


def test_a_member_changes_no_setting(app):
    with pytest.raises(Forbidden):
        change(CAST["olu"].viewer, {"suggest_capacity": "0"})
