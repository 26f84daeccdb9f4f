"""`openai_project_service_tier_settings`: which service tiers the calls of a project may ask for.

Operations: GET and POST /organization/projects/{project_id}/service_tier_settings. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING, set_of
from fjcorp_openai.provider.protocol.validators import each_element, one_of
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.project_scope import project_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALL = "all"
TIERS = ("flex", "fast", "ultrafast")
"""The tiers beside the standard one, which every project has."""
DEFAULTS = ("standard", "fast", "scale")


class ProjectServiceTierSettings(Setting):
    """The tiers of a project; destroying puts back what was set before."""

    type_name = "openai_project_service_tier_settings"
    noun = "service tiers of project"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            "default": Attribute(
                STRING,
                "Tier of calls that name none, or `auto`: `standard`, `fast` or `scale`. Left as it is while "
                "unset.",
                optional=True,
                computed=True,
                stable=True,
                validators=[one_of(*DEFAULTS)],
            ),
            "enabled_tiers": Attribute(
                set_of(STRING),
                "Tiers that calls may ask for beside `standard`: `flex`, `fast`, `ultrafast`; or `all` "
                "alone, which counts for tiers to come as well. Empty: no other. Left as it is while unset.",
                optional=True,
                computed=True,
                stable=True,
                validators=[each_element(one_of(ALL, *TIERS))],
            ),
        },
        description="Which service tiers the calls of a project may ask for, and which one they get. "
        "Destroying puts back what was set before.",
    )
    path = "service_tier_settings"
    fields = ("default", "enabled_tiers")
    deletable = False

    def validate(self, config: dict[str, Any]) -> Iterator[Diagnostic]:
        """Refuse `all` beside single tiers, and a default that is not among the tiers."""
        tiers = config["enabled_tiers"]
        if tiers is None or not is_known(tiers):
            return
        if ALL in tiers and len(tiers) > 1:
            yield Diagnostic("error", "Wrong combination", '"all" stands alone.', ("enabled_tiers",))
        elif config["default"] == "fast" and not {ALL, "fast"} & set(tiers):
            detail = 'The default tier "fast" is not among enabled_tiers.'
            yield Diagnostic("error", "Wrong combination", detail, ("default",))

    def body(self, values: Mapping[str, Any]) -> Values:
        """Return what is sent: the word `all`, or the tiers."""
        body = super().body(values)
        if body.get("enabled_tiers") == [ALL]:
            body["enabled_tiers"] = ALL
        return body

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state that an answer describes."""
        tiers = answer["enabled_tiers"]
        return super().to_state({**answer, "enabled_tiers": [ALL] if tiers == ALL else tiers}, known)
