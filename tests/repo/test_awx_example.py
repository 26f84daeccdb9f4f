"""The example's data for AWX has no name that the roles of infra.aap_configuration do not take."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader

from support.repository import ROOT

# What the roles of infra.aap_configuration (2024-10-23) read of each item; they drop other names in silence.
# infra.controller_configuration reads the same.
TAKEN = {
    "controller_execution_environments": """
        credential description image name new_name organization pull state
    """,
    "controller_notifications": """
        copy_from description messages name new_name notification_configuration
        notification_type organization state
    """,
    "controller_projects": """
        allow_override copy_from credential custom_virtualenv default_environment description
        interval job_timeout local_path name new_name notification_templates_error
        notification_templates_started notification_templates_success organization related
        scm_branch scm_clean scm_credential scm_delete_on_update scm_refspec
        scm_track_submodules scm_type scm_update_cache_timeout scm_update_on_launch scm_url
        signature_validation_credential state timeout update_project wait
    """,
    "controller_credential_types": """
        description injectors inputs kind name new_name state
    """,
    "controller_credentials": """
        copy_from credential_type description inputs name new_name organization state team
        update_secrets user
    """,
    "controller_inventories": """
        copy_from description host_filter input_inventories instance_groups kind name new_name
        organization prevent_instance_group_fallback state variables
    """,
    "controller_inventory_sources": """
        credential custom_virtualenv description enabled_value enabled_var execution_environment
        host_filter inventory limit name new_name notification_templates_error
        notification_templates_started notification_templates_success organization overwrite
        overwrite_vars related scm_branch source source_path source_project source_vars state
        timeout update_cache_timeout update_on_launch verbosity
    """,
    "controller_templates": """
        allow_simultaneous ask_credential_on_launch ask_diff_mode_on_launch
        ask_execution_environment_on_launch ask_forks_on_launch ask_instance_groups_on_launch
        ask_inventory_on_launch ask_job_slice_count_on_launch ask_job_type_on_launch
        ask_labels_on_launch ask_limit_on_launch ask_scm_branch_on_launch ask_skip_tags
        ask_skip_tags_on_launch ask_tags ask_tags_on_launch ask_timeout_on_launch
        ask_variables_on_launch ask_verbosity_on_launch become_enabled copy_from credentials
        custom_virtualenv description diff_mode execution_environment extra_vars force_handlers
        forks host_config_key instance_groups inventory job_slice_count job_tags job_type labels
        limit name new_name notification_templates_error notification_templates_started
        notification_templates_success organization playbook prevent_instance_group_fallback
        project related scm_branch skip_tags start_at_task state survey survey_enabled
        survey_spec timeout use_fact_cache verbosity webhook_credential webhook_service
    """,
    "controller_workflows": """
        allow_simultaneous ask_inventory_on_launch ask_labels_on_launch ask_limit_on_launch
        ask_scm_branch_on_launch ask_skip_tags ask_skip_tags_on_launch ask_tags
        ask_tags_on_launch ask_variables_on_launch copy_from description destroy_current_nodes
        destroy_current_schema extra_vars inventory job_tags labels limit name new_name
        notification_templates_approvals notification_templates_error
        notification_templates_started notification_templates_success organization related
        scm_branch simplified_workflow_nodes skip_tags state survey survey_enabled survey_spec
        webhook_credential webhook_service workflow_nodes
    """,
    "controller_schedules": """
        credentials description diff_mode enabled execution_environment extra_data forks
        instance_groups inventory job_slice_count job_tags job_type labels limit name new_name
        organization related rrule scm_branch skip_tags state timeout unified_job_template
        verbosity
    """,
}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    loaded = DataLoader().load_from_file(str(ROOT / "examples" / "awx" / "controller.yml"))
    return dict(json.loads(json.dumps(loaded)))


def test_its_variables_are_those_of_the_roles(example: dict[str, Any]) -> None:
    own = {name for name in example if not name.startswith("openai_awx_")}
    assert own == TAKEN.keys()


@pytest.mark.parametrize("variable", TAKEN)
def test_its_items_have_no_other_names(example: dict[str, Any], variable: str) -> None:
    assert example[variable]
    named = {name for item in example[variable] for name in item}
    assert named - set(TAKEN[variable].split()) == set()
