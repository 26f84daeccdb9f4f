"""Tools that a model may use while it makes a response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.validators import (
    between,
    exactly_one_of,
    json_object,
    length,
    matches,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.resources.generation import CUSTOM_TOOL, FUNCTION, USER_LOCATION, with_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KINDS = (
    "function",
    "file_search",
    "web_search",
    "code_interpreter",
    "image_generation",
    "mcp",
    "custom",
)
CONNECTORS = (
    "dropbox",
    "gmail",
    "googlecalendar",
    "googledrive",
    "microsoftteams",
    "outlookcalendar",
    "outlookemail",
    "sharepoint",
)

_FILE_SEARCH: dict[str, Attribute] = {
    "vector_store_ids": required(list_of(STRING), "Ids of the stores that are searched.", length(1)),
    "max_num_results": optional(NUMBER, "Most results, from 1 to 50.", whole(), between(1, 50)),
    "filters": optional(
        STRING,
        "Condition on the attributes of files, as JSON text: `eq`, `ne`, `gt`, `gte`, `lt`, `lte`, `in` and "
        "`nin`, joined by `and` and `or`.",
        json_object(),
    ),
    "ranking_options": optional(
        Nested(
            "single",
            {
                "ranker": optional(
                    STRING, "The ranker: `auto` or a dated one.", one_of("auto", "default-2024-11-15")
                ),
                "score_threshold": optional(NUMBER, "Least score of a result, from 0 to 1.", between(0, 1)),
                "hybrid_search": optional(
                    Nested(
                        "single",
                        {
                            "embedding_weight": required(NUMBER, "Weight of the meaning.", between(0)),
                            "text_weight": required(NUMBER, "Weight of the words.", between(0)),
                        },
                    ),
                    "How much meaning and words count.",
                ),
            },
        ),
        "How results are ranked.",
    ),
}
_WEB_SEARCH: dict[str, Attribute] = {
    "search_context_size": optional(
        STRING,
        "How much of the found pages the model reads: `low`, `medium` or `high`.",
        one_of("low", "medium", "high"),
    ),
    "allowed_domains": optional(
        list_of(STRING), "Domains that are searched, with those below them.", length(1, 100)
    ),
    "external_web_access": optional(BOOL, "Whether live pages are fetched, and not only cached ones."),
    "user_location": optional(USER_LOCATION, "Approximate location of the user."),
}
_CODE_INTERPRETER: dict[str, Attribute] = {
    "container": optional(STRING, "Id of a container (`cntr_...`); the API makes one when it is not set."),
    "file_ids": optional(list_of(STRING), "Ids of files that are put into the new container.", length(1)),
    "memory_limit": optional(
        STRING,
        "Memory of the new container: `1g`, `4g`, `16g` or `64g`.",
        one_of("1g", "4g", "16g", "64g"),
    ),
}
_IMAGE_GENERATION: dict[str, Attribute] = {
    "model": optional(STRING, "Image model, such as `gpt-image-2`.", not_blank("the name of a model")),
    "action": optional(
        STRING, "What is done: `generate`, `edit` or `auto`.", one_of("generate", "edit", "auto")
    ),
    "size": optional(
        STRING,
        "Width and height, such as `1024x1024`, or `auto`.",
        matches(r"auto|[1-9]\d{1,3}x[1-9]\d{1,3}", "a size such as 1024x1024, or auto"),
    ),
    "quality": optional(
        STRING,
        "Quality: `low`, `medium`, `high`, `xhigh`, `max` or `auto`, as far as the model knows them.",
        one_of("low", "medium", "high", "xhigh", "max", "auto"),
    ),
    "background": optional(
        STRING,
        "Background: `transparent`, `opaque` or `auto`.",
        one_of("transparent", "opaque", "auto"),
    ),
    "output_format": optional(
        STRING,
        "Format of the file: `png`, `webp`, `jpeg`, `gif` or `svg`, as far as the model knows them.",
        one_of("png", "webp", "jpeg", "gif", "svg"),
    ),
    "output_compression": optional(
        NUMBER, "Compression of `webp` and `jpeg`, from 0 to 100.", whole(), between(0, 100)
    ),
    "moderation": optional(STRING, "Strictness: `auto` or `low`.", one_of("auto", "low")),
    "input_fidelity": optional(
        STRING, "How closely to keep to images in the input: `high` or `low`.", one_of("high", "low")
    ),
}
_MCP: dict[str, Attribute] = {
    "server_label": required(STRING, "Name of the server in calls.", not_blank("a name")),
    "server_url": optional(STRING, "Address of the server.", matches(r"https?://\S+", "an address")),
    "connector_id": optional(
        STRING,
        "Id of a connector of OpenAI, such as `connector_googledrive`.",
        one_of(*(f"connector_{each}" for each in CONNECTORS)),
    ),
    "server_description": optional(STRING, "What the server is for, for the model."),
    "authorization_env": optional(
        STRING,
        "Environment variable with the OAuth token, such as `MCP_CRM_TOKEN`. The token is sent and kept "
        "nowhere; another one makes no new call.",
        matches(r"MCP_[A-Z0-9_]+", "the name of a variable that begins with MCP_"),
    ),
    "allowed_tools": optional(list_of(STRING), "Names of the tools that the model may use."),
    "require_approval": optional(
        STRING,
        "Whether each use waits for an `mcp_approval_response`: `always`, the API's default, or `never`.",
        one_of("always", "never"),
    ),
}
_MCP_RULE = exactly_one_of("server_url", "connector_id")
_OF_KIND: dict[str, tuple[dict[str, Attribute], str, Sequence[Any]]] = {
    "function": (
        {
            **FUNCTION,
            "strict": optional(
                BOOL, "Hold the model to the schema exactly. Default: true, as the API has it."
            ),
        },
        "A function. Its calls are in `tool_calls`.",
        (),
    ),
    "file_search": (_FILE_SEARCH, "Search in vector stores.", ()),
    "web_search": (_WEB_SEARCH, "Search in the web.", ()),
    "code_interpreter": (_CODE_INTERPRETER, "Python in a container of OpenAI.", ()),
    "image_generation": (_IMAGE_GENERATION, "An image model; its images are written to files.", ()),
    "mcp": (_MCP, "Tools of an MCP server.", (_MCP_RULE,)),
    "custom": (CUSTOM_TOOL, "A tool that takes free text. Its calls are in `tool_calls`.", ()),
}

TOOLS = Nested(
    "list",
    {
        kind: optional(Nested("single", attributes), words, *rules)
        for kind, (attributes, words, rules) in _OF_KIND.items()
    },
)
"""Tools, each of one kind: the one attribute that is set."""
TOOL_RULES = (length(1), exactly_one_of(*KINDS))
_NAME_OF_KIND = {"function": "name", "custom": "name", "mcp": "server_label"}
"""By which member a tool of a kind is chosen; another is chosen by its kind."""


def kind_of(tool: Mapping[str, Any]) -> str:
    """Return the kind of a tool."""
    return next(kind for kind in KINDS if tool[kind] is not None)


def api_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool as the API takes it; `with_tokens` puts in the OAuth token of an MCP server."""
    kind = kind_of(tool)
    values = dict(tool[kind])
    match kind:
        case "function":
            strict = values["strict"]
            values = {**with_json(values, "parameters"), "strict": True if strict is None else strict}
        case "file_search":
            values = with_json(values, "filters")
        case "web_search":
            domains, place = values.pop("allowed_domains"), values["user_location"]
            values["filters"] = None if domains is None else {"allowed_domains": domains}
            values["user_location"] = None if place is None else {"type": "approximate", **place}
        case "code_interpreter":
            container = values.pop("container")
            values = {"container": container if container is not None else {"type": "auto", **values}}
        case "custom":
            if (form := values["format"]) is not None and form["type"] == "text":
                values["format"] = {"type": "text"}
    return {"type": kind, **values}


def with_tokens(body: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the body of a call with the OAuth tokens of MCP servers in it; it is sent at once, and not kept.

    Args:
        body: A body of `request_body`.
        environment: Where the tokens are.

    Raises:
        ProviderError: The environment lacks one.
    """
    if "tools" not in body:
        return dict(body)
    return {**body, "tools": [_with_token(each, environment) for each in body["tools"]]}


def _with_token(tool: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    sent = dict(tool)
    name = sent.pop("authorization_env", None)
    if name is None:
        return sent
    if not (token := environment.get(name)):
        raise ProviderError(
            f"The environment variable {name} is not set",
            "The OAuth token of an MCP server is read from it when the call is made. Nothing was called.",
        )
    return {**sent, "authorization": token}


def api_tool_choice(choice: str | None, tools: Iterable[Mapping[str, Any]]) -> Any:
    """Return `tool_choice` as the API takes it.

    Args:
        choice: `none`, `auto`, `required`, a kind of a hosted tool, or the name of a function, a custom tool
            or an MCP server.
        tools: The tools as the API takes them: those of the call, or of the definition that it uses.
    """
    if choice in (None, "none", "auto", "required"):
        return choice
    for tool in tools:
        name = _NAME_OF_KIND.get(tool["type"])
        if name is not None and tool[name] == choice:
            return {"type": tool["type"], name: choice}
    return {"type": choice} if choice in KINDS else {"type": "function", "name": choice}
