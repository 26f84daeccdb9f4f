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
  max_wait:
    description:
      - Longest time in seconds that a call waits for the API's limits at one stretch. One that would wait
        longer fails at once, and says until when. The default is E(OPENAI_MAX_WAIT), then 900.
    type: int
  insecure:
    description:
      - Whether keys may be sent to an C(http://) address of another host. The default is
        E(OPENAI_INSECURE), then false.
    type: bool
  state_dir:
    description:
      - Folder of the working folders and, without a backend, of the states. All runs share in it what they
        learn about the API's limits.
      - The default is C(fjcorp.openai) in the user's state folder, such as C(~/.local/state).
    type: path
"""

    STATE_DIR = r"""
options:
  state_dir:
    description:
      - Folder of the working folders and, without a backend, of the states.
      - The default is C(fjcorp.openai) in the user's state folder, such as C(~/.local/state).
    type: path
"""

    PROJECT_KEY = r"""
options:
  api_key:
    description:
      - Key of a project. The default is E(OPENAI_API_KEY).
    type: str
  identity_provider_id:
    description:
      - Id of the workload identity provider at OpenAI that vouches for this run. It then signs in without a
        key of a project. Administration goes on to need a key of an administrator.
      - The default is E(OPENAI_IDENTITY_PROVIDER_ID).
    type: str
  service_account_id:
    description:
      - Id of the service account that an identity signs in for.
      - The default is E(OPENAI_SERVICE_ACCOUNT_ID).
    type: str
  identity_token_file:
    description:
      - File that holds the token of this run, such as a pod's or a job's of CI. It is read again for each
        exchange.
      - The default is E(OPENAI_IDENTITY_TOKEN_FILE).
    type: path
  identity_token_command:
    description:
      - Program, with its arguments, that prints the token, in the place of a file. There is no shell, and it
        has 30 seconds.
      - The default is E(OPENAI_IDENTITY_TOKEN_COMMAND), as JSON.
    type: list
    elements: str
  identity_token_url:
    description:
      - Where the token is exchanged. The default is OpenAI's own address, or C(/oauth/token) beside a
        O(base_url) on this machine.
      - The default is E(OPENAI_IDENTITY_TOKEN_URL).
    type: str
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
  max_wait:
    description:
      - Longest time in seconds that a call waits for the API's limits at one stretch. One that would wait
        longer fails at once, and says until when. The default is 900.
    type: int
    env:
      - name: OPENAI_MAX_WAIT
    vars:
      - name: openai_max_wait
  insecure:
    description:
      - Whether keys may be sent to an C(http://) address of another host. The default is false.
    type: bool
    env:
      - name: OPENAI_INSECURE
    vars:
      - name: openai_insecure
  state_dir:
    description:
      - Folder of the working folders and, without a backend, of the states. All runs share in it what they
        learn about the API's limits.
      - The default is C(fjcorp.openai) in the user's state folder, such as C(~/.local/state).
    type: path
    vars:
      - name: openai_state_dir
"""

    IDENTITY_PLUGIN = r"""
options:
  identity_provider_id:
    description:
      - Id of the workload identity provider at OpenAI that vouches for this run. It then signs in without a
        key of a project. Administration goes on to need a key of an administrator.
    type: str
    env:
      - name: OPENAI_IDENTITY_PROVIDER_ID
    vars:
      - name: openai_identity_provider_id
  service_account_id:
    description:
      - Id of the service account that an identity signs in for.
    type: str
    env:
      - name: OPENAI_SERVICE_ACCOUNT_ID
    vars:
      - name: openai_service_account_id
  identity_token_file:
    description:
      - File that holds the token of this run, such as a pod's or a job's of CI. It is read again for each
        exchange.
    type: path
    env:
      - name: OPENAI_IDENTITY_TOKEN_FILE
    vars:
      - name: openai_identity_token_file
  identity_token_command:
    description:
      - Program, with its arguments, that prints the token, in the place of a file. There is no shell, and it
        has 30 seconds.
    type: list
    elements: str
    env:
      - name: OPENAI_IDENTITY_TOKEN_COMMAND
    vars:
      - name: openai_identity_token_command
  identity_token_url:
    description:
      - Where the token is exchanged. The default is OpenAI's own address, or C(/oauth/token) beside a
        O(base_url) on this machine.
    type: str
    env:
      - name: OPENAI_IDENTITY_TOKEN_URL
    vars:
      - name: openai_identity_token_url
"""
