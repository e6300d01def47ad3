"""Who cannot be named just now is said so in the language of the request."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.requests import Request

from libs.web import Caller
from services.gateway.names import PersonNames
from services.gateway.pages.asking import Asking
from services.gateway.signed_in import SignedIn
from services.gateway.telling import Telling


class Nobody(Telling):
    """Every service is away."""

    def __init__(self) -> None:
        """Asks nobody."""

    async def ask(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {}


def asking(language: str) -> Asking:
    state = SimpleNamespace(
        tree=None, reader=None, clock=None, names=PersonNames(Nobody()), need_titles=None
    )
    scope = {
        "type": "http",
        "headers": [(b"accept-language", language.encode())],
        "app": SimpleNamespace(state=state),
    }
    asker = SimpleNamespace(scope=None, caller=Caller(actor_id="liu", grants=()))
    return Asking(Request(scope), cast("SignedIn", asker), stale=False)


@pytest.mark.parametrize(
    ("language", "shown"), [("zh-CN", "（姓名暂时读不到）"), ("en", "(name not at hand)")]
)
async def test_a_person_whom_nobody_names_is_shown_in_words(language: str, shown: str) -> None:
    page = asking(language)

    await page.learn(["member"])

    assert page.person("member").name == shown
