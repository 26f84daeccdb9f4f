"""Import blocks wait until the run that applies them, and only those whose item is declared are applied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.import_blocks import ImportBlocks, import_block
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def blocks(tmp_path: Path) -> ImportBlocks:
    return ImportBlocks(WorkingDirectory(tmp_path, "default", "administrative"))


def block(item: str, id_: str, *needs: Any) -> dict[str, Any]:
    return import_block("projects", item, "openai_project.this", id_, needs)


def generated(blocks: ImportBlocks) -> list[dict[str, str]]:
    return json.loads(blocks.generated.read_text("utf-8"))["import"]


def test_what_terraform_would_read_as_a_template_is_written_as_it_is() -> None:
    assert block('a "${b}" %{c}', "id-${d}") == {
        "to": 'module.projects["a \\"$${b}\\" %%{c}"].openai_project.this',
        "id": "id-$${d}",
    }
    assert block("lab", "proj_1", "members")["needs"] == ["members"]


def test_a_new_block_for_an_address_takes_the_place_of_an_older_one(blocks: ImportBlocks) -> None:
    blocks.add([])
    assert not blocks.path.exists()
    blocks.add([block("a", "proj_1"), block("b", "proj_2")])
    blocks.add([block("a", "proj_3")])
    assert [each["id"] for each in blocks.read()] == ["proj_3", "proj_2"]
    assert blocks.path.stat().st_mode & 0o777 == 0o600
    assert blocks.path.parent.stat().st_mode & 0o777 == 0o700


def test_blocks_of_declared_items_are_applied_and_forgotten(blocks: ImportBlocks) -> None:
    blocks.add([block("a", "proj_1"), block("b", "proj_2", "members")])
    blocks.done()
    assert len(blocks.read()) == 2, "nothing was read by Terraform"
    blocks.generate({"projects": {"b": {"members": {}}}, "others": {"a": {}}})
    assert generated(blocks) == [{"to": block("b", "")["to"], "id": "proj_2"}]
    blocks.done()
    assert not blocks.generated.exists()
    assert [each["id"] for each in blocks.read()] == ["proj_1"]
    blocks.generate({"projects": {"a": {}}})
    blocks.done()
    assert not blocks.path.exists()


@pytest.mark.parametrize(
    ("needs", "item", "declared"),
    [
        ([], {}, True),
        ([], None, False),
        (["members"], {"members": {}}, True),
        (["members"], {"members": None}, False),
        (["members"], {}, False),
        (["members"], "text", False),
        (["api_keys", "ci"], {"api_keys": {"ci": {}}}, True),
        (["api_keys", "ci"], {"api_keys": {"night": {}}}, False),
        (["alerts", {"amount": 9}], {"alerts": [{"amount": 1}, {"amount": 9, "currency": "USD"}]}, True),
        (["alerts", {"amount": 9}], {"alerts": [{"amount": 1}]}, False),
        (["alerts", {"amount": 9}], {"alerts": {"amount": 9}}, False),
    ],
)
def test_an_address_that_the_item_does_not_make_is_left_out(
    blocks: ImportBlocks, needs: list[Any], item: Any, declared: bool
) -> None:
    blocks.add([block("a", "proj_1", *needs)])
    blocks.generate({"projects": {"a": item}})
    assert blocks.generated.exists() is declared


def test_blocks_of_one_run_are_kept_for_no_other(blocks: ImportBlocks) -> None:
    blocks.add([block("a", "proj_1")])
    blocks.generate({"projects": {"a": {}}}, [block("a", "proj_2"), block("c", "proj_3", "members")])
    assert [each["id"] for each in generated(blocks)] == ["proj_2", "proj_3"]
    assert ["needs" in each for each in generated(blocks)] == [False, False]
    blocks.done()
    assert [each["id"] for each in blocks.read()] == ["proj_1"]
    blocks.generate({"projects": {}})
    assert not blocks.generated.exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"import": 1}', '{"import": [1]}', '{"import": [{"to": "a"}]}']
)
def test_a_torn_file_is_told_with_what_to_do(blocks: ImportBlocks, text: str) -> None:
    blocks.path.parent.mkdir(parents=True)
    blocks.path.write_text(text)
    with pytest.raises(StackError) as refused:
        blocks.read()
    assert str(refused.value) == (
        f"{blocks.path} is torn. It tells which objects wait to be imported. Remove it, and run adopt or "
        "import_keys again, which writes it anew"
    )
