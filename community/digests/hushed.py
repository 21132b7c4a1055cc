"""Words that their reader muted stand in no letter: mail can fold nothing."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from community.core.access import Viewer
from community.digests.seen import NoticeLine
from community.safeguarding.words import Muted, muted


class Hushed:
    """The words that the reader of a letter muted, read once and only if needed."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    @cached_property
    def _words(self) -> Muted:
        return muted(self._viewer)

    def holds(self, texts: Iterable[str]) -> bool:
        """Tell whether one of the words stands in one of these texts, whole."""
        said = [text for text in texts if text]
        return bool(said) and self._words.holds(said)

    def unnamed(self, line: NoticeLine) -> NoticeLine:
        """Return a line that names no project by one of the words."""
        project = line.project
        if project is None or not self.holds([project.title]):
            return line
        return replace(line, project=replace(project, sensitive=True))
