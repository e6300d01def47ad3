"""All addresses of the gateway, under /api."""

from services.gateway.api import accounts, commands, live, pages, sessions
from services.gateway.pages import organizations, parked

ROUTERS = (
    sessions.router,
    accounts.router,
    parked.commands,
    organizations.composed,
    live.router,
    pages.router,
    commands.router,
)
