"""What a process may say: its own lines at the level it is told, of libraries only warnings."""

import subprocess
import sys

PROGRAM = """
import logging
from libs.observability.logging import set_up_logging
set_up_logging("needs", "test", "debug")
quiet = ("pymongo.command", "aiokafka", "httpx2", "uvicorn.access", "asyncio")
print([logging.getLogger(name).getEffectiveLevel() for name in quiet])
"""


def test_libraries_are_not_heard_below_warnings_whatever_the_level() -> None:
    """The driver's lines at debug carry whole commands: sessions, sealed fields, sign-in names."""
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True
    )

    assert found.stdout.strip() == "[30, 30, 30, 30, 30]"
