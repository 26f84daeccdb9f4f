"""The schema of `openai_batch`."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.provider.lifecycles.job import wait
from fjcorp_openai.provider.lifecycles.managed import deletion_protection, identifier
from fjcorp_openai.provider.lifecycles.one_shot import triggers
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, computed, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of, object_of
from fjcorp_openai.provider.protocol.validators import (
    between,
    each_element,
    each_key,
    json_object,
    length,
    matches,
    not_blank,
    one_of,
    whole,
)

ENDPOINTS = (
    "/v1/responses",
    "/v1/chat/completions",
    "/v1/embeddings",
    "/v1/completions",
    "/v1/moderations",
    "/v1/images/generations",
    "/v1/images/edits",
)
MOST_METADATA = 15
"""The API takes 16; one of them is the mark that a batch is known again by."""
MOST_ROUNDS = 10

COUNTS = object_of(dict.fromkeys(("total", "completed", "failed", "cancelled"), NUMBER))
USAGE = object_of(
    {
        "input_tokens": NUMBER,
        "input_tokens_details": object_of({"cached_tokens": NUMBER}),
        "output_tokens": NUMBER,
        "output_tokens_details": object_of({"reasoning_tokens": NUMBER}),
        "total_tokens": NUMBER,
    }
)
BATCH = object_of(
    {
        "id": STRING,
        "status": STRING,
        "round": NUMBER,
        "first": NUMBER,
        "count": NUMBER,
        "completed": NUMBER,
        "failed": NUMBER,
        "input_file_id": STRING,
        "output_file_id": STRING,
        "error_file_id": STRING,
        "created_at": NUMBER,
        "expires_at": NUMBER,
        "usage": USAGE,
    }
)
ERROR = object_of({"batch_id": STRING, "code": STRING, "message": STRING, "line": NUMBER, "param": STRING})


def _input(kind: Any, description: str, *validators: Any) -> Attribute:
    return Attribute(kind, description, optional=True, validators=validators)


ATTRIBUTES = {
    "id": identifier("Id of the batch (`batch_...`); of the first one, where the requests are split."),
    "endpoint": Attribute(
        STRING,
        f"Endpoint that all requests go to: {', '.join(f'`{each}`' for each in ENDPOINTS)}.",
        required=True,
        validators=[one_of(*ENDPOINTS)],
    ),
    "input_file_id": _input(
        STRING,
        "Id of an uploaded file of purpose `batch` with the requests, one line of JSON each. Give this, "
        "`requests`, `requests_file`, or `template` with `rows_file`.",
        not_blank("an id of a file"),
    ),
    "input_file_path": _input(
        STRING,
        "Path of a local copy of the file of `input_file_id`. By it a plan checks the requests, and reckons "
        "what they cost, before the file is uploaded.",
        not_blank("a path"),
    ),
    "requests": _input(
        STRING, "The requests: a JSON object with the body of each by its `custom_id`.", json_object()
    ),
    "requests_file": _input(
        STRING,
        "Path of a local JSONL file with the requests, as the API takes it: `custom_id`, `method`, `url` and "
        "`body` in each line. It may hold more than one batch takes.",
        not_blank("a path"),
    ),
    "template": _input(
        STRING,
        "Body of each request as a JSON object, with `{column}` in its texts for the values of a row of "
        "`rows_file`. Double the braces for the text `{column}` itself; other braces mean nothing.",
        json_object(),
    ),
    "rows_file": _input(
        STRING,
        "Path of a local file with one row for each request: CSV with a header, or JSONL. A column "
        "`custom_id` names the requests; without one they are `row-1`, `row-2` and so on.",
        matches(r".*\.([Cc][Ss][Vv]|[Jj][Ss][Oo][Nn][Ll])", "a path that ends in .csv or .jsonl"),
    ),
    "assistant": _input(
        STRING,
        "Definition of an assistant, as `openai_assistant` has it in `definition`: what it says of a body "
        "that `requests` or `template` do not. For the endpoint `/v1/responses`.",
        json_object(),
    ),
    "completion_window": Attribute(
        STRING,
        "Time within which the API executes the requests; what it has not executed by then expires.",
        default="24h",
        validators=[one_of("24h")],
    ),
    "metadata": _input(
        map_of(STRING),
        f"Up to {MOST_METADATA} texts to find the batch by at the API. A change counts for batches made "
        "later.",
        length(0, MOST_METADATA),
        each_key(length(1, 64)),
        each_element(length(0, 512)),
    ),
    "output_expires_after": _input(
        Nested(
            "single",
            {
                "seconds": Attribute(
                    NUMBER,
                    "Seconds after the anchor, from 3600 (one hour) to 2592000 (30 days).",
                    required=True,
                    validators=[whole(), between(3600, 2_592_000)],
                ),
                "anchor": Attribute(
                    STRING,
                    "What the time counts from; the API knows `created_at`, the time the file was made.",
                    default="created_at",
                    validators=[one_of("created_at")],
                ),
            },
        ),
        "When the API deletes the files with the results. Unset: after 30 days.",
    ),
    "results_file": _input(
        STRING,
        "Path of a local file to write the results to, as JSONL of mode 0600: one line for each request, in "
        "the order of the requests, with `custom_id`, `ok`, `status_code`, `response` and `error`. It is "
        "written whole when all batches have ended, written again when it is missing, and stays when the "
        "batch is destroyed.",
        not_blank("a path"),
    ),
    "split": Attribute(
        BOOL,
        "Split requests that are too many or too large for one batch into several. Otherwise they are an "
        "error.",
        default=True,
    ),
    "retry_failed": Attribute(
        NUMBER,
        "How often to send the requests that failed or expired again, in a batch of their own. What somebody "
        "cancelled is not sent again.",
        default=0,
        validators=[whole(), between(0, MOST_ROUNDS)],
    ),
    "tolerate_failed_pct": Attribute(
        NUMBER,
        "Percentage of requests that may fail. With more, `within_tolerance` is false, and the module "
        "`batch` fails.",
        default=100,
        validators=[between(0, 100)],
    ),
    "delete_outputs": Attribute(
        BOOL,
        "Delete the files with the results at the API when the batch is destroyed. The input files that were "
        "made for it go in any case.",
        default=False,
    ),
    "triggers": triggers(),
    "wait": wait(),
    "deletion_protection": deletion_protection("Its requests were paid for; another batch pays again."),
    "digest": result(
        STRING,
        "SHA-256 of endpoint, requests and triggers. Another digest makes other batches, which are paid for.",
    ),
    "assistant_version": computed(STRING, "SHA-256 of the assistant's definition: the version that answers."),
    "request_count": result(
        NUMBER, "Number of requests; null as long as those of `input_file_id` were not counted."
    ),
    **paid_attributes(),
    "model": result(STRING, "Model of all requests."),
    "status": computed(
        STRING,
        "State of the batch: `validating`, `in_progress`, `finalizing`, `completed`, `expired`, "
        "`cancelling`, `cancelled` or `failed`. `queued` is one that waits here for others to end.",
    ),
    "batches": computed(
        list_of(BATCH),
        "The batches at the API: `round` 0 holds all requests, each further round those that failed or "
        "expired in the rounds before. A batch holds `count` requests, from number `first` of its round on.",
    ),
    "request_counts": computed(
        COUNTS, "Number of requests, and how many of them were completed, failed or were cancelled."
    ),
    "within_tolerance": computed(
        BOOL, "Whether no more requests failed than `tolerate_failed_pct` says; null until all have ended."
    ),
    "output_file_id": computed(STRING, "File with the answers, where there is one batch; see `batches`."),
    "error_file_id": computed(
        STRING, "File with the requests that failed, where there is one batch; see `batches`."
    ),
    "results_sha256": computed(STRING, "SHA-256 of what was written to `results_file`, in hexadecimal."),
    "usage": computed(USAGE, "Tokens used, as far as the API says."),
    "errors": computed(list_of(ERROR), "Why batches failed."),
    "created_at": result(NUMBER, "Time of the first batch, in Unix seconds."),
    "expires_at": computed(NUMBER, "Time at which what is not executed expires, in Unix seconds."),
}


def added_up(values: list[Any]) -> Any:
    """Return numbers, or objects of numbers, added up; what is null counts nothing."""
    given = [each for each in values if each is not None]
    if given and isinstance(given[0], dict):
        return {name: added_up([each.get(name) for each in given]) for name in given[0]}
    return sum(given) if given else None
