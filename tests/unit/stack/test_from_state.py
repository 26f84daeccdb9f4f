"""What former states hold becomes items, import blocks and HCL; what does not says why."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.from_state.former_types import LEFT, NOUNS, TYPES
from plugins.plugin_utils.from_state.hcl_text import literal_of
from plugins.plugin_utils.from_state.held_objects import NEEDED
from plugins.plugin_utils.from_state.report import check_folder, write_reports

from support.former_api import resource, state
from support.former_states import SCHEMAS, SECRET, former_state, held, shown_state
from support.hostile import hostile_texts
from unit.stack.made_of_states import converted

ROOT = Path(__file__).resolve().parents[3]
OFFICIAL, MKDEV, JIANYUAN = SCHEMAS
PROJECT = ("openai_project", "lab", {"id": "proj_1", "name": "Lab"})


def test_each_published_type_becomes_something_or_says_why_not() -> None:
    published = {type_ for types in SCHEMAS.values() for type_ in types}
    assert published <= TYPES.keys() | LEFT.keys()
    assert not TYPES.keys() & LEFT.keys()
    assert set(TYPES.values()) | {"person"} == NOUNS.keys() == NEEDED.keys()
    for noun, fields in NOUNS.items():
        attributes = {
            name
            for types in SCHEMAS.values()
            for type_, names in types.items()
            if TYPES.get(type_) == noun or (noun == "person" and type_ == "openai_user_role")
            for name in names.split()
        }
        for ours, theirs in fields.items():
            assert {each.partition(".")[0] for each in theirs} & attributes, f"{noun}: {ours}"
        assert set(NEEDED[noun]) <= fields.keys()


def test_the_page_names_each_published_type() -> None:
    page = (ROOT / "docs/terraform.md").read_text("utf-8")
    published = {type_ for types in SCHEMAS.values() for type_ in types}
    assert {type_ for type_ in published if f"`{type_}`" not in page} == set()


def test_no_attribute_with_a_secret_is_read() -> None:
    read = {path for fields in NOUNS.values() for paths in fields.values() for path in paths}
    assert not read & {"api_key", "api_key_value", "content", "text"}


@pytest.mark.parametrize("provider", [MKDEV, JIANYUAN])
def test_a_key_in_a_state_goes_nowhere(provider: str, tmp_path: Path) -> None:
    value = "api_key_value" if provider == MKDEV else "api_key"
    account = {"project_id": "proj_1", "name": "Bot", "api_key_id": "key_1", value: SECRET}
    ids = {"id": "svc_1"} if provider == JIANYUAN else {"id": "proj_1:svc_1", "service_account_id": "svc_1"}
    made = converted(
        tmp_path,
        former_state(
            provider,
            PROJECT,
            ("openai_project_service_account", "bot", account | ids),
            ("openai_admin_api_key", "robot", {"id": "key_2", "name": "Robot", value: SECRET}),
        ),
    )
    assert made.items["openai_service_accounts"] == {"lab_bot": {"project": "lab", "name": "Bot"}}
    assert made.items["openai_admin_api_keys"] == {"robot": {"name": "Robot"}}
    assert ('module.service_account["lab_bot"].openai_service_account.this', "proj_1/svc_1") in made.blocks
    assert "key_1" in " ".join(made.rows["openai_project_service_account.bot"]["notes"])
    everything = "".join(made.conversion.files().values()) + made.imports.text() + repr(made.rows)
    assert SECRET not in everything


def test_both_forms_of_a_state_are_the_same(tmp_path: Path) -> None:
    document = former_state(
        JIANYUAN,
        PROJECT,
        ("openai_project_user", "ada", {"project_id": "proj_1", "user_id": "user-1", "role": "owner"}),
        ("openai_user_role", "ada", {"user_id": "user-1", "role": "owner"}),
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = converted(tmp_path / "a", document), converted(tmp_path / "b", shown_state(document))
    assert one.items == two.items
    assert one.blocks == two.blocks
    assert one.hcl == two.hcl
    assert one.items["openai_project_users"] == {
        "lab_user_1": {"project": "lab", "user": "user_1", "role": "owner"}
    }
    assert one.items["openai_organization_users"] == {"user_1": {"user_id": "user-1", "role": "owner"}}


def test_what_becomes_nothing_says_why(tmp_path: Path) -> None:
    here = {"project_id": "proj_1"}
    alert = {**here, "threshold_amount": 5, "notification_channel_recipients": ["ada@example.com"]}
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL,
            PROJECT,
            ("openai_project", "old", {"id": "proj_2", "name": "Old", "status": "archived"}),
            (
                "openai_role",
                "owner",
                {"id": "role_1", "role_name": "owner", "permissions": ["a"], "predefined_role": True},
            ),
            ("openai_invite", "eve", {"email": "eve@example.com", "role": "reader", "status": "accepted"}),
            ("openai_project_spend_alert", "one", {**alert, "alert_id": "alert_1"}),
            ("openai_project_spend_alert", "two", {**alert, "alert_id": "alert_2"}),
            ("openai_project_rate_limit", "none", {**here, "rate_limit_id": "rl-gpt-5.6-terra"}),
            ("openai_project_spend_limit", "none", here),
            ("openai_group", "bad", {"id": "group/../1", "name": "Bad"}),
            (
                "openai_project_user_role",
                "own",
                {**here, "user_id": "user-1", "role_id": "role-api-project-owner"},
            ),
        ),
        former_state(OFFICIAL, ("openai_project", "again", PROJECT[2])),
        state(
            resource("openai_project", "ours", {"id": "proj_5"}, source="fjcorp/openai"),
            resource("openai_project", "theirs", {"id": "proj_6"}, source="somebody/openai"),
            resource("openai_new", "thing", {"id": "x"}, source=OFFICIAL),
            resource("aws_instance", "web", {"id": "i-1"}, source="hashicorp/aws"),
        ),
    )
    left = {address: row["left_out"] for address, row in made.rows.items() if row["left_out"]}
    words = {
        "openai_project.old": "archived",
        "openai_role.owner": "the API's own",
        "openai_invite.eve": "accepted",
        "openai_project_spend_alert.two": "same amount",
        "openai_project_rate_limit.none": "no limit",
        "openai_project_spend_limit.none": "threshold_amount",
        "openai_group.bad": "Its id is none",
        "openai_project_user_role.own": "membership",
        "openai_project.again": "that of openai_project.lab",
        "openai_project.ours": "already",
        "openai_project.theirs": "somebody/openai",
        "openai_new.thing": "Nothing is known",
    }
    assert left.keys() == words.keys()
    for address, word in words.items():
        assert word in left[address]
        assert made.rows[address]["becomes"] is made.rows[address]["resource"] is None
        # What is the same object as another one is forgotten with it.
        assert (address in made.conversion.forget) == (address == "openai_project.again")
    assert made.items["openai_projects"]["lab"]["spend_alerts"] == [
        {"threshold_amount": 5, "recipients": ["ada@example.com"]}
    ]


def test_a_list_that_removes_others_is_written_on_request_alone(tmp_path: Path) -> None:
    document = former_state(
        MKDEV,
        PROJECT,
        ("openai_group", "team", {"id": "group_1", "name": "Team"}),
        (
            "openai_project_group",
            "team",
            {"project_id": "proj_1", "group_id": "group_1", "role_ids": ["role-api-project-viewer"]},
        ),
    )
    without = converted(tmp_path, document)
    assert without.items["openai_projects"] == {"lab": {"name": "Lab"}}
    assert "project_groups" in " ".join(without.rows["openai_project_group.team"]["notes"])
    assert without.rows["openai_project_group.team"]["resource"] == "openai_project_group.lab_team"
    with_groups = converted(tmp_path, document, groups=True)
    assert with_groups.items["openai_projects"] == {"lab": {"name": "Lab", "groups": {"team": "viewer"}}}
    assert ('module.projects["lab"].openai_project_groups.this[0]', "proj_1") in with_groups.blocks


def test_what_is_not_in_the_states_is_named_by_id(tmp_path: Path) -> None:
    made = converted(
        tmp_path,
        former_state(
            MKDEV,
            (
                "openai_project_user",
                "ada",
                {
                    "project_id": "proj_9",
                    "user_id": "user-1",
                    "email": "ada@example.com",
                    "role_ids": ["role_7", "role_8"],
                },
            ),
            ("openai_organization_group_role", "x", {"group_id": "group_9", "role_id": "role_9"}),
            ("openai_organization_user_role", "x", {"user_id": "user-2", "role_id": "role_9"}),
            ("openai_vector_store_file", "x", {"vector_store_id": "vs_9", "file_id": "file-9"}),
            ("openai_file", "made", {"id": "file-8", "file": "a.jsonl", "purpose": "batch_output"}),
            (
                "openai_vector_store",
                "store",
                {
                    "id": "vs_1",
                    "name": "Store",
                    "file_ids": ["file-1"],
                    "chunking_strategy": [
                        {"type": "static", "max_chunk_size_tokens": 400, "chunk_overlap_tokens": 100}
                    ],
                },
            ),
        ),
    )
    assert made.items["openai_project_users"] == {
        "ada": {"project": "proj_9", "email": "ada@example.com", "role": "role_7"}
    }
    assert "role_7" in made.rows["openai_project_user.ada"]["notes"][0]
    assert made.items["openai_organization_users"] == {"user_2": {"user_id": "user-2", "roles": ["role_9"]}}
    assert "not in the states" in made.rows["openai_organization_group_role.x"]["notes"][0]
    assert made.rows["openai_vector_store_file.x"]["left_out"]
    assert made.rows["openai_file.made"]["left_out"]
    chunks = {"max_chunk_size_tokens": 400, "chunk_overlap_tokens": 100}
    files = {"file_1": {"file": "file-1", "chunking_strategy": chunks}}
    assert made.items["openai_vector_stores"] == {"store": {"name": "Store", "files": files}}
    assert '"file_id" = "file-1", "chunking_strategy" = { "max_chunk_size_tokens" = 400' in made.hcl


def test_an_item_that_is_there_gets_a_block_and_what_is_managed_nothing(tmp_path: Path) -> None:
    (tmp_path / "items.yml").write_text(
        "openai_projects:\n  mine:\n    name: Lab\n    spend_limit: {threshold_amount: 9}\n", "utf-8"
    )
    managed = {
        "administrative": {
            "resources": [
                {
                    "module": 'module.group["theirs"]',
                    "type": "openai_group",
                    "name": "this",
                    "instances": [{"attributes": {"id": "group_1"}}],
                }
            ]
        }
    }
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL,
            PROJECT,
            ("openai_project_spend_limit", "lab", {"project_id": "proj_1", "threshold_amount": 5}),
            ("openai_project_data_retention", "lab", {"project_id": "proj_1", "type": "none"}),
            ("openai_group", "team", {"id": "group_1", "name": "Team"}),
        ),
        states=managed,
    )
    assert made.items == {}
    assert made.blocks == [
        ('module.projects["mine"].openai_project.this', "proj_1"),
        ('module.projects["mine"].openai_project_spend_limit.this[0]', "proj_1"),
    ]
    assert made.rows["openai_group.team"]["becomes"] == "openai_groups: theirs"


def test_texts_of_a_state_are_data(tmp_path: Path) -> None:
    texts = [text for text in hostile_texts(tmp_path / "evaluated") if text.strip()]
    rows = [
        ("openai_project", f"p{number}", {"id": f"proj_{number}", "name": text})
        for number, text in enumerate(texts)
    ]
    odd = [
        held(OFFICIAL, "openai_group", 'x" {} \n provider "a', {"id": "group_1", "name": "A"}),
        held(OFFICIAL, "openai_group", "b", {"id": "group_${1}", "name": "B"}),
    ]
    document = former_state(OFFICIAL, *rows)
    document["resources"] += odd
    made = converted(tmp_path, document)
    loaded = yaml.load(made.imports.text(), _Loader)
    assert sorted(each["name"] for each in loaded["openai_projects"].values()) == sorted(texts)
    assert [key for key in loaded["openai_projects"] if not re.fullmatch(r"[\w-]+", key)] == []
    files = made.conversion.files()
    assert re.findall(r"(?<!\$)\$\{|(?<!%)%\{", files["imports.tf"]) == []
    # One line for each attribute: no text ends one.
    shape = re.compile(r'(#.*|\w+( "\w+"){0,2} \{|\}||  \w+ += .*)')
    assert [line for line in files["imports.tf"].split("\n") if not shape.fullmatch(line)] == []
    written = re.findall(r"^  name += (\".*\")$", files["imports.tf"], re.MULTILINE)
    names = [json.loads(each) for each in written]
    plain = [each.replace("$${", "${").replace("%%{", "%{") for each in names]
    assert sorted(plain) == sorted([*texts, "A"])
    assert "provider" not in files["forget.sh"]
    assert "provider" not in files["removed.tf"].partition("\n\n")[2]
    assert "by hand" in " ".join(note for row in made.rows.values() for note in row["notes"])
    assert "\x1b" not in files["report.txt"]


class _Loader(yaml.SafeLoader):
    """Reads what Ansible marks as no template."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('a "b" \\ ${c} %{d}', r'"a \"b\" \\ $${c} %%{d}"'),
        ("\b\f\n\\b", r'"\u0008\u000c\n\\b"'),
        ({"a b": [1, True, 2.5]}, '{ "a b" = [1, true, 2.5] }'),
        ({}, "{}"),
    ],
)
def test_values_of_hcl(value: Any, text: str) -> None:
    assert literal_of(value) == text


@pytest.mark.parametrize(
    "text", ["{}", '{"version": 4}', "[]", "resource {", '{"object": "list", "data": []}']
)
def test_what_is_no_state_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"0\.tfstate"):
        converted(tmp_path, text)


@pytest.mark.parametrize("number", [1e308, -1, 0, "7", True, 2.5, None])
def test_a_number_that_is_none_is_not_there(number: Any, tmp_path: Path) -> None:
    values = {"project_id": "proj_1", "threshold_amount": number}
    made = converted(tmp_path, former_state(OFFICIAL, PROJECT, ("openai_project_spend_limit", "lab", values)))
    assert "threshold_amount" in made.rows["openai_project_spend_limit.lab"]["left_out"]


def test_reports_that_say_something_else_are_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    check_folder(folder, {"report.txt": "a"})
    write_reports(folder, {"report.txt": "a"})
    assert (folder / "report.txt").stat().st_mode & 0o777 == 0o600
    check_folder(folder, {"report.txt": "a", "imports.tf": "b"})
    (folder / "imports.tf").write_text("mine")
    with pytest.raises(StackError, match=r"another imports\.tf.*overwrite"):
        check_folder(folder, {"report.txt": "a", "imports.tf": "b"})
