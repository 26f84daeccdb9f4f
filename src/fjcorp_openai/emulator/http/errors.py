"""Errors as the service words them."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is an OpenAI error object.

    Args:
        status: HTTP status.
        message: What a person reads.
        type: OpenAI's class of the error; derived from the status when empty.
        code: OpenAI's machine-readable code, or None.
        param: The parameter at fault, or None.
        headers: Headers of the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        type: str = "",  # noqa: A002 - the service's own name
        code: str | None = None,
        param: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Word the error."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type or ("server_error" if status >= 500 else "invalid_request_error")
        self.code = code
        self.param = param
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the error object."""
        return {"error": {"message": self.message, "type": self.type, "param": self.param, "code": self.code}}


def not_found(what: str, id: str, param: str | None = "id") -> ApiError:  # noqa: A002 - the service's own name
    """Return the 404 for an object, for example ``not_found("File object", "file-1")``."""
    return ApiError(404, f"No such {what}: {id}", param=param)


def bad_request(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    """Return a 400."""
    return ApiError(400, message, param=param, code=code)


def empty_string(param: str) -> ApiError:
    """Return the 400 for a text that must not be empty."""
    return bad_request(
        f"Invalid '{param}': empty string. "
        "Expected a string with minimum length 1, but got an empty string instead.",
        param,
        "empty_string",
    )


def conflict(message: str, code: str | None = None, param: str | None = None) -> ApiError:
    """Return a 409."""
    return ApiError(409, message, param=param, code=code)


def forbidden(message: str, code: str | None = None) -> ApiError:
    """Return a 403."""
    return ApiError(403, message, code=code)


def model_not_found(model: str) -> ApiError:
    """Return the 404 for a model that is unknown, shut, or out of the project's reach."""
    return ApiError(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        code="model_not_found",
        param="model",
    )


def insufficient_quota() -> ApiError:
    """Return the 429 that no retry can help."""
    return ApiError(
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        type="insufficient_quota",
        code="insufficient_quota",
    )


def conversation_locked() -> ApiError:
    """Return the 400 that goes away by waiting: a response is being made for the conversation."""
    return bad_request(
        "Another process is currently operating on this conversation. Please retry in a few seconds.",
        "conversation",
        "conversation_locked",
    )


def rate_limited(endpoint: str) -> ApiError:
    """Return the 429 that goes away by waiting."""
    return ApiError(
        429,
        f"Rate limit reached for {endpoint}. Please try again later.",
        type="requests",
        code="rate_limit_exceeded",
    )
