"""A process in which people come to an event in the same moment.

`python -m tests.programme.racer URL FOLDER WHO...` reads lines of a word and an event's
number, and answers each with the problems that there were, as a line of JSON. "come"
lets everybody come; with "come and go" every other one of them takes it back.
"""

import json
import sys
import threading
from pathlib import Path

from community.core.db import db, start_writing
from community.core.visible import find
from community.programme import attending
from community.programme.models import Event
from tests.cast import CAST
from tests.databases import site
from tests.programme.making import MEMBERS


def main(url: str, folder: str, who: list[str]) -> None:
    """Do as told until there is nothing more to read."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    app = site(url, Path(folder))
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        what, _space, number = line.strip().rpartition(" ")
        problems: list[str] = []
        start = threading.Barrier(len(who))

        def act(
            name: str, goes: bool, number: str = number,
            start: threading.Barrier = start, problems: list[str] = problems,
        ) -> None:  # fmt: skip
            viewer = CAST[name].viewer
            with app.app_context():
                try:
                    start.wait(10)
                    start_writing()
                    row = find(viewer, Event, Event.id == int(number))
                    if goes:
                        attending.stay_away(viewer, row)
                    else:
                        attending.attend(viewer, row, MEMBERS)
                    db.session.commit()
                except Exception as problem:
                    db.session.rollback()
                    problems.append(repr(problem))
                finally:
                    db.session.remove()

        threads = [
            threading.Thread(target=act, args=(name, what != "come" and at % 2 == 0))
            for at, name in enumerate(who)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(json.dumps(problems), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
