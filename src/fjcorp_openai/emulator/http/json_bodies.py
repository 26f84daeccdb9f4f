"""JSON as the API reads it."""

from __future__ import annotations

import json
import math
from typing import Any

from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.spec.schemas import LARGEST

_EXACT = 1 << 53


def read_json(raw: bytes, *, optional: bool = False) -> dict[str, Any]:
    """Read a JSON body.

    Args:
        raw: The body as it came.
        optional: Whether ``null`` says that there is none, as clients send it where an operation has none.

    Raises:
        ApiError: 400, it is no JSON object.
    """
    try:
        value = parse(raw)
    except (ValueError, RecursionError) as error:
        raise bad_request(
            "We could not parse the JSON body of your request. "
            "(HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects "
            "a JSON payload, but what was sent was not valid JSON. If you have trouble figuring out how to "
            "fix this, please contact us through our help center at help.openai.com.)"
        ) from error
    if value is None and optional:
        return {}
    if not isinstance(value, dict):
        raise bad_request("The body of your request must be a JSON object.", code="invalid_type")
    return value


def parse(raw: bytes) -> Any:
    """Read a JSON value; a whole number is an ``int``, however it is written (``2.0``, ``2e0``).

    Raises:
        ValueError: It is no JSON, or holds a number or a text that cannot be stored.
        RecursionError: It is too deep.
    """
    value = json.loads(raw, parse_constant=_no_constant, parse_int=_whole, parse_float=_decimal)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= LARGEST:
        raise ValueError(text)
    return number


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number
