"""Accounts and grants."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from contracts.types import CivilDate, OrgId, UserId
from libs.kernel import Command, Forbidden, derive_id
from libs.web import problems
from services.gateway.commands import (
    ChangePassword,
    DisableUser,
    EndGrant,
    GiveGrant,
    LockUser,
    Login,
    OpenUser,
    Password,
    UnlockUser,
)
from services.gateway.domain import BeyondOwnScope, LoginTaken, MemberHasUser
from services.gateway.signed_in import Asker

router = APIRouter(prefix="/api/gateway/users", tags=["accounts"])


class NewUser(BaseModel):
    """An account to open, with its first password."""

    login: Login
    password: Password
    name: Annotated[str, Field(min_length=1, max_length=40)]
    title: Annotated[str, Field(max_length=60)] = ""
    home_id: OrgId
    member_id: str | None = None


class UserOpenedAnswer(BaseModel):
    """The new account."""

    user_id: str


class NewGrant(BaseModel):
    """A role to give."""

    role_code: str
    scope_id: OrgId
    function_code: str = ""
    until_on: CivilDate | None = None


class GrantAnswer(BaseModel):
    """The grant given."""

    grant_id: str


class Lock(BaseModel):
    """Until when."""

    until_at: datetime


class NewPassword(BaseModel):
    """A password that the administrator gives for the first sign-in after it was forgotten."""

    new_password: Password


class Reason(BaseModel):
    """Why."""

    reason_code: Annotated[str, Field(min_length=1, max_length=40)]


async def _obey(request: Request, response: Response, asker: Asker, command: Command) -> object:
    answer = await request.app.state.obey(command, asker.stamp)
    tokens = ",".join(f"{place}@{seq}" for place, seq in answer.tokens.items())
    if tokens:
        response.headers["Consistency-Token"] = tokens
    return answer.value


@router.post("", status_code=201, responses=problems(LoginTaken, MemberHasUser, Forbidden))
async def open_user(
    body: NewUser, asker: Asker, request: Request, response: Response
) -> UserOpenedAnswer:
    hashed = await request.app.state.passwords.hash(body.password)
    user_id = UserId(derive_id("user", body.login))
    command = OpenUser(
        user_id=user_id, password_hash=hashed, **body.model_dump(exclude={"password"})
    )
    await _obey(request, response, asker, command)
    return UserOpenedAnswer(user_id=user_id)


@router.post("/{user_id}/grants", status_code=201, responses=problems(BeyondOwnScope))
async def give_grant(
    user_id: UserId, body: NewGrant, asker: Asker, request: Request, response: Response
) -> GrantAnswer:
    command = GiveGrant(user_id=user_id, **body.model_dump())
    return GrantAnswer(grant_id=str(await _obey(request, response, asker, command)))


@router.delete("/{user_id}/grants/{grant_id}", status_code=204, responses=problems(Forbidden))
async def end_grant(
    user_id: UserId, grant_id: str, asker: Asker, request: Request, response: Response
) -> None:
    await _obey(request, response, asker, EndGrant(user_id=user_id, grant_id=grant_id))


@router.post("/{user_id}/lock", status_code=204, responses=problems(Forbidden))
async def lock_user(
    user_id: UserId, body: Lock, asker: Asker, request: Request, response: Response
) -> None:
    await _obey(request, response, asker, LockUser(user_id=user_id, until_at=body.until_at))


@router.post("/{user_id}/unlock", status_code=204, responses=problems(Forbidden))
async def unlock_user(user_id: UserId, asker: Asker, request: Request, response: Response) -> None:
    await _obey(request, response, asker, UnlockUser(user_id=user_id))


@router.post("/{user_id}/disable", status_code=204, responses=problems(Forbidden))
async def disable_user(
    user_id: UserId, body: Reason, asker: Asker, request: Request, response: Response
) -> None:
    await _obey(
        request, response, asker, DisableUser(user_id=user_id, reason_code=body.reason_code)
    )
    await request.app.state.sessions.end_all(user_id)


@router.post("/{user_id}/password", status_code=204, responses=problems(Forbidden))
async def reset_password(
    user_id: UserId, body: NewPassword, asker: Asker, request: Request, response: Response
) -> None:
    hashed = await request.app.state.passwords.hash(body.new_password)
    command = ChangePassword(user_id=user_id, password_hash=hashed, cause_code="reset")
    await _obey(request, response, asker, command)
    await request.app.state.sessions.end_all(user_id)
