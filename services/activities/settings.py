"""What the activities process is told."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of activities."""

    model_config = SettingsConfigDict(env_prefix="ACTIVITIES_")
