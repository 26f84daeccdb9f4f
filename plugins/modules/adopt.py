# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.adopt``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: adopt
short_description: Take over an OpenAI organization that exists already
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Reads the organization and its projects with their settings, certificates, people, invites, groups, custom
    roles and who has them, service accounts, keys and changed limits, and writes them as items of the roles
    P(fjcorp.openai.administrative#role) and P(fjcorp.openai.api_management#role), and import blocks for the
    next run of both. After that run, the plan is empty. The playbook C(fjcorp.openai.adopt) does both.
  - What is as the API has it by default is not written.
  - Memberships are C(members) of their project, one line for each, which is exclusive - somebody who is added
    by hand is in the next plan, to be removed. Those whose pending invite leads to a project are among
    its members. Owners of the organization own every project, and are not.
  - A limit counts as changed when another project has more of it for the same model. The API does not report
    what the organization has.
  - What a state holds or an import block waits for is left alone. An item that describes an object already
    stays as it is, and gets an import block.
  - Left out, with the reason in the result, are the default project (not its keys and limits), archived
    projects, service accounts among the users, invites that expired, keys that ended, and the role of people
    whom the identity provider manages.
  - Groups are items with their members; those that an identity provider manages are known by name, and their
    members are not written. The groups of a project, and the roles of groups and people, are named by key.
  - Certificates are items with their texts, and those that are active in the organization and in projects are
    named by key. Those without a name are left out, as is all but the first of a name. Settings of the
    organization are one item.
  - External keys are items too, and projects name theirs by key; external storage names its project. What is
    not validated stays so (C(validate) is false). Where the organization is not enabled for them, or the key
    may not read them, there are none.
  - With a key of a project, the webhook endpoints of that project are items too. Their signing secrets stay
    as they are, and nobody can read them - the result says how to have others made. Where the key may not
    read endpoints, there are none.
  - Workload identity providers and their federation rules are items, and a rule names its provider, project
    and service account by key. Rules of archived projects are left out.
  - Runs on the controller, and changes nothing in the organization.
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.api.project_key
  - fjcorp.openai.states
  - fjcorp.openai.imports
attributes:
  check_mode:
    description: Reads everything, and writes nothing.
    support: full
  diff_mode:
    description: Shows what is added to the file, and the addresses that are imported.
    support: full
seealso:
  - module: fjcorp.openai.import_keys
  - module: fjcorp.openai.organization_info
"""

EXAMPLES = r"""
- name: Write everything there is as YAML
  fjcorp.openai.adopt:
    path: organization.yml

- name: Add what is new to variables that are loaded with -e @organization.yml
  fjcorp.openai.adopt:
    path: organization.yml
    items:
      openai_projects: "{{ openai_projects | default({}) }}"
      openai_organization_users: "{{ openai_organization_users | default({}) }}"
"""

RETURN = r"""
found:
  description: Number of objects that were read, by kind.
  returned: success
  type: dict
  sample:
    projects: 12
    people: 40
    keys: 7
variables:
  description: The items of both roles by variable, those that were there and the new ones.
  returned: success
  type: dict
  sample:
    openai_projects:
      research:
        name: Research
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
    openai_projects:
      - research
    openai_users:
      - ada
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
  description: What is left out.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the objects.
      type: str
      sample: archived projects
    reason:
      description: Why they are left out.
      type: str
      sample: an archived project can never be used again
    names:
      description: What they are called.
      type: list
      elements: str
      sample:
        - Old research
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
