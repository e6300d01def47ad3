"""The timeline remembers every fact, whatever happens to be imported first."""

import subprocess
import sys

LISTED = """
from services.gateway.views import PROJECTIONS, history
print(*(event.type for event in history.PROJECTIONS[0].events))
"""


def test_every_declared_fact_is_remembered_in_a_process_of_its_own() -> None:
    from contracts.events import every_fact

    run = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)

    assert set(run.stdout.split()) == {event.type for event in every_fact()}
