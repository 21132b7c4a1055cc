"""`/api/v1`: the records of pages as JSON, described by what they are made of."""

import pytest

PAGES = [
    "/members/", "/members/bob-2", "/projects/", "/projects/project-1",
    "/suggestions/", "/my-network/", "/connections/", "/map/", "/tags/?q=eval",
]  # fmt: skip
NUMBERED = {
    # one's own things, whose numbers one's own forms carry
    "HelloCard", "SentCard", "TieLine", "WorkLine", "Mine", "NeedLine", "OwnTie",
    "RequestLine", "EndedRequest", "KnownCard", "Between", "EndedHello",
    "ConversationCard", "IntroductionCard", "Talk", "NoticeCard", "MessageCard",
    "KeptSearch", "RequestCard",
    # what a project wants to reach, whose number its team's forms carry
    "MilestoneLine",
    # what changed, whose page has its number
    "RecordFacts", "OwnNote",
    # what one says for others to answer and to report
    "CommentCard",
    # nobody's number: a round and what organisers say are there for many
    "RoundCard", "AnnouncementCard",
    # nobody's number: days and groups of the network
    "Day", "Frozen", "PhaseLine", "Choice", "GroupCard",
    # a plan of organisers, whose number its address has, and a pair of it
    "WeavePlanLine", "WovenPlan", "PlanPair",
    # nobody's number: where a heading of an essay stands
    "Heading",
    # a key for another site, whose number organisers' forms carry
    "EmbedCard",
}  # fmt: skip


@pytest.fixture
def described(visitor):
    return visitor().json("/api/v1/openapi.json")


def schema_of(described, path):
    operation = described["paths"][path]["get"]
    return operation["responses"]["200"]["content"]["application/json"]["schema"]


def check(described, schema, value, where):
    """Compare a value with its schema, as far as our records need it."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        schema = described["components"]["schemas"][name]
    if "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if one.get("type") != "null"]
        if value is not None:
            assert len(kinds) == 1, where
            check(described, kinds[0], value, where)
        return
    kind = schema.get("type")
    types = {
        "string": str, "integer": int, "number": (int, float), "boolean": bool,
        "array": list, "object": dict,
    }  # fmt: skip
    if kind:
        assert isinstance(value, types[kind]), (where, kind, value)
    if "enum" in schema:
        assert value in schema["enum"], where
    if kind == "object" and "properties" in schema:
        assert set(value) == set(schema["properties"]), where
        for name, inner in schema["properties"].items():
            check(described, inner, value[name], f"{where}.{name}")
    if kind == "array" and "items" in schema:
        for one in value:
            check(described, schema["items"], one, f"{where}[]")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_as_it_is_described(described, visitor, path):
    found = visitor("alice").json(f"/api/v1{path}")
    plain = path.split("?")[0]
    for one, other in (("bob-2", "{slug}"), ("project-1", "{slug}")):
        plain = plain.replace(one, other)
    check(described, schema_of(described, f"/api/v1{plain}"), found, path)


def test_the_network_answers_organisers_alone(described, visitor):
    found = visitor("olu").json("/api/v1/network/")
    check(described, schema_of(described, "/api/v1/network/"), found, "network")
    visitor("alice").json("/api/v1/network/", 403)
    visitor().json("/api/v1/network/", 401)


def test_nobodys_number_is_told(described):
    for name, schema in described["components"]["schemas"].items():
        ids = [one for one in schema["properties"] if one == "id" or one[-3:] == "_id"]
        assert not ids or name in NUMBERED, (name, ids)


def test_every_page_is_described_with_its_parameters(described):
    for path, operations in described["paths"].items():
        named = {one["name"] for one in operations["get"]["parameters"]}
        assert named == {part[1:-1] for part in path.split("/") if part[:1] == "{"}
        assert operations["get"]["summary"]


def test_signing_in_is_asked_for_where_the_page_asks_for_it(described):
    security = {
        path: bool(one["get"]["security"]) for path, one in described["paths"].items()
    }
    assert security["/api/v1/members/"]
    assert not security["/api/v1/members/{slug}"]
    assert not security["/api/v1/map/"]
