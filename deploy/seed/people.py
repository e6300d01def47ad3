"""Made-up people and units with valid check digits; the same for the same seed, marked 演示."""

from dataclasses import dataclass
from random import Random

from stdnum.cn import ric, uscc

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_GIVEN = (
    "志强",
    "建军",
    "敏",
    "静",
    "丽",
    "伟",
    "芳",
    "磊",
    "洋",
    "婷",
    "雪",
    "俊",
    "晓燕",
    "海峰",
    "文博",
)
_UNBORN_PLACE = "999999"
"""No such birthplace is issued: nobody real can carry the number."""


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit of the demo: what it is and what it can give."""

    name: str
    sector: str
    category: str
    resource: str
    unit_code: str
    qty: int


UNITS = (
    UnitPlan("演示医院（东区）", "institution", "health", "家庭医生义诊小分队", "session", 12),
    UnitPlan("演示律师事务所", "new_sector", "law", "律师驻点咨询", "session", 8),
    UnitPlan("演示供电公司", "state_owned", "safety_patrol", "入户用电安全检查", "person", 60),
    UnitPlan("演示区图书馆", "institution", "culture_sports", "绘本课堂与场地", "session", 10),
    UnitPlan("演示戏剧学院", "institution", "culture_sports", "周末话剧工作坊", "session", 6),
    UnitPlan("演示银行东城支行", "state_owned", "law", "防诈骗课堂", "session", 6),
    UnitPlan(
        "演示人力资源中心", "institution", "hardship_employment", "就业岗位推介", "person", 40
    ),
    UnitPlan("演示物业公司", "new_sector", "community_governance", "楼道堆物清理", "person", 50),
    UnitPlan("演示中学", "institution", "culture_sports", "课后辅导志愿队", "person", 30),
    UnitPlan("演示社区卫生中心", "institution", "health", "慢病随访护士", "person", 40),
    UnitPlan("演示环卫集团", "state_owned", "community_governance", "背街小巷保洁日", "person", 60),
    UnitPlan("演示快递站点联盟", "new_sector", "safety_patrol", "小哥巡查队", "person", 40),
)


@dataclass(frozen=True, slots=True)
class NeedPlan:
    """A need of the demo."""

    community: int
    title: str
    category: str
    qty: int
    unit_code: str


NEEDS = (
    NeedPlan(0, "独居老人冬季入户安全检查", "safety_patrol", 24, "person"),
    NeedPlan(0, "老年慢病随访", "health", 20, "person"),
    NeedPlan(0, "每月一次社区义诊", "health", 3, "session"),
    NeedPlan(1, "暑期绘本阅读角", "culture_sports", 4, "session"),
    NeedPlan(1, "居民法律咨询日", "law", 4, "session"),
    NeedPlan(1, "背街小巷议事角清理", "community_governance", 30, "person"),
    NeedPlan(2, "楼道堆物清理行动", "community_governance", 24, "person"),
    NeedPlan(2, "防诈骗讲座", "law", 2, "session"),
    NeedPlan(2, "灵活就业岗位推介会", "hardship_employment", 20, "person"),
    NeedPlan(3, "青少年周末戏剧课", "culture_sports", 3, "session"),
    NeedPlan(3, "夜间平安巡查", "safety_patrol", 20, "person"),
)

UNCLAIMED = NeedPlan(3, "胡同休闲座椅维修", "other", 10, "place")
WAITING = NeedPlan(0, "小学生课后看护", "culture_sports", 15, "person")


def social_credit_code(seed: int) -> str:
    """A made-up code of a public institution with a right check digit."""
    body = f"12110101{Random(seed).randrange(10**9):09d}"  # noqa: S311 - no secret
    return body + uscc.calc_check_digit(body)


def identity_number(seed: int) -> str:
    """A made-up identity number with a right check digit and an impossible birthplace."""
    draw = Random(seed)  # noqa: S311 - no secret
    body = (
        f"110101{draw.randrange(1965, 2001)}{draw.randrange(1, 13):02d}{draw.randrange(1, 28):02d}"
    )
    body += f"{draw.randrange(1000):03d}"
    return body + ric.calc_check_digit(body + "0")


def phone_number(seed: int) -> str:
    """A mobile number of a block that is not given out."""
    return f"1390000{Random(seed * 7 + 1).randrange(10**4):04d}"  # noqa: S311 - no secret


def person_name(seed: int) -> str:
    """A made-up name."""
    draw = Random(seed * 13 + 5)  # noqa: S311 - no secret
    return draw.choice(_SURNAMES) + draw.choice(_GIVEN)
