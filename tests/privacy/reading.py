"""Everything that one viewer can GET, as bytes without what differs by the moment."""

import random
import re
from itertools import islice, product

from flask import Flask
from werkzeug.routing import Rule

from community.core.db import db
from community.core.limits import LimitCount
from tests.cast import CAST
from tests.client import Visitor
from tests.privacy import stage

MARKS = (
    "/conversations/", "/notices/", "/announcements/", "/coffee/", "/events/",
    "/connections/requests/", "/connections/introductions/", "/projects/",
    "/updates/",
    "/members/me/edit", "/moderate/", "/impact/",
)  # fmt: skip
"""Opening these notes that something was read."""

MOST = 5
"""How many objects of each route are asked for."""

VALUES = {
    "account_id": ["1", "4", "9", "77"],
    "digest": [],
    "essay": ["essay-1", "essay-2", "essay-3"],
    "event": ["event-1", "event-2"],
    "event_id": ["1", "2"],
    "kind": ["person", "project"],
    "name": ["unknown.webp"],
    "project_id": ["1", "3", "4"],
    "programme": ["warm-homes", "cold-cellars"],
    "area": ["money", "bills", "damp", "access"],
    "piece": ["phases", "areas", "partners", "milestones"],
    "collection": ["collection-1", "collection-2"],
    "resource": ["resource-1", "resource-2", "resource-3"],
    "report_id": ["1", "2"],
    "series": ["series-1"],
    "code": ["quality", "similar", "factor-4"],
    "survey": ["survey-1", "survey-2", "survey-3", "survey-4"],
    "step": ["rules", "kind", "tags", "place", "map"],
    "thing": ["tag", "detail", "tie", "lived", "membership"],
    "tag": ["evaluation", "storytelling", "diabetes"],
    "tag_id": ["1", str(stage.WORD)],
    "update": ["update-1", "update-2", "update-3", "update-4", "update-5"],
    "token": ["unknown", stage.TRUSTED, stage.SHARED, stage.CONFIRM, stage.RESET],
    "who": ["visitor", "member", "connection", "project mate", "organiser"],
}
IDS = ["1", "2", "3"]
PROJECTS = ["project-1", "project-2", "project-3", "project-4", "old-cafe", "old-draft"]
PEOPLE = [*(person.slug for person in CAST.values()), "nobody-77"]
MOMENT = [
    (re.compile(rb'(name="csrf_token"[^>]*value=")[^"]*'), rb"\1"),
    (re.compile(rb'(value=")[^"]*("[^>]*name="csrf_token")'), rb"\1\2"),
    (re.compile(rb"\b[0-9a-f]{16}\b"), b""),
    (re.compile(rb'"request_id":"[^"]*"'), b""),
]
_TAGGED = ["?offers=evaluation", "?offers=diabetes", "?seeks=facilitation&q=a"]
QUERIES = {
    "members.index": [
        "", "?q=evaluation", "?q=secret", "?kind=carer", "?sort=newest", "?q=diabetes",
        "?place=wls", "?q=ward", "?q=breath", *_TAGGED,
    ],
    "members.export": ["", "?offers=diabetes"],
    "glass.show": [],  # who broke a glass sees what is hidden: that is what it is for
    "essays.versions": ["", "?older=1&newer=2", "?older=2&newer=3"],
    "evidence.feed": ["", "?q=tea", "?topic=evaluation&type=guide"],
    "evidence.list_csv": ["", "?q=tea", "?q=calliope"],
    "evidence.list_ris": ["", "?topic=evaluation&type=guide"],
    "evidence.import_file": ["", "?show=new"],
    "evidence.index": [
        "", "?q=tea", "?q=calliope", "?q=glockenspeil", "?topic=evaluation", "?q=hurdy",
        "?review=overdue&sort=title", "?type=guide&strength=unknown&q=sentence",
    ],
    "evidence.past": ["", "?one=1&two=2"],
    "evidence.queue": ["", "?show=declined", "?show=owner", "?show=sentence"],
    "connections.know": ["", "?q=dai", "?who=bob-2"],
    "network.index": ["", "?sort=-ties", "?person=alice-1", "?show=projects"],
    "network.weave": ["", "?pair=alice-1,bob-2&pair=dai-4,mo-8", "?pair=bob-2,lea-5"],
    "network_gaps.index": [
        "", "?show=nobody", "?show=projects", "?show=offers", "?show=leads",
        "?show=links", "?kind=carer", "?place=wls", "?family=skill&sort=name",
    ],
    "network_gaps.skills_csv": ["", "?place=wls"],
    "impact.index": ["", "?phase=after", "?area=skills", "?project=project-1"],
    "impact.report": ["", "?phase=develop"],
    "impact.rows": [
        "", "?of=ties", "?of=work", "?of=projects", "?of=evidence", "?origin=coffee",
        "?through=connection", "?area=skills&through=evidence",
    ],
    "impact.ties": ["", "?q=tell"],
    "organise.impact": ["", "?state=checked", "?state=declined"],
    "network_impact.index": ["", "?origin=direct", "?phase=after"],
    "network_impact.rows": [
        "?of=ties", "?of=work", "?of=projects", "?of=changes", "?of=ties&origin=coffee",
    ],
    "organise.accounts": ["", "?state=suspended", "?q=dai"],
    "organise.people": ["", "?q=hidden"],
    "organise.suggestions": ["", "?days=90"],
    "organise.tags": ["", "?q=eval"],
    "projects.index": [
        "", "?q=pain", "?q=draft", "?stage=testing", "?sort=title", "?topic=diabetes",
        "?needs=evaluation", "?place=wls", "?phase=develop",
    ],
    "tags.search": ["", "?q=diab", "?q=secret", "?q=breath", "?everyday="],
}  # fmt: skip


def paths(app: Flask, rng: random.Random) -> list[str]:
    """Return an address of every GET route, for several objects each."""
    found: list[str] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            found += _of(rule, rng)
    return found


def _of(rule: Rule, rng: random.Random) -> list[str]:
    names = sorted(rule.arguments)
    combined = list(product(*(_values(rule, name) for name in names)))
    rng.shuffle(combined)
    found = []
    for values in islice(combined, MOST):
        built = rule.build(dict(zip(names, values, strict=True)), append_unknown=False)
        if built:
            endings = QUERIES.get(rule.endpoint.removeprefix("api:"), [""])
            found += [built[1] + ending for ending in endings]
    return found


def _values(rule: Rule, name: str) -> list[str]:
    if name in VALUES:
        return VALUES[name]
    if "slug" in name or name == "member":
        if "/projects/" in rule.rule and name == "slug":
            return PROJECTS
        if "/evidence/<slug>" in rule.rule:
            return VALUES["resource"]
        return PROJECTS + PEOPLE if "<kind>" in rule.rule else PEOPLE
    return IDS


def read(visitor: Visitor, found: list[str]) -> dict[str, bytes]:
    """Fetch each path, and return its status and body without the moment."""
    pages = {}
    db.session.execute(LimitCount.__table__.delete())  # files are twice a few a day
    db.session.commit()
    visitor.get("/privacy")  # takes what was to be said on the next page
    visitor.get("/suggestions/")  # is noted once a day, and told to organisers
    for path in found:
        if path.removeprefix("/api/v1").startswith(MARKS):
            visitor.get(path)  # so that what was not read before is read in both
    for path in found:
        response = visitor.get(path)
        body = response.get_data()
        for pattern, put in MOMENT:
            body = pattern.sub(put, body)
        where = response.headers.get("Location", "").encode()
        pages[path] = str(response.status_code).encode() + b" " + where + b"\n" + body
    return pages
