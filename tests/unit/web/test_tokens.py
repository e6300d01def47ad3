"""A service accepts just the tokens that the gateway signs for it, while they live."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from deploy.embedded.keys import KeyFiles, ensure_keys
from libs.kernel import Grant
from libs.web import Caller, TokenSigner, TokenVerifier, Unauthenticated

LI = Caller(actor_id="li", acting_org_id="unit", grants=(Grant(role="unit", scope_id="unit"),))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFiles:
    return ensure_keys(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def verifier(keys: KeyFiles) -> TokenVerifier:
    return TokenVerifier(keys.token_public, "needs")


@pytest.fixture
def signer(keys: KeyFiles) -> TokenSigner:
    return TokenSigner(keys.token_private)


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": "gongjian",
        "aud": "needs",
        "iat": now,
        "exp": now + 120,
        "sub": "li",
        "org": "unit",
        "grants": [["unit", "unit", ""]],
    } | other


def signed(keys: KeyFiles, **other: Any) -> str:
    """A token by the gateway's own key, with these claims."""
    key = OKPKey.import_key(keys.token_private.read_bytes())
    stated = {name: value for name, value in claims(**other).items() if value is not None}
    return jwt.encode({"alg": "Ed25519"}, stated, key, algorithms=["Ed25519"])


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_what_the_gateway_signs_names_actor_and_grants(
    signer: TokenSigner, verifier: TokenVerifier
) -> None:
    assert verifier.verify(signer.sign(LI, "needs")) == LI


def test_a_token_for_another_service_is_refused(
    signer: TokenSigner, verifier: TokenVerifier
) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(signer.sign(LI, "pairings"))


def test_an_expired_token_is_refused_also_when_it_was_known(
    signer: TokenSigner, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signer.sign(LI, "needs")
    verifier.verify(token)
    later = time.time() + 126
    monkeypatch.setattr(time, "time", lambda: later)

    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_a_token_of_the_future_is_refused(signer: TokenSigner, verifier: TokenVerifier) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(signer.sign(LI, "needs", now=time.time() + 60))


@pytest.mark.parametrize(
    "other",
    [
        {"aud": None},
        {"iss": "somebody"},
        {"iss": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"exp": int(time.time()) + 86_400},
        {"grants": [["administrator", "*"]]},
        {"grants": "administrator"},
    ],
    ids=str,
)
def test_a_claim_that_is_missing_or_wrong_refuses_the_token(
    keys: KeyFiles, verifier: TokenVerifier, other: dict[str, Any]
) -> None:
    assert verifier.verify(signed(keys)).actor_id == "li"

    with pytest.raises(Unauthenticated):
        verifier.verify(signed(keys, **other))


def test_an_unsigned_token_is_refused(verifier: TokenVerifier) -> None:
    for alg in ("none", "None", "NONE"):
        with pytest.raises(Unauthenticated):
            verifier.verify(f"{part({'alg': alg})}.{part(claims())}.")


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    keys: KeyFiles, verifier: TokenVerifier
) -> None:
    secret = OctKey.import_key(base64.b64encode(keys.token_public.read_bytes()))
    token = jwt.encode({"alg": "HS256"}, claims(), secret)

    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_another_key_refuses_and_so_does_a_changed_letter(
    verifier: TokenVerifier, signer: TokenSigner, tmp_path: Path
) -> None:
    strange = TokenSigner(ensure_keys(tmp_path).token_private)
    with pytest.raises(Unauthenticated):
        verifier.verify(strange.sign(LI, "needs"))

    head, body, mark = signer.sign(LI, "needs").split(".")
    stated = json.loads(base64.urlsafe_b64decode(body + "=="))
    more = part({**stated, "grants": [["administrator", "*", ""]]})
    with pytest.raises(Unauthenticated):
        verifier.verify(f"{head}.{more}.{mark}")


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "x" * 100_000, "ä.ö.ü", "\x00"])
def test_what_is_no_token_is_refused(verifier: TokenVerifier, text: str) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(text)
