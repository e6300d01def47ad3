from pathlib import Path

import pytest

from deploy.embedded import web_build
from deploy.embedded.backends import no_step
from deploy.embedded.trouble import Trouble


class Npm:
    """Writes what the real one would, and remembers what it was asked."""

    def __init__(self, web: Path) -> None:
        self.asked: list[str] = []
        self._web = web

    def __call__(self, *arguments: str) -> None:
        self.asked.append(arguments[0])
        if arguments[0] == "ci":
            (self._web / "node_modules").mkdir(exist_ok=True)
        else:
            (self._web / "dist").mkdir(exist_ok=True)
            (self._web / "dist" / "index.html").write_text("built")


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "src/main.tsx"):
        (web / name).write_text("{}")
    npm = Npm(web)
    monkeypatch.setattr(web_build, "WEB", web)
    monkeypatch.setattr(web_build, "DIST", web / "dist")
    monkeypatch.setattr(web_build, "cache", lambda: tmp_path)
    monkeypatch.setattr(web_build, "_npm", npm)
    return npm


def build() -> list[str]:
    said: list[str] = []
    web_build.ensure_web(no_step, said.append)
    return said


def test_the_web_is_built_once(npm: Npm) -> None:
    build()
    build()

    assert npm.asked == ["ci", "run"]


def test_a_changed_page_is_built_without_installing_again(npm: Npm) -> None:
    build()
    (web_build.WEB / "src" / "main.tsx").write_text("changed")

    build()

    assert npm.asked == ["ci", "run", "run"]


def test_changed_packages_are_installed_again(npm: Npm) -> None:
    build()
    (web_build.WEB / "package-lock.json").write_text("changed")

    build()

    assert npm.asked == ["ci", "run", "ci", "run"]


def test_a_clone_without_web_says_so(npm: Npm) -> None:
    (web_build.WEB / "package.json").unlink()

    assert len(build()) == 1
    assert npm.asked == []


def test_the_words_of_a_failed_build_are_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "bin"
    home.mkdir()
    fake = home / "npm"
    fake.write_text(
        "#!/bin/sh\necho 'npm error code E1'\necho 'npm error the lock is old'\nexit 1\n"
    )
    fake.chmod(0o755)
    monkeypatch.setattr(web_build, "node_home", lambda: home)
    monkeypatch.setattr(web_build, "WEB", tmp_path)
    monkeypatch.setattr(web_build, "cache", lambda: tmp_path)

    with pytest.raises(Trouble, match="npm ci failed: the lock is old"):
        web_build._npm("ci")
