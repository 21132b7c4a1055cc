"""The API answers whatever is asked as its own description says, and never breaks.

Schemathesis makes up the requests: values for every argument and question behind the
"?", right ones and wrong ones, from the description that the site gives of itself.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

from community.core.db import db
from tests import sampling
from tests.assure import told
from tests.client import Visitor, forget, signed_in_token
from tests.databases import site
from tests.privacy import stage

EXAMPLES = sampling.size(200, 10, 4)
CHECKS = [
    content_type_conformance, response_headers_conformance, response_schema_conformance,
]  # fmt: skip
SHARE = 3
READERS = {"visitor": None, "member": 1, "organiser": 6}
KNOWN = {
    "slug": ["bob-2", "project-1", "resource-1", "carol-3"],
    "idea": ["idea-1"], "essay": ["essay-1"], "event": ["event-1"],
    "update": ["update-1"], "survey": ["survey-1"], "programme": ["warm-homes"],
    "area": ["bills"], "collection": ["collection-1"], "code": ["quality"],
    "tag": ["evaluation"],
}  # fmt: skip
"""Names that lead somewhere; what is made up hardly ever does."""


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """The description of a site whose pages are the same in every test."""
    made = site("sqlite://", tmp_path_factory.mktemp("described"))
    with made.app_context():
        found = made.test_client().get("/api/v1/openapi.json").get_json()
    return schemathesis.openapi.from_dict(found)


def operations(schema):
    return [one.ok() for one in schema.get_all_operations()]


def cases(operation):
    """Return a way to make up requests: right by the description, and often wrong."""
    modes = schemathesis.GenerationMode
    named = {
        one["name"]: st.sampled_from(KNOWN.get(one["name"], ["1", "2", "0", "77"]))
        for one in operation.definition.raw.get("parameters", ())
        if one["in"] == "path"
    }
    ways = [operation.as_strategy(modes.POSITIVE)]
    if named:
        ways.append(operation.as_strategy(modes.NEGATIVE))
        real = st.fixed_dictionaries(named)
        ways.append(st.builds(_with, operation.as_strategy(modes.POSITIVE), real))
    return st.one_of(ways)


def _with(case, names):
    case.path_parameters = {**(case.path_parameters or {}), **names}
    return case


@pytest.mark.parametrize("who", READERS)
def test_every_operation_answers_as_it_is_described(app, schema, monkeypatch, who):
    stage.fill()
    number = READERS[who]
    secret = signed_in_token(number) if number else ""
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    tried, failed = 0, []
    found = operations(schema)
    for operation in sampling.some([(str(one.path), one) for one in found], SHARE, who):
        count = _try(app, operation[1], secret, failed)
        tried += count
    told(
        f"schemathesis: {who}", size=tried, operations=len(found),
        examples=EXAMPLES, failures=len(failed),
    )  # fmt: skip
    assert not failed


def _try(app, operation, secret, failed):
    tried = 0

    @settings(
        max_examples=EXAMPLES, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(case=cases(operation))
    def answers(case):
        nonlocal tried
        tried += 1
        forget()
        cookies = {"session_id": secret} if secret else {}
        response = case.call(app=app, cookies=cookies)
        if response.status_code >= 500:
            failed.append((case.formatted_path, response.status_code))
        elif response.status_code == 200:
            try:
                case.validate_response(response, checks=CHECKS)
            except Exception as problem:
                failed.append((case.formatted_path, str(problem)[:500]))
        else:
            kind = response.headers.get("content-type", [""])[0]
            if "json" not in kind or "error" not in response.json():
                failed.append((case.formatted_path, response.status_code, kind))

    answers()
    return tried


def test_it_describes_every_twin_of_a_page(app, schema):
    paths = {one.path for one in operations(schema)}
    twins = {
        rule.rule for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api:")
    }  # fmt: skip
    assert len(paths) == len(twins)


def test_a_visitor_is_told_to_sign_in_by_every_page_of_members(app, schema):
    stage.fill()
    browser, asked = Visitor(app), 0
    for operation in operations(schema):
        if "{" not in operation.path:
            asked += 1
            assert browser.get(operation.path).status_code in (200, 401)
    assert asked > 20
