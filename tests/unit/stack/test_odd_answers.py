"""An answer that is not as the API answers is reported as the API's by whatever plugin reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from plugins.plugin_utils import package
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.import_result import KINDS, ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.key_import import Choice, KeyImport
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from fjcorp_openai.api.transport import Transport
from fjcorp_openai.organization import Directory, Offboarding, Onboarding, OnboardOptions, OrganizationInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EMAIL = "ada@example.com"
RIGHT: dict[str, Any] = {
    "object": "thing",
    "id": "id-1",
    "name": "Research",
    "email": EMAIL,
    "role": "owner",
    "status": "active",
    "created_at": 1,
    "added_at": 1,
    "expires_at": 2,
    "last_used_at": 1,
    "redacted_value": "sk-...a",
    "owner": {"type": "user", "id": "id-1", "user": {"id": "id-1", "name": "Ada", "email": EMAIL}},
    "projects": [{"id": "id-1", "role": "member"}],
    "model": "gpt",
    "max_requests_per_1_minute": 1,
    "start_time": 1,
    "end_time": 2,
    "results": [{"project_id": "id-1", "model": "gpt", "num_model_requests": 1, "input_tokens": 1}],
}
WRONG: dict[str, Any] = {
    "a number": 7,
    "a text": "text",
    "a list": [1],
    "a list of objects": [{}],
    "an object": {"a": 1},
    "true": True,
    "null": None,
}
KEYS = Choice(
    kinds=["project", "service_account", "admin"],
    projects=[],
    names=["*"],
    owners=[EMAIL],
    used_days=1,
    unused_days=None,
)


def imports(folder: Path) -> ImportResult:
    managed = {kind.category: ManagedObjects({}, []) for kind in KINDS}
    return ImportResult({}, ItemsFile(folder / "items.yml"), managed)


def onboard(api: Any) -> Any:
    options = OnboardOptions(
        wait=False,
        timeout=1,
        interval=1,
        resend_limit=3,
        removed="invite",
        project_ids={},
        check_mode=True,
        window=1.0,
    )
    people = [{"email": EMAIL, "role": "reader", "projects": [{"project": "Research", "role": "member"}]}]
    return Onboarding(api, options, lambda _line: None).run(people)


READERS: dict[str, Callable[[Any, Path], Any]] = {
    "info": lambda api, _folder: OrganizationInfo(api).projects(
        ("users", "service_accounts", "rate_limits", "keys"), archived=True
    ),
    "info of people": lambda api, _folder: OrganizationInfo(api).people(),
    "info of invites": lambda api, _folder: OrganizationInfo(api).invites(),
    "info of admin keys": lambda api, _folder: OrganizationInfo(api).admin_keys(),
    "info of peaks": lambda api, _folder: OrganizationInfo(api).peaks(),
    "look-up of a project": lambda api, _folder: Directory(api).project("Research"),
    "look-up of a user": lambda api, _folder: Directory(api).user(EMAIL),
    "adopt": lambda api, folder: OrganizationImport(api, imports(folder)).run(),
    "import_keys": lambda api, folder: KeyImport(api, imports(folder)).run(KEYS),
    "offboard": lambda api, _folder: Offboarding(api, check_mode=True).run(
        [EMAIL], [], only_projects=False, recent_days=1
    ),
    "onboard": lambda api, _folder: onboard(api),
}


def odd_answers() -> dict[str, Any]:
    lists: dict[str, list[Any]] = {f"a list of {kind}": [value] for kind, value in WRONG.items()}
    lists |= {f"objects without {name}": [{**RIGHT, name: 0}] for name in RIGHT}
    for name in RIGHT:
        lists[f"objects without {name}"] = [{key: value for key, value in RIGHT.items() if key != name}]
        lists |= {f"{kind} in {name}": [RIGHT | {name: value}] for kind, value in WRONG.items()}
    answers = {name: {"object": "list", "data": items, "has_more": False} for name, items in lists.items()}
    return answers | {f"{kind} for the list": {"data": value} for kind, value in WRONG.items()}


@pytest.mark.parametrize("reader", READERS)
def test_a_plugin_tells_whose_fault_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reader: str
) -> None:
    config = {"admin_key": "sk-admin-a", "api_key": "sk-proj-a", "base_url": "http://127.0.0.1:1"}
    monkeypatch.setattr(Transport, "_ask_time", lambda _self: {})
    told = 0
    faults: dict[str, str] = {}
    for kind, body in odd_answers().items():
        content = json.dumps(body).encode()
        monkeypatch.setattr(
            Transport, "send", lambda *_unused, _content=content: httpx2.Response(200, content=_content)
        )
        try:
            with package.open_api(config, {}) as api:
                READERS[reader](api, tmp_path)
        except StackError as error:
            told += "malformed" in str(error) or "without a list" in str(error)
        except Exception as error:  # noqa: BLE001 (each is what the test is about)
            faults[kind] = f"{type(error).__name__}: {error}"
    assert faults == {}
    assert told >= len(WRONG)
