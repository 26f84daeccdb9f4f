"""Short cuts for tests of the administration API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator


def join(
    emulator: Emulator, email: str, role: str = "reader", projects: list[dict[str, str]] | None = None
) -> str:
    """Invite somebody, let them accept, and return the user's id."""
    body = {"email": email, "role": role, "projects": projects or []}
    invite = emulator.call("POST", "/organization/invites", admin=True, json=body).json()
    return emulator.accept(invite["id"])["id"]


def opens(emulator: Emulator, key: str) -> bool:
    """Return whether a project's key is let in."""
    status = emulator.call("GET", "/models", key=key).status_code
    assert status in {200, 401}
    return status == 200


def administers(emulator: Emulator, key: str) -> bool:
    """Return whether an admin key is let in."""
    status = emulator.call("GET", "/organization/projects", key=key).status_code
    assert status in {200, 401}
    return status == 200


def refusal(action: Callable[..., Any], *values: Any, **options: Any) -> openai.BadRequestError:
    """Call something that must be refused with 400, and return the error."""
    with pytest.raises(openai.BadRequestError) as caught:
        action(*values, **options)
    assert caught.value.type == "invalid_request_error"
    assert caught.value.message
    return caught.value


def missing(action: Callable[..., Any], *values: Any, **options: Any) -> openai.NotFoundError:
    """Call something that must be answered by 404, and return the error."""
    with pytest.raises(openai.NotFoundError) as caught:
        action(*values, **options)
    return caught.value


def wants_admin_key(emulator: Emulator, method: str, path: str, body: Any = None) -> None:
    """Check that an operation refuses a project's key and no key at all."""
    assert emulator.call(method, path, json=body).status_code == 403
    assert emulator.call(method, path, key="sk-admin-wrong", json=body).status_code == 401
