"""The story (catalogue §8a) as what its people do at their screens, one function an act."""

import re
from datetime import datetime, timedelta
from functools import partial

from playwright.sync_api import Locator, Page, expect

from deploy.seed.accounts import PASSWORD
from tests.e2e.browser import (
    Browser,
    chinese,
    choose,
    drawer,
    fill_range,
    sign_in,
    sign_in_by_press,
)
from tests.e2e.town import LIBRARY, Town, eventually, today

NEED = "党员学习角布置"
RESOURCE = "流动党课小分队"
TITLE = "图书馆与交东社区学习共建协议"
PROJECT = "党员学习角共建项目"
SESSION = "整理学习角图书"
CATEGORY = "组织建设"
LIBRARY_NAME, COMMUNITY_NAME = "演示区图书馆", "交东社区"


class Story:
    """The four at their desks and the one with a phone; addresses are kept as the story goes on."""

    def __init__(self, browser: Browser, town: Town) -> None:
        """Everybody signs in: those of the demo's list by a press, the library's by the form."""
        self.browser, self.town = browser, town
        self.worker, self.department, self.unit = browser.desk(), browser.desk(), browser.desk()
        self.phone = browser.phone()
        sign_in_by_press(self.worker, "刘海燕")
        sign_in_by_press(self.department, "王建国")
        sign_in(self.unit, LIBRARY, PASSWORD)
        sign_in_by_press(self.phone, "张浩")
        self.need = self.plan = self.agreement = self.project = self.session = ""

    # -- needs, resources, plan ----------------------------------------------------------------

    def list_resource(self) -> None:
        """吴…: the library says what it can give."""
        page = self.unit
        page.goto("/resources")
        page.get_by_role("button", name="挂出资源").click()
        drawer(page).get_by_label("能提供什么").fill(RESOURCE)
        choose(page, "主题", CATEGORY)
        drawer(page).get_by_label("数量", exact=True).fill("6")
        fill_range(page, "时间", chinese(today()), chinese(today() + timedelta(days=60)))
        submit(page, "挂出资源")
        expect(heading(page)).to_contain_text(RESOURCE)

    def enter_need(self) -> None:
        """刘海燕 enters what the community lacks, vouches for it and publishes it."""
        page = self.worker
        page.goto("/needs")
        page.get_by_role("button", name="登记需求").click()
        drawer(page).get_by_label("要做什么").fill(NEED)
        choose(page, "主题", CATEGORY)
        drawer(page).get_by_label("数量", exact=True).fill("2")
        choose(page, "计量单位", "场次")
        span = (today() + timedelta(days=1), today() + timedelta(days=40))
        fill_range(page, "时间", chinese(span[0]), chinese(span[1]))
        drawer(page).get_by_label("说明").fill("书架已有，缺人布置和讲解。")
        submit(page, "提交核实")
        page.get_by_role("button", name="核实需求").click()
        page.get_by_role("button", name="发布需求").click()
        expect(heading(page)).to_contain_text(NEED)
        expect(page.locator("main").get_by_text("已发布").first).to_be_visible()
        self.need = last_part(page)

    def make_plan(self) -> None:
        """王建国 asks for a plan, sees it proven and adopts it."""
        page = self.department
        page.goto("/plans")
        page.get_by_role("button", name="新建匹配方案").click()
        submit(page, "开始求解")
        expect(page.get_by_text("已证明最优").first).to_be_visible()
        expect(page.get_by_role("link", name=NEED)).to_be_visible()
        self.plan = last_part(page)
        page.get_by_role("button", name="采用方案").click()
        page.get_by_role("button", name=re.compile("^采用并发出")).click()
        expect(page.get_by_text("待答复").first).to_be_visible()

    def accept_offer(self) -> None:
        """The library finds the offer in its work list and says yes."""
        page = self.unit
        page.goto("/work")
        page.locator("main").get_by_role("link", name=re.compile(NEED)).first.click()
        row = page.get_by_role("row").filter(has_text=NEED)
        row.get_by_role("button", name="接受意向").click()
        expect(row).to_contain_text("已接受")

    # -- agreement and project -----------------------------------------------------------------

    def agree(self) -> None:
        """刘海燕 writes the draft out and opens the signing; both sides sign."""
        page = self.worker
        page.goto(f"/needs/{self.need}")
        page.locator("main").get_by_role("link", name="协议").first.click()
        expect(page.get_by_role("button", name="修改草稿")).to_be_visible()
        self.agreement = last_part(page)
        page.get_by_role("button", name="修改草稿").click()
        drawer(page).get_by_label("名称", exact=True).fill(TITLE)
        for name in (LIBRARY_NAME, COMMUNITY_NAME):
            drawer(page).get_by_label(name, exact=True).fill("演示联络员")
        page.get_by_role("button", name="添加承诺").click()
        submit(page, "保存草稿")
        page.get_by_role("button", name="定稿并发起签署").click()
        self._sign(page, COMMUNITY_NAME)
        expect(page.get_by_text("1 / 2").first).to_be_visible()
        self.unit.goto("/agreements")
        self.unit.get_by_role("link", name=TITLE).click()
        self._sign(self.unit, LIBRARY_NAME)
        expect(self.unit.locator("main").get_by_text("生效").first).to_be_visible()

    @staticmethod
    def _sign(page: Page, party: str) -> None:
        page.get_by_role("button", name=re.compile(f"代表 {party} 签署")).click()
        page.get_by_role("checkbox", name=re.compile("我已读完全文")).check()
        submit(page, "签署协议")

    def run_project(self) -> None:
        """The library adopts a project from the agreement and reports its progress."""
        page = self.unit
        page.goto(f"/agreements/{self.agreement}")
        page.get_by_role("tab", name=re.compile("^项目")).click()
        page.get_by_role("button", name="立项").click()
        drawer(page).get_by_label("名称", exact=True).fill(PROJECT)
        choose(page, "主题", CATEGORY)
        submit(page, "立项")
        expect(heading(page)).to_contain_text(PROJECT)
        self.project = last_part(page)
        page.get_by_role("button", name="报进展").first.click()
        drawer(page).get_by_label("一句话进展").fill("已踏勘场地，下周开第一场。")
        submit(page, "报进展")
        expect(page.locator("main").get_by_text("已踏勘场地").first).to_be_visible()

    def open_session(self) -> None:
        """The library opens a session for tomorrow at two."""
        page = self.unit
        page.goto("/activities")
        page.get_by_role("button", name="发布活动").click()
        drawer(page).get_by_label("活动名称").fill(SESSION)
        choose(page, "项目", PROJECT)
        choose(page, "社区", f"{COMMUNITY_NAME} · 交道口街道")
        choose(page, "主题", CATEGORY)
        submit(page, "发布活动")
        expect(heading(page)).to_contain_text(SESSION)
        self.session = last_part(page)

    # -- the member ----------------------------------------------------------------------------

    def report(self) -> None:
        """张浩 reports on his phone."""
        phone = self.phone
        phone.goto("/")
        phone.get_by_role("link", name="去报到").click()
        phone.get_by_role("button", name="选择社区").click()
        pick(phone, ("东城区", "交道口街道", COMMUNITY_NAME))
        phone.get_by_role("checkbox").check()
        phone.get_by_role("button", name="提交报到").click()
        expect(phone.get_by_text("待接收").first).to_be_visible()

    def accept(self) -> None:
        """刘海燕 takes him in; his phone shows it without being touched."""
        page = self.worker
        page.goto("/registrations")
        page.get_by_role("link", name="张浩").click()
        page.get_by_role("button", name="接收报到").click()
        expect(page.locator("main").get_by_text("已报到").first).to_be_visible()
        expect(self.phone.get_by_text("已报到").first).to_be_visible()

    def sign_up(self) -> None:
        """He finds the session among those he may book, and takes a seat."""
        phone = self.phone
        phone.get_by_role("link", name="找服务").click()
        phone.get_by_role("link", name=re.compile(SESSION)).click()
        phone.get_by_role("button", name="报名", exact=True).click()
        expect(phone.get_by_text("已报名").first).to_be_visible()

    def serve(self, start: datetime, end: datetime) -> None:
        """The next day he checks in on time and out three minutes after the end."""
        for moment, button, done in (
            (start - timedelta(minutes=5), "签到", "已签到"),
            (end + timedelta(minutes=3), "签退", "已签退"),
        ):
            with self.town.at(moment):
                phone = self.browser.phone(moment)
                sign_in_by_press(phone, "张浩")
                card = phone.locator("section").filter(has_text=SESSION).first
                card.get_by_role("button", name=re.compile(f"^{button}")).click()
                expect(phone.get_by_text(re.compile(f"{done}|待确认")).first).to_be_visible()
                self.wait_for_mark(button)

    def wait_for_mark(self, button: str) -> None:
        """The mark stands on the worker's page too."""
        page = self.worker
        page.goto(f"/activities/{self.session}")
        row = page.get_by_role("row").filter(has_text="张浩")
        expect(row).not_to_contain_text("未签到" if button == "签到" else "未签退")

    def confirm(self, end: datetime) -> None:
        """刘海燕 confirms what her list shows as waiting."""
        with self.town.at(end + timedelta(minutes=30)):
            page = self.worker
            page.goto(f"/activities/{self.session}")
            page.get_by_role("button", name=re.compile("^确认 1 人")).click()
            row = page.get_by_role("row").filter(has_text="张浩")
            expect(row).to_contain_text("已确认")


def submit(page: Page, words: str) -> None:
    """Presses the filled button of the open drawer and sees the drawer go."""
    drawer(page).get_by_role("button", name=words).last.click()
    expect(page.locator(".ant-drawer-content-wrapper:visible")).to_have_count(0)


def heading(page: Page) -> Locator:
    """The page's own title."""
    return page.get_by_role("heading", level=1)


def last_part(page: Page) -> str:
    """The id in the address."""
    return page.url.split("?")[0].rsplit("/", 1)[-1]


def tapped(entry: Locator, current: Locator, name: str) -> bool:
    """One more tap; whether the column stands there. A list that is drawn anew loses a tap."""
    entry.dispatch_event("click")
    current.page.wait_for_timeout(300)
    return name in (current.get_attribute("aria-label") or "")


def pick(phone: Page, columns: tuple[str, ...]) -> None:
    """Chooses one entry a column of the phone's picker, as a tap on it does."""
    for place, name in enumerate(columns):
        column = phone.locator(".adm-picker-view-column").nth(place)
        entry = column.locator(".adm-picker-view-column-item").get_by_text(name, exact=True)
        current = column.locator(".adm-picker-view-column-accessible-current")
        expect(entry).to_have_count(1)
        eventually(partial(tapped, entry, current, name), pause=0.5)
    phone.get_by_text("确定", exact=True).click()
