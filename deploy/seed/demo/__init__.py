"""The demo: a quarter in one street of 东城区, made by the same commands that people use."""

from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.embedded.places import default_places
from deploy.seed import accounts
from deploy.seed.demo.agreements import sign_agreements
from deploy.seed.demo.lists import adopt_a_plan, publish_lists
from deploy.seed.demo.organizations import organizations
from deploy.seed.demo.people import enrol_members, open_accounts
from deploy.seed.demo.projects import adopt_projects
from deploy.seed.demo.sessions import hold_sessions, today
from deploy.seed.demo.stage import Stage

_CHAPTERS = (
    ("组织 organizations", organizations),
    ("账号 accounts", open_accounts),
    ("党员报到 registrations", enrol_members),
    ("需求与资源 needs and resources", publish_lists),
    ("匹配方案 plan", adopt_a_plan),
    ("协议 agreements", sign_agreements),
    ("项目 projects", adopt_projects),
    ("活动与时长 sessions and hours", hold_sessions),
    ("今天 today", today),
)


def run(gateway_url: str, root: Path | None = None) -> None:
    """Loads the demo; what an interrupted run has done is not done again."""
    Demo(gateway_url, root or default_places().root).load()


def run_if_empty(gateway_url: str, root: Path | None = None) -> None:
    """Loads the demo unless it is there."""
    demo = Demo(gateway_url, root or default_places().root)
    if not demo.is_there():
        demo.load()


class Demo:
    """Loads everything in the order of the story, moving the demo's clock forward as it goes."""

    def __init__(self, gateway_url: str, root: Path) -> None:
        """``root`` is where the stack keeps its secrets and its clock file."""
        self._stage = Stage(gateway_url, root)

    def is_there(self) -> bool:
        """Whether a finished demo is loaded (its accounts are noted last)."""
        return bool(self._stage.admin.get("demo-accounts")["items"])

    def load(self) -> None:
        """Everything."""
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("演示数据 demo", total=len(_CHAPTERS))
            for title, chapter in _CHAPTERS:
                progress.update(task, description=f"演示数据 demo · {title}")
                chapter(self._stage)
                progress.advance(task)
        shown = [
            {name: value for name, value in asdict(entry).items() if name != "title"}
            for entry in accounts.ACCOUNTS
        ]
        self._stage.admin.post("gateway/demo-accounts", {"items": shown}, key="shown")

    def close(self) -> None:
        """Ends the connections of all who took part."""
        for person in (self._stage.admin, *self._stage.people.values()):
            person.close()
