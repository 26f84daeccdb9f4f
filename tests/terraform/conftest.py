"""Fixtures of the tests that apply our HCL modules to the emulator."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator
    from support.terraform import Terraform

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "modules_tf"
# `derivation`, which writes the modules.
sys.path.append(str(ROOT / "scripts"))
PROVIDER = """
terraform {
  required_providers {
    openai = { source = "fjcorp/openai" }
  }
}
variable "openai_api_key" {
  type      = string
  sensitive = true
}
variable "openai_admin_key" {
  type      = string
  sensitive = true
}
provider "openai" {
  api_key   = var.openai_api_key
  admin_key = var.openai_admin_key
}
"""


@pytest.fixture
def root(terraform: Callable[..., Terraform], shared_emulator: Emulator) -> Callable[..., Terraform]:
    """Make root modules beside a link `modules` to ours, with the keys given as variables."""

    def make(body: str, *, emulator: Emulator = shared_emulator) -> Terraform:
        env = {
            "OPENAI_BASE_URL": emulator.base_url,
            "TF_VAR_openai_api_key": emulator.api_key,
            "TF_VAR_openai_admin_key": emulator.admin_key,
        }
        made = terraform(PROVIDER + body, env=env)
        (made.folder / "modules").symlink_to(MODULES)
        made.init()
        return made

    return make
