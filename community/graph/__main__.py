"""Suggestions for one member, from files: `python -m community.graph FILE --member ID`.

FILE is a folder with the CSV files that the site imports (people.csv, projects.csv,
memberships.csv, perhaps ties.csv and member_tags.csv), a .json file, or a .graphml file
as --graphml writes it. From a community with enough rows the weights are learnt first.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from community.graph import one_file
from community.graph.files import Community, write_graphml
from community.graph.learned import NOTHING_LEARNED
from community.graph.learning import learn
from community.graph.one_file import read, sorted_rows
from community.graph.records import Node, Reason, Suggestion
from community.graph.suggest import Matcher
from community.graph.words import TO_PERSON, TO_PROJECT, in_words

REASONS = 3
"""So many reasons are printed for each suggestion, the strongest first."""

WIDTH = 24
"""How wide the names of channels are printed."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m community.graph",
        description=__doc__,
        epilog=one_file.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a folder of CSV, .json or .graphml"
    )
    parser.add_argument("--member", metavar="ID", help="the id of a member in FILE")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--projects", action="store_true", help="suggest projects alone")
    what.add_argument("--people", action="store_true", help="suggest people alone")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="at most N")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print all parts of each score: share, channel, path, and their sum",
    )
    parser.add_argument(
        "--usual", action="store_true", help="learn nothing: use the usual weights"
    )
    parser.add_argument("--graphml", type=Path, metavar="OUT", help="write the graph")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Read a file, answer, and return the exit status."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.member is None and asked.graphml is None:
        parser.error("say --member ID or --graphml OUT")
    if asked.limit < 0:
        parser.error("--limit is 0 or more")
    try:
        community = read(asked.file)
        if asked.graphml is not None:
            write_graphml(community, asked.graphml)
        if asked.member is not None:
            print("\n".join(_answer(community, asked)))
    except (OSError, ValueError) as problem:
        print(f"community.graph: {problem}", file=sys.stderr)
        return 1
    return 0


def _answer(community: Community, asked: argparse.Namespace) -> list[str]:
    member = community.number("member", asked.member)
    rows = sorted_rows(community.rows)
    learned = NOTHING_LEARNED if asked.usual else learn(rows, popularity=False)
    matcher = Matcher.from_rows(rows, learned)
    lines = [f"For {community.name(Node('member', member))}"]
    lines.append(
        "Weights: learnt from these rows" if learned.work else "Weights: usual"
    )
    if not asked.people:
        found = matcher.suggest_projects(member, asked.limit, popularity=False)
        lines += _section(community, "project", found, asked.explain)
    if not asked.projects:
        found = matcher.suggest_collaborators(member, asked.limit)
        lines += _section(community, "member", found, asked.explain)
    return lines


def _section(
    community: Community, kind: str, found: list[Suggestion], whole: bool
) -> list[str]:
    words = TO_PROJECT if kind == "project" else TO_PERSON
    title = "Projects" if kind == "project" else "People"
    lines = ["", title if found else f"{title}: nothing speaks for any yet"]
    for place, one in enumerate(found, 1):
        lines.append(f"{place}. {community.name(Node(kind, one.id))}")
        lines += (
            _parts(community, one)
            if whole
            else [
                f"   - {in_words(words, reason, community.name)}"
                for reason in one.reasons[:REASONS]
                if reason.share > 0
            ]
        )
    return lines


def _parts(community: Community, one: Suggestion) -> list[str]:
    """Return all parts of a score, the greatest first, and what they add up to."""
    total = sum(reason.share for reason in one.reasons)
    return [
        *(
            f"   {reason.share:+10.6f}  {_path(community, reason)}"
            for reason in one.reasons
        ),
        f"   {total:+10.6f}  sum of {len(one.reasons)}; the score is {one.score:.6f}",
    ]


def _path(community: Community, reason: Reason) -> str:
    via = " > ".join(f"{node.type} {community.name(node)}" for node in reason.via)
    return f"{reason.channel:<{WIDTH}}  {via}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
