"""The door: organizations over HTTP."""

from services.organizations.api import batches, imports, organizations, queries

ROUTERS = (queries.router, organizations.router, batches.router, imports.router)
