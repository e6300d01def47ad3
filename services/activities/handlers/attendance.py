"""Obeying commands about attendance."""

from contracts.types import AttendanceId
from libs.kernel import Access, Clock, Repository, Stamp
from services.activities.commands import (
    ApproveCorrection,
    CheckIn,
    CheckOut,
    ConfirmAttendance,
    RefuseCorrection,
    RequestCorrection,
)
from services.activities.domain import (
    Attendance,
    MembersSeen,
    OwnAttendance,
    Person,
    Session,
    SessionClosed,
)

BY_WORKER = "worker"


async def check_in(
    cmd: CheckIn,
    attendances: Repository[Attendance],
    sessions: Repository[Session],
    access: Access,
    members: MembersSeen,
    stamp: Stamp,
    clock: Clock,
) -> None:
    attendance = await _marking(cmd, attendances, sessions, access, members, stamp)
    attendance.check_in(cmd.marked_at or clock.now(), cmd.method_code, clock.now())
    await attendances.save(attendance)


async def check_out(
    cmd: CheckOut,
    attendances: Repository[Attendance],
    sessions: Repository[Session],
    access: Access,
    members: MembersSeen,
    stamp: Stamp,
    clock: Clock,
) -> None:
    attendance = await _marking(cmd, attendances, sessions, access, members, stamp)
    attendance.check_out(cmd.marked_at or clock.now(), cmd.method_code, clock.now())
    await attendances.save(attendance)


async def _marking(
    cmd: CheckIn | CheckOut,
    attendances: Repository[Attendance],
    sessions: Repository[Session],
    access: Access,
    members: MembersSeen,
    stamp: Stamp,
) -> Attendance:
    """The attendance to be marked, begun by the first mark."""
    if cmd.method_code == BY_WORKER and stamp.member_id == cmd.member_id:
        raise OwnAttendance
    attendance = await attendances.find(cmd.target)
    if attendance is not None and attendance.confirmation_no > 0:
        access.require(cmd, attendance.community_id, member_id=cmd.member_id)
        return attendance
    session = await sessions.get(cmd.session_id)
    access.require(cmd, session.plan.community_id, member_id=cmd.member_id)
    if session.status == "closed":
        raise SessionClosed(title=session.plan.title)
    if attendance is not None:
        return attendance
    return Attendance.begin(AttendanceId(cmd.target), session, await members.get(cmd.member_id))


async def confirm_attendance(
    cmd: ConfirmAttendance, attendances: Repository[Attendance], access: Access, stamp: Stamp
) -> None:
    attendance = await attendances.get(cmd.target)
    access.require(
        cmd, attendance.community_id, attendance.owner_id, member_id=attendance.member_id
    )
    attendance.confirm(_person(stamp))
    await attendances.save(attendance)


async def request_correction(
    cmd: RequestCorrection, attendances: Repository[Attendance], access: Access, stamp: Stamp
) -> None:
    attendance = await attendances.get(cmd.target)
    access.require(cmd, attendance.community_id, attendance.owner_id)
    attendance.request_correction(cmd.minutes, cmd.reason_code, _person(stamp))
    await attendances.save(attendance)


async def approve_correction(
    cmd: ApproveCorrection, attendances: Repository[Attendance], access: Access, stamp: Stamp
) -> None:
    attendance = await attendances.get(cmd.target)
    access.require(cmd, attendance.community_id)
    attendance.approve_correction(_person(stamp))
    await attendances.save(attendance)


async def refuse_correction(
    cmd: RefuseCorrection, attendances: Repository[Attendance], access: Access
) -> None:
    attendance = await attendances.get(cmd.target)
    access.require(cmd, attendance.community_id)
    attendance.refuse_correction(cmd.reason_code)
    await attendances.save(attendance)


def _person(stamp: Stamp) -> Person:
    return Person(actor_id=stamp.actor_id, member_id=stamp.member_id)
