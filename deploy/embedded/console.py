"""The stack's words on a terminal: finished steps stay, the running one shows seconds and bytes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console as RichConsole
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class TerminalConsole:
    """Prints to a terminal with moving progress, or plain lines when output is no terminal."""

    def __init__(self, rich: RichConsole) -> None:
        self.rich = rich
        self._begun = time.monotonic()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._begun

    def tell(self, line: str) -> None:
        """One line that stays, with the time since the start."""
        self.rich.print(f"[dim]{self.elapsed:6.1f} s[/]  {line}", highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, title: str, size: Callable[[], int] | None = None) -> Iterator[None]:
        """A step that takes a while; ``size`` gives the bytes done so far."""
        begun = time.monotonic()
        most = 0

        def bytes_so_far() -> str:
            nonlocal most
            most = max(most, size() if size else 0)  # a folder may be emptied at the end
            return f"{most / 1e6:.1f} MB" if most else ""

        if not self.rich.is_terminal:
            self.tell(f"… {title}")
            yield
            self._done(title, bytes_so_far(), begun)
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self.rich, transient=True) as progress:
            task = progress.add_task(title)
            done = threading.Event()

            def refresh() -> None:
                while not done.wait(0.5):
                    progress.update(task, description=f"{title} {bytes_so_far()}".rstrip())

            painter = threading.Thread(target=refresh, daemon=True)
            painter.start()
            try:
                yield
            finally:
                done.set()
                painter.join()
        self._done(title, bytes_so_far(), begun)

    def _done(self, title: str, size: str, begun: float) -> None:
        parts = (title, size, f"{time.monotonic() - begun:.1f} s")
        self.tell("[green]✓[/] " + "  ".join(part for part in parts if part))
