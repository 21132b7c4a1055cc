"""Who may see what is decided in one place: nothing else compares an audience."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "community").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*"))
THE_RULE = {"core/visible.py", "core/access.py", "core/scope.py"}
WORD = re.compile(r"(^|_)audience$")

MODELS = "a table states its own rule, of the parts that the rule has"
OWN = "one's own choice, to say what it means or to allow an act; it shows nothing"
NARROWS = "a scoped read leaves out more than the rule does, so that all readers agree"
SHARED = "what every member may see, for what all share"
EXCUSED = {
    "announcements/recipients.py": SHARED,
    "coffee/joining.py": OWN,
    "coffee/takers.py": SHARED,
    "connections/models.py": MODELS,
    "connections/nameable.py": NARROWS,
    "essays/authors.py": SHARED,
    "ideas/models.py": MODELS,
    "lived/models.py": MODELS,
    "matching/own.py": "what the viewer sees beyond what all share, under the rule",
    "matching/quality_history.py": SHARED,
    "matching/quality_names.py": SHARED,
    "matching/snapshot_rows.py": SHARED,
    "members/commands.py": OWN,
    "network/about.py": NARROWS,
    "network/gaps/asked.py": NARROWS,
    "network/gaps/fragile.py": NARROWS,
    "network/gaps/invite.py": NARROWS,
    "network/gaps/near.py": NARROWS,
    "network/gaps/skills.py": NARROWS,
    "network/impact/figures.py": NARROWS,
    "network/impact/teamwork.py": NARROWS,
    "network/own_row.py": OWN,
    "network/rows.py": NARROWS,
    "network/snapshots/facts.py": NARROWS,
    "privacy/consents.py": OWN,
    "privacy/inactive.py": OWN,
    "programme/attending.py": OWN,
    "programme/checks.py": OWN,
    "programme/feeds.py": NARROWS,
    "programme/models/events.py": MODELS,
    "programme/telling.py": NARROWS,
    "programme/updates.py": OWN,
    "programme/updates_queries.py": OWN,
    "projects/absence.py": "whom a team does not name, as a number alone",
    "projects/models/project.py": MODELS,
    "projects/team.py": "whose choice becomes narrower with a sensitive tag",
    "web/events_hold.py": OWN,
    "web/privacy.py": OWN,
    "web/projects_show.py": OWN,
    "web/projects_stories.py": OWN,
}
"""Where an audience is compared beside the rule, and why nothing shows by it."""


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def compared(path: Path) -> list[int]:
    """Return the lines that compare somebody's audience with something."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and name_of(node.func) in ("in_", "not_in"):
            sides = [getattr(node.func, "value", node)]
        elif isinstance(node, ast.Call) and name_of(node.func) == "among":
            sides = node.args[:1]
        else:
            continue
        if any(isinstance(one, ast.Attribute) and WORD.search(one.attr)
               for one in sides):  # fmt: skip
            found.append(node.lineno)
    return found


def places() -> dict[str, list[int]]:
    found = {str(path.relative_to(ROOT / "community")): compared(path)
             for path in MODULES}  # fmt: skip
    return {name: lines for name, lines in found.items() if lines}


def test_only_the_rule_and_a_few_excused_places_compare_an_audience():
    found = {name: lines for name, lines in places().items() if name not in THE_RULE}
    assert found.keys() - EXCUSED.keys() == set(), found


def test_every_excuse_is_used():
    assert EXCUSED.keys() - places().keys() == set()


def test_the_search_finds_a_comparison(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text(
        "shown = [row for row in rows if row.audience == 'members']\n"
        "found.where(Member.audience.in_(OPEN))\n"
        "among(Member.audience, OPEN)\n"
        "audience = row.audience\n"
    )
    assert sorted(compared(planted)) == [1, 2, 3]


HIDES = re.compile(r"{%-?\s*(?:el)?if\b[^%]*\.audience\b[^%]*%}")
LABELS = {
    "connections/tie.html": "one's own tie",
    "events/_event.html": "says for whom an event is, to whoever sees it",
    "ideas/show.html": "says who else reads an offer of help, to whoever reads it",
    "members/_profile.html": "one's own profile: the lock beside what one hides",
    "members/edit.html": "one's own form",
    "network/mine.html": "one's own ties",
    "organise/review.html": "says who will see a project, to whoever reviews it",
    "privacy/lived_show.html": "one's own page",
    "projects/history.html": "one's own part",
    "projects/show.html": "one's own part",
}
"""Templates that ask for an audience, to label what is there already."""


def test_templates_hide_nothing_by_an_audience():
    found = {
        str(path.relative_to(ROOT / "templates"))
        for path in TEMPLATES
        if path.is_file() and HIDES.search(path.read_text(encoding="utf-8"))
    }
    assert found - LABELS.keys() == set()
    assert LABELS.keys() - found == set()
