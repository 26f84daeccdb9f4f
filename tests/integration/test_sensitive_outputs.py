"""A secret among the outputs of an HCL module is never printed by the root module that the engine writes.

Terraform 1.11.4 prints it in clear in every form in which a root module can give back an output of a module
with `for_each` (`module.card`, a `for` over it, `module.card["a"].secret`): only outputs that are not
sensitive are named.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.module_outputs import public_outputs
from plugins.plugin_utils.stack.root_module import Module, RootModule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.terraform import Terraform

SECRET = "correct-horse-battery-staple"
MODULE = """
variable "text" {
  type = string
}

output "id" {
  value = upper(var.text)
}

output "secret" {
  value     = "correct-horse-${join("-", ["battery", "staple"])}"
  sensitive = true
}
"""
ITEMS = {"card": {"a": {"text": "one"}, "b": {"text": "two"}}}


@pytest.fixture
def made(terraform: Callable[..., Terraform]) -> Terraform:
    """A working folder with the root module of two items."""
    made: Terraform = terraform({"modules/card/main.tf": MODULE})
    shown = public_outputs(made.folder / "modules/card")
    modules = [Module("card", "openai_cards", outputs=shown, options={"text": {}})]
    root = RootModule(modules, ITEMS)
    document = root.document({}, {})
    # The module is one of the test's own: no provider is needed.
    for part in ("provider", "resource"):
        del document[part]
    del document["terraform"]["required_providers"]
    made.write("main.tf.json", document)
    made.write("values.auto.tfvars.json", root.variable_values())
    made.init()
    return made


def test_no_secret_of_a_module_is_printed(made: Terraform) -> None:
    plan = made.plan("-out=plan")
    texts = [plan.text, made.apply("plan").text, made.run("output", "-json").stdout]
    texts += [made.run("output").text, made.run("show").text, made.plan().text]
    assert [text for text in texts if SECRET in text] == []
    assert made.output() == {"card": {"a": {"id": "ONE"}, "b": {"id": "TWO"}}}
    assert json.loads(texts[2])["card"]["sensitive"] is False


def test_a_secret_that_is_named_as_an_output_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "card/main.tf").write_text(MODULE)
    assert public_outputs(tmp_path / "card", ["id"]) == ["id"]
    with pytest.raises(StackError, match=r"^card: the output secret is sensitive and would be printed"):
        public_outputs(tmp_path / "card", ["id", "secret"])
