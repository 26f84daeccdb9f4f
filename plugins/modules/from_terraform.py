# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.from_terraform``; the action plugin does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: from_terraform
short_description: Turn a state of another Terraform provider into YAML and import blocks
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Reads states that the providers C(openai/openai), C(mkdev-me/openai) and C(jianyuan/openai) wrote, and
    writes what they hold as items of the roles P(fjcorp.openai.administrative#role),
    P(fjcorp.openai.api_management#role) and P(fjcorp.openai.data_management#role), and import blocks for the
    next run of these.
  - Items name each other by key where the states hold both, else by id.
  - O(report_dir) gets C(report.txt) and C(report.json), which say of each object what it becomes, or why it
    is left out; C(imports.tf) and C(versions.tf), which are the same for those who use Terraform alone; and
    C(forget.sh) and C(removed.tf), which take out of the former state what is imported. Nothing is destroyed.
  - A state holds what one team manages. Memberships are therefore items of C(openai_project_users), one for
    each, and remove nobody. The groups of a project are a list that removes others; see O(project_groups).
  - Values of keys are not read. The key of a service account goes on, and M(fjcorp.openai.import_keys) takes
    it over.
  - What a state of this collection holds or an import block waits for is left alone. An item that describes
    an object already stays as it is, and gets an import block.
  - Calls nobody. Texts in states are data - no template in them is evaluated.
extends_documentation_fragment:
  - fjcorp.openai.api.state_dir
  - fjcorp.openai.states
  - fjcorp.openai.imports
options:
  sources:
    description:
      - States, as files of Terraform's, or as C(terraform state pull) or C(terraform show -json) prints them.
    type: list
    elements: path
    required: true
  report_dir:
    description:
      - Folder of the reports; made for its owner alone where there is none. A path in a collection is
        refused.
    type: path
    required: true
  overwrite:
    description:
      - Write over reports in O(report_dir) that say something else. Without it, they are an error.
    type: bool
    default: false
  project_groups:
    description:
      - Write the groups of projects into items of C(openai_projects). Such an item names all groups of its
        project, and the next run removes others.
    type: bool
    default: false
attributes:
  check_mode:
    description: Reads everything, and writes nothing.
    support: full
  diff_mode:
    description: Shows what is added to the file, and the addresses that are imported.
    support: full
seealso:
  - module: fjcorp.openai.adopt
  - module: fjcorp.openai.migrate_assistants
"""

EXAMPLES = r"""
- name: Turn a state into YAML
  fjcorp.openai.from_terraform:
    sources: [terraform.tfstate]
    path: organization.yml
    report_dir: from_terraform
"""

RETURN = r"""
path:
  description: The file of variables.
  returned: success
  type: str
  sample: /home/ada/organization.yml
report_dir:
  description: The folder of the reports.
  returned: success
  type: str
  sample: /home/ada/from_terraform
added:
  description: Keys of the items that the file gets, by variable.
  returned: success
  type: dict
  sample:
    openai_projects:
      - research
    openai_groups:
      - engineers
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
  description: What becomes nothing.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Type of the resources.
      type: str
      sample: openai_chat_completion
    reason:
      description: Why they are left out.
      type: str
      sample: Its answer was paid for once and stands in the former state alone; nothing asks for it again.
    names:
      description: Their addresses.
      type: list
      elements: str
      sample:
        - openai_chat_completion.greeting
objects:
  description: What becomes of each object.
  returned: success
  type: list
  elements: dict
  contains:
    type:
      description: Type of its former resource.
      type: str
      sample: openai_project
    address:
      description: Its address in the former state.
      type: str
      sample: openai_project.research
    source:
      description: File that it is in.
      type: str
      sample: /home/ada/terraform.tfstate
    becomes:
      description: Variable and key of its item; null where it becomes none.
      type: str
      sample: "openai_projects: research"
    resource:
      description: Address of its resource in C(imports.tf); null where it becomes none.
      type: str
      sample: openai_project.research
    left_out:
      description: Why it becomes nothing; null where it becomes something.
      type: str
      sample: It is archived, which is final.
    notes:
      description: A sentence for each thing that is lost or to be done.
      type: list
      elements: str
      sample: ["Its geography stays; residency is chosen for a new project alone."]
forget:
  description: Addresses that are to go from the former state.
  returned: success
  type: list
  elements: str
  sample: [openai_project.research]
"""
