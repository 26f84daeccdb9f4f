# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look-up ``fjcorp.openai.nearest``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: nearest
short_description: Find the nearest texts in a file of embeddings
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Embeds queries with the model that a file of embeddings was made with, and returns for each the texts of
    the file that are most like it, the most alike first.
  - Reads the C(output_file) of an item of C(openai_embeddings), JSONL or npy. A search of 10,000 vectors
    takes about a second for each query.
  - Texts and keys come from the file. They are data, and never templated.
  - All queries of a look-up are one call, which the API charges for.
options:
  _terms:
    description:
      - Queries.
    type: list
    elements: str
    required: true
  file:
    description:
      - Path of the file.
    type: path
    required: true
  results:
    description:
      - Most texts for a query.
    type: int
    default: 5
  at_least:
    description:
      - Lowest similarity (cosine) of a text, from -1 to 1.
    type: float
    default: -1.0
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
    msg: "{{ found.0.key }}: {{ found.0.text }}"
  vars:
    found: "{{ lookup('fjcorp.openai.nearest', 'Which oil do the brakes take?', file='manuals.npy') }}"

- name: Check that each question finds the text that answers it
  ansible.builtin.assert:
    that: item.0.key == item.1
  loop: "{{ query('fjcorp.openai.nearest', *questions.keys(), file='faq.jsonl', results=1) | map('first')
    | zip(questions.values()) }}"
  vars:
    questions: {"How long is the warranty?": warranty.md, "How do I return a bicycle?": returns.md}
"""

RETURN = r"""
_raw:
  description:
    - For each query a list of texts, the most alike first. Each is a dictionary of C(key), C(score) and
      C(text).
  type: list
  elements: list
  sample:
    - - key: returns
        score: 0.83
        text: Bikes can be returned within 30 days.
"""

from typing import Any

from ansible_collections.fjcorp.openai.plugins.plugin_utils.lookup import ApiLookup
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import nearest


class LookupModule(ApiLookup):
    """Finds the nearest texts in a file of embeddings."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Return the nearest texts for each query."""
        queries = [str(term) for term in terms]
        found: list[Any] = []

        def search(api: Any, _query: str) -> Any:
            # One call, and one reading of the file, answers all queries.
            if not found:
                options = {name: self.get_option(name) for name in ("results", "at_least")}
                found.extend(nearest.nearest(api, self.get_option("file"), queries, **options))
            return found.pop(0)

        return self.ask(terms, variables, kwargs, search)
