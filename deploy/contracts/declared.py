"""What is declared: facts of the registry, and of each service what its process is made of."""

import importlib
import importlib.util
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final, get_type_hints

from contracts.events import every_fact
from libs.kernel import Command, Event

SERVICES: Final = (
    "organizations",
    "registrations",
    "needs",
    "pairings",
    "projects",
    "activities",
    "ledger",
    "gateway",
)

_DIRECTORY: Final = "Organizations as last heard of, for scope and guards."


@dataclass(frozen=True, slots=True)
class Heard:
    """What a service does with facts; ``how`` is directory, view, reaction or sweep."""

    how: str
    name: str
    says: str
    events: tuple[type[Event], ...]


def facts() -> tuple[type[Event], ...]:
    """Every fact class in contracts.events, by wire name and version."""
    return every_fact()


def facts_of(service: str) -> tuple[type[Event], ...]:
    """The newest class of each fact that ``service`` states, in the order of declaration."""
    newest = {fact.type: fact for fact in facts() if fact.service == service}
    module = importlib.import_module(f"contracts.events.{service}")
    order = list(vars(module).values())
    return tuple(sorted(newest.values(), key=order.index))


def part(service: str, name: str) -> ModuleType | None:
    """The module ``services.<service>.<name>``; None while there is none."""
    if importlib.util.find_spec(f"services.{service}") is None:
        return None
    full = f"services.{service}.{name}"
    return importlib.import_module(full) if importlib.util.find_spec(full) else None


def is_built(service: str) -> bool:
    """Whether the service can be put together."""
    return part(service, "app") is not None


@cache
def put_together(service: str) -> Any:
    """The service as its process runs it, opening nothing."""
    app, settings = part(service, "app"), part(service, "settings")
    if app is None or settings is None:
        raise LookupError(f"services.{service} has no app or no settings")
    return app.service(settings.Settings.for_contracts())


@cache
def openapi(service: str) -> dict[str, Any]:
    """The doors of a service that is built."""
    app = part(service, "app")
    if app is None:
        raise LookupError(f"services.{service} has no app")
    described: dict[str, Any] = app.openapi()
    return described


def commands(service: str) -> tuple[type[Command], ...]:
    """What the service obeys, in the order of its handlers."""
    found = part(service, "handlers")
    return tuple(command_of(handler) for handler in found.HANDLERS) if found else ()


def declared_commands(service: str) -> tuple[type[Command], ...]:
    """Every command class of the service's commands; what others build on asks for nothing."""
    module = part(service, "commands")
    if module is None:
        return ()
    inner = pkgutil.iter_modules(getattr(module, "__path__", ()))
    modules = [module, *(importlib.import_module(f"{module.__name__}.{i.name}") for i in inner)]
    found = {
        thing: None
        for one in modules
        for thing in vars(one).values()
        if isinstance(thing, type)
        and issubclass(thing, Command)
        and thing.__module__ == one.__name__
        and not thing.__subclasses__()
    }
    return tuple(found)


def command_of(handler: Any) -> type[Command]:
    """The command that a handler obeys: its first parameter."""
    first = next(iter(inspect.signature(handler).parameters))
    command: type[Command] = get_type_hints(handler)[first]
    return command


def heard(service: str) -> tuple[Heard, ...]:
    """Everything the service does with facts: its directory, views, reactions and sweeps."""
    running = put_together(service)
    found = [
        Heard("directory", running.directory.view, _DIRECTORY, tuple(running.directory.events)),
        *(_heard("view", p.project, p.events) for p in running.projections),
        *(_heard("reaction", r.react, r.events) for r in running.reactions),
        *(Heard("sweep", s.name, "", tuple(s.events)) for s in running.sweeps),
    ]
    return tuple(found)


def _heard(how: str, function: Any, events: tuple[type[Event], ...]) -> Heard:
    name = getattr(function, "__name__", type(function).__name__)
    return Heard(how, name, first_sentence(function), tuple(events))


def first_sentence(thing: Any) -> str:
    """The first paragraph of a docstring on one line."""
    text = inspect.getdoc(thing) or ""
    return " ".join(text.split("\n\n")[0].split())
