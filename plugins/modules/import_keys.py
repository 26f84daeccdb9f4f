# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.import_keys``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: import_keys
short_description: Take over API keys that exist already
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Finds the keys of projects, of service accounts and of administrators, writes items for those chosen, and
    import blocks for the next run of the role P(fjcorp.openai.api_management#role). After that run, the plan
    is empty.
  - A key that is managed already, or that waits for its import, is left alone. So is one that has ended.
  - The key of a service account becomes an entry of C(api_keys) of its account, which is taken over with it.
  - An item gets no C(secret_sink), because nobody can read a key again. Add one before the key is rotated.
  - Runs on the controller, and neither changes nor shows any key.
options:
  kinds:
    description:
      - Kinds of keys to choose from. V(project) are keys that people made.
    type: list
    elements: str
    choices: [project, service_account, admin]
    default: [project, service_account, admin]
  projects:
    description:
      - Names or ids of projects. The default is all, and the keys of administrators, which belong to none.
    type: list
    elements: str
    default: []
  names:
    description:
      - Patterns of names, such as C(ci-*). Letter case does not count. The default is all names.
    type: list
    elements: str
    default: []
  owners:
    description:
      - Addresses, names or ids of owners. Letter case does not count. The default is all owners.
    type: list
    elements: str
    default: []
  used_days:
    description:
      - Choose keys that were used within so many days.
    type: float
  unused_days:
    description:
      - Choose keys that were not used for so many days, or never.
    type: float
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.states
  - fjcorp.openai.imports
attributes:
  check_mode:
    description: Finds and chooses, and writes nothing.
    support: full
  diff_mode:
    description: Shows what is added to the file, and the addresses that are imported.
    support: full
seealso:
  - module: fjcorp.openai.adopt
  - module: fjcorp.openai.organization_info
"""

EXAMPLES = r"""
- name: Take over what the nightly jobs use
  fjcorp.openai.import_keys:
    path: keys.yml
    names: ["nightly-*"]
    used_days: 30
    items:
      openai_project_api_keys: "{{ openai_project_api_keys | default({}) }}"

- name: Which keys has nobody used for three months?
  fjcorp.openai.import_keys:
    path: keys.yml
    unused_days: 90
  check_mode: true
  register: found

- name: Show them
  ansible.builtin.debug:
    msg: "{{ found['keys'] | selectattr('status', 'equalto', 'new') | map(attribute='name') }}"
"""

RETURN = r"""
keys:
  description: The keys that were found, without values.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the key.
      type: str
      sample: key_a1
    kind:
      description: V(project), V(service_account) or V(admin).
      type: str
      sample: project
    name:
      description: Name of the key.
      type: str
      sample: nightly
    project:
      description: Name of its project, if it has one.
      type: str
      sample: Research
    owner:
      description: Type, id, name and address of its owner, as far as they are known.
      type: dict
      sample:
        type: user
        id: user-a1
        name: Ada
        email: ada@example.com
    last_used_at:
      description: Time of its last use in Unix seconds.
      type: int
      sample: 1764000000
    status:
      description:
        - V(new) for an item that is written, V(described) for one that was there and gets an import block,
          V(managed) for a key that needs nothing, V(left out) or V(not chosen).
      type: str
      sample: new
    item:
      description: Place of its item, as in C(openai_project_api_keys.research_nightly).
      type: str
      sample: openai_project_api_keys.research_nightly
    reason:
      description: Why it is left out.
      type: str
      sample: its project is archived
path:
  description: The file.
  returned: success
  type: str
  sample: organization.yml
added:
  description: Keys of the items that the file gets, by variable.
  returned: success
  type: dict
  sample:
    openai_project_api_keys:
      - research_nightly
blocks:
  description: Number of import blocks that are added, by role.
  returned: success
  type: dict
  sample:
    administrative: 3
waiting:
  description: Number of import blocks that wait for the next run, by role.
  returned: success
  type: dict
  sample:
    api_management: 2
left_out:
  description: What is left out - kind, reason and names.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: keys
      reason: their project is archived
      names:
        - nightly
api_calls:
  description: Calls of the API that the run made.
  returned: success
  type: dict
  sample:
    total: 12
    paid: 0
    by_operation:
      GET /organization/projects: 1
"""
