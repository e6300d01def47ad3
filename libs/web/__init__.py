"""FastAPI furniture: problems, callers, health."""

from libs.web.caller import CallerScope, CallerStamp, Execute, Executes, Obey, numbered
from libs.web.problems import install_problems, problems
from libs.web.queries import KnownQuery
from libs.web.reading import ReaderOf
from libs.web.tokens import Caller, TokenSigner, TokenVerifier, Unauthenticated

__all__ = [
    "Caller",
    "CallerScope",
    "CallerStamp",
    "Execute",
    "Executes",
    "KnownQuery",
    "Obey",
    "ReaderOf",
    "TokenSigner",
    "TokenVerifier",
    "Unauthenticated",
    "install_problems",
    "numbered",
    "problems",
]
