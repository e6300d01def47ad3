"""What the organizations process is told by its environment."""

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """See ServiceSettings. Who has just registered an organization soon works with it: its own

    directory follows more closely than others do.
    """

    model_config = SettingsConfigDict(env_prefix="ORGANIZATIONS_", frozen=True, extra="ignore")

    breath_seconds: float = 0.03
