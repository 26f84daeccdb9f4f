"""Where settings come from, and what is refused before anything is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api.errors import ConfigurationError, MissingKey, WrongKeyKind
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.api.settings import DEFAULT_BASE_URL, Settings

if TYPE_CHECKING:
    from pathlib import Path


def credentials(folder: Path, mode: int = 0o600, text: str = "") -> str:
    file = folder / "credentials.json"
    file.write_text(text or json.dumps({"api_key": "sk-proj-file", "admin_key": "sk-admin-file"}))
    file.chmod(mode)
    return str(file)


def test_configuration_beats_file_beats_environment_beats_default(tmp_path: Path) -> None:
    environ = {
        "OPENAI_API_KEY": "sk-proj-environment",
        "OPENAI_ADMIN_KEY": "sk-admin-environment",
        "OPENAI_ORGANIZATION": "org-alias",
        "OPENAI_API_URL": "http://127.0.0.1:1",
        "OPENAI_TIMEOUT": "12.5",
        "OPENAI_MAX_RETRIES": "0",
        "FJCORP_OPENAI_CREDENTIALS": credentials(tmp_path),
        "FJCORP_OPENAI_EVENTS": str(tmp_path / "events.jsonl"),
    }
    settings = Settings.resolve(
        {"api_key": "sk-proj-configuration", "admin_key": None, "project": ""}, environ
    )
    assert settings.api_key == Secret("sk-proj-configuration")
    assert settings.admin_key == Secret("sk-admin-file")
    assert settings.organization == "org-alias"
    assert settings.project is None
    assert settings.base_url == "http://127.0.0.1:1/v1"
    assert (settings.timeout, settings.max_retries) == (12.5, 0)
    assert settings.events == tmp_path / "events.jsonl"
    assert settings.pacing_dir is None
    assert Settings.resolve({}, {}).base_url == DEFAULT_BASE_URL
    assert (
        Settings.resolve({}, {"OPENAI_ORG_ID": "org-a", "OPENAI_ORGANIZATION": "org-b"}).organization
        == "org-a"
    )


@pytest.mark.parametrize(
    ("given", "normalized"),
    [
        ("https://api.openai.com", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        (" http://[::1]:8080/proxy/ ", "http://[::1]:8080/proxy/v1"),
    ],
)
def test_base_url_ends_with_its_version(given: str, normalized: str) -> None:
    assert Settings(base_url=given).base_url == normalized


@pytest.mark.parametrize(
    "fields",
    [
        {"base_url": "api.openai.com"},
        {"base_url": "ftp://x"},
        {"base_url": "https://user:secret@host"},
        {"base_url": "https://host/v1?x=1"},
        {"base_url": "http://host:port"},
        {"timeout": 0},
        {"timeout": "soon"},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"api_key": "sk-proj-a\nb"},
        {"admin_key": "sk-admin-ü"},
        {"organization": "org a"},
        {"project": "proj\r\nX-Header: 1"},
    ],
)
def test_unusable_values_are_refused_without_showing_secrets(fields: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings(**fields)
    assert next(iter(fields)) in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "sk-" not in str(caught.value)


def test_a_stray_newline_round_a_key_is_dropped() -> None:
    assert Settings(api_key=" sk-proj-a\n").api_key == Secret("sk-proj-a")
    assert Settings(api_key="  ").api_key is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_readable_credentials_file_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigurationError, match="chmod 600"):
        Settings.resolve({}, {"FJCORP_OPENAI_CREDENTIALS": credentials(tmp_path, mode)})


@pytest.mark.parametrize("text", ['{"api_key": "sk-proj-marker"', '["sk-proj-marker"]', '"sk-proj-marker"'])
def test_a_broken_credentials_file_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.resolve({}, {"FJCORP_OPENAI_CREDENTIALS": credentials(tmp_path, text=text)})
    assert "credentials.json" in str(caught.value)
    assert "marker" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_missing_credentials_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere.json.*No such file"):
        Settings.resolve({}, {"FJCORP_OPENAI_CREDENTIALS": str(tmp_path / "nowhere.json")})


def test_repr_shows_no_key() -> None:
    text = repr(Settings(api_key="sk-proj-marker", admin_key="sk-admin-marker"))
    assert "marker" not in text
    assert "base_url" in text


def test_keys_are_checked_for_presence_and_kind() -> None:
    swapped = Settings(api_key="sk-admin-marker", admin_key="sk-proj-marker")
    with pytest.raises(WrongKeyKind, match=r"GET /files.*api_key.*OPENAI_API_KEY") as project:
        swapped.key(admin=False, operation="GET /files")
    with pytest.raises(WrongKeyKind, match=r"admin_key.*OPENAI_ADMIN_KEY") as admin:
        swapped.key(admin=True, operation="GET /organization/projects")
    assert "marker" not in f"{project.value}{admin.value}"
    with pytest.raises(MissingKey, match=r"admin_key.*OPENAI_ADMIN_KEY"):
        Settings(api_key="sk-proj-a").key(admin=True, operation="GET /organization/projects")
    with pytest.raises(MissingKey, match=r"api_key.*OPENAI_API_KEY"):
        Settings(admin_key="sk-admin-a").key(admin=False, operation="GET /files")
    assert Settings(api_key="sk-old").key(admin=False, operation="") == Secret("sk-old")
    assert Settings(admin_key="sk-old").key(admin=True, operation="") == Secret("sk-old")


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        ("{}", 0o640, "others may read it: chmod 600"),
        ("[]", 0o600, "it is not a JSON object"),
        ("{", 0o600, "it is not JSON"),
        (None, 0o600, "it cannot be read: No such file or directory"),
    ],
)
def test_a_credentials_file_that_is_not_used_says_why(
    tmp_path: Path, content: str | None, mode: int, reason: str
) -> None:
    file = tmp_path / "credentials.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
        file.chmod(mode)
    with pytest.raises(ConfigurationError) as caught:
        Settings.resolve({}, {"FJCORP_OPENAI_CREDENTIALS": str(file)})
    told = f"The credentials file {file} (FJCORP_OPENAI_CREDENTIALS) is not used: {reason}."
    assert str(caught.value) == told
