"""All addresses of the gateway, under /api."""

from services.gateway.api import accounts, commands, live, pages, sessions

ROUTERS = (sessions.router, accounts.router, live.router, pages.router, commands.router)
