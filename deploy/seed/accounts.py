"""The demo's people who can sign in; all made up. Shown on the sign-in page of a demo."""

from dataclasses import dataclass

PASSWORD = "gongjian-demo-2026"  # noqa: S105 - printed on the demo's own sign-in page


@dataclass(frozen=True, slots=True)
class Account:
    """One sign-in: ``title`` and ``tasks`` (also in English) say what the person does here."""

    login: str
    name: str
    title: str
    organization: str
    tasks: str
    tasks_en: str
    devices: tuple[str, ...]
    password: str = PASSWORD


DEPARTMENT = Account(
    "wangjianguo",
    "王建国",
    "区委组织部 组织二科",
    "东城区委组织部",
    "看板、匹配方案、批准",
    "board, matching plans, approvals",
    ("desk",),
)
STREET = Account(
    "chenjing",
    "陈静",
    "交道口街道党群办",
    "交道口街道",
    "街道看板、统筹、协议备案",
    "the street's board, needs and agreements",
    ("desk",),
)
COMMUNITY = Account(
    "liuhaiyan",
    "刘海燕",
    "交东社区党委书记",
    "交东社区",
    "接收报到、发布需求、确认时长、签署",
    "accepts registrations, publishes needs, confirms hours, signs",
    ("desk", "phone"),
)
UNIT = Account(
    "wuxiaolan",
    "吴晓岚",
    "演示医院 联络员",
    "演示医院（东区）",
    "答复意向、签署协议、报项目进展",
    "answers offers, signs agreements, reports progress",
    ("desk", "phone"),
)
MEMBER = Account(
    "lixiaomei",
    "李晓梅",
    "演示医院 在职党员",
    "演示医院（东区）",
    "报到、签到、看时长",
    "checks in, sees own hours",
    ("phone",),
)
NEWCOMER = Account(
    "zhanghao",
    "张浩",
    "演示医院 在职党员",
    "演示医院（东区）",
    "第一次报到",
    "reports to a community for the first time",
    ("phone",),
)

ACCOUNTS = (DEPARTMENT, STREET, COMMUNITY, UNIT, MEMBER, NEWCOMER)
