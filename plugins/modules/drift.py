# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.drift``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: drift
short_description: Report what differs from the YAML, and who has access to what
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Puts together what roles found in check mode, what there is in the organization, and what the states hold.
    Changes nothing. The playbook C(fjcorp.openai.drift) runs the roles, and writes the report.
  - What keeps a role from being compared, such as a member who left, is a row of the report and no failure.
  - Reads lists, within the API's limits - some ten for each project.
options:
  results:
    description:
      - What each role returned in check mode with a diff, by its name, or C(failed) and C(msg).
    type: dict
    default: {}
  items:
    description:
      - Items that the play knows, by name of their variable.
    type: dict
    default: {}
  people:
    description:
      - The people of M(fjcorp.openai.onboard), who are known as well.
    type: list
    elements: dict
    default: []
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.api.project_key
  - fjcorp.openai.states
attributes:
  check_mode:
    description: The action only reads.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Report what no YAML describes
  fjcorp.openai.drift:
    items:
      openai_projects: "{{ openai_projects }}"
  register: result

- name: Show it
  ansible.builtin.debug:
    msg: "{{ result.report.not_in_yaml | fjcorp.openai.printable }}"
"""

RETURN = r"""
report:
  description: The report.
  returned: success
  type: dict
  contains:
    time:
      description: The API's time.
      type: str
      sample: '2026-11-26T03:00:07Z'
    drifted:
      description: Whether something differs from the YAML, or could not be compared.
      type: bool
      sample: true
    differences:
      description: What roles would change - C(role), C(name), C(kind), C(change), C(before) and C(after).
      type: list
      elements: dict
      sample:
        - role: administrative
          name: openai_projects["research"]
          kind: project
          change: update
          before: 'name: Research (old)'
          after: 'name: Research'
    problems:
      description: What kept a role from being compared - C(role), C(message) and C(note).
      type: list
      elements: dict
      sample:
        - role: core_ai
          message: the API could not be reached
          note: the rest of this role was not compared
    archived:
      description: Projects of the YAML that somebody archived.
      type: list
      elements: dict
      sample:
        - kind: project
          name: Legacy
          id: proj_a0
          project: ''
          detail: archived on 2026-11-20
    not_in_yaml:
      description:
        - What no YAML describes - C(kind), C(name), C(project), C(id) and C(detail). Owners, pending invites,
          groups, roles and who has them are among it, and settings and lowered limits of projects.
        - Keys have C(owner), C(age_days), C(created) and C(last_used) as well.
      type: list
      elements: dict
      sample:
        - kind: key
          name: nightly
          project: Research
          id: key_a1
          detail: ''
          owner: ada@example.com
          age_days: 412
          created: '2025-10-10'
          last_used: '2026-11-25'
          expires: ''
          in_yaml: false
    projects:
      description: Projects with C(id) and C(name), which has the id as well where two have the same.
      type: list
      elements: dict
      sample:
        - id: proj_a1
          name: Research
    access:
      description:
        - People, pending invites and accounts - C(email), C(role), C(status), and the ways into each id
          of C(projects).
        - C(ways) has each one by itself, with C(project_id), C(project), C(role), and the group it comes
          C(through). C(line) says the same in words, in one line.
      type: list
      elements: dict
      sample:
        - email: ada@example.com
          role: reader
          status: member
          projects:
            proj_a1: [member through Engineers]
          ways:
            - project_id: proj_a1
              project: Research
              role: member
              through: Engineers
          line: 'ada@example.com: reader; Research: member through Engineers'
    groups:
      description:
        - Groups - C(id), C(name), C(managed_by), C(members), C(roles) in the organization, and roles by the
          name of each of their C(projects).
      type: list
      elements: dict
      sample:
        - id: group_a1
          name: Engineers
          managed_by: this organization
          members: [ada@example.com]
          roles: [Auditor]
          projects:
            Research: [member]
    keys:
      description: All keys, with what is known of them.
      type: list
      elements: dict
      sample:
        - kind: key
          name: nightly
          project: Research
          id: key_a1
          detail: ''
          owner: ada@example.com
          age_days: 412
          created: '2025-10-10'
          last_used: never
          expires: ''
          in_yaml: true
    tuned_models:
      description:
        - Tuned models that the project's key can use, the first to end first - C(id), C(created_at), C(base),
          C(shutdown_date) and C(days_left). Without such a key there are none.
      type: list
      elements: dict
      sample:
        - id: ft:gpt-4.1-mini-2025-04-14:acme::a1
          created_at: 1760000000
          base: gpt-4.1-mini-2025-04-14
          shutdown_date: '2027-01-14'
          days_left: 49
    usage:
      description: The busiest minute of the last day beside the limits, by project and model.
      type: list
      elements: dict
      sample:
        - project: Research
          model: gpt-6-luna
          requests: 412
          requests_limit: 500
          tokens: 90210
          tokens_limit: 200000
organization_info:
  description: What there is, as M(fjcorp.openai.organization_info) returns it, with archived projects.
  returned: success
  type: dict
  sample:
    projects: []
    people: []
    invites: []
    groups: []
    admin_keys: []
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
