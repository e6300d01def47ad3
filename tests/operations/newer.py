"""The gateway as its next version would be: every view has its version raised by one.

Started as ``python -m libs.runtime tests.operations.newer`` in the place of the present one.
"""

from dataclasses import replace

from libs.runtime.service import Service
from services.gateway import app


def service() -> Service:
    made = app.service()
    made.views = [replace(view, version=view.version + 1) for view in made.views]
    return made
