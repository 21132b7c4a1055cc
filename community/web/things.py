"""What each address names: for every argument, which thing it is and who finds it.

`door.guard` refuses to start while some argument stands for nothing that is written
here. A line is for an argument wherever it stands, or, with what stands before it in
the address, for that place alone; the longest that fits is taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from werkzeug.routing import Rule


class Found(StrEnum):
    """By which rule a thing is found; who may not find it is told that it is not there.

    `visible` asks the rule of its table (`visible()`), `door` is found by everybody who
    came in, `open` has nothing to hide, `secret` is known to whoever was given the
    address, a `word` is one of a short list and no row, a `file` ships with the site.
    """

    VISIBLE = "visible"
    DOOR = "door"
    OPEN = "open"
    SECRET = "secret"  # noqa: S105 (the name of a rule)
    WORD = "word"
    FILE = "file"


@dataclass(frozen=True)
class Thing:
    """A sort of thing: the table where it stands, "" for none, and how it is found."""

    table: str
    found: Found


def _all(found: Found, **tables: str) -> dict[str, Thing]:
    return {argument: Thing(table, found) for argument, table in tables.items()}


def _placed(found: Found, lines: str) -> dict[str, Thing]:
    """Read lines of "place/<argument> table"."""
    pairs = (line.split() for line in lines.strip().splitlines())
    return {place: Thing(table, found) for place, table in pairs}


THINGS: dict[str, Thing] = {
    **_all(
        Found.VISIBLE,
        announcement_id="announcement", appeal_id="appeal", measure_id="measure",
        widening_id="widening", area="programme_area", block_id="block",
        case_id="safeguarding_case", collection="collection",
        comment_id="idea_comment", conversation_id="conversation",
        dismissal_id="dismissal", ended_id="join_request", essay="essay", event="event",
        event_id="event", exclusion_id="exclusion", handover_id="handover",
        hello_id="connection_request",
        idea="idea", impact_id="impact_record", import_id="resource_import",
        introduction_id="introduction", key="map_view", member="member",
        membership_id="membership",
        message_id="message", opening_id="opening", message_request_id="conversation",
        milestone_id="milestone", mute_id="mute", need_id="need", notice_id="notice",
        piece_id="programme_phase", programme="programme", programme_id="programme",
        project_id="project", resource="resource", row_id="member_tag",
        search_id="saved_search", story_id="project_story", survey="survey",
        take_over_id="handover", task_id="team_task", tie_id="connection",
        update="project_update", word_id="muted_word",
    ),
    **_all(
        Found.DOOR,
        account_id="account", embed_id="map_embed", grant_id="grant",
        group_id="map_group", invitation_id="invitation", job_id="job",
        plan_id="weave_plan", snapshot_id="map_snapshot",
    ),
    **_all(
        Found.OPEN,
        code="term", series="series", tag="tag", tag_id="tag",
    ),
    **_all(Found.WORD, act="", kind="", part="", piece="", step="", thing="", who=""),
    **_all(Found.SECRET, token=""),
    **_placed(
        Found.VISIBLE,
        """
        members/<slug> member
        hello/<slug> member
        ask/<slug> member
        person/<slug> member
        conversations/to/<slug> member
        projects/<slug> project
        project/<slug> project
        evidence/<slug> resource
        connections/<request_id> connection_request
        requests/<request_id> join_request
        coffee/<round_id> coffee_guest
        figures/<name> essay_figure
        pictures/<name> update_image
        photo/<name> member_detail
        <kind>/<slug> member
        lived/<row_id> lived_experience
        """,
    ),
    **_placed(Found.DOOR, "organise/coffee/<round_id> coffee_round"),
    "static/<digest>": Thing("", Found.FILE),
    "static/<digest>/<name>": Thing("", Found.FILE),
}  # fmt: skip


def thing_of(rule: Rule, argument: str) -> Thing | None:
    """Return what an argument of an address names; None while that is written nowhere.

    The places of a long address are tried from its beginning, so that the longest that
    fits is the first.
    """
    before, _, _rest = rule.rule.partition(_sign(rule, argument))
    parts = [*(_plain(part) for part in before.split("/") if part), f"<{argument}>"]
    for start in range(len(parts)):
        found = THINGS.get("/".join(parts[start:]))
        if found is not None:
            return found
    return THINGS.get(argument)


def missing(rules: Iterable[Rule]) -> list[str]:
    """Return the arguments of addresses that nobody has said the meaning of."""
    return sorted(
        f"<{argument}> of {rule.rule}"
        for rule in rules
        for argument in rule.arguments
        if thing_of(rule, argument) is None
    )


def _sign(rule: Rule, argument: str) -> str:
    """Return an argument as it stands in the address, its converter included."""
    signs = (part.partition(">")[0] + ">" for part in rule.rule.split("<")[1:])
    (found,) = [one for one in signs if _name(one) == argument]
    return f"<{found}"


def _name(sign: str) -> str:
    return sign.strip("<>").rpartition(":")[2]


def _plain(part: str) -> str:
    """Return a part of an address without the converter of its argument."""
    return f"<{_name(part)}>" if part.startswith("<") else part
