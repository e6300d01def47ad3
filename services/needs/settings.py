"""What the needs process is told."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of needs."""

    model_config = SettingsConfigDict(env_prefix="NEEDS_")
