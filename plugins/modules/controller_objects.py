# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.controller_objects``; the plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: controller_objects
short_description: Create or update objects of AWX with the collection that is installed
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Calls a module of C(awx.awx), or of C(ansible.controller) where that is installed, for each item, in the
    order given. An action's name cannot be a variable in a play; here the collection is chosen when it runs.
  - The modules find AWX as they always do, by C(CONTROLLER_HOST) and C(CONTROLLER_OAUTH_TOKEN) in the
    environment of the task or in their own options.
  - The first item that fails ends the run, with its module and name. In check mode, an item may need one that
    would only be made before it; it counts as changed then.
  - The playbook C(fjcorp.openai.awx_setup) makes with it all that scheduled runs of this collection need.
options:
  objects:
    description:
      - Modules with their items.
    type: list
    elements: dict
    required: true
    suboptions:
      module:
        description:
          - Name of a module without its collection, such as V(job_template).
        type: str
        required: true
      items:
        description:
          - Arguments of the module, once for each object.
          - A C(workflow_job_template) may have C(simplified_workflow_nodes), the arguments of
            C(workflow_job_template_node) for each of its steps in the order in which they run.
        type: list
        elements: dict
        default: []
  collection:
    description:
      - Collection of the modules. The default is the first of C(ansible.controller) and C(awx.awx) that is
        installed.
    type: str
  after_changes:
    description:
      - Whether tasks before this one made, or would make, what the items need. In check mode, an item that
        cannot find it counts as changed then.
    type: bool
    default: false
attributes:
  check_mode:
    description: Hands check mode to each module.
    support: full
  diff_mode:
    description: There is nothing to show; the result names what changes.
    support: none
"""

EXAMPLES = r"""
- name: A project and a job template
  fjcorp.openai.controller_objects:
    objects:
      - module: project
        items:
          - name: OpenAI
            organization: Default
            scm_type: git
            scm_url: https://git.example.com/openai.git
      - module: job_template
        items:
          - name: OpenAI site
            organization: Default
            project: OpenAI
            playbook: site.yml
            inventory: OpenAI
  environment:
    CONTROLLER_HOST: https://awx.example.com
    CONTROLLER_OAUTH_TOKEN: "{{ vault_awx_token }}"
"""

RETURN = r"""
collection:
  description: The collection whose modules were called.
  returned: success
  type: str
  sample: awx.awx
objects:
  description: Each object with its C(module), its C(name), and whether it C(changed).
  returned: success
  type: list
  elements: dict
  sample:
    - module: project
      name: OpenAI
      changed: true
"""
