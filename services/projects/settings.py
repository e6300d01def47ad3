"""What the projects process is told."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of projects."""

    model_config = SettingsConfigDict(env_prefix="PROJECTS_")
