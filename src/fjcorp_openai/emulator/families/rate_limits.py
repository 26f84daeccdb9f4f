"""Rate limits of a project: one fixed row for each model it may use, at most what the organization has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.model_permissions import permission
from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.generation.model_catalog import MODELS, Model, is_shut
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page_of
from fjcorp_openai.emulator.state.organization import project_named

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request
    from fjcorp_openai.emulator.state.store import Store

family = Family("rate_limits")

_REQUESTS = "max_requests_per_1_minute"
_TOKENS = "max_tokens_per_1_minute"
_IMAGES = "max_images_per_1_minute"
_AUDIO = "max_audio_megabytes_per_1_minute"
_DAILY = "max_requests_per_1_day"
BATCH_TOKENS = "batch_1_day_max_input_tokens"
"""Limit of the prompts that batches of a model may hold at a time."""

_ORGANIZATION: dict[str, dict[str, int]] = {
    "chat": {_REQUESTS: 10_000, _TOKENS: 30_000_000, BATCH_TOKENS: 15_000_000_000},
    "completion": {_REQUESTS: 3_500, _TOKENS: 90_000},
    "embedding": {_REQUESTS: 10_000, _TOKENS: 10_000_000, BATCH_TOKENS: 4_000_000_000},
    "moderation": {_REQUESTS: 1_000, _TOKENS: 150_000, _DAILY: 1_000_000},
    "image": {_REQUESTS: 10_000, _TOKENS: 8_000_000, _IMAGES: 250},
    "speech": {_REQUESTS: 10_000, _TOKENS: 8_000_000},
    "transcription": {_REQUESTS: 10_000, _TOKENS: 6_000_000, _AUDIO: 2_000},
}
"""What the organization has by kind of model; a limit that is missing does not exist for the kind."""


def organization_limits(model: Model) -> dict[str, int]:
    """Return the organization's limits of a model; small models have five times the tokens."""
    limits = dict(_ORGANIZATION[model.kind])
    if model.kind == "chat" and any(part in model.id for part in ("-mini", "-nano")):
        limits[_TOKENS] *= 5
    return limits


def models_of(context: Context, project_id: str) -> list[Model]:
    """Return the models that a project may use now, in the order of their names."""
    allowed = permission(context, project_id)
    return sorted(each for each in MODELS.values() if not is_shut(each, context.now) and allowed(each.id))


def row_id(model: Model) -> str:
    """Return the id of a model's row, the same in every project."""
    return f"rl-{model.id}"


def row(model: Model, changed: dict[str, Any] | None) -> dict[str, Any]:
    """Return the row of a model, as the API shows it, from what was changed."""
    return {
        "object": "project.rate_limit",
        "id": row_id(model),
        "model": model.id,
        **organization_limits(model),
        **(changed or {}),
    }


def limits_of(store: Store, project_id: str, model: Model) -> dict[str, Any]:
    """Return the row of a model in a project."""
    return row(model, store.get("rate_limit", row_id(model), project_id))


def change(context: Context, project_id: str, model: Model, limits: dict[str, int]) -> dict[str, Any]:
    """Change limits of a model in a project and return the row.

    Raises:
        ApiError: 400, a limit that the model does not have, a negative one, or one above the organization's.
    """
    highest = organization_limits(model)
    for name, value in limits.items():
        if name not in highest:
            raise bad_request(f"The model {model.id} has no limit '{name}'.", name, "invalid_value")
        if value < 0:
            raise bad_request(f"Invalid '{name}': must not be negative.", name, "integer_below_min_value")
        if value > highest[name]:
            raise bad_request(
                f"Invalid '{name}': {value} is above the organization's limit of {highest[name]}.",
                name,
                "rate_limit_exceeds_organization_limit",
            )
    id_ = row_id(model)
    kept = context.store.get("rate_limit", id_, project_id)
    changed = {"id": id_, **(kept or {}), **limits}
    if kept is None:
        context.store.insert("rate_limit", id_, changed, parent=project_id)
    else:
        context.store.replace("rate_limit", id_, changed, project_id)
    return row(model, changed)


@family.operation("list-project-rate-limits")
def list_rate_limits(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/rate_limits."""
    project = find_project(request, request.path["project_id"], active=True)
    changed = {each["id"]: each for each in request.store.all("rate_limit", parent=project["id"])}
    rows = [row(model, changed.get(row_id(model))) for model in models_of(request, project["id"])]
    return page_of(request, rows, default=100)


@family.operation("update-project-rate-limits")
def update_rate_limit(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/rate_limits/{rate_limit_id}: what is not named stays."""
    project = find_project(request, request.path["project_id"], active=True)
    id_ = request.path["rate_limit_id"]
    for model in models_of(request, project["id"]):
        if id_ == row_id(model):
            changed = change(request, project["id"], model, request.body)
            request.emit("rate_limit.updated", project["id"], id=id_, changes_requested=request.body)
            return changed
    raise not_found("rate limit", id_, "rate_limit_id")


@family.seeder("rate_limits", after=("projects",))
def seed_rate_limits(context: Context, rows: list[dict[str, Any]]) -> None:
    """Change limits: ``[{project: name or id, model, max_requests_per_1_minute?, …}]``."""
    for each in rows:
        limits = {name: value for name, value in each.items() if name not in {"project", "model"}}
        change(context, project_named(context, each["project"])["id"], MODELS[each["model"]], limits)
