"""One rule, one place: whoever asks whether a value is right gets the same answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fjcorp_openai.api.provenance import Provenance
from fjcorp_openai.organization.guards import is_address, is_own_key
from fjcorp_openai.provider import resources
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.registry import found
from fjcorp_openai.provider.resources.admin_api_key import in_use
from fjcorp_openai.provider.resources.chat_completion.inputs import INPUTS

MODULES = Path(__file__).parents[3] / "modules_tf"
SCHEMAS = {each.type_name: each.schema.attributes for each in found(resources, Resource)}
GIVEN = [
    (kind, name)
    for kind, attributes in SCHEMAS.items()
    for name in ("email", "recipients")
    if name in attributes and (attributes[name].required or attributes[name].optional)
]
EXPRESSION = re.compile(r'variable "email" \{.*?regex\(("[^\n]*"), var\.email\)', re.DOTALL)
IN_HCL = {
    file.parent.name: json.loads(match.group(1))
    for file in sorted(MODULES.glob("*/variables.tf"))
    for match in EXPRESSION.finditer(file.read_text())
}

ADDRESSES = [
    ("ada@example.com", True),
    ("Ada+tag@mail.example.co.uk", True),
    ("ada@example", False),
    ("ada", False),
    ("@example.com", False),
    ("a da@example.com", False),
    ("ada@exam ple.com", False),
    ("ada@@example.com", False),
    ("ada@example.com\n", False),
    ("", False),
]


def refuses(kind: str, name: str, value: Any) -> bool:
    return any(True for rule in SCHEMAS[kind][name].validators for _fault in rule(value, (name,)))


def test_addresses_are_given_in_these_places() -> None:
    assert {kind for kind, _name in GIVEN} == {
        "openai_invite",
        "openai_organization_user",
        "openai_project_user",
        "openai_group_user",
        "openai_project_spend_alert",
        "openai_organization_spend_alert",
    }
    assert {"invite", "organization_users", "project_user"} <= IN_HCL.keys()


@pytest.mark.parametrize(("text", "right"), ADDRESSES)
def test_what_a_mail_address_is(text: str, right: bool) -> None:
    verdicts = {
        f"{kind}.{name}": not refuses(kind, name, [text] if name == "recipients" else text)
        for kind, name in GIVEN
    }
    # Terraform's expressions know no end of a line but the text's own.
    verdicts |= {
        module: re.search(f"{expression[:-1]}\\Z", text, re.ASCII) is not None
        for module, expression in IN_HCL.items()
    }
    verdicts["guards"] = is_address(text)
    assert verdicts == dict.fromkeys(verdicts, right)


KEY = "sk-admin-aaaabbbbccccdddd"


@pytest.mark.parametrize(
    ("redacted", "mine"),
    [
        ("sk-admin-********dddd", True),
        ("sk-admin-aaaa...dddd", True),
        ("********dddd", True),
        ("sk-admin-********eeee", False),
        ("sk-admin-********dd", False),
        ("sk-admin-********", False),
        (KEY, False),
        (None, False),
    ],
)
def test_whether_a_key_is_the_one_in_use(redacted: str | None, mine: bool) -> None:
    own = {"id": "key_1", "redacted_value": redacted}
    made = {"type": "project.created", "actor": {"api_key": {"id": "key_1"}}}
    api: Any = SimpleNamespace(settings=SimpleNamespace(admin_key=KEY))
    lists = {"/organization/admin_api_keys": [own], "/organization/audit_logs": [made]}
    provenance = Provenance(lambda path, _query: lists[path], KEY)
    assert is_own_key(redacted, KEY) is mine
    assert in_use(redacted, api) is mine
    assert provenance.is_ours("/organization/projects", {"id": "proj_1"}) is (True if mine else None)


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("logit_bias", {"50256": -100, "1": 100}, True),
        ("logit_bias", {"50256": -101}, False),
        ("logit_bias", {"50256": 100.5}, False),
        ("metadata", {"k" * 64: "v" * 512}, True),
        ("metadata", {"k" * 65: "v"}, False),
        ("metadata", {"k": "v" * 513}, False),
        ("metadata", {str(number): "v" for number in range(17)}, False),
        ("model", "m", True),
        ("model", " \t", False),
    ],
)
def test_what_the_provider_takes_of_a_question(name: str, value: Any, right: bool) -> None:
    faults = [fault for rule in INPUTS[name].validators for fault in rule(value, (name,))]
    assert (not faults) is right
