# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look-up ``fjcorp.openai.user``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: user
short_description: Find people of the organization by address
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Returns the id of each, or another field, or all of it.
  - A name that fits nothing, or more than one, is an error that says what there is.
  - Who is invited and has not accepted is no member yet, which the error says.
options:
  _terms:
    description:
      - Addresses, in any letter case, or ids.
    type: list
    elements: str
    required: true
  field:
    description:
      - Field to return, such as C(id), C(email), C(name), C(role). V(*) returns all fields as a dictionary.
    type: str
    default: id
extends_documentation_fragment:
  - fjcorp.openai.api.plugin
"""

EXAMPLES = r"""
- name: Show an id
  ansible.builtin.debug:
    msg: "{{ lookup('fjcorp.openai.user', 'ada@example.com') }}"

- name: Show all there is to know about two people
  ansible.builtin.debug:
    msg: "{{ query('fjcorp.openai.user', 'ada@example.com', 'user-...', field='*') }}"
"""

RETURN = r"""
_raw:
  description: The field of each, in the order of the terms.
  type: list
  elements: raw
  sample:
    - user-a1
"""

from typing import Any

from ansible_collections.fjcorp.openai.plugins.plugin_utils.lookup import DirectoryLookup


class LookupModule(DirectoryLookup):
    """Finds people of the organization."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Return a field of each."""
        return self.find(terms, variables, kwargs, lambda directory, name: directory.user(name))
