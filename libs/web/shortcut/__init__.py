"""Short ways past the framework, for well-formed commands and for reads."""

from libs.web.shortcut.layer import Shortcut

__all__ = ["Shortcut"]
