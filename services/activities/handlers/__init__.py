"""One function per command: load, ask, save."""

from services.activities.handlers.attendance import (
    approve_correction,
    check_in,
    check_out,
    confirm_attendance,
    refuse_correction,
    request_correction,
)
from services.activities.handlers.sessions import (
    cancel_session,
    cancel_sign_up,
    close_session,
    open_session,
    sign_up,
)

HANDLERS = (
    open_session,
    sign_up,
    cancel_sign_up,
    cancel_session,
    close_session,
    check_in,
    check_out,
    confirm_attendance,
    request_correction,
    approve_correction,
    refuse_correction,
)
