# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.onboard``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: onboard
short_description: Invite people, wait until they accept, and add them to their projects
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Invites who is not in the organization, waits until they accept, and adds them to their projects.
  - Anyone who has not accepted by the timeout is reported as pending, which is no error. The next run goes on
    from there. The state of each person is read from the organization, so nothing is kept between the runs.
  - What is made here belongs to this action and not to a Terraform state. Do not list the same people in
    C(openai_invites) or C(openai_project_users) of the role P(fjcorp.openai.administrative#role).
  - Nobody is removed here; see the playbook C(fjcorp.openai.offboard_user).
  - Runs on the controller. Addresses are compared without regard to letter case.
options:
  people:
    description:
      - The people.
    type: list
    elements: dict
    required: true
    suboptions:
      email:
        description:
          - Address of the person.
        type: str
        required: true
      role:
        description:
          - Role in the organization. When it is not given, members keep theirs, and others are invited as
            readers. A pending invite for another role is replaced.
        type: str
        choices: [owner, reader]
      projects:
        description:
          - Projects the person is to be a member of. Other memberships are left alone. Owners of the
            organization own all projects without being added.
        type: list
        elements: dict
        default: []
        suboptions:
          project:
            description:
              - Key in O(project_ids), in O(projects) or in the state of the role
                P(fjcorp.openai.administrative#role), or id or name of the project.
            type: str
            required: true
          role:
            description:
              - Role in the project.
            type: str
            choices: [member, owner]
            default: member
  project_ids:
    description:
      - Ids of projects by keys of your own, to name projects by key in O(people). In check mode an empty id
        is of a project that is still to be made.
    type: dict
    default: {}
  projects:
    description:
      - Items of C(openai_projects), whose keys and names may be used in O(people), also for a project that is
        still to be made in check mode.
    type: dict
    default: {}
  wait:
    description:
      - Whether to wait for people to accept. Set it to V(false) in a scheduled run.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait, at most.
    type: int
    default: 3600
  interval:
    description:
      - Seconds between two looks. Each is one list of the people in the organization. A large organization is
        looked at less often, so that the list's pages pass the API's limits.
    type: int
    default: 30
  resend_limit:
    description:
      - How often an invite that expired is sent again. Expired invites stay in the organization's list, which
        is where they are counted.
    type: int
    default: 3
  removed:
    description:
      - What to do about people who accepted an earlier invite and are not in the organization any more.
      - V(invite) invites them again. V(report) leaves them out and reports them.
    type: str
    choices: [invite, report]
    default: invite
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.states
attributes:
  check_mode:
    description: Reports whom a run would invite, add and change. Writes nothing and does not wait.
    support: full
  diff_mode:
    description: Shows the roles of each person before and after.
    support: full
"""

EXAMPLES = r"""
- name: Bring the new people in
  fjcorp.openai.onboard:
    people:
      - email: ada@example.com
        projects:
          - project: Research
            role: owner
          - project: Web Shop
      - email: grace@example.com
        role: owner
    timeout: 1800

- name: The same in a schedule, which runs again anyway
  fjcorp.openai.onboard:
    people: "{{ openai_people }}"
    wait: false
  register: onboarding

- name: Say who has not accepted yet
  ansible.builtin.debug:
    msg: "{{ waiting | map(attribute='email') }}"
  vars:
    waiting: "{{ onboarding.people | selectattr('status', 'in', ['invited', 'pending']) }}"
"""

RETURN = r"""
counts:
  description:
    - Number of people; of these, how many were C(invited) by this run, are C(pending), were C(added) to at
      least one project, and of each other status. C(changed_roles) counts roles. In check mode, what a run
      would do.
  returned: success
  type: dict
  sample: {"people": 3, "invited": 1, "pending": 1, "added": 1, "changed_roles": 0, "already": 1,
           "changed": 0, "joined": 0, "expired": 0, "removed": 0, "other_address": 0, "failed": 0}
people:
  description: Each person, in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    email:
      description: Address, as given.
      type: str
      sample: ada@example.com
    status:
      description:
        - V(already), all was so before. V(added) to at least one project. V(changed), only roles.
          V(joined), has accepted and needed nothing more.
        - V(invited) by this run, or V(pending) from before, and not accepted yet.
        - V(expired), as often as the limit allows. V(removed), see O(removed). V(other_address), the invite
          seems to have been accepted under another address. V(failed), the API refused.
      type: str
      sample: added
    invited:
      description: Whether this run sent an invite.
      type: bool
      sample: false
    invite_id:
      description: Id of the invite.
      type: str
      sample: invite-a1
    user_id:
      description: Id of the person, once a member.
      type: str
      sample: user-a1
    message:
      description: What there is to say about the status.
      type: str
      sample: was added to 1 project
    projects:
      description: Projects with the role wanted, and whether this run added the person.
      type: list
      elements: dict
      sample:
        - project: Research
          project_id: proj_a1
          role: member
          added: true
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
