# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.stack``; the action plugin of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stack
short_description: Bring the OpenAI objects of one category to a described state
version_added: 0.1.0
author:
  - FJ Corp (@fjcorp)
description:
  - Writes a Terraform root module for the items of one category and drives it through
    M(community.general.terraform).
  - Every role of this collection is data for this one action. Use the roles, and this action for HCL modules
    of your own.
  - Runs on the controller. The play's host must be local.
options:
  category:
    description:
      - Name of the category. Each has a Terraform state of its own.
    type: str
    required: true
  modules:
    description:
      - HCL modules of the category by name, which is the name of their folder in O(modules_dir).
      - Each is a map with C(variable) (name of the variable its items come from), C(key) (kind of API key it
        needs, C(project) or C(admin)), C(outputs) (names of outputs that are no secrets; without it, all
        outputs of the module that are not sensitive),
        C(references) (options that name other items by key; each with C(option), C(variable), C(to),
        C(output) and C(prefix)), C(output_paths) (options that say where a file is to be written) and
        C(folder_paths) (those that name a folder to be read).
      - A module may also have C(natural_key) (options by which an item is known again when its key has
        changed), C(unique) (whether no two items may be alike in these), C(objects) (resource types that
        count as objects when they are destroyed), C(final) (those of which a replacement ends the old
        object for good), C(archived) (those whose end is always confirmed) and C(inner) (maps of items
        within an item; each with C(option), C(resource) and C(natural_key)).
    type: dict
    required: true
  items:
    description:
      - Items by module and key. A module that is left out or null is not declared, and the run refuses to
        destroy its items; an empty map destroys them.
    type: dict
    default: {}
  specification:
    description:
      - Path of a role's argument specification. Its entry point of a module's name lists the options of one
        item.
    type: path
    required: true
  declared_elsewhere:
    description:
      - Items of other categories that this play declares, by C(category/module). A key in there counts as
        known in check mode, before that category is applied.
    type: dict
    default: {}
  state:
    description:
      - V(present) makes what is described and destroys what is not. V(absent) destroys all items of the
        category. V(planned) changes nothing and returns what V(present) would do. V(imported) is V(present),
        and refuses to do anything but take over the objects that import blocks wait for. V(recover) is
        V(present), and takes over the objects that exist, fit an item and are in no state, in the place of
        making them again; a torn local state is put aside. A key that exists is taken over where its
        C(secret_sink) holds its value, else it is made again once O(confirm_destroy) says the number.
        V(unlocked) releases the lock O(lock_id) and does nothing else.
    type: str
    choices: [present, absent, planned, imported, recover, unlocked]
    default: present
  modules_dir:
    description:
      - Folder of the HCL modules. The default is C(modules_tf) of this collection.
    type: path
  data_dirs:
    description:
      - Folders that relative paths of files to be read start from, in the order they are tried.
      - The default is the folder of the playbook, then the current one.
      - A file that is to be written starts from the current folder, whatever stands here. Paths in a
        collection are refused, because its next installation would delete the file.
    type: list
    elements: path
  project_id:
    description:
      - Id of the project, for keys that serve several. The default is E(OPENAI_PROJECT_ID).
    type: str
  parallelism:
    description:
      - Number of objects Terraform works on at the same time. The default is Terraform's, 10.
    type: int
  lock_timeout:
    description:
      - Seconds to wait for another run that holds the state.
    type: int
    default: 0
  lock_id:
    description:
      - Id of the lock that O(state=unlocked) releases, as the message of the refused run names it. In
        PostgreSQL it is the number of the session that holds the lock.
    type: str
  duplicates:
    description:
      - What to do where an object of the same natural key exists that neither the state nor the journal
        knows. V(refuse) stops before the first write and names it, V(allow) makes another one.
    type: str
    choices: [refuse, allow]
    default: refuse
  confirm_destroy:
    description:
      - Number of objects that the run destroys, when it archives a project, or destroys more than 5
        objects, or more than one and more than a fifth of a kind. Such a run is refused before it changes
        anything until the number is said, and the message says it, as check mode does.
      - Objects count that end at the API, and those named C(final) in O(modules) when they are replaced.
        Where C(objects) names types of resources in O(modules), only these count. An object whose
        C(remove_on_destroy), C(delete_on_destroy) or C(restore_on_destroy) is false stays, and does not
        count.
      - With O(state=absent) it is the name of the stack.
    type: raw
  moved:
    description:
      - Keys of items that were renamed, as a map of the old key to the new one by name of the variable, or
        without it for all variables in which the old key is gone and the new one is there. A key of an item
        within an item is C(item/key).
      - An item of which only the key has changed is known again by its C(natural_key) in O(modules).
    type: dict
  max_cost:
    description:
      - US dollars that the paid calls of this run may cost at most, by their estimates. A plan above it is
        refused before the first call, and so is one with a cost that is not known.
    type: float
  max_cost_of_play:
    description:
      - US dollars that the paid calls of all runs of a play may cost together. Those before count with what
        they have spent.
    type: float
  prices:
    description:
      - Prices in US dollars by model, in place of the built-in ones. C(input), C(cached_input),
        C(cache_write), C(output), C(image_input), C(audio_input), C(audio_output) and C(training) are for a
        million tokens, C(characters) for a million, C(minute) of sound, C(image), C(web_search),
        C(file_search) and C(code_session) for one.
      - Shares of these prices are C(batch), C(flex), C(priority), C(2h) and C(8h).
      - C(date), beside the models, is the date of the prices, as in C(2026-11-20). Those of more than 180
        days are warned of.
    type: dict
  webhook_listener:
    description:
      - Listen for signed events of the API while batches, fine-tuning jobs, background responses and runs are
        waited for. An event ends a wait at once, and without one a job is asked about every C(poll_interval)
        seconds.
      - C(port) is needed. C(address) is 127.0.0.1, C(path) is C(/) and C(poll_interval) is 600 if they are
        not set. C(secret_file) is the file with the signing secret; without it the secret is in
        E(OPENAI_WEBHOOK_SECRET).
    type: dict
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.api.project_key
  - fjcorp.openai.states
attributes:
  check_mode:
    description: Reports exactly what a run would do, and makes no call that writes.
    support: full
  diff_mode:
    description: Shows each resource before and after, without sensitive values.
    support: full
seealso:
  - module: community.general.terraform
"""

EXAMPLES = r"""
- name: Keep the projects of a company (the role fjcorp.openai.administrative does the same)
  fjcorp.openai.stack:
    category: administrative
    specification: roles/administrative/meta/argument_specs.yml
    modules:
      projects:
        variable: openai_projects
        key: admin
        outputs: [id, name, status]
    items:
      projects:
        research:
          name: Research
        web_shop:
          name: Web Shop
  register: result

- name: Show the id of a project
  ansible.builtin.debug:
    var: result.outputs.projects.research.id
"""

RETURN = r"""
counts:
  description: Number of resources by what happens to them, exact in check mode as well.
  returned: success
  type: dict
  sample: {"add": 1, "change": 0, "destroy": 0, "replace": 0, "import": 0}
resources:
  description: Each resource that changes.
  returned: success
  type: list
  elements: dict
  contains:
    address:
      description: Terraform's address.
      type: str
      sample: module.files["handbook"].openai_file.this
    module:
      description: Module of the item.
      type: str
      sample: files
    item:
      description: Key of the item.
      type: str
      sample: handbook
    action:
      description: One of create, update, replace, delete, import, move, forget.
      type: str
      sample: create
    rotates:
      description: Whether another key, or signing secret, takes the place of one.
      returned: when it does
      type: bool
      sample: true
destroyed:
  description: Number of objects that end, as O(confirm_destroy) counts them.
  returned: success
  type: int
  sample: 2
to_confirm:
  description: What O(confirm_destroy) has to be for that; empty where nobody has to say anything.
  returned: success
  type: str
  sample: '2'
paid_calls:
  description: The changes that are paid generations, in the form of RV(resources).
  returned: success
  type: list
  elements: dict
  sample:
    - address: module.chat_completion["card"].openai_chat_completion.this
      module: chat_completion
      item: card
      action: create
estimate:
  description: What the paid calls of the plan cost at most.
  returned: success
  type: dict
  contains:
    cost:
      description: Sum of those that are known.
      type: float
      sample: 0.0042
    currency:
      description: Always C(USD).
      type: str
      sample: USD
    unknown:
      description: Places of the items whose cost is not known, each with the reason.
      type: list
      elements: str
      sample:
        - 'openai_images["logo"]: no price is known for the model image-x'
    items:
      description: Place of each paid call as C(item), what it uses as C(text), and its C(cost).
      type: list
      elements: dict
      sample:
        - item: openai_chat_completions["card"]
          text: '412 tokens in, at most 500 tokens out: at most 0.0042 USD (prices of 2026-10-26)'
          cost: 0.0042
cost:
  description:
    - What the run has spent, by what its calls used. In the form of RV(estimate).
    - A job that goes on counts with what it spent since the last run.
  returned: success, but in check mode
  type: dict
  sample:
    cost: 0.0031
    currency: USD
    unknown: []
    items:
      - item: openai_chat_completions["card"]
        cost: 0.0031
costs:
  description:
    - What each item that is paid for was estimated to cost, and cost. C(paid) is V(planned) in check mode,
      V(now) when this run has paid for it, V(before) when another one has.
    - C(estimate) is what it costs at most, in words as C(text), and C(cost) what it cost by what was used.
      Each is null where it is not known, and C(reason) says why. C(counted) is whether the API counted the
      input, C(prices) and C(prices_date) are the price list.
  returned: success
  type: list
  elements: dict
  sample:
    - item: openai_chat_completions["card"]
      paid: now
      estimate: 0.0035
      counted: true
      text: '412 tokens in (counted), at most 500 tokens out: at most 0.0035 USD (prices of 2026-10-26)'
      reason: ''
      cost: 0.0031
      currency: USD
      prices: genai-prices 0.2.3
      prices_date: '2026-10-26'
api_calls:
  description: Calls of the API that the run made.
  returned: success
  type: dict
  contains:
    total:
      description: All of them.
      type: int
      sample: 12
    paid:
      description: Paid generations among them.
      type: int
      sample: 1
    by_operation:
      description: Number by method and path, in which names take the place of ids.
      type: dict
      sample:
        POST /chat/completions: 1
        GET /files: 1
released:
  description: The lock that was released; null where none was held.
  returned: when a lock was to be released
  type: dict
  contains:
    id:
      description: Its id.
      type: str
      sample: 2f1c9d3e-0000-4000-8000-000000000000
    who:
      description: Who held it.
      type: str
      sample: deploy@controller-1
    since:
      description: Since when, in UTC.
      type: str
      sample: '2026-11-26 03:00:07'
outputs:
  description:
    - Outputs by module and key of the item. In check mode those from before.
    - Beside C(shutdown_date), the day on which a model is shut, C(days_left) says in how many days that is,
      by the controller's clock in UTC. It is counted with each result and is in no state.
  returned: success
  type: dict
  sample:
    files:
      handbook:
        file_id: file-a1
sinks:
  description: Where keys that were made went, without the keys. In check mode those from before.
  returned: when there are such keys
  type: list
  elements: dict
  contains:
    item:
      description: Place of the key in the items.
      type: str
      sample: openai_service_accounts["deploy"].api_keys.ci
    name:
      description: Name of the key.
      type: str
      sample: ci
    file:
      description: File that got the key.
      type: str
      sample: /etc/acme/openai.env
    vault_file:
      description: File of Ansible Vault that got it.
      type: str
      sample: group_vars/all/vault.yml
    vault_variable:
      description: Variable in the vault.
      type: str
      sample: vault_openai_ci
    program:
      description: Program that got it.
      type: str
      sample: /usr/local/bin/store-key
    there:
      description: Whether the file is there. If not, and nobody else has the key, rotate it.
      type: bool
      sample: true
"""
