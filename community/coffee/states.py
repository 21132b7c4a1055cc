"""The states of a coffee round, and which may follow which."""

from community.coffee.models import RoundState
from community.core.states import Moves

MOVES: Moves[RoundState] = {
    RoundState.OPEN: frozenset({RoundState.PAIRED, RoundState.CLOSED}),
    RoundState.PAIRED: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}
"""People join an open round; it is paired, or closed when nobody can meet."""
