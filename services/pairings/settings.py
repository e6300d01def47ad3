"""What the pairings process is told."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of pairings."""

    model_config = SettingsConfigDict(env_prefix="PAIRINGS_")
