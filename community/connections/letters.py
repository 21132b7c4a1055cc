"""What people are told of requests: what makes each once."""

from datetime import datetime

REQUESTS = "/connections/requests/"


def key(kind: str, request: int, asked_at: datetime, number: int = 1) -> str:
    """Return what makes it once that somebody is told of a request.

    With its moment: some databases give the number of a deleted row to a new one.
    """
    return f"{kind}-{request}-{asked_at:%y%m%d%H%M%S%f}-{number}"
