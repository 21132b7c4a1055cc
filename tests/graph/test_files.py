import json
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from community.graph import Node, build_graph
from community.graph.__main__ import main
from community.graph.channels import COLLABORATORS, PATTERN, POPULAR, PROJECTS
from community.graph.files import read_folder
from community.graph.hiding import LEAST_QUESTIONS
from community.graph.one_file import read, sorted_rows
from community.graph.records import Reason
from community.graph.relations import ENDS
from community.graph.words import TO_PERSON, TO_PROJECT, in_words
from tests.graph.communities import community, edge_set

ROOT = Path(__file__).resolve().parents[2]

FILES = {
    "people.csv": "id,display_name,email\na,Ana,\nb,Ben,\nc,Cleo,\nd,Dev,\ne,Eli,\n",
    "projects.csv": "id,title,tags\ng,Garden,plants; Sleep\nh,Help line,phone\n",
    "memberships.csv": "person,project,role\na,g,lead\nb,g,member\nb,h,member\n",
    "ties.csv": "a,b,message\nb,c,\na,b,\n",
    "member_tags.csv": "person,relation,tag\na,seeks,Writing\nd,offers,writing\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_becomes_rows(folder):
    found = read_folder(folder)
    assert found.ids["member"] == ("a", "b", "c", "d", "e")
    assert found.names["project"] == ("Garden", "Help line")
    assert found.ids["tag"] == ("phone", "plants", "sleep", "writing")
    assert found.rows.memberships.tolist() == [[0, 0], [1, 0], [1, 1]]
    assert found.rows.ties.tolist() == [[1, 2], [0, 1]]
    assert found.rows.topics.tolist() == [[0, 1], [0, 2], [1, 0]]
    assert found.rows.seeks.tolist() == [[0, 3]]
    assert found.rows.offers.tolist() == [[3, 3]]
    assert found.rows.expertise.tolist() == [[0, 3], [3, 3]]


def test_ties_and_tags_may_be_missing(folder):
    for name in ("ties.csv", "member_tags.csv"):
        (folder / name).unlink()
    assert len(read_folder(folder).rows.ties) == 0


def test_suggestions_are_printed_with_their_reasons(folder, capsys):
    assert main([str(folder), "--member", "a"]) == 0
    printed = capsys.readouterr().out
    assert "For Ana" in printed
    assert "1. Help line" in printed
    assert "Ben is with you in Garden, and is in this one too" in printed
    assert "you know Ben, who is in it" in printed
    assert "Ben knows you both" in printed
    assert "you seek writing, which they offer" in printed
    assert "many people" not in printed


@pytest.mark.parametrize(
    ("option", "seen", "unseen"),
    [("--projects", "Projects", "People"), ("--people", "People", "Projects")],
)
def test_one_kind_alone_can_be_asked_for(folder, capsys, option, seen, unseen):
    assert main([str(folder), "--member", "a", option, "--limit", "1"]) == 0
    printed = capsys.readouterr().out
    assert seen in printed
    assert unseen not in printed
    assert "2. " not in printed


def test_no_suggestion_is_said_in_words(folder, capsys):
    main([str(folder), "--member", "e", "--projects"])
    assert "nothing speaks for any yet" in capsys.readouterr().out


def test_the_graph_is_written_for_other_programs(folder, tmp_path):
    out = tmp_path / "graph.graphml"
    assert main([str(folder), "--graphml", str(out)]) == 0
    written, drawn = nx.read_graphml(out), build_graph(read_folder(folder).rows)
    assert len(written) == len(drawn)
    assert written.number_of_edges() == drawn.number_of_edges()
    assert written.nodes["member:a"] == {"type": "member", "label": "Ana"}
    assert written.edges["member:d", "tag:writing"]["kinds"] == "expertise,offers"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("people.csv", "id,email\na,\n", "people.csv has no column display_name"),
        ("people.csv", "id,display_name\na,A\na,B\n", "people.csv, line 3: the id 'a'"),
        (
            "memberships.csv",
            "person,project\nx,g\n",
            "memberships.csv, line 2: there is no person 'x'",
        ),
        ("ties.csv", "a,b\na,y\n", "ties.csv, line 2: there is no b 'y'"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(folder, capsys, name, text, words):
    (folder / name).write_text(text, encoding="utf-8")
    assert main([str(folder), "--member", "a"]) == 1
    assert words in capsys.readouterr().err


def test_an_unknown_member_and_a_missing_folder_are_said_in_words(folder, capsys):
    assert main([str(folder), "--member", "zoe"]) == 1
    assert "there is no member 'zoe'" in capsys.readouterr().err
    assert main([str(folder / "nowhere"), "--member", "a"]) == 1
    assert "people.csv" in capsys.readouterr().err


def test_a_missing_file_is_named_as_it_was_asked_for(tmp_path, capsys):
    assert main([str(tmp_path / "none.json"), "--member", "a"]) == 1
    assert "none.json'" in capsys.readouterr().err


def test_something_must_be_asked(folder, capsys):
    with pytest.raises(SystemExit):
        main([str(folder)])
    assert "--member" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "walks"), [(TO_PROJECT, PROJECTS), (TO_PERSON, COLLABORATORS)]
)
def test_every_channel_has_words_for_all_that_it_names(words, walks):
    assert set(words) == {walk.channel for walk in walks} | {PATTERN}
    for walk in walks:
        via = tuple(Node("tag", number) for number in range(len(walk.over)))
        said = in_words(
            words, Reason(walk.channel, via, 1.0), lambda node: f"<{node.id}>"
        )
        named = {f"<{number}>" for number in range(len(via))}
        assert walk.channel == POPULAR or {n for n in named if n in said} == named


def test_it_runs_where_the_site_is_not_installed(folder):
    code = (
        "import sys\n"
        "for name in ('flask', 'sqlalchemy'): sys.modules[name] = None\n"
        "from community.graph.__main__ import main\n"
        f"sys.exit(main([{str(folder)!r}, '--member', 'a']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert b"Help line" in done.stdout


# ---------------------------------------------------------------- one file
def as_json(found) -> dict:
    """Return a community as its JSON file holds it."""
    lists = {"member": "members", "project": "projects", "tag": "tags"}
    held: dict = {
        name: [
            {"id": known, "name": called}
            for known, called in zip(found.ids[kind], found.names[kind], strict=True)
        ]
        for kind, name in lists.items()
    }
    for field, (_, _, a, b) in ENDS.items():
        held[field] = [
            [found.ids[a][one], found.ids[b][two]]
            for one, two in getattr(found.rows, field).tolist()
        ]
    return held


@pytest.fixture
def large(tmp_path):
    """A folder with enough rows to learn from: two circles, each with its projects."""
    chance = np.random.default_rng(5)
    folder = tmp_path / "large"
    folder.mkdir()
    people = [f"p{number}" for number in range(40)]
    works = [f"w{number}" for number in range(12)]
    joined = {
        (who, works[int(chance.integers(6)) + 6 * (at % 2)])
        for at, who in enumerate(people)
        for _ in range(4)
    }
    ties = {
        (who, people[(at + 2 * int(chance.integers(1, 6))) % 40])
        for at, who in enumerate(people)
        for _ in range(3)
    }
    tags = [
        f"{who},{'offers' if at % 3 else 'seeks'},word {at % 5}"
        for at, who in enumerate(people)
    ]
    lines = {
        "people.csv": ["id,display_name", *(f"{who},Person {who}" for who in people)],
        "projects.csv": ["id,title,tags", *(f"{w},Work {w},word 1" for w in works)],
        "memberships.csv": ["person,project", *(f"{a},{b}" for a, b in sorted(joined))],
        "ties.csv": ["a,b", *(f"{a},{b}" for a, b in sorted(ties, reverse=True))],
        "member_tags.csv": ["person,relation,tag", *tags],
    }
    for name, rows in lines.items():
        (folder / name).write_text("\n".join(rows), encoding="utf-8")
    return folder


def answer_of(path, capsys, *more) -> str:
    assert main([str(path), "--member", "p3", "--limit", "8", *more]) == 0
    return capsys.readouterr().out


def test_a_folder_as_graphml_or_json_gives_the_same_suggestions(
    large, tmp_path, capsys
):
    drawn, held = tmp_path / "all.graphml", tmp_path / "all.json"
    assert main([str(large), "--graphml", str(drawn)]) == 0
    found = read_folder(large)
    assert len(found.rows.memberships) > LEAST_QUESTIONS
    held.write_text(json.dumps(as_json(found)), encoding="utf-8")
    said = answer_of(large, capsys, "--explain")
    assert "Weights: learnt from these rows" in said
    assert "1. Work" in said
    assert answer_of(drawn, capsys, "--explain") == said
    assert answer_of(held, capsys, "--explain") == said
    assert "Weights: usual" in answer_of(large, capsys, "--usual")


@pytest.mark.parametrize("number", range(12))
def test_json_holds_every_kind_of_edge(tmp_path, number):
    rows = community(number)
    named = {
        "members": rows.members, "projects": rows.projects, "tags": rows.tags,
        "places": rows.places,
    }  # fmt: skip
    held: dict = {
        name: [{"id": f"{name} {at}"} for at in range(size)]
        for name, size in named.items()
    }
    lists = dict(zip(("member", "project", "tag", "place"), named, strict=True))
    for field, (_, _, a, b) in ENDS.items():
        held[field] = [
            [f"{lists[a]} {one}", f"{lists[b]} {two}"]
            for one, two in getattr(rows, field).tolist()
        ]
    path = tmp_path / "all.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    found = read(path).rows
    for field in ENDS.keys() - {"expertise"}:
        assert edge_set(found, field) == edge_set(rows, field)
    marks = ("expertise", "offers", "seeks")
    assert edge_set(found, "expertise") == set().union(
        *(edge_set(rows, field) for field in marks)
    )


def test_a_sorted_community_is_the_same_one():
    for number in range(6):
        rows = community(number)
        for field in ENDS:
            assert edge_set(sorted_rows(rows), field) == edge_set(rows, field)


def test_every_part_of_a_score_is_printed_and_they_add_up(large, capsys):
    said = answer_of(large, capsys, "--explain")
    parts, sums = [], 0
    for line in said.splitlines():
        if found := re.match(r" +([+-]\d+\.\d+)  sum of (\d+); .* is (.*)", line):
            total, number, score = found.groups()
            assert abs(sum(parts) - float(total)) < 1e-5
            assert abs(float(total) - float(score)) < 1e-5
            assert len(parts) == int(number)
            parts, sums = [], sums + 1
        elif found := re.match(r" +([+-]\d+\.\d+)  \w+", line):
            parts.append(float(found[1]))
    assert sums == 16
    assert re.search(r"works_with +project Work w\d+ > member Person p\d+", said)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "{", "a.json is no JSON, line 1"),
        ("a.json", "[]", "a.json holds no object with a list of members"),
        ("a.json", '{"members": {}}', "a.json: members is no list"),
        ("a.json", '{"members": [{"name": "A"}]}', "number 1 of members has no id"),
        ("a.json", '{"members": [{"id": 1}, {"id": 1}]}', "number 2 of members has"),
        ("a.json", '{"members": [], "friends": []}', "'friends' is no list that is"),
        ("a.json", '{"members": [], "ties": [1]}', "1 of ties is no pair of ids"),
        (
            "a.json", '{"members": [{"id": "a"}], "ties": [["a", "b"]]}',
            "ties names no known member: 'b'",
        ),
        ("a.graphml", "<graph", "a.graphml is no GraphML"),
        ("a.graphml", "<graph/>", "a.graphml is no GraphML"),
        ("a.txt", "", "a.txt is no folder, and ends in no .json or .graphml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_in_words(
    tmp_path, capsys, name, text, words
):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main([str(tmp_path / name), "--member", "a"]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("node", "kinds", "words"),
    [("somebody", "ties", "is not called type:id"), ("member:b", "likes", "'likes'")],
)
def test_graphml_of_another_kind_is_refused_in_words(
    tmp_path, capsys, node, kinds, words
):
    graph: nx.Graph = nx.Graph()
    graph.add_edge("member:a", node, kinds=kinds)
    path = tmp_path / "other.graphml"
    nx.write_graphml(graph, path)
    assert main([str(path), "--member", "a"]) == 1
    assert words in capsys.readouterr().err


def test_the_help_says_what_a_file_holds(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    for field in ("members", "places", *ENDS):
        assert f"`{field}`" in said or f'"{field}"' in said
