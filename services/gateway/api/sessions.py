"""Signing in and out."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from contracts.tree import Directory
from libs.kernel import Forbidden, NotFound
from libs.kernel.crashpoints import crashpoint
from libs.web import problems
from services.gateway.commands import ChangePassword, Password
from services.gateway.demo import DemoAccount
from services.gateway.domain import User
from services.gateway.guesses import TooManyTries
from services.gateway.passwords import SignInBusy
from services.gateway.sessions import (
    AccountLocked,
    BrowserSession,
    Sessions,
    SignedOut,
    WrongPassword,
    cookie_name,
)
from services.gateway.settings import Settings
from services.gateway.signed_in import Asker

router = APIRouter(prefix="/api", tags=["session"])


class Credentials(BaseModel):
    """What a person types to sign in."""

    login: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=128)


class ScopeRef(BaseModel):
    """The organization over which a role is held."""

    id: str
    name: str
    kind: str
    division_code: str | None = None


class HeldRole(BaseModel):
    """A role over a scope."""

    role_code: str
    scope: ScopeRef


class UserRef(BaseModel):
    """The person signed in."""

    id: str
    login: str
    name: str
    title: str
    home: ScopeRef
    member_id: str | None = None


class SessionAnswer(BaseModel):
    """The session as the browser needs it."""

    user: UserRef
    roles: list[str]
    grants: list[HeldRole]
    csrf_token: str
    expires_at: datetime
    demo: bool


class DemoAccounts(BaseModel):
    """Accounts for trying the product; empty outside the demo."""

    items: list[DemoAccount]


class PasswordChange(BaseModel):
    """The password that was, and the one to be."""

    old_password: str = Field(min_length=1, max_length=128)
    new_password: Password


_GUESSING = (WrongPassword, AccountLocked, TooManyTries, SignInBusy)


def address_of(request: Request) -> str:
    """Where the request came from, as far as the server's own proxy says."""
    return request.client.host if request.client else ""


@router.post("/session", responses=problems(*_GUESSING))
async def sign_in(body: Credentials, request: Request, response: Response) -> SessionAnswer:
    sessions: Sessions = request.app.state.sessions
    settings: Settings = request.app.state.settings
    login = body.login.strip().lower()
    cookie, session = await sessions.sign_in(login, body.password, address_of(request))
    response.set_cookie(
        cookie_name(secure=settings.secure_cookies),
        cookie,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"
    _, user = await sessions.read(cookie)
    return _answer(request, session, user)


@router.get("/session", responses=problems(SignedOut))
async def read_session(asker: Asker, request: Request, response: Response) -> SessionAnswer:
    response.headers["Cache-Control"] = "no-store"
    return _answer(request, asker.session, asker.user)


@router.delete("/session", status_code=204, responses=problems(SignedOut))
async def sign_out(asker: Asker, request: Request, response: Response) -> None:
    await request.app.state.sessions.end(asker.session.id)
    secure = request.app.state.settings.secure_cookies
    response.delete_cookie(
        cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="strict"
    )


@router.post("/session/password", status_code=204, responses=problems(SignedOut, *_GUESSING))
async def change_password(body: PasswordChange, asker: Asker, request: Request) -> None:
    state = request.app.state
    await state.sessions.prove(asker.user.login, body.old_password, address_of(request))
    hashed = await state.passwords.hash(body.new_password)
    command = ChangePassword(user_id=asker.user.user_id, password_hash=hashed)
    await state.obey(command, asker.stamp.model_copy(update={"system": True}))
    crashpoint("sessions.after_password")
    await state.sessions.keep(asker.session.id)
    await state.sessions.end_all(asker.user.user_id, but=asker.session.id)


@router.post("/gateway/demo-accounts", status_code=204, responses=problems(Forbidden, NotFound))
async def note_demo_accounts(body: DemoAccounts, asker: Asker, request: Request) -> None:
    if not request.app.state.settings.demo:
        raise NotFound
    if "administrator" not in asker.scope.roles_over():
        raise Forbidden
    await request.app.state.demo.note(body.items)


@router.get("/demo-accounts")
async def demo_accounts(request: Request) -> DemoAccounts:
    return DemoAccounts(items=await request.app.state.demo.accounts())


def _answer(request: Request, session: BrowserSession, user: User) -> SessionAnswer:
    directory: Directory = request.app.state.tree
    settings: Settings = request.app.state.settings
    return SessionAnswer(
        user=UserRef(
            id=user.user_id,
            login=user.login,
            name=user.name,
            title=user.title,
            home=_scope(directory, user.home_id),
            member_id=user.member_id,
        ),
        roles=sorted(
            {held.role_code for held in user.grants} | ({"member"} if user.member_id else set())
        ),
        grants=[
            HeldRole(role_code=held.role_code, scope=_scope(directory, held.scope_id))
            for held in user.grants
        ],
        csrf_token=session.csrf,
        expires_at=session.expires_at,
        demo=settings.demo,
    )


def _scope(directory: Directory, org_id: str) -> ScopeRef:
    found: Any = directory.get(org_id)
    if found is None:
        return ScopeRef(id=org_id, name="全部组织" if org_id == "*" else "", kind="city")
    return ScopeRef(
        id=org_id, name=found.name, kind=str(found.kind), division_code=found.division_code
    )
