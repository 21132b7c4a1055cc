"""The house stays as docs/architecture.md draws it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from community.core.access import RULES, Permission, Role, Viewer
from community.web import door

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "community").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TOP = {
    "community", "templates", "static", "migrations", "tests", "pyproject.toml",
    "README.md", "bench", "docs", ".ci", "Makefile", "requirements.lock",
    "CHANGELOG.md", "SECURITY.md", "LICENSE", ".gitignore",
}  # fmt: skip


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """Every file of the project: what git tracks, or in an archive what is there."""
    asked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / line for line in asked.stdout.splitlines()]


def test_the_top_level_is_fixed():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_stays_readable(path):
    text = source(path)
    assert len(text.splitlines()) <= 400
    assert path.stem not in {"utils", "helpers", "common", "misc", "views"}
    assert ast.get_docstring(ast.parse(text)), "a module says what it is"


def test_the_package_imports_nothing_by_itself():
    code = (
        "import sys, community\n"
        "sys.exit(bool({'flask', 'sqlalchemy', 'networkx'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode
        == 0
    )


def test_the_graph_works_without_the_site():
    code = (
        "import sys\n"
        "for name in ('flask', 'sqlalchemy', 'flask_sqlalchemy'):\n"
        "    sys.modules[name] = None\n"
        "import community.graph, community.graph.__main__"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0


def calls(path: Path) -> list[ast.Call]:
    return [
        node for node in ast.walk(ast.parse(source(path))) if isinstance(node, ast.Call)
    ]


def name_of(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr
        if isinstance(function, ast.Attribute)
        else getattr(function, "id", "")
    )


UNSCOPED = {
    "coffee",
    "sign-in", "worker", "import", "snapshot", "administration", "demo", "check",
    "block", "whom to tell of a report", "ties", "circles", "joining", "events",
    "introductions", "conversations", "letters", "follows", "searches",
    "announcements", "news", "plans", "ideas", "stories", "evidence",
    "programmes", "essays",
    "is this resource here already?", "the next number",
    "results of a survey are counts of many", "my data", "leaving", "erasing",
    "inactive", "retention", "the vault",
}  # fmt: skip


def constants_of(path: Path) -> dict[str, object]:
    """The constants of a module, and those that it has from others of the house."""
    found: dict[str, object] = {}
    for node in ast.parse(source(path)).body:
        if isinstance(node, ast.ImportFrom):
            if "WHY" not in [one.name for one in node.names]:
                continue
            origin = ROOT.joinpath(*(node.module or "").split(".")).with_suffix(".py")
            found["WHY"] = constants_of(origin)["WHY"]
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            found |= dict.fromkeys(names, node.value.value)
    return found


def test_every_way_around_the_rule_has_a_known_reason():
    for path in MODULES:
        constants = constants_of(path)
        for call in calls(path):
            if name_of(call) == "unscoped":
                reason = call.args[0]
                words = (
                    reason.value
                    if isinstance(reason, ast.Constant)
                    else constants.get(getattr(reason, "id", ""), "?")
                )
                assert words in UNSCOPED, (path, call.lineno, words)


def test_no_raw_sql_and_no_connection_of_ones_own():
    for path in MODULES:
        if path.name in ("db.py", "cli.py") or path.parent.name == "backup":
            continue  # a backup copies the whole database, past the site
        for call in calls(path):
            assert name_of(call) not in {"text", "exec_driver_sql", "raw_connection"}, (
                path,
                call.lineno,
            )
            of_ties = ast.unparse(call.func) == "ties.connect"
            assert (
                of_ties
                or name_of(call) != "connect"
                or "sqlalchemy" not in source(path)
            ), (path, call.lineno)


def test_the_viewer_option_is_set_by_visible_alone():
    for path in MODULES:
        if path.name != "visible.py":
            assert "execution_options(viewer" not in source(path), path
            assert "execution_options(touched" not in source(path), path


def test_current_user_is_read_at_the_door_alone():
    readers = [path.name for path in MODULES if "current_user" in source(path)]
    assert readers == ["door.py"]


def test_commands_never_commit():
    for path in MODULES:
        if path.name in ("commands.py", "joining.py", "queries.py"):
            assert "session.commit" not in source(path), path


def test_every_page_has_a_door(app):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert isinstance(view.door, door.Door), rule.endpoint
        assert view.door.who in door._ADMITS


def test_a_page_without_a_door_stops_the_start():
    from flask import Flask

    naked = Flask("naked", static_folder=None)
    naked.add_url_rule("/", "naked", lambda: "")
    with pytest.raises(RuntimeError, match="naked"):
        door.guard(naked)


def test_every_permission_has_a_rule_and_they_are_sorted():
    assert set(RULES) == set(Permission)
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    nobody = Viewer()
    for permission in Permission:
        thing = type("Thing", (), {"id": 1, "lead_ids": (), "asked_id": 1})()
        assert not RULES[permission](nobody, thing), permission
    assert Role.ORGANISER != Role.MODERATOR


LETTER = ROOT / "templates" / "mail" / "_layout.html"
"""The one page without a style sheet: it carries its looks with it."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_is_clean(path):
    text = source(path)
    assert "|safe" not in text.replace(" ", ""), "user words are never marked safe"
    if path != LETTER:
        assert "style=" not in re.sub(r"{#.*?#}", "", text, flags=re.S)
    assert not re.search(r"\son[a-z]+=", text), "no inline handlers"


FORBIDDEN = re.compile(
    r"/(?:work|root)/|pypi[.]org|registry[.]npmjs|deb[.]debian"
    r"|\bLLM\b|\bTODO\b|\bFIXME\b"
)


def test_the_project_speaks_of_itself_alone():
    for path in tracked():
        if (
            path.suffix
            in {".py", ".html", ".md", ".css", ".js", ".toml", ".json", ".lock", ".csv"}
            and path.exists()
            and path != Path(__file__)
        ):
            assert not FORBIDDEN.search(source(path)), path
