"""The composed views, under /api/views."""

from fastapi import APIRouter

from libs.web import KnownQuery
from services.gateway.pages import (
    accounts,
    agreements,
    board,
    communities,
    hours,
    members,
    needs,
    organizations,
    parked,
    plans,
    projects,
    registrations,
    search,
    sessions,
    timeline,
    work,
)

router = APIRouter(prefix="/api/views", tags=["views"], dependencies=[KnownQuery])
for page in (
    work,
    board,
    organizations,
    communities,
    members,
    registrations,
    needs,
    plans,
    agreements,
    projects,
    search,
    sessions,
    hours,
    timeline,
    parked,
    accounts,
):
    router.include_router(page.router)
