"""Tables of keeping people safe."""

from community.safeguarding.models.blocks import Block, Mute, MutedWord
from community.safeguarding.models.cases import (
    Appeal,
    Case,
    CaseState,
    Lane,
    Measure,
    MeasureKind,
    Report,
    ReportReason,
    Widening,
)
from community.safeguarding.models.openings import Opening

__all__ = [
    "Appeal",
    "Block",
    "Case",
    "CaseState",
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
