# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.migrate_assistants``; the action plugin does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: migrate_assistants
short_description: Turn what is left of the Assistants API into YAML
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - The API of assistants, threads and runs ended on 2026-08-26. This reads exports of its objects and
    states of Terraform that other providers wrote, and writes items of the role
    P(fjcorp.openai.advanced_features#role).
  - An assistant becomes an item of C(openai_assistants), and a thread with all its messages, oldest first,
    an item of C(openai_threads). Vector stores and files live on under their ids, and are named by these.
  - For each object, what is lost is in C(lost.json) and, for people, in C(lost.txt) of O(report_dir).
    For states, C(forget.sh) and C(removed.tf) beside them take out of the state what the API has no more.
  - An item that is in the file already is left as it is, so that another run changes nothing.
  - Calls nobody, and starts no program. Texts in exports and states are data - no template in them is
    evaluated.
options:
  sources:
    description:
      - Exports and states. An export is JSON, or one JSON document on each line - objects of the former
        API, lists of them, or a map with the lists C(assistants), C(threads), C(messages) and C(runs).
        Messages and runs may be inside their thread.
      - A state is a file of Terraform's, or what C(terraform state pull) or C(terraform show -json) prints.
        The resource types C(openai_assistant), C(openai_thread), C(openai_message), C(openai_run) and
        C(openai_thread_run) are known.
      - Where an export and a state have the same object, the export counts.
    type: list
    elements: path
    required: true
  path:
    description:
      - File of variables that the items are added to; made with mode 0600 where there is none. What stands
        in it stays as it is, comments too.
      - A relative path starts from the current folder. A path in a collection is refused.
    type: path
    required: true
  report_dir:
    description:
      - Folder of the reports; made for its owner alone where there is none.
    type: path
    required: true
  models:
    description:
      - Models by the former ones whose place they take. Others stay as they are, and the report names the
        successor of one that is shut.
    type: dict
    default: {}
  runs:
    description:
      - Write former runs as items of C(openai_runs). Each is asked again by the next apply, and paid for.
    type: bool
    default: false
attributes:
  check_mode:
    description: Reads everything, and writes nothing.
    support: full
  diff_mode:
    description: Shows the keys of new items, and nothing of what was said.
    support: full
seealso:
  - module: fjcorp.openai.adopt
"""

EXAMPLES = r"""
- name: Turn an export and a state into YAML
  fjcorp.openai.migrate_assistants:
    sources: [assistants.json, terraform.tfstate]
    path: conversations.yml
    report_dir: migration
    models: {gpt-4o: gpt-5.6-terra}
"""

RETURN = r"""
added:
  description: Keys of the items that the file gets, by variable.
  returned: success
  type: dict
  sample: {openai_assistants: [tutor], openai_threads: [first_talk]}
kept:
  description: Keys of items that are in the file otherwise, and are left as they are, by variable.
  returned: success
  type: dict
  sample: {openai_assistants: [librarian]}
lost:
  description: What becomes of each object, and what of it is lost.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      type: str
      sample: assistant
    id:
      description: Its former id.
      type: str
      sample: asst_abc123
    name:
      description: Its name; empty where it has none.
      type: str
      sample: Tutor
    source:
      description: File that it is in.
      type: str
      sample: export/assistants.json
    address:
      description: Address in the state; empty for an export.
      type: str
      sample: openai_assistant.tutor
    becomes:
      description: Variable and key of its item; null where it becomes nothing.
      type: str
      sample: openai_assistants.tutor
    lost:
      description: A sentence for each thing that is lost or to be done.
      type: list
      elements: str
      sample: ["Its assistant was not found: what that said is left out."]
forget:
  description: Addresses that are to go from the state, for the API has their objects no more.
  returned: success
  type: list
  elements: str
  sample: [openai_assistant.tutor]
path:
  description: The file of variables.
  returned: success
  type: str
  sample: /home/ada/organization/assistants.yml
report_dir:
  description: The folder of the reports.
  returned: success
  type: str
  sample: /home/ada/organization/report
"""
