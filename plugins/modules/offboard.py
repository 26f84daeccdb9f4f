# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.offboard``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: offboard
short_description: Remove people from projects or from an OpenAI organization
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Removes people from the organization, with their memberships, pending invites and keys, or from projects
    alone.
  - Refuses, before anything is written, to remove the last owner, somebody whom the identity provider
    manages, the owner of the admin key in use, and people whose keys were used lately.
  - Take the people out of the YAML as well, or the next run of a role or onboarding brings them back.
  - Runs on the controller.
options:
  people:
    description:
      - Addresses, in any letter case, or ids. White space, commas and semicolons within one text part
        several, as in the text area of a survey. What is neither an address nor an id is an error.
    type: list
    elements: str
    required: true
  missing:
    description:
      - What to do about somebody who is neither in the organization nor invited to it. V(error) removes
        nobody, and names everybody who is not there. V(ok) takes them for gone, as in a job that runs again.
    type: str
    choices: [error, ok]
    default: error
  only_projects:
    description:
      - Whether to remove the people from projects alone, and leave them in the organization.
    type: bool
    default: false
  projects:
    description:
      - Names or ids of the projects to leave, with O(only_projects). The default is all.
    type: list
    elements: str
    default: []
  recent_days:
    description:
      - Refuse when a key that would end was used in so many days. V(0) ends keys in use.
    type: int
    default: 30
extends_documentation_fragment:
  - fjcorp.openai.api
attributes:
  check_mode:
    description: Passes the guards and reports who would leave what. Writes nothing.
    support: full
  diff_mode:
    description: Shows the projects, invites and keys that each person loses.
    support: full
"""

EXAMPLES = r"""
- name: Somebody leaves the company
  fjcorp.openai.offboard:
    people: [ada@example.com]

- name: Somebody leaves a project
  fjcorp.openai.offboard:
    people: [ada@example.com]
    only_projects: true
    projects: [Research]
"""

RETURN = r"""
people:
  description: Each person.
  returned: success
  type: list
  elements: dict
  contains:
    email:
      description: As given.
      type: str
      sample: ada@example.com
    status:
      description: V(removed), V(already) when there was nothing to leave, V(gone) when nobody is there.
      type: str
      sample: removed
    projects:
      description: Names of the projects left.
      type: list
      elements: str
      sample:
        - Research
    invites:
      description: Ids of the invites withdrawn.
      type: list
      elements: str
      sample:
        - invite-a1
    keys:
      description: Keys that end, or whose owner loses access - id, name and project.
      type: list
      elements: dict
      sample:
        - id: key_a1
          name: nightly
          project_id: proj_a1
    groups:
      description: Names of the groups left, with the organization.
      type: list
      elements: str
      sample: [Engineers]
    identity_provider_groups:
      description: Names of groups that an identity provider manages - take the person out there, too.
      type: list
      elements: str
      sample: [Everybody]
    roles:
      description: Names of the custom roles that end, with the project where there is one.
      type: list
      elements: str
      sample: [Auditor, Tester in Research]
    still_through:
      description: Projects that the person still reaches, as in C(Research through Engineers).
      type: list
      elements: str
      sample: [Research through Engineers]
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
