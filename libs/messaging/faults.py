"""Which failures pass by themselves, and how the others are told apart."""

import hashlib
import traceback
from pathlib import Path

from pydantic import ValidationError
from pymongo.errors import ConnectionFailure, ExecutionTimeout, OperationFailure

from libs.kernel.errors import Conflict, DomainError, NotFound, NotSeenYet
from libs.messaging.codec import Undecodable
from libs.messaging.log import LogUnavailable
from libs.storage.parked import Fault
from libs.storage.store import AlreadyApplied, StoreError

_ROOT = Path(__file__).parents[2]
_PASSING = (
    StoreError,
    LogUnavailable,
    Conflict,
    OSError,
    TimeoutError,
    ConnectionFailure,
    ExecutionTimeout,
)


def is_early(error: BaseException) -> bool:
    """Something that the fact needs may only not have arrived yet; or it never will."""
    return isinstance(error, NotFound | NotSeenYet)


def is_passing(error: BaseException) -> bool:
    """The same attempt can succeed later, without anybody's help."""
    if isinstance(error, _PASSING) or is_early(error):
        return True
    if isinstance(error, OperationFailure):
        return error.has_error_label("TransientTransactionError") or error.has_error_label(
            "RetryableWriteError"
        )
    return isinstance(error, DomainError) and error.retry_after is not None


def is_overtaken(error: BaseException) -> bool:
    """Another worker applied it first."""
    return isinstance(error, AlreadyApplied)


def fault_of(error: BaseException) -> Fault:
    """Type, place and wording of a failure, never values of a payload.

    The fingerprint joins the type with the innermost function of ours that raised it.
    """
    name = type(error).__name__
    place = _place(error)
    if isinstance(error, DomainError):
        name = f"{name} {error.code}"
    digest = hashlib.sha256(f"{name}|{place}".encode()).hexdigest()[:12]
    return Fault(name, f"{_wording(error)} ({place})" if place else _wording(error), digest)


def _place(error: BaseException) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
            return f"{'.'.join(path.relative_to(_ROOT).with_suffix('').parts)}.{frame.name}"
    return ""


def _wording(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in found[:5])
    if isinstance(error, DomainError):
        return error.code
    if isinstance(error, Undecodable):
        return str(error)
    return str(error)[:200]
