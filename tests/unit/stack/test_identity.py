"""Signing in without a key: what the engine takes, hands on and refuses before anything runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.credentials import IDENTITY, Keys
from plugins.plugin_utils.stack.settings import Settings
from plugins.plugin_utils.stack.terraform import KEY_VARIABLES

from fjcorp_openai.api import identity

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = {
    "identity_provider_id": "idp_1",
    "service_account_id": "svc_acct_1",
    "identity_token_file": "token",
}
ENVIRON = {
    "OPENAI_IDENTITY_PROVIDER_ID": "idp_2",
    "OPENAI_SERVICE_ACCOUNT_ID": "svc_acct_2",
    "OPENAI_IDENTITY_TOKEN_COMMAND": '["print-token"]',
}


def test_the_engine_and_the_client_know_the_same_settings() -> None:
    assert identity.VARIABLES == IDENTITY
    assert set(IDENTITY.values()) < set(KEY_VARIABLES), "the provider has them from the file alone"


def test_options_come_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keys = Keys.find(None, "sk-admin-x", {}, OPTIONS)
    assert keys.document() == {
        "admin_key": "sk-admin-x",
        "identity_provider_id": "idp_1",
        "service_account_id": "svc_acct_1",
        "identity_token_file": str(tmp_path / "token"),
    }
    assert keys.secrets() == ["sk-admin-x"]
    found = Keys.find(None, None, ENVIRON, {"service_account_id": "svc_acct_1"}).document()
    assert (found["identity_provider_id"], found["service_account_id"]) == ("idp_2", "svc_acct_1")
    rest = {name: value for name, value in ENVIRON.items() if "PROVIDER" not in name}
    assert Keys.find("sk-proj-x", None, rest).document() == {"api_key": "sk-proj-x"}


def test_there_is_one_way_to_sign_in() -> None:
    for key, environ in (("sk-proj-x", {}), (None, {"OPENAI_API_KEY": "sk-proj-x"})):
        with pytest.raises(StackError, match="openai_identity_provider_id: there are two ways to sign in"):
            Keys.find(key, None, environ, OPTIONS)
    with pytest.raises(
        StackError, match=r"openai_service_account_id: .*openai_identity_provider_id .* not set"
    ):
        Keys.find(None, None, {}, OPTIONS | {"identity_provider_id": None})


def test_items_of_projects_need_a_token_and_administration_a_key(tmp_path: Path) -> None:
    file = tmp_path / "token"
    keys = Keys.find(None, None, {}, OPTIONS | {"identity_token_file": str(file)})
    with pytest.raises(StackError) as missing:
        keys.check("project", "openai_files", "handbook")
    assert str(missing.value) == (
        'openai_files["handbook"]: openai_identity_token_file (or OPENAI_IDENTITY_TOKEN_FILE) is '
        f"{file}, and there is no such file. It is to hold the token of this workload"
    )
    file.write_text("token")
    keys.check("project", "openai_files", "handbook")
    with pytest.raises(
        StackError, match=r"needs an admin key .*no identity can sign in.* Set openai_admin_key"
    ):
        keys.check("admin", "openai_projects", "care")
    Keys.find(None, "sk-admin-x", {}, OPTIONS).check("admin", "openai_projects", "care")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"service_account_id": ""},
            "openai_identity_provider_id (environment variable OPENAI_IDENTITY_PROV",
        ),
        ({"identity_token_file": ""}, "an identity signs in with one of openai_identity_token_file"),
        ({"identity_token_command": ["x"]}, "an identity signs in with one of openai_identity_token_file"),
        ({"identity_token_url": "http://192.0.2.1/token"}, "openai_identity_token_url (environment variable"),
    ],
)
def test_half_an_identity_is_refused_by_its_variables(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(StackError) as refused:
        Settings(
            category="core_ai",
            state="present",
            stack="acme",
            state_dir=tmp_path,
            workspace="default",
            backend=None,
            binary=None,
            parallelism=None,
            lock_timeout=0,
            modules_dir=tmp_path,
            keys=Keys.find(None, None, {}, OPTIONS | changes),
        )
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_the_credentials_file_hands_it_to_the_client(tmp_path: Path) -> None:
    from fjcorp_openai.api.settings import Settings as Client

    file = tmp_path / "credentials.json"
    file.touch(0o600)
    file.write_text(json.dumps(Keys.find(None, None, ENVIRON).document()))
    settings = Client.resolve(
        {}, {"FJCORP_OPENAI_CREDENTIALS": str(file), **dict.fromkeys(KEY_VARIABLES, "")}
    )
    assert settings.identity.provider_id == "idp_2"
    assert settings.identity.token_command == ("print-token",)
