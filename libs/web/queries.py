"""What stands in an address behind the question mark: a word that nobody asks for is refused."""

from collections.abc import Callable
from typing import Any

from fastapi import Depends, Request, params
from fastapi.dependencies.utils import get_flat_params

from libs.kernel import FieldFault, Invalid

_names: dict[Callable[..., Any], frozenset[str]] = {}


async def known_query(request: Request) -> None:
    """Raises Invalid, naming each word that the route does not ask for.

    A filter that nobody knows must not look like one that every row has passed. Routes that ask
    for nothing, or pass everything on, are left alone.
    """
    if not request.query_params:
        return
    known = _known(request)
    unknown = [name for name in request.query_params if known and name not in known]
    if unknown:
        raise Invalid(
            errors=tuple(
                FieldFault(pointer=f"/query/{name}", code="field.extra_forbidden")
                for name in unknown
            )
        )


def _known(request: Request) -> frozenset[str]:
    endpoint = request.scope["endpoint"]
    if endpoint not in _names:
        asked = get_flat_params(request.scope["route"].dependant)
        _names[endpoint] = frozenset(
            field.alias for field in asked if isinstance(field.field_info, params.Query)
        )
    return _names[endpoint]


KnownQuery = Depends(known_query)
