"""Words that stand in no letter: those that its reader muted, and those about health.

Mail can fold nothing, and lies open longer than a page.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from community.core.access import Viewer
from community.digests.seen import NoticeLine
from community.expertise.hints import hinting, hints
from community.safeguarding.words import Muted, muted


class Hushed:
    """The words that a letter to somebody leaves out, read once and only if needed."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    @cached_property
    def _words(self) -> Muted:
        return muted(self._viewer)

    @cached_property
    def _health(self) -> tuple[str, ...]:
        return hinting()

    def hints(self, text: str) -> bool:
        """Tell whether a text names something sensitive."""
        return hints(text, self._health)

    def holds(self, texts: Iterable[str]) -> bool:
        """Tell whether a muted word stands in one of these texts, whole."""
        said = [text for text in texts if text]
        return bool(said) and self._words.holds(said)

    def unnamed(self, line: NoticeLine) -> NoticeLine:
        """Return a line that names no project by one of the words, of either sort."""
        project = line.project
        if project is None or not (
            self.hints(project.title) or self.holds([project.title])
        ):
            return line
        return replace(line, project=replace(project, sensitive=True))
