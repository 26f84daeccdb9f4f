"""A prerelease of the collection finds its provider: Terraform takes none that is not named exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.plugin_utils.package import version
from plugins.plugin_utils.stack.root_module import Module, RootModule

from fjcorp_openai.version import version as declared

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.terraform import Terraform


def test_a_prerelease_finds_its_provider(terraform: Callable[..., Terraform]) -> None:
    module = Module("projects", "openai_projects", key="admin")
    module_tf = {"terraform": {"required_providers": {"openai": {"source": "fjcorp/openai"}}}}
    files = {"modules/projects/main.tf.json": module_tf}
    for number in ("0.3.0-beta.2", declared()):
        root = RootModule([module], {}).document({}, {}, version=number)
        made = terraform({**files, "main.tf.json": root}, version=number)
        assert f"v{number}" in made.init().stdout
    assert version() == declared()
