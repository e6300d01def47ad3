"""States of the aggregates, as they stand on the wire, in views and on pages."""

from typing import Final

from contracts.vocabulary import Vocabulary

ORGANIZATION_STATUSES: Final = Vocabulary(
    "organization_status",
    {
        "pending": ("待审核", "Pending"),
        "active": ("启用", "Active"),
        "merged": ("已并入", "Merged"),
        "split": ("已拆分", "Split"),
        "closed": ("已撤销", "Closed"),
        "rejected": ("已退回", "Rejected"),
    },
)

MEMBER_STATUSES: Final = Vocabulary(
    "member_status", {"enrolled": ("在册", "Enrolled"), "in_transit": ("转出在途", "In transit")}
)

REGISTRATION_STATUSES: Final = Vocabulary(
    "registration_status",
    {
        "submitted": ("待核实", "Submitted"),
        "verified": ("待接收", "Verified"),
        "accepted": ("已报到", "Accepted"),
        "move_requested": ("转出中", "Move requested"),
        "released": ("已转出", "Released"),
        "declined": ("已退回", "Declined"),
        "cancelled": ("已注销", "Cancelled"),
    },
)

NEED_STATUSES: Final = Vocabulary(
    "need_status",
    {
        "submitted": ("待核实", "Submitted"),
        "verified": ("已核实", "Verified"),
        "published": ("已发布", "Published"),
        "partly_claimed": ("部分认领", "Partly claimed"),
        "claimed": ("已认领", "Claimed"),
        "in_progress": ("实施中", "In progress"),
        "awaiting_evaluation": ("待评价", "Awaiting evaluation"),
        "evaluated": ("已评价", "Evaluated"),
        "returned": ("已退回", "Returned"),
        "withdrawn": ("已撤回", "Withdrawn"),
    },
)

RESOURCE_STATUSES: Final = Vocabulary(
    "resource_status", {"listed": ("已挂出", "Listed"), "withdrawn": ("已撤回", "Withdrawn")}
)

OFFER_STATUSES: Final = Vocabulary(
    "offer_status",
    {
        "open": ("待答复", "Open"),
        "accepted": ("已接受", "Accepted"),
        "declined": ("已婉拒", "Declined"),
        "expired": ("已失效", "Expired"),
        "released": ("已退出", "Released"),
        "failed": ("未成", "Failed"),
    },
)

PLAN_STATUSES: Final = Vocabulary(
    "plan_status",
    {
        "solving": ("求解中", "Solving"),
        "greedy": ("快速解", "Quick answer"),
        "proven": ("已证明最优", "Proven optimal"),
        "adopted": ("已采用", "Adopted"),
        "discarded": ("已弃用", "Discarded"),
        "failed": ("求解失败", "Failed"),
    },
)

LINE_STAGES: Final = Vocabulary(
    "line_stage",
    {
        "waiting": ("待发", "Waiting"),
        "offered": ("待答复", "Offered"),
        "accepted": ("已接受", "Accepted"),
        "drafted": ("已起草", "Drafted"),
        "effective": ("已生效", "Effective"),
        "adopted": ("已立项", "Adopted"),
        "failed": ("未成", "Failed"),
        "declined": ("已婉拒", "Declined"),
        "expired": ("已失效", "Expired"),
        "released": ("已退出", "Released"),
    },
)
"""How far a plan's line has come, in order; the last four end it."""

AGREEMENT_STATUSES: Final = Vocabulary(
    "agreement_status",
    {
        "draft": ("起草", "Draft"),
        "awaiting_signatures": ("待签", "Awaiting signatures"),
        "effective": ("生效", "Effective"),
        "expiring": ("到期预警", "Expiring"),
        "expired": ("已到期", "Expired"),
        "ended": ("已终止", "Ended"),
        "voided": ("已作废", "Voided"),
    },
)

PROJECT_STATUSES: Final = Vocabulary(
    "project_status",
    {
        "running": ("实施", "Running"),
        "awaiting_evaluation": ("待评价", "Awaiting evaluation"),
        "closed": ("已结项", "Closed"),
        "stopped": ("中止", "Stopped"),
    },
)

SESSION_STATUSES: Final = Vocabulary(
    "session_status",
    {
        "open": ("报名中", "Open"),
        "full": ("满员", "Full"),
        "running": ("进行中", "Running"),
        "finished": ("已结束", "Finished"),
        "closed": ("已归档", "Closed"),
        "cancelled": ("已取消", "Cancelled"),
    },
)

ATTENDANCE_STATUSES: Final = Vocabulary(
    "attendance_status",
    {
        "signed_up": ("已报名", "Signed up"),
        "checked_in": ("已签到", "Checked in"),
        "checked_out": ("已签退", "Checked out"),
        "awaiting_confirmation": ("待确认", "Awaiting confirmation"),
        "confirmed": ("已确认", "Confirmed"),
        "correction_requested": ("更正待批", "Correction requested"),
        "absent": ("缺席", "Absent"),
        "cancelled": ("已取消", "Cancelled"),
    },
)

ENTRY_STATUSES: Final = Vocabulary(
    "entry_status",
    {
        "pending": ("待入账", "Pending"),
        "posted": ("已入账", "Posted"),
        "reversal": ("冲正", "Reversal"),
    },
)

USER_STATUSES: Final = Vocabulary(
    "user_status",
    {
        "active": ("启用", "Active"),
        "locked": ("锁定", "Locked"),
        "disabled": ("停用", "Disabled"),
    },
)
