# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.validate``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: validate
short_description: Check the variables of all roles before the first of them changes anything
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Reads the variables that the roles of a play will read, and reports everything that is wrong in them
    together - options that are unknown, missing or of another type, references that lead nowhere, missing
    files, two keys for one file, wrong mail addresses, people and projects that nobody knows.
  - Asks the API only where C(openai_people) is set, or where nothing else shows that a person belongs to the
    organization. Terraform is not started, unless the states lie at a backend and one of them is needed.
  - With the state V(absent), refuses where a role holds a protected object, and where
    C(openai_confirm_destroy) is not the name of the stack.
  - Warns of variables C(openai_*) that nothing reads, with the name that was probably meant.
  - The playbooks C(fjcorp.openai.site) and C(fjcorp.openai.destroy) begin with it. Runs on the controller,
    and changes nothing.
options:
  roles:
    description:
      - Roles of this collection, in the order in which the play applies them.
    type: list
    elements: str
    default: [administrative, api_management, data_management, core_ai, content_generation, advanced_features]
attributes:
  check_mode:
    description: The action only reads. Where somebody would have to confirm a destruction, it warns.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Check everything before anything is changed
  fjcorp.openai.validate:

- name: Check what two roles will read
  fjcorp.openai.validate:
    roles: [administrative, api_management]
"""

RETURN = r"""
api_calls:
  description: Calls of the API that the action made.
  returned: success
  type: dict
  sample:
    total: 12
    paid: 0
    by_operation:
      GET /organization/projects: 1
"""
