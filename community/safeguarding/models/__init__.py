"""Tables of keeping people safe."""

from community.safeguarding.models.blocks import Block, Mute, MutedWord
from community.safeguarding.models.cases import (
    HARM,
    MOVES,
    WORRIES,
    Case,
    CaseState,
    Finding,
    Lane,
    Report,
    ReportReason,
    Widening,
)
from community.safeguarding.models.measures import (
    SUSPENDS,
    Appeal,
    Ground,
    Measure,
    MeasureKind,
)
from community.safeguarding.models.openings import Opening

__all__ = [
    "HARM",
    "MOVES",
    "SUSPENDS",
    "WORRIES",
    "Appeal",
    "Block",
    "Case",
    "CaseState",
    "Finding",
    "Ground",
    "Lane",
    "Measure",
    "MeasureKind",
    "Mute",
    "MutedWord",
    "Opening",
    "Report",
    "ReportReason",
    "Widening",
]
