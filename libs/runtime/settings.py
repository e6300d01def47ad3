"""What every service process is told by its environment."""

import os
from pathlib import Path
from typing import Any, Self

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

SECRETS_VARIABLE = "GONGJIAN_SECRETS"
SECRETS = Path("/run/secrets")


class ServiceSettings(BaseSettings):
    """Settings of one process; subclasses set the prefix. All faults are reported at start.

    What no variable says may stand in a file of ``/run/secrets`` (another folder:
    ``GONGJIAN_SECRETS``) that is named like the variable, in small letters: an address with a
    password in it is then in no environment.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    mongo_uri: str = Field(description="MongoDB replica set, mongodb://…")
    kafka_bootstrap: str = Field(description="Kafka, host:port[,host:port]")
    token_public_key_file: Path = Field(description="Ed25519 public key (PEM) of the gateway")
    environment: str = Field(description="embedded, compose, kubernetes or test")
    host: str = "127.0.0.1"
    port: int = 8100
    database: str = ""
    topic_prefix: str = "gongjian."
    partitions: int = Field(default=4, ge=1, le=512)
    replication: int = Field(default=1, ge=1, le=9)
    log_level: str = "info"
    sweep_again_seconds: float = Field(default=120.0, gt=0)
    clock_file: Path | None = Field(default=None, description="moves the clock: demo, tests only")
    queue: int = Field(default=1000, ge=1)
    breath_seconds: float = Field(
        default=0.05, ge=0, description="rest at most so long between small batches of facts"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then variables, then mounted files."""
        del dotenv_settings, file_secret_settings
        folder = Path(os.environ.get(SECRETS_VARIABLE, SECRETS))
        if not folder.is_dir():
            return init_settings, env_settings
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, folder)

    @classmethod
    def for_contracts(cls) -> Self:
        """Settings that open nothing, for writing down the interfaces."""
        nowhere: dict[str, Any] = {
            "mongo_uri": "mongodb://127.0.0.1:1/?replicaSet=none",
            "kafka_bootstrap": "127.0.0.1:1",
            "token_public_key_file": Path("none.pem"),
            "environment": "contracts",
        }
        return cls(**nowhere)
