"""Custom voices and the recorded consents they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.audio.reading import read
from fjcorp_openai.emulator.family import UploadedFile
from fjcorp_openai.emulator.http.errors import bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.spec.schemas import listed

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

MOST_BYTES = 10 * 1024 * 1024
_MODELS = ("auto", "2026-10-08")


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
    """POST /audio/voices: from a recorded sample with a consent, or from a prompt."""
    body = request.body
    kind = body.get("type") or "audio_sample"
    voice: dict[str, Any] = {
        "object": "audio.voice",
        "id": request.new_id("voice"),
        "name": body["name"],
        "created_at": request.now,
        "type": kind,
    }
    _refuse_others(body, kind)
    if kind == "prompt":
        _check_prompt(body)
        voice["prompt"] = body["prompt"]
    else:
        _find(request, body["consent"])
        _check(body["audio_sample"], "audio_sample")
    return request.store.insert("voice", voice["id"], voice, parent=request.project_id)


def delete_voice(request: Request) -> dict[str, Any]:
    """DELETE /audio/voices/{voice_id}: its consent stays."""
    voice_id = request.path["voice_id"]
    if not request.store.delete("voice", voice_id, request.project_id):
        raise not_found("voice", voice_id, "voice_id")
    return {"id": voice_id, "object": "audio.voice.deleted", "deleted": True}


def _refuse_others(body: dict[str, Any], kind: str) -> None:
    """Check that what a kind of voice needs is there, and what the other kind needs is not."""
    needed = {"audio_sample": ("audio_sample", "consent"), "prompt": ("prompt",)}
    for name in needed[kind]:
        if name not in body:
            raise bad_request(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")
    others = needed["prompt" if kind == "audio_sample" else "audio_sample"]
    for name in (*others, *(("model", "script_hint") if kind == "audio_sample" else ())):
        if name in body:
            raise bad_request(f"Unknown parameter: '{name}'.", name, "unknown_parameter")


def _check_prompt(body: dict[str, Any]) -> None:
    for name in ("prompt", "script_hint"):
        if name in body and not body[name].strip():
            raise empty_string(name)
    if body.get("model", "auto") not in _MODELS:
        raise bad_request(
            f"Invalid value: '{body['model']}'. Supported values are: {listed(_MODELS)}.",
            "model",
            "invalid_value",
        )


def _find(request: Request, consent_id: str) -> dict[str, Any]:
    consent = request.store.get("voice_consent", consent_id, request.project_id)
    if consent is None:
        raise not_found("voice consent", consent_id, "consent_id")
    return consent


def _check(file: Any, param: str) -> None:
    if not isinstance(file, UploadedFile):
        raise bad_request(
            f"Invalid type for '{param}': expected a file, but got a string instead.", param, "invalid_type"
        )
    if file.size > MOST_BYTES:
        raise bad_request(f"Invalid '{param}': the file is larger than 10 MiB.", param, "file_too_large")
    if read(file.path.read_bytes()) is None:
        raise bad_request(f"Invalid '{param}': the file is no audio.", param, "invalid_audio")
