# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.end_of_life``; the action plugin does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: end_of_life
short_description: List how long the models last that are in use
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Reads every model that the items of a play and the states of a stack name, and returns when each is shut,
    how many days are left, and what to use afterwards. Changes nothing.
  - A model that the key of the project does not know was shut, or never was there.
options:
  items:
    description: Items by the name of their variable, such as C(openai_chat_completions).
    type: dict
    default: {}
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
- name: Look how long the models last
  fjcorp.openai.end_of_life:
    items:
      openai_chat_completions: "{{ openai_chat_completions }}"
  register: result

- name: Stop a month before one of them is shut
  ansible.builtin.assert:
    that: item.known and (item.days_left is none or item.days_left > 30)
    fail_msg: "{{ item.model }} is shut on {{ item.shutdown_date }}. Use {{ item.successor }}"
  loop: "{{ result.models }}"
  loop_control:
    label: "{{ item.model }}"
"""

RETURN = r"""
models:
  description:
    - For each model its name C(model), whether it is C(known), C(shutdown_date), C(days_left), C(successor),
      and C(where) it is named. Those that end first come first, unknown ones before all others.
  returned: success
  type: list
  elements: dict
  sample:
    - model: gpt-4o-mini
      known: true
      shutdown_date: "2027-01-14"
      days_left: 49
      successor: gpt-6-luna
      where:
        - openai_fine_tuning_jobs["support"]
        - 'state of core_ai: fine_tuning["support"]'
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
