"""What a route may ask for: the caller, its scope, and the right to have a command obeyed."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request, Response

from libs.kernel import Command, Invalid, Scope, Stamp, Tree, new_id
from libs.observability.tracing import current_trace
from libs.web.tokens import TokenVerifier, Unauthenticated


class BadKey(Invalid):
    """An Idempotency-Key has 8 to 128 visible characters."""

    code = "idempotency-key-malformed"


class Answered(Protocol):
    """A command's answer, seen from the web."""

    @property
    def value(self) -> Any:
        """What the handler returned, as JSON."""
        ...

    @property
    def tokens(self) -> Any:
        """``service:aggregate`` to sequence number."""
        ...


Obey = Callable[[Command, Stamp], Awaitable[Answered]]
Executes = Callable[[Command], Awaitable[Any]]


async def caller_stamp(request: Request) -> Stamp:
    """The request's stamp; raises Unauthenticated without a valid bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    verifier: TokenVerifier = request.app.state.verifier
    caller = verifier.verify(token)
    trace = current_trace()
    return Stamp(
        command_id=command_id(request, caller.actor_id),
        actor_id=caller.actor_id,
        acting_org_id=caller.acting_org_id,
        member_id=caller.member_id,
        grants=caller.grants,
        correlation_id=trace.correlation_id if trace else "",
        traceparent=trace.traceparent if trace else "",
    )


def command_id(request: Request, actor_id: str) -> str:
    """The request's Idempotency-Key, or a new id; raises BadKey.

    The key is the caller's own: another's key of the same text is another command.
    """
    key = request.headers.get("idempotency-key", "")
    if key and not (8 <= len(key) <= 128 and key.isprintable()):
        raise BadKey
    return f"{actor_id}/{key}" if key else new_id()


CallerStamp = Annotated[Stamp, Depends(caller_stamp)]


async def caller_scope(request: Request, stamp: CallerStamp) -> Scope:
    """What the caller may see."""
    tree: Tree = request.app.state.tree
    return Scope(stamp, tree)


CallerScope = Annotated[Scope, Depends(caller_scope)]


async def executes(request: Request, response: Response) -> Executes:
    """Obeys commands for this caller; notes each answer's tokens in the response."""
    stamp = await caller_stamp(request)
    obey: Obey = request.app.state.obey

    async def execute(command: Command) -> Any:
        answer = await obey(command, stamp)
        tokens = ",".join(f"{place}@{seq}" for place, seq in answer.tokens.items())
        if tokens:
            response.headers["Consistency-Token"] = tokens
        return answer.value

    return execute


Execute = Annotated[Executes, Depends(executes)]


def numbered(stamp: Stamp, index: int) -> Stamp:
    """The stamp of the ``index``-th command of a bulk request: repeating it repeats each."""
    return stamp.model_copy(update={"command_id": f"{stamp.command_id}#{index}"})
