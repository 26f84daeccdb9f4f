"""Objects that exist already are imported by the next run of their role, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plugins.plugin_utils.import_.import_blocks import ImportBlocks, import_block
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

from .conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible


def test_blocks_are_applied_once_and_those_without_an_item_left_out(ansible: Ansible, emulator: Any) -> None:
    made = emulator.call("POST", "/organization/projects", admin=True, json={"name": "Research"}).json()
    imports = ImportBlocks(WorkingDirectory(ansible.state_dir, "default", "administrative"))
    key = 'our "${first}" one'
    imports.add([import_block("projects", key, "openai_project.this", "proj_other")])
    imports.add(
        [
            import_block("projects", key, "openai_project.this", made["id"]),
            import_block("projects", "gone", "openai_project.this", "proj_gone"),
        ]
    )
    variables = {"openai_projects": {key: {"name": "Research"}}}
    emulator.clear_calls()
    told = ansible.apply(variables, "--check", roles=["administrative"])
    assert told.results["administrative"]["counts"]["import"] == 1
    assert len(imports.read()) == 2
    done = ansible.apply(variables, roles=["administrative"])
    assert done.results["administrative"]["counts"] == {
        "add": 0,
        "change": 0,
        "destroy": 0,
        "replace": 0,
        "import": 1,
    }
    assert [block["id"] for block in imports.read()] == ["proj_gone"]
    assert not imports.generated.exists()
    (project,) = done.results["administrative"]["outputs"]["projects"].values()
    assert project["id"] == made["id"]
    again = ansible.apply(variables, roles=["administrative"])
    assert again.changed == {"administrative": False}
    assert writes(emulator) == []
