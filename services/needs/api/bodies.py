"""Parts that several routes share."""

from pydantic import BaseModel

from contracts.types import Code


class ReasonBody(BaseModel):
    """Why."""

    reason_code: Code


class CauseBody(BaseModel):
    """On what ground."""

    cause_code: Code
