"""``python -m libs.runtime services.<name>.app``: serves one service on its HOST and PORT."""

import gc
import importlib
import sys

import uvicorn

from libs.runtime.connections import Impatient
from libs.runtime.service import Service


def main(module: str) -> None:
    """Imports the module's ``service()`` and serves it until SIGTERM."""
    service: Service = importlib.import_module(module).service()
    # A batch holds thousands of short-lived objects in no cycle: looking for cycles every 700 of
    # them took a quarter of a loading service's time. What is imported lives for ever.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    uvicorn.run(
        service.app(),
        host=service.settings.host,
        port=service.settings.port,
        loop="uvloop",
        http=Impatient,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main(sys.argv[1])
