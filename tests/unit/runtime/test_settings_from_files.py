from pathlib import Path

import pytest
from pydantic import ValidationError

from libs.runtime.settings import SECRETS_VARIABLE
from services.needs.settings import Settings

TOLD = {
    "NEEDS_KAFKA_BOOTSTRAP": "kafka:9092",
    "NEEDS_TOKEN_PUBLIC_KEY_FILE": "/keys/public",
    "NEEDS_ENVIRONMENT": "test",
}


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {**TOLD, SECRETS_VARIABLE: str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_an_address_with_a_password_is_read_from_a_file(secrets: Path) -> None:
    (secrets / "needs_mongo_uri").write_text("mongodb://needs:secret@db/\n")

    assert Settings().mongo_uri == "mongodb://needs:secret@db/"


def test_a_variable_goes_before_a_file(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (secrets / "needs_mongo_uri").write_text("mongodb://file/")
    monkeypatch.setenv("NEEDS_MONGO_URI", "mongodb://variable/")

    assert Settings().mongo_uri == "mongodb://variable/"


def test_what_neither_says_is_named_at_start(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secrets / "ledger_mongo_uri").write_text("mongodb://of-another/")

    with pytest.raises(ValidationError, match="mongo_uri"):
        Settings()

    monkeypatch.setenv(SECRETS_VARIABLE, str(secrets / "nowhere"))
    with pytest.raises(ValidationError, match="mongo_uri"):
        Settings()
