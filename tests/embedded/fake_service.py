"""A service that is ready at once; the supervisor's tests run it where a real one would be slow.

Usage: fake_service.py NAME [die-at-start | deaf | children]
"""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Health(BaseHTTPRequestHandler):
    """Says yes to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


def main(name: str, *habits: str) -> None:
    if "die-at-start" in habits:
        sys.exit(3)
    if "deaf" in habits:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "children" in habits:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    port = int(os.environ[f"{name.upper()}_PORT"])
    with HTTPServer(("127.0.0.1", port), Health) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
