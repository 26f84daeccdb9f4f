"""Texts as a service may keep them: not quite as they were sent. Off by default."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import UploadedFile

if TYPE_CHECKING:
    from fjcorp_openai.emulator.spec.specification import Endpoint

_FILES = frozenset({"createFile", "createUpload"})
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def normalized(endpoint: Endpoint, body: dict[str, Any]) -> dict[str, Any]:
    """Return a request's body as the service keeps it.

    Texts of the administration API lose white space at their ends, and line breaks and tabs in them become
    spaces; addresses are in small letters. Names of files lose quotes as well. Prompts and other contents
    stay as they are.
    """
    if endpoint.admin:
        return {name: _text(value) for name, value in body.items()}
    if endpoint.id in _FILES:
        return {name: _file(name, value) for name, value in body.items()}
    return body


def _text(value: Any) -> Any:
    if isinstance(value, str):
        text = re.sub(r"[\r\n\t\v\f\x85\u2028\u2029]+", " ", value).strip()
        return text.lower() if _ADDRESS.fullmatch(text) else text
    if isinstance(value, list):
        return [_text(each) for each in value]
    if isinstance(value, dict):
        return {name: _text(each) for name, each in value.items()}
    return value


def _file(member: str, value: Any) -> Any:
    if isinstance(value, UploadedFile):
        return replace(value, filename=_name(value.filename))
    return _name(value) if member == "filename" else value


def _name(name: str) -> str:
    return str(_text(re.sub(r"[\"']|%22|%27", "", re.sub(r"%0[ADad]", " ", name)))) or "file"
