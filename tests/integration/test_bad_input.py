"""Bad input: one clear sentence that names role, item and field, and nothing is changed."""

# ruff: noqa: E501  (a message is easier to read on one line)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from integration.conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible

FILE = {"file_path": "/no/such/file.txt", "purpose": "user_data"}
ASK = {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "Hello"}]}


def part(**options: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "parts": [{"type": "file", **options}]}]}


# Variables, role, message. None of these needs a call of the API, or a start of Terraform.
EARLY = {
    "unknown key": (
        {"openai_projects": {"lab": {"name": "Lab", "residancy": "EU"}}},
        "administrative",
        'administrative: openai_projects["lab"].residancy: unknown option; did you mean "residency"?',
    ),
    "unknown key deep inside": (
        {"openai_chat_completions": {"card": part(flie="handbook")}},
        "core_ai",
        'core_ai: openai_chat_completions["card"].messages[0].parts[0].flie: unknown option; did you mean "file"?',
    ),
    "wrong type": (
        {"openai_files": {"a": {"content": "x", "expires_after": {"seconds": "soon"}}}},
        "data_management",
        'data_management: openai_files["a"].expires_after.seconds: must be a whole number, not the text "soon"',
    ),
    "list for text": (
        {"openai_projects": {"lab": {"name": ["Lab"]}}},
        "administrative",
        'administrative: openai_projects["lab"].name: must be text, not the list ["Lab"]',
    ),
    "missing option": (
        {"openai_projects": {"lab": {}}},
        "administrative",
        'administrative: openai_projects["lab"].name: is required',
    ),
    "wrong choice": (
        {"openai_files": {"a": {"content": "x", "purpose": "finetune"}}},
        "data_management",
        (
            'data_management: openai_files["a"].purpose: must be one of assistants, batch, fine-tune, vision, '
            'user_data, evals, assistants_output, batch_output, fine-tune-results, not the text "finetune" (did you mean '
            '"fine-tune"?)'
        ),
    ),
    "missing file": (
        {"openai_files": {"a": FILE}},
        "data_management",
        'data_management: openai_files["a"].file_path: no such file: /no/such/file.txt',
    ),
    "unknown reference": (
        {
            "openai_files": {"handbook": {"content": "x"}},
            "openai_chat_completions": {"card": part(file="handbok")},
        },
        "core_ai",
        (
            'core_ai: openai_chat_completions["card"].messages[0].parts[0].file: the text "handbok" is neither a key of '
            'data_management/files nor an id (file-...); did you mean "handbook"?'
        ),
    ),
    "reference that is not applied yet": (
        {
            "openai_files": {"handbook": {"content": "x"}},
            "openai_chat_completions": {"card": part(file="handbook")},
        },
        "core_ai",
        (
            'core_ai: openai_chat_completions["card"].messages[0].parts[0].file: "handbook" of data_management/files is '
            "declared but not there yet; apply the role data_management first"
        ),
    ),
    "admin key for a project key": (
        {"openai_chat_completions": {"card": ASK}, "openai_api_key": "sk-admin-1234"},
        "core_ai",
        (
            'core_ai: openai_chat_completions["card"]: needs a project key (sk-proj-...), and openai_api_key (or '
            "OPENAI_API_KEY) holds an admin key"
        ),
    ),
    "project key for an admin key": (
        {"openai_projects": {"lab": {"name": "Lab"}}, "openai_admin_key": "sk-proj-1234"},
        "administrative",
        (
            'administrative: openai_projects["lab"]: needs an admin key (sk-admin-...), and openai_admin_key (or '
            "OPENAI_ADMIN_KEY) holds a project key"
        ),
    ),
    "no key": (
        {"openai_projects": {"lab": {"name": "Lab"}}, "openai_admin_key": ""},
        "administrative",
        (
            'administrative: openai_projects["lab"]: needs an admin key (sk-admin-...), and there is none. Set '
            "openai_admin_key or OPENAI_ADMIN_KEY"
        ),
    ),
    "no terraform": (
        {"openai_projects": {"lab": {"name": "Lab"}}, "openai_terraform_binary": "terrraform"},
        "administrative",
        (
            "administrative: there is no terrraform (openai_terraform_binary). Install Terraform "
            "(https://developer.hashicorp.com/terraform/install) or OpenTofu "
            "(https://opentofu.org/docs/intro/install), fetch Terraform with "
            "`ansible-playbook fjcorp.openai.setup`, or set openai_terraform_binary to its path"
        ),
    ),
    "a secret in the backend": (
        {"openai_projects": {}, "openai_backend": {"pg": {"conn_str": "postgres://a:b@c/d"}}},
        "administrative",
        (
            "administrative: openai_backend.pg.conn_str: a secret would stand in clear in Terraform's files. Leave it "
            "out and set the environment variable PG_CONN_STR"
        ),
    ),
    "one place for all states": (
        {"openai_projects": {}, "openai_backend": {"local": {"path": "all.tfstate"}}},
        "administrative",
        (
            "administrative: openai_backend.local: every category has a state of its own, so one of the settings must "
            'hold {category}, as in key: "openai/{stack}/{category}.tfstate"'
        ),
    ),
}


@pytest.fixture
def place(make_ansible: Callable[..., Ansible], shared_emulator: Any) -> Ansible:
    return make_ansible(openai_base_url=shared_emulator.base_url)


def keys(emulator: Any) -> dict[str, Any]:
    return {"openai_api_key": emulator.api_key, "openai_admin_key": emulator.admin_key}


def test_is_refused_before_any_call(place: Ansible, shared_emulator: Any) -> None:
    given = keys(shared_emulator)
    shared_emulator.clear_calls()
    refused = place.refusals({name: (role, given | values) for name, (values, role, _text) in EARLY.items()})
    assert refused == {name: message for name, (_values, _role, message) in EARLY.items()}
    assert shared_emulator.calls() == []


def test_a_variable_of_the_wrong_type(place: Ansible, shared_emulator: Any) -> None:
    refused = place.apply({"openai_projects": ["lab"]}, roles=["administrative"], expect=2)
    assert "openai_projects" in refused.message
    assert "Traceback" not in refused.text


def test_a_value_that_the_module_refuses(place: Ansible, shared_emulator: Any) -> None:
    shared_emulator.clear_calls()
    items = {"cold": ASK | {"temperature": 0}, "hot": ASK | {"temperature": 3}}
    refused = place.apply(
        keys(shared_emulator) | {"openai_chat_completions": items}, roles=["core_ai"], expect=2
    )
    name = 'core_ai: openai_chat_completions["hot"].temperature'
    assert refused.message == f"{name}: must lie between 0 and 2."
    assert writes(shared_emulator) == []


def test_a_key_that_the_api_refuses(place: Ansible, shared_emulator: Any) -> None:
    shared_emulator.clear_calls()
    wrong = "sk-proj-" + "wrong" * 8
    variables = {
        "openai_api_key": wrong,
        "openai_files": {"note": {"content": "x", "filename": "n.txt", "purpose": "user_data"}},
    }
    refused = place.apply(variables, roles=["data_management"], expect=2)
    assert refused.message.startswith("data_management: GET /files answered 401")
    assert "401" in refused.message
    assert "request id req" in refused.message
    assert "is openai_api_key (environment variable OPENAI_API_KEY) right?" in refused.message
    assert wrong not in refused.text
    assert shared_emulator.call("GET", "/files").json()["data"] == []


def test_an_api_that_is_down(
    make_ansible: Callable[..., Ansible], start_emulator: Callable[..., Any]
) -> None:
    emulator = start_emulator()
    down = make_ansible(openai_base_url=emulator.base_url, **keys(emulator))
    emulator.stop()
    refused = down.apply({"openai_projects": {"lab": {"name": "Lab"}}}, roles=["administrative"], expect=2)
    assert refused.message.startswith("administrative: GET /organization/projects at http://127.0.0.1:")
    assert emulator.base_url.removeprefix("http://").split("/")[0].split(":")[1] in refused.message
    assert "is openai_base_url (environment variable OPENAI_BASE_URL) right?" in refused.message
    assert "Traceback" not in refused.text
    emulator.start()


def test_another_run_holds_the_folder(place: Ansible, shared_emulator: Any) -> None:
    import fcntl

    folder = place.state_dir / "default" / "administrative"
    folder.mkdir(parents=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        variables = keys(shared_emulator) | {"openai_projects": {"lab": {"name": "Lab"}}}
        refused = place.apply(variables, roles=["administrative"], expect=2)
    assert refused.message.startswith(f"administrative: another run works in {folder}: ")
