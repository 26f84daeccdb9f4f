"""The client of the OpenAI API that the provider and the plugins share.

Public: `Api`, `Settings` and the errors. They are imported on first use, so that a process which
never calls the API (Terraform starts several for one plan) does not pay for the client.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` itself takes 10 ms to import
if TYPE_CHECKING:
    from typing import Any

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.settings import Settings

__all__ = ["Api", "Settings"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for."""
    if name == "Api":
        from fjcorp_openai.api.client import Api

        return Api
    if name == "Settings":
        from fjcorp_openai.api.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
