"""Logs as JSON lines: what happened, in which request, nothing about anybody."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.contextvars import merge_contextvars
from structlog.typing import EventDict, Processor

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def where(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Put an exception down as its type and its places, never its words or values.

    Messages of exceptions can hold addresses, names or what somebody wrote.
    """
    exc_info: Any = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if exc_info and exc_info[0] is not None:
        event["exception"] = exc_info[0].__name__
        event["places"] = [
            f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(exc_info[2])[-8:]
        ]
    return event


def set_up(level: str = "INFO") -> None:
    """Send our own log lines and those of libraries to standard error as JSON."""
    shared: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
