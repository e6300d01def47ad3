"""Who asks, from where, and what that lets them do."""

from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from libs.kernel.commands import Command
from libs.kernel.errors import Forbidden, NotFound

EVERYWHERE = "*"
"""The scope of an administrator of the whole system."""


class Grant(BaseModel):
    """A role held over an organization and all below it."""

    model_config = ConfigDict(frozen=True)

    role: str
    scope_id: str
    function: str = ""


class Stamp(BaseModel):
    """What every command carries besides its own words: its id, its asker, its cause.

    ``command_id`` is the Idempotency-Key of HTTP, or derived from the causing event or timer.
    ``system`` is true for reactions, sweeps and timers, which act without grants.
    """

    model_config = ConfigDict(frozen=True)

    command_id: str
    actor_id: str
    acting_org_id: str = ""
    member_id: str | None = None
    grants: tuple[Grant, ...] = ()
    system: bool = False
    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""
    at: datetime | None = None


class Access(Protocol):
    """The caller's rights, bound to one command or query."""

    def require(self, command: Command, *org_ids: str | None, member_id: str | None = None) -> None:
        """Passes when the caller holds one of ``command.requires`` over any of ``org_ids``,

        or is ``member_id`` where the command lists the role ``member``. Raises NotFound when the
        caller sees none of these organizations, Forbidden when it sees but may not act.
        """
        ...

    def sees(self, *org_ids: str | None, member_id: str | None = None) -> bool:
        """Whether any of the caller's grants covers any of ``org_ids`` (custodians included)."""
        ...


class Tree(Protocol):
    """Which nodes lie below which, in any of the superior relations, heirs followed."""

    def covers(self, scope_id: str, node_id: str) -> bool:
        """Whether ``node_id`` is ``scope_id``, lies below it, or has been handed over to it."""
        ...

    def below(self, scope_id: str) -> frozenset[str]:
        """All nodes that ``scope_id`` covers, itself included."""
        ...


class Scope:
    """What a caller may see: the subtrees of its grants, and what is its own."""

    def __init__(self, stamp: Stamp, tree: Tree) -> None:
        """Bound to one request; ``tree`` is the directory of organizations."""
        self.stamp = stamp
        self._tree = tree

    @property
    def everywhere(self) -> bool:
        """Whether nothing limits this caller."""
        return self.stamp.system or any(g.scope_id == EVERYWHERE for g in self.stamp.grants)

    def roles_over(self, *node_ids: str | None) -> frozenset[str]:
        """Roles held over any of ``node_ids``."""
        return frozenset(
            grant.role
            for grant in self.stamp.grants
            if grant.scope_id == EVERYWHERE
            or any(node and self._tree.covers(grant.scope_id, node) for node in node_ids)
        )

    def sees(self, *node_ids: str | None, member_id: str | None = None) -> bool:
        """Whether a grant covers any of ``node_ids``, or ``member_id`` is the caller."""
        if self.everywhere or (member_id is not None and member_id == self.stamp.member_id):
            return True
        return bool(self.roles_over(*node_ids))

    def nodes(self) -> frozenset[str] | None:
        """All nodes seen; None means every one."""
        if self.everywhere:
            return None
        return frozenset().union(*(self._tree.below(g.scope_id) for g in self.stamp.grants))

    def filter(self, *fields: str, member_field: str | None = None) -> dict[str, Any]:
        """A query that matches what the caller sees: one of ``fields`` lies in its subtrees,

        or ``member_field`` is the caller's own member id.
        """
        nodes = self.nodes()
        if nodes is None:
            return {}
        ids = sorted(nodes)
        choices: list[dict[str, Any]] = [{field: {"$in": ids}} for field in fields]
        if member_field is not None and self.stamp.member_id is not None:
            choices.append({member_field: self.stamp.member_id})
        return choices[0] if len(choices) == 1 else {"$or": choices}


class GrantedAccess:
    """Access decided by grants over a tree."""

    def __init__(self, stamp: Stamp, tree: Tree) -> None:
        """Bound to the command that ``stamp`` belongs to."""
        self._stamp = stamp
        self._scope = Scope(stamp, tree)

    def require(self, command: Command, *org_ids: str | None, member_id: str | None = None) -> None:
        """See Access.require."""
        if self._stamp.system:
            return
        own = member_id is not None and member_id == self._stamp.member_id
        if own and "member" in command.requires:
            return
        roles = self._scope.roles_over(*org_ids)
        if roles & set(command.requires):
            return
        if roles or own:
            raise Forbidden(command=type(command).__name__)
        raise NotFound

    def sees(self, *org_ids: str | None, member_id: str | None = None) -> bool:
        """See Access.sees."""
        return self._scope.sees(*org_ids, member_id=member_id)
