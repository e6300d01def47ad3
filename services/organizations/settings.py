"""What the organizations process is told by its environment."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """See ServiceSettings."""

    model_config = SettingsConfigDict(env_prefix="ORGANIZATIONS_", frozen=True, extra="ignore")
