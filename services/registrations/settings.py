"""What the registrations process is told."""

from pathlib import Path
from typing import Any, Self

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of registrations."""

    model_config = SettingsConfigDict(env_prefix="REGISTRATIONS_")

    field_key_file: Path = Field(description="32 random bytes in base64: root of the field keys")
    consent_no: int = Field(default=1, ge=1, description="Version of the consent in force")
    enrolment_is_proof: bool = Field(
        default=True, description="Whether enrolment stands for the unit's verification"
    )

    @classmethod
    def for_contracts(cls) -> Self:
        """Settings that open nothing, for writing down the interfaces."""
        values: dict[str, Any] = ServiceSettings.for_contracts().model_dump()
        return cls(**values, field_key_file=Path("none.key"))
