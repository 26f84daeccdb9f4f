"""Models: the service's own until the day they end, and the project's fine-tuned ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.model_permissions import permission
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.generation.model_catalog import MODELS, Model, base, is_shut, unix_time
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, forbidden, model_not_found
from fjcorp_openai.emulator.http.paging import public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("models")


def _shown(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "object": "model",
        "created": unix_time(model.created),
        "owned_by": "openai" if model.id.startswith(("gpt-4-", "gpt-3.5-turbo")) else "system",
        "shutdown_date": model.shutdown_date or None,
    }


def _shown_tuned(model: dict[str, Any], known: Model) -> dict[str, Any]:
    """Return a fine-tuned model, which ends with its base."""
    return public(model) | {"shutdown_date": known.shutdown_date or None}


def tuned_model(context: Context, model: str) -> dict[str, Any] | None:
    """Return a fine-tuned model of the project (store family ``model``), or None.

    Its members are the API's plus what its family keeps under ``_``; a name with ``:ckpt-step-…`` is one too.
    """
    return context.store.get("model", model, context.project_id)


def find_model(context: Context, model: str | None, kind: str = "") -> Model:
    """Return a model that the project may use.

    Args:
        context: The emulator, on behalf of a project.
        model: Its name; a fine-tuned one's too.
        kind: ``chat``, ``embedding``, ``moderation``, ``image``, ``speech`` or ``transcription``; "" for any.

    Raises:
        ApiError: 404, it is unknown, shut, or out of the project's reach; 400, of another kind or not
            named.
    """
    if not model:
        raise bad_request("you must provide a model parameter", "model", "missing_required_parameter")
    if model.startswith("ft:"):
        known = MODELS.get(base(model))
        found = None if known is None or tuned_model(context, model) is None else known
    else:
        found = MODELS.get(model)
    if found is None or not permission(context, context.project_id)(model):
        raise model_not_found(model)
    if is_shut(found, context.now):
        raise ApiError(
            404,
            f"The model `{model}` has been deprecated, learn more here: "
            "https://platform.openai.com/docs/deprecations",
            code="model_not_found",
            param="model",
        )
    if kind and found.kind != kind:
        raise bad_request(
            f"The model `{model}` cannot be used for this operation.", "model", "unsupported_model"
        )
    return found._replace(id=model)


@family.operation("listModels")
def list_models(request: Request) -> dict[str, Any]:
    """GET /models: no pages; shut models are not in it."""
    now, permitted = request.now, permission(request, request.project_id)
    served = [_shown(each) for each in MODELS.values() if not is_shut(each, now) and permitted(each.id)]
    tuned = [
        _shown_tuned(each, known)
        for each in request.store.all("model", parent=request.project_id)
        if (known := MODELS.get(base(each["id"]))) and not is_shut(known, now)
    ]
    return {"object": "list", "data": served + tuned}


@family.operation("retrieveModel")
def retrieve_model(request: Request) -> dict[str, Any]:
    """GET /models/{model}."""
    name = request.path["model"]
    found = find_model(request, name)
    tuned = tuned_model(request, name) if name.startswith("ft:") else None
    if tuned is not None:
        return _shown_tuned(tuned, found)
    return _shown(found)


@family.operation("deleteModel")
def delete_model(request: Request) -> dict[str, Any]:
    """DELETE /models/{model}: fine-tuned ones only, by an owner of the organization."""
    name = request.path["model"]
    if not name.startswith("ft:"):
        find_model(request, name)
        raise forbidden(
            "You have insufficient permissions for this operation: only fine-tuned models can be deleted."
        )
    if tuned_model(request, name) is None:
        raise model_not_found(name)
    user = request.store.get("user", request.principal.user_id)
    if user is None or user["role"] != "owner":
        raise forbidden("You have insufficient permissions for this operation: it needs an owner's API key.")
    request.store.delete("model", name, request.project_id)
    return {"id": name, "object": "model", "deleted": True}
