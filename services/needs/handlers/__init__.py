"""One function per command: load, ask, save."""

from services.needs.handlers import need, plan, resource

HANDLERS = (*need.HANDLERS, *resource.HANDLERS, *plan.HANDLERS)
