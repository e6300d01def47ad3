"""``gongjian``: start, watch and stop the product on one machine, and fill it with data."""

import errno
import logging
import os
import signal
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from deploy import operations
from deploy.embedded import traces
from deploy.embedded.board import Board, read_board, supervisor_of
from deploy.embedded.console import TerminalConsole
from deploy.embedded.keys import ensure_keys
from deploy.embedded.places import Places, default_places, not_ours
from deploy.embedded.services import DEFAULT_PORTS, GATEWAY, SERVICES
from deploy.embedded.stack import Plan, Stack
from deploy.embedded.status import rows
from deploy.embedded.trouble import Trouble

app = typer.Typer(help="共建 Gongjian on one machine.", no_args_is_help=True, add_completion=False)
seed_app = typer.Typer(help="Fill the running stack through ordinary commands.")
app.add_typer(seed_app, name="seed", no_args_is_help=True)
app.registered_commands += operations.app.registered_commands
out = Console()
Port = Annotated[int, typer.Option(min=1024, max=65000, help="The wished port of the web.")]


def main() -> None:
    """Entry point of the ``gongjian`` command."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it shouts while a broker starts
    try:
        app()
    except Trouble as trouble:
        fail(trouble)
    except PermissionError as error:
        fail(not_ours(error.filename or default_places().root, error))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        fail(not_ours(error.filename or default_places().root, error))


def fail(trouble: Trouble) -> NoReturn:
    """Say what is wrong and what mends it; end with 1."""
    out.print(f"[bold red]✗[/] {trouble.sentence}", highlight=False, soft_wrap=True)
    if trouble.mend:
        out.print(f"  → [bold]{trouble.mend}[/]", highlight=False, soft_wrap=True)
    raise SystemExit(1)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Load the demo when there is no data yet.")] = True,
    web: Annotated[bool, typer.Option(help="Build and serve the web pages.")] = True,
    port: Port = 8080,
    only: Annotated[str, typer.Option(help="Start only these services, by comma.")] = "",
    brokers: Annotated[int, typer.Option(envvar="BROKERS", help="Kafka brokers: 1 or 3.")] = 1,
    mongods: Annotated[int, typer.Option(envvar="MONGODS", help="MongoDB nodes: 1 or 3.")] = 1,
    replicas: Annotated[
        int, typer.Option(envvar="REPLICAS", min=1, max=9, help="Processes of every service.")
    ] = 1,
) -> None:
    """Start everything and keep it running until Ctrl-C."""
    for name, number in (("--brokers", brokers), ("--mongods", mongods)):
        if number not in (1, 3):
            raise typer.BadParameter(f"{name} is 1 or 3")
    console = TerminalConsole(out)
    plan = Plan(
        services=_chosen(only),
        ports={**DEFAULT_PORTS, GATEWAY: port},
        brokers=brokers,
        mongods=mongods,
        web=web,
        demo=demo,
        replicas=replicas,
    )
    stack = Stack(default_places().root, plan, console)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        stack.start()
        if demo:
            _load_demo(stack.address, console)
        _welcome(stack.addresses, console.elapsed, demo=demo)
        while True:
            time.sleep(60)
            stack.tend()
    except KeyboardInterrupt:
        out.print("\nStopping … 正在停止", highlight=False)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stack.stop()
    out.print("[green]✓[/] Stopped; the data stays. 已停止，数据保留。", highlight=False)


@app.command()
def secrets() -> None:
    """Make the key files that other profiles mount, and say where they are."""
    folder = default_places().folder("secrets")
    ensure_keys(folder)
    out.print(str(folder), highlight=False, soft_wrap=True)


@app.command()
def down() -> None:
    """Stop the running stack."""
    run = default_places().run
    pid = supervisor_of(run)
    if pid is None:
        left = traces.stop_left_over(run)
        out.print(f"Stopped {len(left)} left over processes." if left else "Nothing is running.")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 60
    while supervisor_of(run) is not None:
        if time.monotonic() > deadline:
            raise Trouble(f"The supervisor (pid {pid}) does not stop.", f"kill -9 {pid}")
        time.sleep(0.2)
    out.print("[green]✓[/] Stopped.")


@app.command()
def status() -> None:
    """Every process with its memory; ends with 1 when something is not ready."""
    places = default_places()
    board = _running(places)
    table = Table(box=None, header_style="bold")
    for heading in ("process", "pid", "state", "restarts", "RSS MB", "port", "ready"):
        numeric = heading in ("pid", "restarts", "RSS MB", "port")
        table.add_column(heading, justify="right" if numeric else "left")
    found = rows(board, places.run)
    for row in found:
        table.add_row(
            row.name,
            str(row.pid or "–"),
            row.state,
            str(row.restarts),
            f"{row.resident / 1e6:.0f}",
            str(row.port),
            "[green]yes[/]" if row.ready else "[red]no[/]",
        )
    out.print(table)
    total = sum(row.resident for row in found)
    out.print(f"{board.address}  total {total / 1e6:.0f} MB", highlight=False)
    if not all(row.ready for row in found):
        raise SystemExit(1)


@app.command()
def logs(
    service: Annotated[str, typer.Argument(help="A process of `gongjian status`.")],
    follow: Annotated[bool, typer.Option("-f", "--follow")] = False,
    lines: Annotated[int, typer.Option("-n", "--lines")] = 100,
) -> None:
    """The log of one process."""
    places = default_places()
    path = places.log(service)
    if not path.exists():
        known = ", ".join(sorted(each.stem for each in path.parent.glob("*.log")))
        raise Trouble(f"{service} has no log. There is: {known or 'none yet'}.", "gongjian status")
    with path.open(errors="replace") as file:
        for line in file.readlines()[-lines:]:
            typer.echo(line, nl=False)
        while follow:
            line = file.readline()
            if line:
                typer.echo(line, nl=False)
            else:
                time.sleep(0.3)


@seed_app.command("divisions")
def seed_divisions() -> None:
    """Load the administrative divisions: districts, streets and communities."""
    _seed("deploy.seed.divisions")


@seed_app.command("demo")
def seed_demo() -> None:
    """Load the demo: a district's departments, units, members and a year of work."""
    _seed("deploy.seed.demo")


def _seed(module: str) -> None:
    import_module(module).run(_running(default_places()).address)


def _load_demo(address: str, console: TerminalConsole) -> None:
    """A demo that fails is told; the stack stays up to look into it."""
    try:
        import_module("deploy.seed.demo").run_if_empty(address)
    except Exception as error:  # noqa: BLE001 - whatever it is: said here, kept in the log
        log = default_places().log("demo")
        log.write_text(traceback.format_exc())
        console.tell(f"[red]✗[/] The demo was not loaded: {error} → gongjian logs demo")


def _running(places: Places) -> Board:
    supervisor, board = supervisor_of(places.run), read_board(places.run)
    if supervisor is None:
        raise Trouble("Gongjian is not running.", "make run")
    if board is None or board.pid != supervisor:
        raise Trouble("Gongjian is about to start; its processes are not there yet.")
    return board


def _chosen(only: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in only.split(",") if name.strip())
    unknown = [name for name in names if name not in SERVICES]
    if unknown:
        raise typer.BadParameter(f"unknown: {', '.join(unknown)}; known: {', '.join(SERVICES)}")
    return names or SERVICES


def _welcome(addresses: Sequence[str], seconds: float, *, demo: bool) -> None:
    address = addresses[0] if addresses else ""
    out.print(f"\n[bold]共建 Gongjian[/] 已就绪  →  [bold]{address}[/]   ({seconds:.1f} s)")
    if addresses[1:]:
        out.print(f"同一系统 the same at  {'  '.join(addresses[1:])}", highlight=False)
    if demo:
        table = Table(box=None, header_style="bold")
        for heading in ("登录名 login", "密码 password", "姓名 name", "职责 role"):
            table.add_column(heading)
        for account in _accounts():
            table.add_row(account.login, account.password, account.name, account.title)
        out.print(table)
    password: Path = default_places().folder("secrets") / "admin-password"
    out.print(f"管理员 admin, password in {password}", highlight=False, soft_wrap=True)
    out.print("Ctrl-C 停止 stops  ·  gongjian status  ·  gongjian logs SERVICE -f", style="dim")


def _accounts() -> tuple[Any, ...]:
    try:
        accounts: tuple[Any, ...] = import_module("deploy.seed.accounts").ACCOUNTS
    except ImportError:
        return ()
    return accounts


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
