"""Accounts and grants by the pages: opened, given a role, locked, and out of sight of strangers."""

import re
import time

import httpx2
import pytest
from playwright.sync_api import expect

from deploy.seed.accounts import PASSWORD
from deploy.seed.person import Refused
from tests.e2e.browser import Browser, choose, drawer, sign_in, sign_in_by_press
from tests.e2e.story import COMMUNITY_NAME, heading, submit
from tests.e2e.town import ADMIN, COMMUNITY, DEPARTMENT, LIBRARY, Town, eventually

LOGIN = f"wangling.{int(time.time())}"
PLACE = f"{COMMUNITY_NAME} · 交道口街道"


def test_a_department_opens_an_account_and_gives_it_a_grant(browser: Browser, town: Town) -> None:
    desk = browser.desk()
    sign_in_by_press(desk, "王建国")
    desk.goto("/users")
    desk.get_by_role("button", name="开通账号").click()
    drawer(desk).get_by_label("姓名", exact=True).fill("王玲")
    drawer(desk).get_by_label("账号", exact=True).fill("Wang Ling")
    drawer(desk).get_by_role("button", name="开通账号").click()
    expect(drawer(desk).get_by_text("账号用小写字母").first).to_be_visible()
    drawer(desk).get_by_label("账号", exact=True).fill(LOGIN)
    choose(desk, "所在组织", f"{PLACE}（社区）", typed=COMMUNITY_NAME)
    drawer(desk).get_by_role("button", name="生成一个").click()
    password = drawer(desk).get_by_label("初始密码").input_value()
    drawer(desk).get_by_role("button", name="开通账号").click()
    expect(heading(desk)).to_contain_text("王玲")
    expect(drawer(desk).get_by_text("给授权：王玲")).to_be_visible()
    choose(desk, "角色", "社区工作者")
    submit(desk, "给授权")
    grants = desk.get_by_role("table")
    expect(grants).to_contain_text(PLACE)
    expect(desk.locator("aside")).to_contain_text("授权：社区工作者")
    expect(desk.get_by_role("button", name="停用账号")).to_have_count(0)

    newcomer = browser.desk()
    sign_in(newcomer, LOGIN, password)
    expect(newcomer.get_by_role("link", name="报到", exact=True)).to_be_visible()
    expect(newcomer.get_by_role("link", name="账号与授权")).to_have_count(0)

    desk.get_by_role("button", name=re.compile("^收回")).click()
    desk.locator(".ant-popconfirm").get_by_role("button", name="收回").click()
    expect(desk.get_by_text("还没有授权")).to_be_visible()
    assert town.person(DEPARTMENT).get(f"views/users?q={LOGIN}")["items"][0]["grants"] == []
    assert browser.complaints == []


def test_a_locked_account_cannot_sign_in_until_it_is_unlocked(browser: Browser, town: Town) -> None:
    row = town.admin.get(f"views/users?q={LIBRARY}")["items"][0]
    desk = browser.desk()
    secret = (town.root / "secrets" / "admin-password").read_text().strip()
    sign_in(desk, ADMIN, secret)
    desk.goto(f"/users/{row['id']}")
    desk.get_by_role("button", name="锁定", exact=True).click()
    submit(desk, "锁定")
    expect(desk.locator("main")).to_contain_text("账号锁定到")
    assert try_to_sign_in(town).json()["code"] == "gateway.user-locked"
    desk.get_by_role("button", name="解锁").click()
    expect(desk.locator("main").get_by_text("账号锁定到")).to_have_count(0)
    eventually(lambda: try_to_sign_in(town).status_code == 200)
    assert browser.complaints == []


def try_to_sign_in(town: Town) -> httpx2.Response:
    """The library's liaison at the door."""
    body = {"login": LIBRARY, "password": PASSWORD}
    return httpx2.post(f"{town.url}/api/session", json=body)


def test_accounts_are_kept_from_those_who_keep_none(town: Town) -> None:
    worker = town.person(COMMUNITY)
    own = town.admin.get(f"views/users?q={COMMUNITY}")["items"][0]["id"]

    for path in ("views/users", f"views/users/{own}"):
        with pytest.raises(Refused) as refused:
            worker.get(path)
        assert refused.value.status == 404
    shown = town.person(DEPARTMENT).get("views/users?size=200")
    assert "admin" not in {row["login"] for row in shown["items"]}
    assert shown["total"] == len(shown["items"])
