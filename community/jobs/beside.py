"""A worker and the timetable in threads, beside a server or on their own."""

import threading

from flask import Flask

from community.jobs import timetable
from community.jobs.worker import Worker


class Beside:
    """Two threads that work until they are told to end."""

    def __init__(self, app: Flask) -> None:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=Worker(app).run, args=(self._stop,), daemon=True),
            threading.Thread(target=timetable.run, args=(app, self._stop), daemon=True),
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def works(self) -> bool:
        """Tell whether both go on."""
        return all(thread.is_alive() for thread in self._threads)

    def tell(self) -> None:
        """Let them finish what they are at, and take no more."""
        self._stop.set()

    def end(self, most: float | None = None) -> None:
        """Wait so many seconds at most for what they are at; they take no more."""
        self.tell()
        for thread in self._threads:
            thread.join(timeout=most)
