"""Codes shared by facts, commands, bodies and pages, each with its Chinese and English name."""

from typing import Final

from contracts.vocabulary import Vocabulary


class Role:
    """What a grant lets its holder be."""

    DEPARTMENT: Final = "department"
    STREET: Final = "street"
    COMMUNITY: Final = "community"
    UNIT: Final = "unit"
    BRANCH: Final = "branch"
    MEMBER: Final = "member"
    SIGNATORY: Final = "signatory"
    ADMINISTRATOR: Final = "administrator"


ROLES: Final = Vocabulary(
    "role",
    {
        Role.DEPARTMENT: ("组织部门", "Organization department"),
        Role.STREET: ("街道", "Street"),
        Role.COMMUNITY: ("社区工作者", "Community worker"),
        Role.UNIT: ("单位联络员", "Unit coordinator"),
        Role.BRANCH: ("支部管理员", "Branch administrator"),
        Role.SIGNATORY: ("签署人", "Signatory"),
        Role.ADMINISTRATOR: ("系统管理员", "Administrator"),
        Role.MEMBER: ("党员", "Member"),
    },
)

ORGANIZATION_KINDS: Final = Vocabulary(
    "organization_kind",
    {
        "city": ("市", "City"),
        "district": ("区", "District"),
        "street": ("街道", "Street"),
        "community": ("社区", "Community"),
        "work_committee": ("党工委", "Party work committee"),
        "committee": ("党委", "Party committee"),
        "general_branch": ("党总支", "General branch"),
        "branch": ("党支部", "Branch"),
        "joint_branch": ("联合党支部", "Joint branch"),
        "temporary_branch": ("临时党支部", "Temporary branch"),
        "park_committee": ("园区党委", "Park committee"),
        "area_committee": ("片区联合党委", "Area committee"),
        "unit": ("单位", "Unit"),
        "social_organization": ("社会组织", "Social organization"),
        "merchant": ("商户", "Merchant"),
    },
)

SECTORS: Final = Vocabulary(
    "sector",
    {
        "government": ("机关", "Government"),
        "institution": ("事业单位", "Public institution"),
        "state_owned": ("国有企业", "State-owned enterprise"),
        "new_sector": ("两新组织", "New economic and social organizations"),
        "community": ("街道社区", "Streets and communities"),
        "village": ("村", "Village"),
    },
)

SUPERIOR_LINES: Final = Vocabulary(
    "superior_line",
    {"affiliation": ("隶属", "Line superior"), "territory": ("属地", "Area superior")},
)

MEMBER_KINDS: Final = Vocabulary(
    "member_kind", {"party_member": ("党员", "Party member"), "volunteer": ("志愿者", "Volunteer")}
)

REPORT_KINDS: Final = Vocabulary(
    "report_kind",
    {"residence": ("居住地", "By residence"), "work": ("工作地", "By place of work")},
)

_CATEGORIES: Final = {
    "organization_building": ("组织建设", "Organization building"),
    "law": ("法律服务", "Law"),
    "hardship_employment": ("助困就业", "Hardship and employment"),
    "community_governance": ("社区治理", "Community governance"),
    "health": ("健康医疗", "Health"),
    "culture_sports": ("文体活动", "Culture and sports"),
    "safety_patrol": ("安全巡逻", "Safety patrol"),
    "other": ("其他", "Other"),
}

CATEGORIES: Final = Vocabulary("category", _CATEGORIES)
"""What a need asks for, a resource gives and a project does."""

SEASONS: Final = Vocabulary(
    "season",
    {
        "environment": ("环境治理季", "Environment"),
        "safe_neighbourhood": ("平安建设季", "Safe neighbourhood"),
        "warm_service": ("暖心服务季", "Warm service"),
        "heritage": ("文化传承季", "Heritage"),
        "growing_up": ("陪伴成长季", "Growing up together"),
        "good_neighbours": ("友邻友爱季", "Good neighbours"),
    },
)
"""The six seasons 六季 of the double report in Dongcheng."""

THEMES: Final = Vocabulary("theme", {**SEASONS.labels, **_CATEGORIES})
"""What a session is about: a season's theme or a need's category."""

QUANTITY_UNITS: Final = Vocabulary(
    "quantity_unit",
    {
        "person": ("人", "Persons"),
        "hour": ("小时", "Hours"),
        "session": ("场次", "Sessions"),
        "place": ("个", "Places"),
        "item": ("件", "Items"),
    },
)

COMMITMENT_KINDS: Final = Vocabulary(
    "commitment_kind",
    {
        "hours": ("党员服务时长", "Hours of service"),
        "sessions": ("活动场次", "Sessions"),
        "projects": ("实事项目", "Projects"),
        "person_times": ("服务人次", "Person-times"),
        "venue_hours": ("场地开放", "Venue hours"),
    },
)

OFFER_KINDS: Final = Vocabulary(
    "offer_kind",
    {
        "plan": ("方案匹配", "By a matching plan"),
        "claim": ("主动认领", "Claimed"),
        "assignment": ("街道指派", "Assigned by the street"),
    },
)

MARK_KINDS: Final = Vocabulary(
    "mark_kind", {"check_in": ("签到", "Check-in"), "check_out": ("签退", "Check-out")}
)

SCORE_PARTS: Final = Vocabulary(
    "score_part",
    {
        "need_fit": ("需求契合", "Fit to the need"),
        "nearness": ("就近", "Nearness"),
        "ability": ("专业能力", "Ability"),
        "rating": ("以往评价", "Rating"),
        "stability": ("保持稳定", "Stability"),
    },
)

PROGRESS_STATES: Final = Vocabulary(
    "health",
    {
        "on_track": ("正常", "On track"),
        "at_risk": ("有风险", "At risk"),
        "off_track": ("落后", "Off track"),
    },
)
"""How a project stands against its plan."""
