"""Errors repeat what the API says, without the keys of this run, whichever member holds them."""

from __future__ import annotations

import pytest

from fjcorp_openai.api.errors import status_error

KEY = "sk-admin-MARKER0123456789abcdef"


@pytest.mark.parametrize("member", ["message", "code", "type", "param"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500])
def test_no_member_of_an_error_shows_a_key(member: str, status: int) -> None:
    told = {"message": "Not so.", "code": "odd", "type": "odd_error", "param": "name"}
    body = {"error": told | {member: f"before {KEY} after"}}
    error = status_error(status, body, operation="GET /files", keys=(None, KEY))
    texts = (str(error), repr(error), str(vars(error)))
    assert not any(KEY in text for text in texts), texts
    assert getattr(error, member).startswith("before ")
    assert getattr(error, member).endswith(" after")


@pytest.mark.parametrize("body", [f"<html>{KEY}</html>", {"error": KEY}, KEY])
def test_no_page_in_place_of_an_error_shows_a_key(body: object) -> None:
    error = status_error(502, body, operation="GET /files", keys=(KEY,))
    assert KEY not in f"{error} {error!r} {vars(error)}"
