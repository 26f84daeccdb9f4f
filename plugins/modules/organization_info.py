# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.organization_info``; the action plugin does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: organization_info
short_description: Read what there is in an OpenAI organization
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Returns projects, people, limits, keys, settings, certificates and how near usage comes to the limits.
    Changes nothing.
  - Reads lists, within the API's limits - each part of projects costs one list for each project.
  - No value of a key is returned; the API never returns them.
options:
  include:
    description:
      - What to read beside projects and people. V(users), V(service_accounts), V(rate_limits) belong to
        projects. V(groups) are those of the organization, with their members and roles, and those of each
        project, with their roles there. V(roles) are the custom roles of the organization and of projects,
        and who has them; where there are any, that costs a list for each person and each member.
        V(keys) are the keys of projects and of administrators. V(peaks) is the busiest minute of the last day
        for each project and model.
      - V(settings) are those of the organization - spend limit, spend alerts, data retention - and of each
        project - these, models and hosted tools that it may use, and service tiers - which costs six calls
        for each project. V(certificates) are those of the organization and the ids of those that are active
        in each project; where there are any, that costs a list for each project. V(external_keys) and
        V(external_storages) are the keys and the storage of own clouds; there are none where the organization
        is not enabled for them.
        V(workload_identity_providers) are the issuers whose tokens sign workloads in, each with its
        federation rules, which costs a list for each of them.
    type: list
    elements: str
    choices:
      - users
      - service_accounts
      - groups
      - roles
      - rate_limits
      - keys
      - invites
      - peaks
      - settings
      - certificates
      - external_keys
      - external_storages
      - workload_identity_providers
    default: [users, service_accounts, groups, rate_limits, keys, invites, peaks]
  archived:
    description:
      - Whether to return archived projects as well.
    type: bool
    default: false
extends_documentation_fragment:
  - fjcorp.openai.api
attributes:
  check_mode:
    description: The action only reads.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Read who is where
  fjcorp.openai.organization_info:
    include: [users]
  register: result

- name: Show the members of each project
  ansible.builtin.debug:
    msg: "{{ item.project.name }}: {{ item.users | map(attribute='email') | join(', ') }}"
  loop: "{{ result.organization_info.projects }}"
  loop_control:
    label: "{{ item.project.name }}"

- name: Read settings and certificates
  fjcorp.openai.organization_info:
    include: [settings, certificates]
  register: result

- name: Name the projects that nothing limits
  ansible.builtin.debug:
    msg: >-
      {{ result.organization_info.projects | rejectattr('settings.spend_limit')
         | map(attribute='project.name') | fjcorp.openai.printable }}

- name: Warn of certificates that end within 30 days
  ansible.builtin.debug:
    msg: "{{ item.name | fjcorp.openai.printable }} ends soon"
  loop: "{{ result.organization_info.certificates }}"
  when: item.active and item.expires_at < now(utc=true).timestamp() + 30 * 86400
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
organization_info:
  description: What there is.
  returned: success
  type: dict
  contains:
    projects:
      description:
        - For each project a map of C(project) and what was asked for - C(users), C(service_accounts),
          C(groups), C(roles) and C(people_roles) by the id of a person, C(rate_limits) and C(peaks) by model,
          C(keys), C(certificates) as a list of ids, and C(settings) as a map of C(spend_alerts),
          C(spend_limit), C(data_retention), C(model_permissions), C(hosted_tool_permissions) and
          C(service_tier_settings), each as the API returns it, and empty where nothing is set.
      type: list
      elements: dict
      sample:
        - project:
            id: proj_a1
            name: Research
            status: active
          users:
            - id: user-a1
              email: ada@example.com
              role: owner
          settings:
            spend_alerts:
              - id: alert_a1
                threshold_amount: 400000
                currency: USD
                interval: month
                notification_channel:
                  type: email
                  recipients: [finance@example.com]
            spend_limit: {}
            data_retention:
              type: organization_default
            model_permissions:
              mode: allow_list
              model_ids: [gpt-5.6-terra]
            hosted_tool_permissions:
              web_search:
                enabled: false
            service_tier_settings:
              default: standard
              enabled_tiers: [flex]
          certificates: [cert_a1]
    people:
      description: People of the organization.
      type: list
      elements: dict
      sample:
        - id: user-a1
          email: ada@example.com
          name: Ada
          role: owner
    invites:
      description: Invites.
      type: list
      elements: dict
      sample:
        - id: invite-a1
          email: bob@example.com
          role: reader
          status: pending
    groups:
      description: Groups of the organization with their C(users) and C(roles).
      type: list
      elements: dict
      sample:
        - id: group_a1
          name: Engineers
          users:
            - id: user-a1
              email: ada@example.com
          roles:
            - id: role_a1
              name: Auditor
    roles:
      description: Custom roles of the organization.
      type: list
      elements: dict
      sample:
        - id: role_a1
          name: Auditor
          description: Sees what is used
          permissions: [api.usage.read]
    people_roles:
      description: Names of the custom roles of the organization that a person was given, by the person's id.
      type: dict
      sample:
        user-a1: [Auditor]
    admin_keys:
      description: Keys of administrators.
      type: list
      elements: dict
      sample:
        - id: key_a2
          name: terraform
          owner:
            type: user
            id: user-a1
    settings:
      description: Settings of the organization; what is not set is empty.
      type: dict
      sample:
        spend_alerts: []
        spend_limit:
          threshold_amount: 500000
          currency: USD
          interval: month
        data_retention:
          type: modified_abuse_monitoring
    certificates:
      description: >-
        Certificates, without their texts, and whether each is active in the whole organization. Times are in
        Unix seconds.
      type: list
      elements: dict
      sample:
        - id: cert_a1
          name: Laptops
          active: true
          valid_at: 1795392000
          expires_at: 1826928000
    external_keys:
      description: Keys of own clouds, each with the projects that use it.
      type: list
      elements: dict
      sample:
        - id: extkey_a1
          name: Vault
          type: aws
          purpose: ekm
          api_project_ids: [proj_a1]
    external_storages:
      description: Storage in own clouds, each with its project.
      type: list
      elements: dict
      sample:
        - id: extstorage_a1
          project_id: proj_a1
          type: aws
          bucket: acme-records
          status: validated
    workload_identity_providers:
      description: Issuers whose tokens sign workloads in, each with its C(federation_rules).
      type: list
      elements: dict
      sample:
        - id: idp_a1
          name: GitHub Actions
          issuer: https://token.actions.githubusercontent.com
          audience: https://api.openai.com/v1
          enabled: true
          federation_rules:
            - id: idpm_a1
              project_id: proj_a1
              service_account_id: svc_acct_a1
              enabled: true
              attribute_matchers:
                sub: repo:acme/site:ref:refs/heads/main
              permissions:
                type: service_account_default
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
