"""Accounts with their grants, for those who open accounts and give grants."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from contracts.types import Role
from libs.kernel import EVERYWHERE, NotFound, Scope
from services.gateway.pages.asking import Asking, Asks, all_of, words_in
from services.gateway.pages.cutting import Cut, Cutting
from services.gateway.pages.shapes import Document, OrgRef, Page, PersonRef, Shape

router = APIRouter()
_KEEPERS = frozenset({str(Role.ADMINISTRATOR), str(Role.DEPARTMENT)})
_HISTORY = 50


class GrantShape(Shape):
    """A role over a scope; without one it is held everywhere."""

    grant_id: str
    role_code: str
    scope: OrgRef | None = None
    function_code: str = ""
    until_on: date | None = None


class AccountRow(Shape):
    """An account in a list; without a home it belongs to the whole system."""

    id: str
    login: str
    name: str
    title: str = ""
    home: OrgRef | None = None
    status: str
    locked_until: datetime | None = None
    grants: list[GrantShape]


class AccountFact(Shape):
    """What was done to an account, and by whom."""

    id: str
    type: str
    at: datetime
    actor: str | None = None
    role_code: str | None = None
    scope: OrgRef | None = None


class AccountDetail(AccountRow):
    """An account's page."""

    member: PersonRef | None = None
    may_administer: bool
    is_own: bool
    facts: list[AccountFact]
    as_of: datetime


def _scope(asking: Asking) -> Scope:
    """What the caller keeps accounts of; raises NotFound when it keeps none."""
    stamp = asking.scope.stamp
    grants = tuple(grant for grant in stamp.grants if grant.role in _KEEPERS)
    if not grants:
        raise NotFound
    return Scope(stamp.model_copy(update={"grants": grants}), asking.directory)


def _org(asking: Asking, id_: object) -> OrgRef | None:
    return None if id_ == EVERYWHERE else asking.maybe_org(id_)


def _row(asking: Asking, row: Document) -> dict[str, Any]:
    until = row.get("locked_until")
    locked = datetime.fromisoformat(until) if until else None
    is_locked = locked is not None and locked > asking.now
    status = "disabled" if row.get("disabled") else "locked" if is_locked else "active"
    return {
        "id": row["_id"],
        "login": row["login"],
        "name": row["name"],
        "title": row.get("title", ""),
        "home": _org(asking, row["home_id"]),
        "status": status,
        "locked_until": locked if status == "locked" else None,
        "grants": [
            GrantShape(
                grant_id=held["grant_id"],
                role_code=held["role_code"],
                scope=_org(asking, held["scope_id"]),
                function_code=held.get("function_code", ""),
                until_on=held.get("until_on"),
            )
            for held in row.get("grants", ())
        ],
    }


def _status(asking: Asking, wanted: tuple[str, ...]) -> Document:
    now = asking.now.isoformat().replace("+00:00", "Z")
    locked: Document = {"locked_until": {"$gt": now}}
    queries: dict[str, Document] = {
        "active": {"disabled": {"$ne": True}, "$nor": [locked]},
        "locked": {"disabled": {"$ne": True}, **locked},
        "disabled": {"disabled": True},
    }
    return {"$or": [queries.get(one, {"_id": None}) for one in wanted]} if wanted else {}


def _query(asking: Asking, cut: Cut, role: str) -> Document:
    parts = [_scope(asking).filter("home_id"), _status(asking, cut.status)]
    if cut.scope:
        parts.append({"home_id": {"$in": sorted(asking.directory.below(cut.scope))}})
    if role:
        parts.append({"grants.role_code": {"$in": role.split(",")}})
    if cut.q:
        parts.append({"$or": [{name: words_in(cut.q)} for name in ("name", "login", "title")]})
    return all_of(parts)


@router.get("/users", response_model_exclude_none=True)
async def list_accounts(
    asking: Asks, cut: Cutting, role: Annotated[str, Query(max_length=200)] = ""
) -> Page[AccountRow]:
    query = _query(asking, cut, role)
    rows = await asking.reader.find(
        "users",
        query,
        sort=cut.order("login", ("login", "name")),
        skip=cut.skip,
        limit=cut.size,
    )
    return Page(
        items=[AccountRow(**_row(asking, row)) for row in rows],
        total=await asking.reader.count("users", query),
        as_of=asking.now,
        stale=asking.stale,
    )


@router.get("/users/{user_id}", response_model_exclude_none=True)
async def account(user_id: str, asking: Asks) -> AccountDetail:
    scope = _scope(asking)
    row = await asking.reader.get("users", user_id)
    if row is None or not scope.sees(row["home_id"]):
        raise NotFound(id=user_id)
    await asking.learn([row.get("member_id")])
    member = row.get("member_id")
    return AccountDetail(
        **_row(asking, row),
        member=asking.person(member) if member else None,
        may_administer=Role.ADMINISTRATOR in scope.roles_over(row["home_id"]),
        is_own=user_id == asking.asker.user.user_id,
        facts=await _facts(asking, user_id),
        as_of=asking.now,
    )


async def _facts(asking: Asking, user_id: str) -> list[AccountFact]:
    found = await asking.reader.find(
        asking.view("history"), {"subject_id": user_id}, sort=[("at", -1)], limit=_HISTORY
    )
    actors = await asking.actors(entry["actor_id"] for entry in found)
    given = {entry["payload"].get("grant_id"): entry["payload"] for entry in found}
    facts = []
    for entry in found:
        grant = given.get(entry["payload"].get("grant_id"), {}) if "grant" in entry["type"] else {}
        facts.append(
            AccountFact(
                id=entry["_id"],
                type=entry["type"],
                at=entry["at"],
                actor=actors.get(entry["actor_id"]),
                role_code=grant.get("role_code"),
                scope=_org(asking, grant.get("scope_id")),
            )
        )
    return facts
