# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.usage``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: usage
short_description: Report usage and costs by project, model and key
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Reads what the organization used and what it cost, by day, project, model and key. Changes nothing.
  - The API has costs in whole days of UTC, and those of the last hours come late.
  - Runs on the controller.
options:
  first:
    description:
      - First day, as in C(2026-11-01), in UTC. The default is O(days) days before and with O(last).
    type: str
  last:
    description:
      - Last day, which is reported as well. The default is today.
    type: str
  days:
    description:
      - Number of days, where O(first) is not given. A report has 366 at most.
    type: int
    default: 30
  projects:
    description:
      - Names or ids of projects. The default is all.
    type: list
    elements: str
    default: []
  csv_file:
    description:
      - File for the rows as CSV, which its owner alone may read. A name that a spreadsheet would take for a
        formula gets an apostrophe.
    type: path
extends_documentation_fragment:
  - fjcorp.openai.api
attributes:
  check_mode:
    description: The action only reads. The file is written as well.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Read what November used
  fjcorp.openai.usage:
    first: "2026-11-01"
    last: "2026-11-30"
  register: november

- name: Show the dearest key
  ansible.builtin.debug:
    msg: "{{ november.usage.by_key | first | fjcorp.openai.printable }}"
"""

RETURN = r"""
usage:
  description:
    - The report. C(rows) are days, projects, keys and models with numbers and C(cost); C(total), C(by_day),
      C(by_project), C(by_model) and C(by_key) are sums of them, the dearest first.
    - A key that was deleted has an id and no name. Costs that the API names by something else than a model
      have that for C(model).
  returned: success
  type: dict
  sample:
    first: "2026-11-26"
    last: "2026-11-26"
    currency: USD
    rows:
      - day: "2026-11-26"
        project_id: proj_a1
        project: Research
        api_key_id: key_a1
        api_key: nightly
        model: gpt-6-luna
        requests: 120
        input_tokens: 48000
        cached_tokens: 0
        output_tokens: 9600
        images: 0
        characters: 0
        seconds: 0
        sessions: 0
        searches: 0
        cost: 0.0312
    total: {requests: 120, input_tokens: 48000, output_tokens: 9600, cost: 0.0312}
    by_day: [{day: "2026-11-26", requests: 120, cost: 0.0312}]
    by_project: [{project_id: proj_a1, project: Research, requests: 120, cost: 0.0312}]
    by_model: [{model: gpt-6-luna, requests: 120, cost: 0.0312}]
    by_key: [{api_key_id: key_a1, api_key: nightly, project: Research, requests: 120, cost: 0.0312}]
api_calls:
  description: Calls of the API that the run made.
  returned: success
  type: dict
  sample:
    total: 12
    paid: 0
    by_operation:
      GET /organization/costs: 1
"""
