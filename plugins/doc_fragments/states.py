# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an action finds the states of the roles, and Terraform."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of the actions that work on states, or read which objects are managed."""

    DOCUMENTATION = r"""
options:
  stack:
    description:
      - Name of the stack, for more than one organization on one controller.
      - The state of a stack remembers the organization, and for keys of projects the project, that it was
        made with. A run with the key of another one is refused before it changes anything.
    type: str
    default: default
  workspace:
    description:
      - Workspace of Terraform. M(fjcorp.openai.stack) makes it when it is missing.
    type: str
    default: default
  backend:
    description:
      - Backend of Terraform, as a map of its type and its settings. C({category}) and C({stack}) in a setting
        are replaced.
      - Secrets are refused here; give them in the environment variables that the backend reads.
    type: dict
  terraform_binary:
    description:
      - Path or name of Terraform or OpenTofu. The default is C(terraform), then C(tofu), on the PATH. What
        only reads states looks for it with O(backend) alone.
    type: str
"""
