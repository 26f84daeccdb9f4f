"""What the campaign creates, changes and deletes: one descriptor for each managed resource."""

from __future__ import annotations

from campaign.subject import CREATE, DELETE, UPDATE, Subject, office_with_key


def _operations(create: str, update: str, delete: str) -> dict[str, str]:
    named = {CREATE: create, UPDATE: update, DELETE: delete}
    return {name: operation for name, operation in named.items() if operation}


def _setting(level: str, name: str, first: str, second: str, path: str, delete: str = "") -> Subject:
    """Describe a setting: there is one at a place, and each write is the same operation."""
    place = 'project_id = "<project>"\n' if level == "project" else ""
    update = f"update-{level}-{name.replace('_', '-')}"
    if name == "spend_limit":
        update, delete = f"Update{level}spendlimit", f"Delete{level}spendlimit"
    root = "/organization/projects/<project>" if level == "project" else "/organization"
    return Subject(
        f"{level}_{name}",
        place + first,
        place + second,
        _operations(update, update, delete or update),
        restored=f"{root}/{path}",
    )


def _role(level: str) -> Subject:
    place = 'project_id = "<project>"\n' if level == "project" else ""
    permission = f'permissions = ["api.{level}.read"]\n'
    middle = "-project" if level == "project" else ""
    return Subject(
        f"{level}_role",
        f'{place}{permission}name = "Auditor"',
        f'{place}{permission}name = "Reader of all"',
        _operations(f"create{middle}-role", f"update{middle}-role", f"delete{middle}-role"),
        "role",
    )


def _alert(level: str) -> Subject:
    place = 'project_id = "<project>"\n' if level == "project" else ""
    place += 'recipients = ["boss@example.com"]\n'
    return Subject(
        f"{level}_spend_alert",
        f"{place}threshold_amount = 1000",
        f"{place}threshold_amount = 2000",
        {each: f"{each}-{level}-spend-alert" for each in (CREATE, UPDATE, DELETE)},
        "spend_alert",
    )


def _assignment(level: str, kind: str) -> Subject:
    scope = 'project_id = "<project>"\n' if level == "project" else ""
    whom = {"user": 'user_id = "<ada>"\n', "group": "group_id = openai_group.this.id\n"}[kind]
    setup = _ROLES[level] + (_GROUP if kind == "group" else "")
    if level == "project":
        setup += _MEMBERSHIP[kind]
        whom = whom.replace("openai_group.this.id", "openai_project_group.this.group_id")
        whom = whom.replace('"<ada>"', "openai_project_user.this.user_id")
    operation = f"{'project-' if level == 'project' else ''}{kind}-role"
    return Subject(
        f"{level}_{kind}_role",
        f"{scope}{whom}role = openai_{level}_role.this.name",
        "",
        {CREATE: f"assign-{operation}", DELETE: f"unassign-{operation}"},
        "role_assignment",
        setup,
    )


_GROUP = 'resource "openai_group" "this" {\n  name = "Readers"\n}\n'
_MEMBERSHIP = {
    "user": 'resource "openai_project_user" "this" {\n  project_id = "<project>"\n  user_id = "<ada>"\n}\n',
    "group": 'resource "openai_project_group" "this" {\n  project_id = "<project>"\n'
    "  group_id = openai_group.this.id\n}\n",
}
_ROLES = {
    "organization": 'resource "openai_organization_role" "this" {\n  name = "Auditor"\n'
    '  permissions = ["api.organization.read"]\n}\n',
    "project": 'resource "openai_project_role" "this" {\n  project_id = "<project>"\n  name = "Tester"\n'
    '  permissions = ["api.project.read"]\n}\n',
}
_KEY = 'name = "ci"\nsecret_sink = { file = "<folder>/key" }\n'
_BOT = 'project_id = "<project>"\nname = "bot"\nrole = "member"\n'
_ACCOUNT = f'resource "openai_service_account" "this" {{\n{_BOT}}}\n'
_BOTS_KEY = (
    f'project_id = "<project>"\nservice_account_id = openai_service_account.this.service_account_id\n{_KEY}'
)
_TAKEN_KEY = 'project_id = "<project>"\napi_key_id = "<key>"\ndelete_on_destroy = true\n'

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "project",
        'name = "Research"',
        'name = "Study"',
        _operations("create-project", "modify-project", "archive-project"),
        "project",
    ),
    Subject(
        "file",
        'content = "A frame that is bent is never ridden again."\nfilename = "a.txt"\npurpose = "user_data"',
        "",
        _operations("createFile", "", "deleteFile"),
        "file",
    ),
    Subject(
        "project_user",
        'project_id = "<project>"\nemail = "ada@example.com"',
        'project_id = "<project>"\nemail = "ada@example.com"\nrole = "owner"',
        _operations("create-project-user", "modify-project-user", "delete-project-user"),
        "project_user",
    ),
    Subject(
        "project_users",
        'project_id = "<project>"\nmembers = { "ada@example.com" = "member" }',
        'project_id = "<project>"\nmembers = { "ada@example.com" = "owner" }',
        _operations("create-project-user", "modify-project-user", "delete-project-user"),
        "project_user",
    ),
    Subject(
        "invite",
        'email = "eve@example.com"',
        'email = "eve@example.com"\nrole = "owner"',
        _operations("inviteUser", "inviteUser", "delete-invite"),
        "invite",
    ),
    Subject(
        "organization_user",
        'email = "ada@example.com"\nrole = "owner"\nremove_on_destroy = true',
        'email = "ada@example.com"\nrole = "reader"\nremove_on_destroy = true',
        _operations("modify-user", "modify-user", "delete-user"),
        "user",
        taken_over="<ada>",
    ),
    Subject(
        "group",
        'name = "Readers"',
        'name = "Watchers"',
        _operations("create-group", "update-group", "delete-group"),
        "group",
    ),
    Subject(
        "group_user",
        'group_id = openai_group.this.id\nemail = "ada@example.com"',
        "",
        _operations("add-group-user", "", "remove-group-user"),
        "group_user",
        _GROUP,
    ),
    Subject(
        "project_group",
        'project_id = "<project>"\ngroup_id = openai_group.this.id',
        "",
        _operations("add-project-group", "", "remove-project-group"),
        "project_group",
        _GROUP,
    ),
    _role("organization"),
    _role("project"),
    *(_assignment(level, kind) for level in ("organization", "project") for kind in ("user", "group")),
    Subject(
        "rate_limit",
        'project_id = "<project>"\nmodel = "gpt-5.6-terra"\nrpm_limit = 100',
        'project_id = "<project>"\nmodel = "gpt-5.6-terra"\nrpm_limit = 50',
        _operations(*("update-project-rate-limits",) * 3),
        restored="/organization/projects/<project>/rate_limits",
    ),
    *(
        _setting(level, "spend_limit", "threshold_amount = 50000", "threshold_amount = 70000", "spend_limit")
        for level in ("organization", "project")
    ),
    *(
        _setting(
            level,
            "data_retention",
            'retention_type = "zero_data_retention"',
            'retention_type = "enhanced_zero_data_retention"',
            "data_retention",
        )
        for level in ("organization", "project")
    ),
    _setting(
        "project",
        "model_permissions",
        'mode = "allow_list"\nmodel_ids = ["gpt-5.6-terra"]',
        'mode = "deny_list"\nmodel_ids = ["gpt-5.6-luna"]',
        "model_permissions",
        "delete-project-model-permissions",
    ),
    _setting(
        "project",
        "hosted_tool_permissions",
        "web_search = false",
        "web_search = false\nmcp = false",
        "hosted_tool_permissions",
    ),
    _alert("organization"),
    _alert("project"),
    Subject(
        "service_account",
        _BOT,
        _BOT.replace("bot", "robot"),
        {each: f"{each}-project-service-account" for each in (CREATE, UPDATE, DELETE)},
        "service_account",
    ),
    Subject(
        "service_account",
        _BOT,
        "",
        {CREATE: "update-project-service-account"},
        "service_account",
        variant="its role",
    ),
    Subject(
        "service_account_api_key",
        _BOTS_KEY,
        _BOTS_KEY.replace("ci", "deploy"),
        _operations(*("CreateanAPIkeyforaserviceaccount",) * 2, "update-project-api-key"),
        "project_api_key",
        _ACCOUNT,
        key_file="<folder>/key",
    ),
    Subject(
        "service_account_api_key",
        _BOTS_KEY,
        _BOTS_KEY.replace("ci", "deploy"),
        {UPDATE: "update-project-api-key"},
        "project_api_key",
        _ACCOUNT,
        key_file="<folder>/key",
        variant="the rotated key",
    ),
    Subject(
        "project_api_key",
        f'{_TAKEN_KEY}scopes = ["api.all.read"]',
        f"{_TAKEN_KEY}scopes = []",
        _operations(*("update-project-api-key",) * 2, "delete-project-api-key"),
        "project_api_key",
        prepare=office_with_key,
        taken_over="<key>",
    ),
    Subject(
        "admin_api_key",
        _KEY,
        _KEY.replace("ci", "deploy"),
        _operations(*("admin-api-keys-create",) * 2, "admin-api-keys-delete"),
        "admin_api_key",
        key_file="<folder>/key",
    ),
    Subject(
        "admin_api_key",
        _KEY,
        _KEY.replace("ci", "deploy"),
        {UPDATE: "admin-api-keys-delete"},
        "admin_api_key",
        key_file="<folder>/key",
        variant="the rotated key",
    ),
)
