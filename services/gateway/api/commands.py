"""Commands and detail reads for the other services: passed on with the caller's token."""

from fastapi import APIRouter, Request, Response

from services.gateway.forwarding import Forwarder
from services.gateway.signed_in import Asker

router = APIRouter(prefix="/api", tags=["services"])


@router.api_route(
    "/{service}/{path:path}",
    methods=["GET", "POST", "PUT", "DELETE"],
    include_in_schema=False,
)
async def forward(service: str, path: str, asker: Asker, request: Request) -> Response:
    forwarder: Forwarder = request.app.state.forwarder
    return await forwarder.forward(request, service, path, asker.caller)
