# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an action finds the states of the roles."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of the actions that read which objects are managed."""

    DOCUMENTATION = r"""
options:
  stack:
    description:
      - Name of the stack.
    type: str
    default: default
  workspace:
    description:
      - Workspace of Terraform.
    type: str
    default: default
  backend:
    description:
      - Backend of Terraform, as M(fjcorp.openai.stack) takes it.
    type: dict
  terraform_binary:
    description:
      - Path or name of Terraform or OpenTofu. Only looked for with O(backend).
    type: str
"""
