"""Custom voices and the recorded consents they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.errors import bad_request, not_found
from fjcorp_openai.emulator.families.audio.reading import read
from fjcorp_openai.emulator.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.family import UploadedFile
    from fjcorp_openai.emulator.request import Request

MOST_BYTES = 10 * 1024 * 1024


def list_consents(request: Request) -> dict[str, Any]:
    """GET /audio/voice_consents."""
    return page(request, "voice_consent", parent=request.project_id)


def create_consent(request: Request) -> dict[str, Any]:
    """POST /audio/voice_consents."""
    body = request.body
    _check(body["recording"], "recording")
    consent = {
        "object": "audio.voice_consent",
        "id": request.new_id("cons"),
        "name": body["name"],
        "language": body["language"],
        "created_at": request.now,
    }
    return request.store.insert("voice_consent", consent["id"], consent, parent=request.project_id)


def get_consent(request: Request) -> dict[str, Any]:
    """GET /audio/voice_consents/{consent_id}."""
    return public(_find(request, request.path["consent_id"]))


def update_consent(request: Request) -> dict[str, Any]:
    """POST /audio/voice_consents/{consent_id}."""
    consent = _find(request, request.path["consent_id"])
    return public(request.store.update("voice_consent", consent["id"], {"name": request.body["name"]}))


def delete_consent(request: Request) -> dict[str, Any]:
    """DELETE /audio/voice_consents/{consent_id}."""
    consent = _find(request, request.path["consent_id"])
    request.store.delete("voice_consent", consent["id"], request.project_id)
    return {"id": consent["id"], "object": "audio.voice_consent", "deleted": True}


def create_voice(request: Request) -> dict[str, Any]:
    """POST /audio/voices."""
    body = request.body
    _find(request, body["consent"])
    _check(body["audio_sample"], "audio_sample")
    voice = {
        "object": "audio.voice",
        "id": request.new_id("voice"),
        "name": body["name"],
        "created_at": request.now,
    }
    return request.store.insert("voice", voice["id"], voice, parent=request.project_id)


def _find(request: Request, consent_id: str) -> dict[str, Any]:
    consent = request.store.get("voice_consent", consent_id, request.project_id)
    if consent is None:
        raise not_found("voice consent", consent_id, "consent_id")
    return consent


def _check(file: UploadedFile, param: str) -> None:
    if file.size > MOST_BYTES:
        raise bad_request(f"Invalid '{param}': the file is larger than 10 MiB.", param, "file_too_large")
    if read(file.path.read_bytes()) is None:
        raise bad_request(f"Invalid '{param}': the file is no audio.", param, "invalid_audio")
