"""State machines as data: which state may follow which, said once."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)


class RequestState(StrEnum):
    """Where something that one person asks of another stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    NOT_NOW = "not now"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


Moves = Mapping[State, frozenset[State]]
"""For each state those that may follow; a state that none follows is an end."""


def before(moves: Moves[State], state: State) -> tuple[State, ...]:
    """Return the states from which `state` may be reached, for a guarded UPDATE."""
    return tuple(one for one, next_ones in moves.items() if state in next_ones)


def ends(moves: Moves[State]) -> frozenset[State]:
    """Return the states that nothing follows."""
    return frozenset(one for one, next_ones in moves.items() if not next_ones)


def drawn(moves: Moves[State], start: State) -> str:
    """Return the machine as a Mermaid state diagram, as it stands in docs/states.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(start)}"]
    for one, next_ones in moves.items():
        lines += [f"    {_name(one)} --> {_name(two)}" for two in sorted(next_ones)]
        if not next_ones:
            lines.append(f"    {_name(one)} --> [*]")
    return "\n".join(lines)


def _name(state: StrEnum) -> str:
    return state.value.replace(" ", "_")
