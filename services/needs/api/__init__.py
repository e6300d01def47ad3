"""The doors: needs, resources with their offers, plans."""

from services.needs.api import needs, plans, resources

ROUTERS = (needs.router, resources.router, plans.router)
