"""What every service process is told by its environment."""

from pathlib import Path
from typing import Any, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Settings of one process; subclasses set the prefix. All faults are reported at start."""

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
