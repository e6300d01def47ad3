"""Facts, one module per service, one frozen class per fact. Importing a module declares them."""

import importlib
import pkgutil

from libs.kernel import Event, event_classes


def every_fact() -> tuple[type[Event], ...]:
    """Every fact class there is, by wire name and version, whatever was imported before."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return event_classes(f"{__name__}.")
