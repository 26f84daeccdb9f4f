# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.organization_info``; the action plugin does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: organization_info
short_description: Read what there is in an OpenAI organization
version_added: 0.1.0
author:
  - FJ Corp (@fjcorp)
description:
  - Returns projects, people, limits, keys and how near usage comes to the limits. Changes nothing.
  - Reads lists, within the API's limits - each part of projects costs one list for each project.
  - No value of a key is returned; the API never returns them.
  - Until release 1.0.0 the action also goes by its former name C(survey), and then returns C(survey) as well.
options:
  include:
    description:
      - What to read beside projects and people. V(users), V(service_accounts), V(rate_limits) belong to
        projects. V(groups) are those of the organization, with their members and roles, and those of each
        project, with their roles there. V(roles) are the custom roles of the organization and of projects,
        and who has them; where there are any, that costs a list for each person and each member.
        V(keys) are the keys of projects and of administrators. V(peaks) is the busiest minute of the last day
        for each project and model.
    type: list
    elements: str
    choices: [users, service_accounts, groups, roles, rate_limits, keys, invites, peaks]
    default: [users, service_accounts, groups, rate_limits, keys, invites, peaks]
  archived:
    description:
      - Whether to return archived projects as well.
    type: bool
    default: false
extends_documentation_fragment:
  - fjcorp.openai.api
attributes:
  check_mode:
    description: The action only reads.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Read who is where
  fjcorp.openai.organization_info:
    include: [users]
  register: result

- name: Show the members of each project
  ansible.builtin.debug:
    msg: "{{ item.project.name }}: {{ item.users | map(attribute='email') | join(', ') }}"
  loop: "{{ result.organization_info.projects }}"
  loop_control:
    label: "{{ item.project.name }}"
"""

RETURN = r"""
organization_info:
  description: What there is.
  returned: success
  type: dict
  contains:
    projects:
      description:
        - For each project a map of C(project) and what was asked for - C(users), C(service_accounts),
          C(groups), C(roles) and C(people_roles) by the id of a person, C(rate_limits) and C(peaks) by model,
          C(keys).
      type: list
      elements: dict
      sample:
        - project:
            id: proj_a1
            name: Research
            status: active
          users:
            - id: user-a1
              email: ada@example.com
              role: owner
    people:
      description: People of the organization.
      type: list
      elements: dict
      sample:
        - id: user-a1
          email: ada@example.com
          name: Ada
          role: owner
    invites:
      description: Invites.
      type: list
      elements: dict
      sample:
        - id: invite-a1
          email: bob@example.com
          role: reader
          status: pending
    groups:
      description: Groups of the organization with their C(users) and C(roles).
      type: list
      elements: dict
      sample:
        - id: group_a1
          name: Engineers
          users:
            - id: user-a1
              email: ada@example.com
          roles:
            - id: role_a1
              name: Auditor
    roles:
      description: Custom roles of the organization.
      type: list
      elements: dict
      sample:
        - id: role_a1
          name: Auditor
          description: Sees what is used
          permissions: [api.usage.read]
    people_roles:
      description: Names of the custom roles of the organization that a person was given, by the person's id.
      type: dict
      sample:
        user-a1: [Auditor]
    admin_keys:
      description: Keys of administrators.
      type: list
      elements: dict
      sample:
        - id: key_a2
          name: terraform
          owner:
            type: user
            id: user-a1
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
