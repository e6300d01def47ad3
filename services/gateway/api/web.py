"""The built web pages: hashed files cached for a year, every other address is the page itself."""

from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "script-src 'self'; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'"
    ),
}


class _Hashed(StaticFiles):
    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def install_web(app: FastAPI, root: Path | None) -> None:
    """Serves the pages below ``root``; without it, says how to build them."""
    if root is None or not (root / "index.html").is_file():

        @app.get("/", include_in_schema=False)
        async def unbuilt() -> PlainTextResponse:
            return PlainTextResponse("The web pages are not built. Run: make web\n", 503)

        return
    built = root
    # Only what was there at the start is ever opened: no path is made of what a browser sends.
    files = {str(file.relative_to(built)): file for file in built.rglob("*") if file.is_file()}
    app.mount("/assets", _Hashed(directory=built / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str) -> Response:
        if path.startswith(("api/", "health/", "metrics")):
            raise HTTPException(404)
        return FileResponse(files.get(path, built / "index.html"), headers=_PAGE_HEADERS)
