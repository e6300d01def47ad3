"""What the gateway process is told by its environment."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the gateway; ``services`` maps each service's name to its base URL."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    token_private_key_file: Path = Path("none.pem")
    services: dict[str, str] = {}
    web_root: Path | None = None
    demo: bool = False
    admin_password_file: Path | None = None
    session_hours: float = 12.0
    idle_minutes: float = 120.0
    secure_cookies: bool = False
