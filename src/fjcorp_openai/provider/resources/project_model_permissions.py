"""`openai_project_model_permissions`: which models a project may use.

Operations: GET, POST and DELETE /organization/projects/{project_id}/model_permissions; GET /models shows
which names are unknown or about to be shut, where a project key is set. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING, set_of
from fjcorp_openai.provider.protocol.validators import length, one_of
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.project_scope import project_id

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class ProjectModelPermissions(Setting):
    """A list of models that are allowed, or of those that are not; destroying it allows all."""

    type_name = "openai_project_model_permissions"
    noun = "model permissions of project"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            "mode": Attribute(
                STRING,
                "`allow_list`: these models and no others; `deny_list`: all models but these.",
                required=True,
                validators=[one_of("allow_list", "deny_list")],
            ),
            "model_ids": Attribute(
                set_of(STRING),
                "Names of the models. A fine-tuned model goes with its base.",
                required=True,
                validators=[length(1)],
            ),
        },
        description="Which models the project may use. Destroying it allows all models again.",
    )
    path = "model_permissions"
    fields = ("mode", "model_ids")

    def plan(self, plan: Plan, context: Context) -> None:
        """Warn of models that nobody knows, and of those that are shut soon."""
        super().plan(plan, context)
        wanted = plan.proposed.get("model_ids")
        if plan.is_destroy or not wanted or not is_known(wanted) or not plan.changed("model_ids"):
            return
        models = context.api.models
        standings = [each for name in sorted(wanted) if (each := models.standing(name))]
        if absent := [each.name for each in standings if not each.known]:
            plan.warn(
                f"Unknown to GET /models: {', '.join(absent)}",
                "Check the spelling. The list holds what the project key in use can see.",
            )
        ending = [f"{each.name} ({each.shutdown_date})" for each in standings if each.ended or each.ends_soon]
        if ending and plan.proposed["mode"] == "allow_list":
            plan.warn(f"To be shut: {', '.join(ending)}", "Allow their successors in time.")
