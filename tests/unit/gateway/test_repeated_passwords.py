"""A password is hashed with a new salt each time; a repeat under one key is known all the same."""

from contracts.types import OrgId, UserId
from libs.runtime.executor import _hash
from services.gateway.commands import OpenUser


def opening(salted: str, login: str = "wangling") -> OpenUser:
    return OpenUser(
        user_id=UserId("user"),
        login=login,
        password_hash=salted * 20,
        name="王玲",
        title="社区工作者",
        home_id=OrgId("home"),
    )


def test_the_same_account_asked_for_again_is_the_same_command() -> None:
    assert _hash(opening("a")) == _hash(opening("b"))
    assert _hash(opening("a")) != _hash(opening("a", "liwei"))
