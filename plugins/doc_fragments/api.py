# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a plugin of this collection reaches the API."""

from __future__ import annotations


class ModuleDocFragment:
    """Options that all plugins share that call the API themselves."""

    DOCUMENTATION = r"""
options:
  admin_key:
    description:
      - Key of an administrator. The default is E(OPENAI_ADMIN_KEY).
    type: str
  base_url:
    description:
      - Address of the API. The default is E(OPENAI_BASE_URL), then OpenAI's own.
    type: str
  organization:
    description:
      - Id of the organization, for keys that serve several. The default is E(OPENAI_ORG_ID).
    type: str
  state_dir:
    description:
      - Folder of the working folders, in which all runs share what they learn about the API's limits.
      - The default is C(fjcorp.openai) in the user's state folder, such as C(~/.local/state).
    type: path
"""

    PLUGIN = r"""
options:
  admin_key:
    description:
      - Key of an administrator.
    type: str
    env:
      - name: OPENAI_ADMIN_KEY
    vars:
      - name: openai_admin_key
  base_url:
    description:
      - Address of the API. The default is OpenAI's own.
    type: str
    env:
      - name: OPENAI_BASE_URL
    vars:
      - name: openai_base_url
  organization:
    description:
      - Id of the organization, for keys that serve several.
    type: str
    env:
      - name: OPENAI_ORG_ID
    vars:
      - name: openai_organization
  state_dir:
    description:
      - Folder of the working folders, in which all runs share what they learn about the API's limits.
      - The default is C(fjcorp.openai) in the user's state folder, such as C(~/.local/state).
    type: path
    vars:
      - name: openai_state_dir
"""
