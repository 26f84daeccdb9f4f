# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.sweep``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: sweep
short_description: Find what nobody uses, and remove what is confirmed
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Lists files in no vector store, vector stores without a search, what uploads left behind, keys that
    nobody uses, empty projects and expired invites, each with its age, what it costs, and the reason.
  - Removes nothing until O(confirm) says how many objects of the report in O(reviewed) there are to remove.
    Each is looked at once more before.
  - What a state holds is listed and stays. Take its item out of the YAML in place of it.
  - A call that names a file by its id leaves no trace. A file in no store may be in use in that way.
  - Runs on the controller.
options:
  days:
    description:
      - What was used or made within so many days is in use.
    type: int
    default: 90
  kinds:
    description:
      - What to look at. V(files) and V(vector_stores) need the key of a project; V(keys), V(projects) and
        V(invites) need an admin key. What no key reaches is named in RV(left_out).
    type: list
    elements: str
    choices: [files, vector_stores, uploads, keys, projects, invites]
    default: [files, vector_stores, uploads, keys, projects, invites]
  keep:
    description:
      - Ids and names of what stays.
    type: list
    elements: str
    default: []
  storage_price:
    description:
      - Dollars for a gigabyte in a vector store a day. Without it no cost is known.
    type: float
  confirm:
    description:
      - How many objects to remove. Another number than that of the objects is refused.
    type: int
  reviewed:
    description:
      - Report of a run without O(confirm), as JSON with the member C(unused). What it does not list stays.
    type: path
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.api.project_key
  - fjcorp.openai.states
attributes:
  check_mode:
    description: Checks the number, and removes nothing.
    support: full
  diff_mode:
    description: Shows what is removed.
    support: full
"""

EXAMPLES = r"""
- name: Look for files and stores that nobody uses
  fjcorp.openai.sweep:
    kinds: [files, vector_stores]
    days: 30
  register: found

- name: Keep the list for somebody who reads it
  ansible.builtin.copy:
    content: "{{ {'unused': found.unused} | to_nice_json }}"
    dest: sweep.json
    mode: "0600"

- name: Remove the twelve objects that are on it
  fjcorp.openai.sweep:
    kinds: [files, vector_stores]
    days: 30
    reviewed: sweep.json
    confirm: 12
"""

RETURN = r"""
unused:
  description:
    - What is left that nobody uses. C(cost) is dollars for 30 days, and null where it has none or the price
      is not known.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: file
      id: file-a1
      name: old.pdf
      project: ""
      project_id: ""
      age_days: 214
      unused_days: 214
      bytes: 1048576
      cost:
      reason: in no vector store
      removable: true
      why_not: ""
      final: false
confirm:
  description: How many of them can be removed.
  returned: success
  type: int
  sample: 1
days:
  description: After how many days without use an object is listed.
  returned: success
  type: int
  sample: 90
left_out:
  description: What was not looked at, and why.
  returned: success
  type: list
  elements: str
  sample:
    - "keys, projects and invites: there is no admin key"
removed:
  description:
    - What was to be removed. C(outcome) is V(removed), V(gone) when somebody else was faster, V(used) when it
      came into use, and V(failed); C(detail) says more.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: file
      id: file-a2
      name: older.pdf
      outcome: removed
      detail: ""
api_calls:
  description: Calls of the API that the run made.
  returned: success
  type: dict
  sample:
    total: 12
    paid: 0
    by_operation:
      GET /files: 1
"""
