"""Short-lived signed tokens between processes: who acts, for whom, with which grants."""

import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict

from libs.kernel import DomainError, Grant

ISSUER = "gongjian"
LIFETIME_SECONDS = 120
LEEWAY_SECONDS = 5
"""How far the clocks of two machines may be apart."""
_REMEMBERED = 2048


class Unauthenticated(DomainError):
    """The request carries no valid token (401)."""

    code = "unauthenticated"


class Caller(BaseModel):
    """The actor named by a token."""

    model_config = ConfigDict(frozen=True)

    actor_id: str
    acting_org_id: str = ""
    member_id: str | None = None
    grants: tuple[Grant, ...] = ()


class TokenSigner:
    """Signs for the gateway; the only holder of the private key."""

    def __init__(self, private_key_file: Path) -> None:
        """Reads an Ed25519 private key in PEM."""
        self._key = OKPKey.import_key(private_key_file.read_bytes())

    def sign(self, caller: Caller, audience: str, now: float | None = None) -> str:
        """A token of ``caller`` for the service ``audience`` that lives LIFETIME_SECONDS."""
        issued = int(time.time() if now is None else now)
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": audience,
            "iat": issued,
            "exp": issued + LIFETIME_SECONDS,
            "sub": caller.actor_id,
            "org": caller.acting_org_id,
            "grants": [[g.role, g.scope_id, g.function] for g in caller.grants],
        }
        if caller.member_id is not None:
            claims["mid"] = caller.member_id
        return jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"])


class TokenVerifier:
    """Accepts nothing without a valid token; remembers verified ones until they expire."""

    def __init__(self, public_key_file: Path, audience: str) -> None:
        """Reads an Ed25519 public key in PEM; ``audience`` is the service that verifies."""
        self._key = OKPKey.import_key(public_key_file.read_bytes())
        self._registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": audience},
            iat={"essential": True},
            exp={"essential": True},
        )
        self._known: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    def verify(self, token: str) -> Caller:
        """The caller; raises Unauthenticated for a token that is forged, expired, issued in the

        future, meant for another service, or that lives longer than any that the gateway signs.
        """
        now = time.time()
        known = self._known.get(token)
        if known is not None and known[0] > now:
            return known[1]
        try:
            claims = jwt.decode(token, self._key, algorithms=["Ed25519"]).claims
            self._registry.validate(claims)
            if claims["exp"] - claims["iat"] > LIFETIME_SECONDS:
                raise Unauthenticated
            caller = Caller(
                actor_id=claims["sub"],
                acting_org_id=claims.get("org", ""),
                member_id=claims.get("mid"),
                grants=tuple(
                    Grant(role=role, scope_id=scope, function=function)
                    for role, scope, function in claims.get("grants", ())
                ),
            )
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Unauthenticated from error
        self._known[token] = (float(claims["exp"]), caller)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return caller
