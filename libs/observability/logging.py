"""structlog as JSON lines: constant event names, bound context, never payloads."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog


def _render(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    return orjson.dumps(dict(event), default=str).decode()


def set_up_logging(service: str, environment: str, level: str = "info") -> None:
    """Once per process. Everything goes to standard output, one JSON object a line."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, env=environment)
    logging.basicConfig(level=max(number, logging.WARNING), format="%(message)s")
