"""Keys, service accounts and rate limits through the role, on the emulator."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.import_.import_blocks import ImportBlocks, import_block
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

from integration.conftest import writes
from support.administration import administers, opens
from support.checks import every
from support.leaks import CommandLines, files_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible, Outcome
    from support.emulator import Emulator

BOTH = ["administrative", "api_management"]
ROLE = ["api_management"]
DAY = 86_400


@pytest.fixture
def aged(start_emulator: Callable[..., Emulator]) -> Emulator:
    """Return an emulator whose clock starts 40 days ago: keys made there are to be rotated now."""
    return start_emulator("--date", time.strftime("%Y-%m-%d", time.gmtime(time.time() - 40 * DAY)))


def made_by_hand(emulator: Emulator) -> tuple[str, dict[str, Any]]:
    """Return the id of a project and a key in it, both made on the dashboard."""
    project = emulator.call("POST", "/organization/projects", admin=True, json={"name": "Old"}).json()["id"]
    return project, emulator.create_project_key(project, "laptop")


def limits(emulator: Emulator, project: str, model: str = "gpt-5.6-terra") -> tuple[int, int]:
    """Return requests and tokens a minute of a model."""
    rows = emulator.call("GET", f"/organization/projects/{project}/rate_limits", admin=True).json()["data"]
    row = next(each for each in rows if each["model"] == model)
    return row["max_requests_per_1_minute"], row["max_tokens_per_1_minute"]


def sinks(folder: Path) -> dict[str, Any]:
    """Return a sink of each kind."""
    (folder / "password").write_text("open sesame\n", encoding="utf-8")
    return {
        "main": {"file": "keys/main"},
        "vaulted": {
            "vault_file": "keys/vault.yml",
            "vault_password_file": "password",
            "vault_variable": "server_key",
        },
        "piped": {"command": ["sh", "-c", f"umask 077; cat > {folder}/piped"]},
    }


def told(folder: Path) -> dict[str, str]:
    """Return the keys that the sinks were given."""
    program = Path(sys.executable).with_name("ansible-vault")
    arguments = ["view", "--vault-password-file", folder / "password", folder / "keys/vault.yml"]
    viewed = subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout
    return {
        "auditor": (folder / "keys/auditor").read_text("utf-8").strip(),
        "main": (folder / "keys/main").read_text("utf-8").strip(),
        "vaulted": viewed.partition('server_key: "')[2].strip().removesuffix('"'),
        "piped": (folder / "piped").read_text("utf-8"),
    }


def changes(outcome: Outcome) -> set[tuple[str, str, str]]:
    """Return what the role changed, as type of resource, item and action."""
    listed = outcome.results["api_management"]["resources"]
    return {(each["address"].split(".")[2], each["item"], each["action"]) for each in listed}


def test_keys_accounts_and_limits(make_ansible: Callable[..., Ansible], aged: Emulator) -> None:
    place = make_ansible(
        openai_base_url=aged.base_url, openai_admin_key=aged.admin_key, openai_api_key=aged.api_key
    )
    old, laptop = made_by_hand(aged)
    server = {"project": "shop", "name": "Server"}
    keys = {name: {"secret_sink": sink} for name, sink in sinks(place.folder).items()}
    auditor = {"name": "Auditor", "secret_sink": {"file": "keys/auditor"}}
    webhook = {
        "name": "Jobs",
        "url": "https://hooks.example.com/openai",
        "event_types": ["batch.completed", "batch.failed"],
        "secret_sink": {"file": "keys/webhook"},
    }
    answers = {"project": "shop", "model": "gpt-5.6-terra", "rpm_limit": 100, "tpm_limit": 10000}
    variables: dict[str, Any] = {
        "openai_projects": {"shop": {"name": "Web Shop"}},
        "openai_project_api_keys": {"laptop": {"project": old, "api_key_id": laptop["id"]}},
        "openai_admin_api_keys": {"auditor": auditor},
        "openai_service_accounts": {"server": {**server, "api_keys": keys}},
        "openai_rate_limits": {"answers": answers},
        "openai_webhook_endpoints": {"jobs": webhook},
    }
    planned = place.apply(variables, "--check", roles=BOTH)
    assert planned.results["api_management"]["counts"]["add"] == 8
    assert not (place.folder / "keys").exists()
    trace = place.folder / "trace.log"
    # The shell's own TF_LOG has no effect on a run.
    traced = place.folder / "terraform"
    traced.write_text(f'#!/bin/sh\nTF_LOG=TRACE TF_LOG_PATH={trace} exec terraform "$@"\n', "utf-8")
    traced.chmod(0o700)
    program = {"openai_terraform_binary": str(traced)}
    env = {"ANSIBLE_KEEP_REMOTE_FILES": "1"}
    with CommandLines(interval=0.02) as lines:
        first = place.apply(variables | program, "--diff", "-vvvv", roles=BOTH, env=env)
    results = first.results["api_management"]
    shop = first.results["administrative"]["outputs"]["projects"]["shop"]["id"]
    before = told(place.folder)
    assert results["counts"]["add"] == 8
    assert limits(aged, shop) == (100, 10000)
    assert administers(aged, before.pop("auditor"))
    assert every(opens(aged, key) for key in before.values())
    assert len({*before.values()}) == 3
    before = told(place.folder)
    bot = results["outputs"]["service_account"]["server"]
    assert {name: each["name"] for name, each in bot["api_keys"].items()} == {name: name for name in keys}
    assert results["outputs"]["project_api"]["laptop"]["name"] == "laptop"
    signing = (place.folder / "keys/webhook").read_text("utf-8").strip()
    assert results["outputs"]["webhook_endpoint"]["jobs"]["signing_secret_hint"][-4:] == signing[-4:]

    aged.clear_calls()
    second = place.apply(variables, roles=ROLE)
    assert second.changed == {"api_management": False}
    assert writes(aged) == []

    # Forty days later two keys are old, one of them for another file; limits, a name and an end change.
    aged.clock.advance(time.time() - aged.clock.now())
    keys["main"] |= {"rotate_after": 30, "overlap": 2, "secret_sink": {"file": "keys/second"}}
    keys["piped"]["secret_sink"] = {"command": ["false"]}
    auditor["rotate_after"] = webhook["rotate_after"] = 30
    variables["openai_service_accounts"]["server"]["name"] = "Web server"
    variables["openai_project_api_keys"]["laptop"]["expires_in_seconds"] = DAY
    answers["rpm_limit"] = 50
    del answers["tpm_limit"]
    third = place.apply(variables, "--diff", "-vvvv", roles=ROLE)
    assert changes(third) == {
        ("openai_service_account", "server", "update"),
        ("openai_service_account_api_key", "server", "update"),
        ("openai_admin_api_key", "auditor", "update"),
        ("openai_project_api_key", "laptop", "update"),
        ("openai_rate_limit", "answers", "update"),
        ("openai_webhook_endpoint", "jobs", "update"),
    }
    assert limits(aged, shop) == (50, 30_000_000)
    after = told(place.folder)
    second_key = (place.folder / "keys/second").read_text("utf-8").strip()
    assert after == before | {"auditor": after["auditor"]} != before
    assert administers(aged, after["auditor"])
    assert not administers(aged, before["auditor"])
    assert opens(aged, second_key)
    assert opens(aged, before["main"])
    outputs = third.results["api_management"]["outputs"]["service_account"]["server"]
    assert (outputs["service_account_id"], outputs["name"]) == (bot["service_account_id"], "Web server")
    assert outputs["api_keys"]["main"]["previous_id"] == bot["api_keys"]["main"]["api_key_id"]
    aged.clock.advance(2 * DAY + 120)
    assert not opens(aged, before["main"])
    assert opens(aged, second_key)

    # The keys are in their sinks, which are for their owner alone, and nowhere else.
    signing_now = (place.folder / "keys/webhook").read_text("utf-8").strip()
    assert signing_now != signing
    secrets = [*before.values(), *after.values(), second_key]
    held = [place.folder / name for name in ("keys/auditor", "keys/main", "keys/second", "piped")]
    assert files_with(place.folder.parent, secrets) == held
    # The emulator signs with these, and has them as well.
    signing_secrets, webhook_file = [signing, signing_now], place.folder / "keys/webhook"
    assert files_with(place.folder, signing_secrets) == [webhook_file]
    assert files_with(place.state_dir, signing_secrets) == []
    secrets += signing_secrets
    held.append(webhook_file)
    assert {path.stat().st_mode & 0o777 for path in (*held, place.folder / "keys/vault.yml")} == {0o600}
    assert "secret_sink" in trace.read_text("utf-8")
    for text in (first.text, third.text, str(first.results)):
        assert not [secret for secret in secrets if secret in text]
    assert lines.found == set()
    assert lines.looks > 20

    gone = place.apply({"openai_state": "absent", "openai_confirm_destroy": "default"}, roles=ROLE)
    assert "is forgotten, not deleted" in gone.text
    assert limits(aged, shop) == (10_000, 30_000_000)
    aged.clock.advance(2)
    assert not administers(aged, after["auditor"])
    assert not any(opens(aged, key) for key in (second_key, after["piped"], after["vaulted"]))
    listed = aged.call("GET", f"/organization/projects/{shop}/service_accounts", admin=True).json()["data"]
    assert listed == []
    assert aged.call("GET", "/webhook_endpoints").json()["data"] == []


def test_bad_items_are_told_before_the_first_write(ansible: Ansible, emulator: Emulator) -> None:
    old, laptop = made_by_hand(emulator)
    projects = {"openai_projects": {"shop": {"name": "Web Shop"}}}
    ansible.apply(projects, roles=["administrative"])
    emulator.clear_calls()

    cases: list[tuple[dict[str, Any], tuple[str, ...]]] = []

    def refused(items: dict[str, Any], *sentences: str) -> None:
        cases.append((items, sentences))

    def check() -> None:
        """Let the items be refused, in one play."""
        told = ansible.refusals(
            {str(number): (*ROLE, projects | items) for number, (items, _unused) in enumerate(cases)}
        )
        for message, (_items, sentences) in zip(told.values(), cases, strict=True):
            assert [sentence for sentence in sentences if sentence not in message] == [], message
        cases.clear()

    def account(**keys: Any) -> dict[str, Any]:
        return {"project": "shop", "name": "Server", "api_keys": keys}

    same = {"secret_sink": {"file": "keys/same"}}
    refused(
        {
            "openai_admin_api_keys": {"one": {"name": "One", **same}},
            "openai_service_accounts": {"bot": account(two=same, three={"secret_sink": {"file": "keys/"}})},
        },
        'openai_service_accounts["bot"].api_keys.two.secret_sink.file: '
        'openai_admin_api_keys["one"].secret_sink.file goes to ',
        'openai_service_accounts["bot"].api_keys.three.secret_sink.file: must be the path of a file',
    )
    refused(
        {"openai_rate_limits": {"x": {"project": "shopp", "model": "gpt-5.6-terra", "rpm_limit": 1}}},
        'openai_rate_limits["x"].project: the text "shopp" is neither a key of administrative/projects '
        'nor an id (proj_...); did you mean "shop"?',
    )
    (ansible.folder / "folder").mkdir()
    model = {"project": "shop", "model": "gpt-5.6-terra"}
    refused(
        {
            "openai_project_api_keys": {"typo": {"project": old, "api_key_id": laptop["id"] + "x"}},
            "openai_admin_api_keys": {"lost": {"name": "Lost"}},
            "openai_service_accounts": {
                "bot": account(
                    full={"secret_sink": {"file": "folder"}}, none={"secret_sink": {"command": ["no-such"]}}
                )
            },
            "openai_rate_limits": {
                "shut": {**model, "model": "gpt-5.6-tera", "rpm_limit": 1},
                "images": {**model, "max_images_per_1_minute": 1},
                "empty": {**model, "model": "gpt-5.6-luna"},
            },
        },
        f'openai_project_api_keys["typo"].api_key_id: Project {old} has no key {laptop["id"]}x',
        'openai_admin_api_keys["lost"].secret_sink: A key needs a place to go',
        'openai_service_accounts["bot"].api_keys.full.secret_sink: The sink cannot work',
        "is a folder, not a file",
        'openai_service_accounts["bot"].api_keys.none.secret_sink: The sink cannot work',
        'openai_rate_limits["shut"].model: ',
        'has no rate limit for the model "gpt-5.6-tera"; did you mean "gpt-5.6-terra"?',
        'openai_rate_limits["images"].max_images_per_1_minute: The model "gpt-5.6-terra" has no limit',
        'openai_rate_limits["empty"]',
    )
    check()
    ansible.variables["openai_admin_key"] = emulator.api_key
    refused(
        {"openai_rate_limits": {"x": {**model, "rpm_limit": 1}}},
        'openai_rate_limits["x"]: needs an admin key (sk-admin-...), and openai_admin_key '
        "(or OPENAI_ADMIN_KEY) holds a project key",
    )
    check()
    assert writes(emulator) == []
    ansible.variables["openai_admin_key"] = emulator.admin_key
    # What the organization has is known to the API alone, when a limit is set.
    refused(
        {"openai_rate_limits": {"x": {**model, "rpm_limit": 10_001}}},
        'openai_rate_limits["x"].rpm_limit: rpm_limit = 10001 is refused for gpt-5.6-terra',
        "above the organization's limit of 10000",
    )
    check()
    shop = next(
        each["id"]
        for each in emulator.call("GET", "/organization/projects", admin=True).json()["data"]
        if each["name"] == "Web Shop"
    )
    assert limits(emulator, shop) == (10_000, 30_000_000)


def test_the_admin_key_in_use_is_not_deleted(ansible: Ansible, emulator: Emulator) -> None:
    (own,) = emulator.call("GET", "/organization/admin_api_keys", admin=True).json()["data"]
    imports = ImportBlocks(WorkingDirectory(ansible.state_dir, "default", "api_management"))
    imports.add([import_block("system_api", "own", "openai_admin_api_key.this", own["id"])])
    ansible.apply({"openai_admin_api_keys": {"own": {"name": own["name"]}}}, roles=ROLE)
    emulator.clear_calls()
    refused = ansible.apply({"openai_state": "absent"}, roles=ROLE, expect=2)
    assert f'openai_admin_api_keys["own"]: Refused: admin key "{own["name"]}"' in refused.message
    assert "is the key in use" in refused.message
    assert writes(emulator) == []
    assert administers(emulator, emulator.admin_key)
