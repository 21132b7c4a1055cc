"""The demo's invented people, as their file describes them: the mix and the manners."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from community.accounts.models import State
from community.accounts.passwords import check_new
from community.core.access import Audience
from community.core.text import slug_of
from community.demo.loader import HERE
from community.members.models import MapConsent, Relation

Person = dict[str, Any]

REFERENCE = HERE.parent / "reference"
LIVED = {"patient", "carer", "peer-supporter"}
SHOWN = {"members", "public"}
ROLES = {"organiser", "administrator", "moderator", "curator"}


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE: list[Person] = json.loads((HERE / "people.json").read_text(encoding="utf-8"))
ACCOUNTS: list[dict[str, str]] = json.loads(
    (HERE / "accounts.json").read_text(encoding="utf-8")
)
ACTIVE = [person for person in PEOPLE if person.get("state", "active") == "active"]
TAGS = {row["slug"]: row for row in read("tags")}
TERMS = {(row["list"], row["code"]) for row in read("vocabulary")}
SENSITIVE = {slug for slug, row in TAGS.items() if row["sensitive"] == "yes"}
BY_ID = {person["id"]: person for person in PEOPLE}


def codes(name: str) -> set[str]:
    return {code for listed, code in TERMS if listed == name}


def shown_kinds(person: Person) -> set[str]:
    """Return the kinds that every member sees."""
    if person["audience"] not in SHOWN:
        return set()
    return {kind["code"] for kind in person["kinds"] if kind["audience"] in SHOWN}


def notes(person: Person, *, hidden: bool = False) -> list[str]:
    """Return the notes on tags, of those that others may see alone unless asked."""
    return [
        tag["note"]
        for tag in person["tags"]
        if tag.get("note") and (hidden or tag["audience"] != "me")
    ]


def words(person: Person) -> str:
    """Return all that somebody says to others."""
    about = person.get("about", "")
    return " ".join([person["headline"], about, *notes(person)])


def sentences() -> Iterator[str]:
    for person in PEOPLE:
        for sentence in re.split(r"(?<=[.!?])\s+", person.get("about", "")):
            if sentence:
                yield sentence


def twice(values: Iterator[str]) -> list[str]:
    return [value for value, number in Counter(values).items() if number > 1]


def tells(text: str, tag: str) -> bool:
    """Tell whether a text has a tag's label or one of its synonyms."""
    named = [TAGS[tag]["label"], *TAGS[tag]["synonyms"].split(";")]
    wanted = [re.escape(word.strip().casefold()) for word in named if word.strip()]
    return re.search(rf"\b({'|'.join(wanted)})\b", text.casefold()) is not None


def test_there_are_two_hundred():
    assert len(PEOPLE) == 200


@pytest.mark.parametrize("key", ["id", "name", "email", "headline"])
def test_no_two_share(key):
    assert not twice(person[key].casefold() for person in PEOPLE)


def test_no_two_share_an_address_on_the_site():
    assert not twice(slug_of(person["name"]) for person in PEOPLE)


def test_names_with_any_letters_have_a_plain_address():
    for person in PEOPLE:
        mailbox = person["email"].removesuffix("@example.org")
        plain = slug_of(person["name"].removeprefix("Sister "))
        assert plain.replace("-", "") == re.sub("[.-]", "", mailbox), person["id"]


def test_mail_goes_nowhere():
    shape = re.compile(r"[a-z-]+\.[a-z-]+@example\.org")
    assert all(shape.fullmatch(person["email"]) for person in PEOPLE)


def test_links_go_to_example_addresses():
    links = [link for person in PEOPLE for link in person.get("links", ())]
    assert links
    assert all(re.match(r"https://[a-z-]+\.example\.org", one["url"]) for one in links)


def test_nobody_gives_an_address_or_a_number_to_ring():
    number = re.compile(
        r"\+44|\b0\d{3,}|\d{3}[ -]\d{4}|@|\b[A-Z]{1,2}\d\d? \d[A-Z]{2}\b"
    )
    found = [person["id"] for person in PEOPLE if number.search(words(person))]
    assert not found


@pytest.mark.parametrize(
    ("choice", "share"), [("named", 70), ("unnamed", 15), ("absent", 15)]
)
def test_the_map_has_its_shares(choice, share):
    chosen = sum(person["map"] == choice for person in PEOPLE)
    assert chosen * 100 == share * len(PEOPLE)


def test_sixty_or_more_show_that_they_lived_it():
    assert sum(bool(shown_kinds(person) & LIVED) for person in ACTIVE) >= 60


def test_most_kinds_are_shown_and_some_are_not():
    audiences = Counter(
        kind["audience"] for person in PEOPLE for kind in person["kinds"]
    )
    assert audiences["members"] > sum(audiences.values()) * 0.75
    assert audiences["me"] >= 10
    assert audiences["public"] >= 10


def test_every_kind_is_there():
    first = Counter(person["kinds"][0]["code"] for person in PEOPLE)
    assert set(first) == codes("participant_role") - {"q-member"}
    assert first["clinician"] >= 25
    assert first["patient"] >= 25
    assert first["carer"] >= 15
    assert min(first.values()) >= 3


def test_to_be_a_q_member_is_a_flag_that_a_fifth_have():
    flagged = sum(bool(person.get("q_member")) for person in PEOPLE)
    assert 30 <= flagged <= 60


def test_every_region_and_nation_has_people():
    regions = Counter(person.get("region", "") for person in ACTIVE)
    nations = Counter(person["nation"] for person in ACTIVE)
    assert all(regions[region] >= 10 for region in codes("nhs_region"))
    assert all(nations[nation] >= 12 for nation in ("eng", "sct", "wls", "nir"))
    assert set(nations) == codes("nation")


def test_regions_are_for_england_alone():
    for person in PEOPLE:
        assert ("region" in person) == (person["nation"] == "eng"), person["id"]


def test_names_are_as_varied_as_the_country():
    accented = [p for p in PEOPLE if not p["name"].isascii()]
    surnames = Counter(person["name"].split()[-1] for person in PEOPLE)
    assert len(accented) >= 10
    assert max(surnames.values()) <= 2


def test_codes_are_known():
    for person in PEOPLE:
        Audience(person["audience"])
        MapConsent(person["map"])
        State(person.get("state", "active"))
        organisation = person.get("organisation")
        if organisation:
            assert organisation["type"] in codes("organisation_type"), person["id"]
            assert organisation["role"], person["id"]
            Audience(organisation["audience"])
        assert person.get("role", "organiser") in ROLES


def test_everybody_but_a_few_is_active():
    states = Counter(person.get("state", "active") for person in PEOPLE)
    assert states == {"active": 196, "pending": 2, "resting": 1, "suspended": 1}


def test_names_are_for_members_mostly():
    audiences = Counter(person["audience"] for person in PEOPLE)
    assert 18 <= audiences["public"] <= 25
    assert 3 <= audiences["connections"] <= 10
    assert audiences["members"] == 200 - audiences["public"] - audiences["connections"]


def test_all_joined_during_the_three_phases():
    for person in PEOPLE:
        joined = date.fromisoformat(person["joined"])
        assert date(2017, 4, 1) <= joined <= date(2018, 5, 31), person["id"]


def test_organisations_are_many_and_keep_one_type():
    types: dict[str, set[str]] = {}
    for person in PEOPLE:
        if organisation := person.get("organisation"):
            types.setdefault(organisation["name"], set()).add(organisation["type"])
    assert len(types) >= 100
    assert all(len(found) == 1 for found in types.values())


def test_tags_are_known_and_two_to_seven():
    for person in PEOPLE:
        slugs = [tag["tag"] for tag in person["tags"]]
        assert 2 <= len(slugs) <= 7, person["id"]
        assert len(set(slugs)) == len(slugs), person["id"]
        assert set(slugs) <= set(TAGS), person["id"]
        for tag in person["tags"]:
            Relation(tag["relation"])


def test_most_tags_of_the_list_are_used():
    used = {tag["tag"] for person in PEOPLE for tag in person["tags"]}
    assert len(used) >= 120


def test_whoever_seeks_finds_somebody_who_offers():
    offered = {
        tag["tag"]
        for person in ACTIVE
        for tag in person["tags"]
        if tag["relation"] == "offers" and tag["audience"] in SHOWN
    }
    sought = Counter(
        tag["tag"]
        for person in ACTIVE
        for tag in person["tags"]
        if tag["relation"] == "seeks"
    )
    met = sum(number for tag, number in sought.items() if tag in offered)
    assert met > sum(sought.values()) * 0.8


def test_sensitive_tags_never_go_beyond_members():
    found = {
        tag["audience"]
        for person in PEOPLE
        for tag in person["tags"]
        if tag["tag"] in SENSITIVE
    }
    assert found == {"me", "connections", "members"}


def test_many_sensitive_tags_stay_with_their_owner():
    found = [
        tag
        for person in PEOPLE
        for tag in person["tags"]
        if tag["tag"] in SENSITIVE and tag["audience"] == "me"
    ]
    assert len(found) >= 50


def test_nothing_of_a_person_is_wider_than_their_name():
    wider = {
        "connections": {"members", "public"},
        "members": {"public"},
        "public": set(),
    }
    for person in PEOPLE:
        rows = [*person["kinds"], *person["tags"]]
        rows += [person["organisation"]] if "organisation" in person else []
        for row in rows:
            assert row["audience"] not in wider[person["audience"]], person["id"]


def test_nobody_tells_in_words_the_condition_that_they_keep_to_themselves():
    told = [
        (person["id"], tag["tag"])
        for person in PEOPLE
        for tag in person["tags"]
        if tag["tag"] in SENSITIVE and tag["audience"] == "me"
        if tells(words(person), tag["tag"])
    ]
    assert not told


def test_nobody_who_lived_it_names_a_condition_in_public():
    told = [
        person["id"]
        for person in PEOPLE
        if person["audience"] == "public"
        if {kind["code"] for kind in person["kinds"]} & LIVED
        for tag in SENSITIVE
        if tells(public_words(person), tag)
    ]
    assert not told


def public_words(person: Person) -> str:
    about = person.get("about", "")
    if person.get("about_audience", "public") != "public":
        about = ""
    open_notes = [
        t.get("note", "") for t in person["tags"] if t["audience"] == "public"
    ]
    return " ".join([person["headline"], about, *open_notes])


def test_headlines_fit_on_a_card():
    assert all(10 <= len(person["headline"]) <= 90 for person in PEOPLE)


def test_about_texts_are_many_and_short_and_some_people_are_busy():
    texts = [person["about"] for person in PEOPLE if person.get("about")]
    assert 150 <= len(texts) <= 185
    assert max(map(len, texts)) <= 400
    assert min(map(len, texts)) < 60


def test_no_sentence_is_said_twice():
    assert not twice(sentences())


def test_sentences_do_not_begin_alike():
    starts = Counter(" ".join(sentence.split()[:3]) for sentence in sentences())
    assert max(starts.values()) <= 3


def test_no_note_is_written_twice():
    assert not twice(note for person in PEOPLE for note in notes(person, hidden=True))


def test_notes_fit():
    found = [note for person in PEOPLE for note in notes(person, hidden=True)]
    assert len(found) >= 150
    assert max(map(len, found)) <= 140


def test_time_and_openness_vary():
    hours = {p["availability"]["hours"] for p in PEOPLE if "availability" in p}
    openness = {tuple(person.get("open_to", ())) for person in PEOPLE}
    assert hours >= {1, 2, 3, 4, 5}
    assert len(openness) >= 6
    assert set().union(*openness) == {"introductions", "coffee", "advice"}
    assert 3 <= sum(not p.get("taking_requests", True) for p in PEOPLE) <= 12


def test_demo_roles_are_all_there_and_two_are_participants():
    roles = Counter(account["role"] for account in ACCOUNTS)
    assert roles == {"participant": 2, "lead": 1, **dict.fromkeys(ROLES, 1)}


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one["email"])
def test_a_demo_account_is_a_rich_and_active_person(account):
    person = BY_ID[account["person"]]
    assert person["email"] == account["email"]
    assert person in ACTIVE
    assert person["map"] == "named"
    assert person["about"]
    assert len([tag for tag in person["tags"] if tag["audience"] in SHOWN]) >= 5
    assert {tag["relation"] for tag in person["tags"]} >= {"offers", "seeks"}
    assert person.get("role", account["role"]) == account["role"]


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one["email"])
def test_a_demo_password_is_one_that_we_would_take(account):
    name = BY_ID[account["person"]]["name"]
    check_new(account["password"], account["email"], *name.split())


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one["email"])
def test_a_demo_account_shares_tags_with_three_others(account):
    mine = BY_ID[account["person"]]
    sought = {tag["tag"] for tag in mine["tags"] if tag["relation"] != "offers"}
    helpers = [
        person["id"]
        for person in ACTIVE
        if person is not mine
        for tag in person["tags"]
        if tag["tag"] in sought
        and tag["relation"] == "offers"
        and tag["audience"] in SHOWN
    ]
    assert len(set(helpers)) >= 3
