"""The directory of organizations in memory: both superior relations, heirs and custodians.

Every service keeps one from the published facts, for scopes and guards (at most seconds old).
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from contracts.directory import ORG_FACTS, OrgView, project_organization
from libs.kernel import Access, Event, EventMeta, NotSeenYet, Put, RuleBroken, ViewWrite

ENDED = frozenset({"merged", "split", "closed"})
UNREGISTERED = frozenset({"pending", "rejected"})


PUBLIC_KINDS = frozenset({"city", "district", "street", "community"})
"""Divisions: everybody who is signed in chooses from their names."""


class OrganizationEnded(RuleBroken):
    """An organization that has ended takes on nothing new."""

    code = "organizations.ended"


class Directory(Protocol):
    """What handlers may ask about organizations."""

    def get(self, org_id: str) -> OrgView | None:
        """The organization as last heard, or None."""
        ...

    def active(self, org_id: str) -> OrgView:
        """The organization; raises NotSeenYet until registered, OrganizationEnded when ended."""
        ...

    def resolve(self, org_id: str) -> str:
        """The active heir or custodian of ``org_id``; itself while active."""
        ...

    def name(self, org_id: str) -> str:
        """Its name, or its id while unheard of."""
        ...

    def covers(self, scope_id: str, node_id: str) -> bool:
        """Whether ``node_id`` is ``scope_id``, below it, or in its custody."""
        ...

    def below(self, scope_id: str) -> frozenset[str]:
        """All that ``scope_id`` covers, itself included."""
        ...

    def above(self, org_id: str) -> tuple[str, ...]:
        """All superiors in both relations, nearest first."""
        ...


def require_known(directory: Directory, access: Access, org_id: str) -> None:
    """Passes for a division and for what the caller sees.

    Raises NotSeenYet for others, the same whether they exist or not: refusals that come after may
    name the organization.
    """
    found = directory.get(org_id)
    if (found is None or found.kind not in PUBLIC_KINDS) and not access.sees(org_id):
        raise NotSeenYet(org_id=org_id)


class OrgDirectory:
    """The Directory, fed with documents and writes of the ``organizations`` view."""

    port = Directory
    view = "organizations"
    events: tuple[type[Event], ...] = ORG_FACTS

    def __init__(self, *organizations: OrgView) -> None:
        """Starts with ``organizations`` (tests); services load their stored view."""
        self._nodes: dict[str, dict[str, Any]] = {}
        self._under: dict[str, set[str]] = {}
        self._below: dict[str, frozenset[str]] = {}
        for organization in organizations:
            self.put({"_id": organization.org_id, **organization.model_dump(mode="json")})

    def seq(self, id_: str) -> int:
        """The place of the last fact about ``id_`` that is in memory."""
        return int(self._nodes.get(id_, {}).get("seq") or 0)

    def project(self, event: Any, meta: EventMeta) -> Sequence[ViewWrite]:
        """The fact as writes to the view."""
        return tuple(project_organization(event, meta))

    def put(self, document: dict[str, Any]) -> None:
        """Takes one stored document."""
        self._set(str(document["_id"]), {k: v for k, v in document.items() if k != "_id"})

    def apply(self, writes: Sequence[ViewWrite]) -> None:
        """Takes writes that a fact caused; repeating them is harmless."""
        for write in writes:
            if isinstance(write, Put) and write.view == self.view:
                node = self._nodes.get(write.id, {})
                fields = (
                    {**write.initial, **node, **write.fields}
                    if write.initial
                    else {
                        **node,
                        **write.fields,
                    }
                )
                for path in write.unset:
                    fields.pop(path, None)
                self._set(write.id, fields)

    def _set(self, id_: str, fields: dict[str, Any]) -> None:
        old = self._nodes.get(id_, {})
        fields["org_id"] = id_
        if int(fields.get("seq") or 0) < int(old.get("seq") or 0):
            return
        before, after = _superiors(old), _superiors(fields)
        self._nodes[id_] = fields
        if before != after or not old:
            for superior in before - after:
                self._under.get(superior, set()).discard(id_)
            for superior in after - before:
                self._under.setdefault(superior, set()).add(id_)
            self._below.clear()

    def __len__(self) -> int:
        """How many organizations are known."""
        return len(self._nodes)

    def get(self, org_id: str) -> OrgView | None:
        """See Directory.get."""
        fields = self._nodes.get(org_id)
        return None if fields is None else OrgView.model_validate(fields)

    def active(self, org_id: str) -> OrgView:
        """See Directory.active."""
        fields = self._nodes.get(org_id)
        if fields is None or fields.get("status") in UNREGISTERED:
            raise NotSeenYet(org_id=org_id)
        if fields.get("status") in ENDED:
            raise OrganizationEnded(org_id=org_id, name=str(fields.get("name", "")))
        return OrgView.model_validate(fields)

    def resolve(self, org_id: str) -> str:
        """See Directory.resolve."""
        seen: set[str] = set()
        while org_id not in seen:
            seen.add(org_id)
            fields = self._nodes.get(org_id, {})
            if fields.get("status") not in ENDED or not fields.get("custodian_id"):
                return org_id
            org_id = str(fields["custodian_id"])
        return org_id

    def name(self, org_id: str) -> str:
        """See Directory.name."""
        return str(self._nodes.get(org_id, {}).get("name", org_id))

    def above(self, org_id: str) -> tuple[str, ...]:
        """See Directory.above."""
        found: dict[str, None] = {}
        waiting = deque([org_id])
        while waiting:
            for superior in sorted(_superiors(self._nodes.get(waiting.popleft(), {}))):
                if superior not in found and superior != org_id:
                    found[superior] = None
                    waiting.append(superior)
        return tuple(found)

    def covers(self, scope_id: str, node_id: str) -> bool:
        """See Directory.covers."""
        return scope_id == node_id or scope_id in self.above(node_id)

    def below(self, scope_id: str) -> frozenset[str]:
        """See Directory.below."""
        known = self._below.get(scope_id)
        if known is None:
            found = {scope_id}
            waiting = [scope_id]
            while waiting:
                for node in self._under.get(waiting.pop(), ()):
                    if node not in found:
                        found.add(node)
                        waiting.append(node)
            known = self._below[scope_id] = frozenset(found)
        return known

    def pending(self) -> list[OrgView]:
        """Organizations that are proposed and neither approved nor turned down."""
        return [
            OrgView.model_validate(fields)
            for fields in self._nodes.values()
            if fields.get("status") == "pending"
        ]

    def organizations(self, *, kind: str = "", name: str = "") -> Iterable[OrgView]:
        """Every organization known: of the ``kind``, and with ``name`` in its name in any case."""
        words = name.lower()
        return (
            OrgView.model_validate(fields)
            for fields in self._nodes.values()
            if (not kind or fields.get("kind") == kind)
            and words in str(fields.get("name", "")).lower()
        )


def _superiors(fields: dict[str, Any]) -> set[str]:
    """Those whose scope reaches it: superiors in both relations and, once ended, the custodian."""
    names = ["affiliation_id", "territory_id"]
    if fields.get("status") in ENDED:
        names.append("custodian_id")
    return {str(fields[name]) for name in names if fields.get(name)}
