"""``python -m deploy.contracts``: writes all generated files; ``check`` only compares."""

import sys

from deploy.contracts.declared import facts
from deploy.contracts.gate import breaches
from deploy.contracts.published import ROOT, differences, write

_USAGE = "usage: python -m deploy.contracts [check]"


def main(arguments: list[str]) -> int:
    """0 when nothing is broken and, for ``check``, nothing is out of date."""
    if arguments not in ([], ["check"]):
        print(_USAGE)
        return 2
    broken = breaches(ROOT / "contracts", facts())
    if broken:
        print("Released contracts would break; nothing was written:")
        print("\n".join(f"  {breach}" for breach in broken))
        return 1
    if arguments:
        return _check()
    for path in write(ROOT):
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def _check() -> int:
    found = list(differences(ROOT))
    if not found:
        print("Generated files agree with what is declared.")
        return 0
    print("\n\n".join(found))
    print(f"\n{len(found)} files differ. Run `make contracts` and commit what it writes.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
