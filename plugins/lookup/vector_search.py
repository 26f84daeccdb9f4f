# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look-up ``fjcorp.openai.vector_search``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: vector_search
short_description: Search in a vector store
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Asks a vector store questions, and returns for each the texts that answer it, the best first.
  - Texts and names come from the files of the store. They are data, and never templated.
  - Each question is a call that the API charges for.
options:
  _terms:
    description:
      - Questions.
    type: list
    elements: str
    required: true
  store:
    description:
      - Name or id of the store.
    type: str
    required: true
  filters:
    description:
      - Only files whose attributes fit this filter, as the API takes it. A filter has C(type) (such as C(eq)
        or C(gte)), C(key) and C(value), or joins C(filters) with the C(type) C(and) or C(or).
    type: dict
  max_num_results:
    description:
      - Most results for a question, from 1 to 50. The API's own number is 10.
    type: int
  score_threshold:
    description:
      - Lowest score of a result, from 0 to 1.
    type: float
  ranker:
    description:
      - How the results are put in order.
    type: str
    choices: [none, auto, default-2024-11-15]
  rewrite_query:
    description:
      - Whether the API puts the question into other words.
    type: bool
  api_key:
    description:
      - Key of a project.
    type: str
    env:
      - name: OPENAI_API_KEY
    vars:
      - name: openai_api_key
extends_documentation_fragment:
  - fjcorp.openai.api.plugin
  - fjcorp.openai.api.identity_plugin
"""

EXAMPLES = r"""
- name: Show what the manuals say about brakes
  ansible.builtin.debug:
    msg: "{{ found.0.filename }}: {{ found.0.text }}"
  vars:
    found: "{{ lookup('fjcorp.openai.vector_search', 'Which oil do the brakes take?', store='Manuals') }}"

- name: Check that each question is answered by a file of this year
  ansible.builtin.assert:
    that: item | length > 0
  loop: "{{ query('fjcorp.openai.vector_search', *questions, store='Manuals', filters=this_year) }}"
  vars:
    questions: ["How long is the warranty?", "How do I return a bicycle?"]
    this_year: {type: eq, key: year, value: 2026}
"""

RETURN = r"""
_raw:
  description:
    - For each question a list of results, the best first. A result is a dictionary of C(file_id),
      C(filename), C(score), C(attributes) and C(text).
  type: list
  elements: list
  sample:
    - - file_id: file-a1
        filename: returns.md
        score: 0.83
        attributes:
          path: shop/returns.md
        text: Bikes can be returned within 30 days.
"""

from typing import Any

from ansible_collections.fjcorp.openai.plugins.plugin_utils.lookup import ApiLookup
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import vector_search

OPTIONS = ("filters", "max_num_results", "score_threshold", "ranker", "rewrite_query")


class LookupModule(ApiLookup):
    """Searches in a vector store."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Return the results for each question."""

        def search(api: Any, question: str) -> Any:
            store = vector_search.find_store(api, self.get_option("store"))
            options = {name: self.get_option(name) for name in OPTIONS}
            return vector_search.search(api, store["id"], question, **options)

        return self.ask(terms, variables, kwargs, search)
