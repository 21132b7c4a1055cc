"""Two acts in one moment: the first stands still half-way until the second has come."""

import threading
import time
from collections.abc import Callable
from typing import Any

PAUSE = 0.25
"""So long the second may go on, unless the first holds it up."""


def held(monkeypatch: Any, owner: Any, name: str) -> Callable[..., Callable[[], None]]:
    """Let whoever calls `owner.name` first stand still after it.

    Returns what makes an act wait until then.
    """
    real, reached = getattr(owner, name), threading.Event()

    def slowly(*given: Any, **more: Any) -> Any:
        found = real(*given, **more)
        if not reached.is_set():
            reached.set()
            time.sleep(PAUSE)
        return found

    def then(act: Callable[..., Any], *given: Any, **more: Any) -> Callable[[], None]:
        def wait() -> None:
            reached.wait(10)
            act(*given, **more)

        return wait

    monkeypatch.setattr(owner, name, slowly)
    return then
