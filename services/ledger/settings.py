"""What the ledger process is told."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the ledger."""

    model_config = SettingsConfigDict(env_prefix="LEDGER_")
