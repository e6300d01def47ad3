"""Named places between two effects, where a test may kill the process."""

import os

_TARGET, _, _NTH = os.environ.get("GONGJIAN_CRASH_AT", "").partition(":")
_seen: dict[str, int] = {}


def crashpoint(name: str) -> None:
    """Does nothing, unless GONGJIAN_CRASH_AT is ``name`` or ``name:n``: the n-th pass ends here.

    The process ends at once with status 137, as after SIGKILL: no clean-up runs.
    """
    if name != _TARGET:
        return
    _seen[name] = _seen.get(name, 0) + 1
    if _seen[name] >= int(_NTH or "1"):
        os._exit(137)
