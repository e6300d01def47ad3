"""Who may speak to whom by the network policies of an installation."""

from dataclasses import dataclass, field
from typing import Any

from tests.contract.kubernetes.build import Doc
from tests.contract.kubernetes.reading import of_kind

HOME = "gongjian"


@dataclass(frozen=True, slots=True)
class Peer:
    """A pod with its labels, in a namespace."""

    labels: dict[str, str] = field(default_factory=dict)
    namespace: str = HOME


class Network:
    """The policies; a listener of Kafka adds its own, as its operator does."""

    def __init__(self, docs: list[Doc]) -> None:
        """Reads them from the documents."""
        self._policies = [doc["spec"] for doc in of_kind(docs, "NetworkPolicy").values()]
        (kafka,) = of_kind(docs, "Kafka").values()
        self._policies += [
            {
                "podSelector": {"matchLabels": {"strimzi.io/name": "gongjian-kafka"}},
                "policyTypes": ["Ingress"],
                "ingress": [
                    {"from": each["networkPolicyPeers"], "ports": [{"port": each["port"]}]}
                ],
            }
            for each in kafka["spec"]["kafka"]["listeners"]
        ]

    def may(self, one: Peer, other: Peer, port: int) -> bool:
        """Whether ``one`` may call ``other`` on ``port``: both sides must allow it."""
        return self._allows("Egress", one, other, port) and self._allows(
            "Ingress", other, one, port
        )

    def _allows(self, way: str, subject: Peer, peer: Peer, port: int) -> bool:
        if subject.namespace != HOME:
            return True
        binding = [
            policy
            for policy in self._policies
            if way in policy["policyTypes"] and _selects(policy["podSelector"], subject.labels)
        ]
        side, ends = way.lower(), "to" if way == "Egress" else "from"
        rules = [rule for policy in binding for rule in policy.get(side, ())]
        return not binding or any(
            any(each["port"] == port for each in rule.get("ports", ({"port": port},)))
            and any(_is(each, peer) for each in rule.get(ends, ({"ipBlock": "any"},)))
            for rule in rules
        )


def _is(described: dict[str, Any], peer: Peer) -> bool:
    if "ipBlock" in described:
        return True
    pods = _selects(described.get("podSelector", {}), peer.labels)
    if "namespaceSelector" not in described:
        return pods and peer.namespace == HOME
    names = {"kubernetes.io/metadata.name": peer.namespace}
    return pods and _selects(described["namespaceSelector"], names)


def _selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    wanted = selector.get("matchLabels", {})
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    for each in selector.get("matchExpressions", ()):
        inside = labels.get(each["key"]) in each["values"]
        if inside != (each["operator"] == "In"):
            return False
    return True
