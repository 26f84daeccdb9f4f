"""Errors of the API client.

```
OpenAIError
├── ConfigurationError       a setting is wrong; nothing was sent
│   ├── MissingKey           the call needs a key that is not set
│   ├── WrongKeyKind         an admin key in place of a project key, or the reverse
│   └── SubjectTokenError    the workload that is to sign in has no token
├── Stopped                  the caller asked the client to stop while it waited
├── WaitTooLong              the API's limits would make a call wait longer than it may
├── ConnectionFailed         the API was not reached, or a repeatable call was cut off
│   └── Timeout              no answer in time to a repeatable call
├── AnswerLost               sent, but no answer came: the API may or may not have done it
├── UploadInterrupted        not all parts of a large file were sent; the next run sends the others
├── MalformedAnswer          an answer that is not the API's (a proxy's page, an endless list)
├── AmbiguousCreate          two objects could be the one that an interrupted create made
├── NotYetVisible            made just now, and not seen since: a list that lags is no proof that it is gone
└── ApiStatusError           the API refused: status, code, type, param, message, request id
    ├── BadRequest           400, 405, 413, 415, 422
    │   ├── Archived         400: the object, or the project that it belongs to, is archived
    │   └── Locked           400: another call works on the object; a later try can succeed
    ├── Unauthorized         401
    │   └── SignInRefused    the identity of a workload is not accepted
    ├── Forbidden            403
    ├── NotFound             404, 410: the API itself says that this very object is not there
    ├── UnattributedNotFound 404, 410 of anybody else, or about something else: proves nothing
    ├── Conflict             409
    ├── RateLimited          429, worth a later try
    ├── QuotaExceeded        429, the money is spent: never tried again
    └── ServerError          5xx, 408
```

No error holds a key, a request or a header: not in its text, its attributes or its chain.
"""

from __future__ import annotations

import re
from typing import Self

from fjcorp_openai.api.absence import OWN
from fjcorp_openai.api.secret import Secret, revealed

_KEY = re.compile(r"\b(?:sk|sess)-[A-Za-z0-9_*.\-]{3,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")

_CHECK = (
    "; this is no proof that anything is gone, so all stays as it is. Check base_url (environment variable "
    "OPENAI_BASE_URL), which ends in /v1, and any proxy on the way"
)

QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})

LOCKED_CODES = frozenset({"conversation_locked"})


def without_keys(text: str, *keys: Secret | str | None) -> str:
    """Return text with every API key and token (JWT) in it replaced by `***`.

    Args:
        text: any message, for example one the API sent.
        keys: keys known to the caller, removed literally whatever they look like.
    """
    for key in keys:
        if key:
            text = text.replace(revealed(key) or "", "***")
    return _KEY.sub("***", text)


class OpenAIError(Exception):
    """Base of every error of the client."""

    def __copy__(self) -> Self:
        """Return the same error for another thread, without traceback and chain."""
        twin = type(self).__new__(type(self), *self.args)
        twin.__dict__.update(self.__dict__)
        return twin


class ConfigurationError(OpenAIError):
    """A setting is wrong; nothing was sent."""


class MissingKey(ConfigurationError):  # noqa: N818
    """The call needs a key that is not set."""


class WrongKeyKind(ConfigurationError):  # noqa: N818
    """An admin key stands where a project key belongs, or the reverse."""


class SubjectTokenError(ConfigurationError):
    """The workload that is to sign in has no token: nothing was sent."""


class Stopped(OpenAIError):  # noqa: N818
    """The caller asked the client to stop while it waited."""


class WaitTooLong(OpenAIError):  # noqa: N818
    """The API's limits would make a call wait longer than it may; it was not sent."""


class ConnectionFailed(OpenAIError):  # noqa: N818
    """The API was not reached, or a call that may be repeated was cut off each time."""


class Timeout(ConnectionFailed):
    """A call that may be repeated got no answer in time."""


class AnswerLost(OpenAIError):  # noqa: N818
    """A call was sent and its answer lost: the API may or may not have carried it out."""


class UploadInterrupted(OpenAIError):  # noqa: N818
    """Not all parts of a large file were sent, and no file was made; the next run sends the others."""


class MalformedAnswer(OpenAIError):  # noqa: N818
    """An answer that is not the API's."""


class AmbiguousCreate(OpenAIError):  # noqa: N818
    """Several objects could be the one that an interrupted create made.

    Attributes:
        ids: the ids of these objects.
    """

    def __init__(self, message: str, ids: list[str]) -> None:
        """Keep the ids beside the message."""
        super().__init__(message)
        self.ids = ids


class NotYetVisible(OpenAIError):  # noqa: N818
    """An object that was made just now is not shown yet.

    Lists, and reads of one object, may come from copies that lag behind the writes.
    """


class ApiStatusError(OpenAIError):
    """The API refused a call.

    Attributes:
        status: HTTP status.
        code: the API's `error.code`, or an empty string.
        type: the API's `error.type`, or an empty string.
        param: the input the API complains about, or an empty string.
        message: the API's words, without keys.
        request_id: what OpenAI's support asks for, or an empty string.
        operation: method and path, for example `GET /files`.
        retry_after: seconds the API asked to wait, None when it did not say.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "",
        type: str = "",  # noqa: A002
        param: str = "",
        request_id: str = "",
        operation: str = "",
        retry_after: float | None = None,
        hint: str = "",
    ) -> None:
        """Compose the text a user reads; a hint comes last."""
        self.status = status
        self.message = message
        self.code = code
        self.type = type
        self.param = param
        self.request_id = request_id
        self.operation = operation
        self.retry_after = retry_after
        details = [f"{name} {value}" for name, value in (("parameter", param), ("code", code)) if value]
        details.append(f"request id {request_id}" if request_id else "no request id")
        super().__init__(f"{operation} answered {status}: {message} ({', '.join(details)}){hint}")


class BadRequest(ApiStatusError):  # noqa: N818
    """400, 405, 413, 415, 422: the call is wrong."""


class Archived(BadRequest):
    """400: the object of the call, or the project that it belongs to, is archived."""


class Locked(BadRequest):
    """400: another call works on the object, such as a response on its conversation; nothing was done.

    It passes by waiting. The code is `conversation_locked`.
    """

    def after(self, seconds: float) -> Self:
        """Return the error for a lock that outlasted all tries; `seconds` is how long they waited."""
        twin = self.__copy__()
        advice = (
            f"It was still locked after {seconds:.0f} s of waiting, and nothing was written: a response is "
            "being made for it. Wait until that has ended, or cancel it, and run again; max_wait says how "
            "long a call waits."
        )
        twin.args = (f"{self}. {advice}",)
        return twin


class Unauthorized(ApiStatusError):  # noqa: N818
    """401: the key is not accepted."""


class SignInRefused(Unauthorized):
    """The identity of a workload is not accepted: by its token, provider or federation rule."""


class Forbidden(ApiStatusError):  # noqa: N818
    """403: the key may not do this."""


class NotFound(ApiStatusError):  # noqa: N818
    """404, 410, proven: the API's own error object says that the object of the call is not there."""


class UnattributedNotFound(ApiStatusError):  # noqa: N818
    """404, 410 of a proxy or a wrong address, of a list, or about something else: nothing is gone by it.

    Attributes:
        parent: path of what the API says is not there in the object's place, such as its project; nothing
            when the API says no such thing.
    """

    parent: str = ""

    def proven(self) -> NotFound:
        """Return the error for a parent that is proven to be gone, and all that belongs to it with it."""
        twin = NotFound.__new__(NotFound, *self.args)
        twin.__dict__.update(self.__dict__)
        twin.args = self.args
        return twin


class Conflict(ApiStatusError):  # noqa: N818
    """409: the object is in a state that forbids the call."""

    @property
    def is_lock(self) -> bool:
        """Whether another call holds the object, so that a later try can succeed."""
        return "lock" in f"{self.code} {self.type} {self.message}".lower()


class RateLimited(ApiStatusError):  # noqa: N818
    """429: too many calls; a later try can succeed."""


class QuotaExceeded(ApiStatusError):  # noqa: N818
    """429: the quota or the budget is used up; waiting does not help."""


class ServerError(ApiStatusError):
    """5xx and 408: the API failed."""


GONE = (NotFound, Archived)
"""What the API refuses with when an object is not there any more, or its project is not."""

ALREADY_THERE = (BadRequest, Conflict)
"""What the API may refuse with when that which is to be made is there already."""

_BY_STATUS: dict[int, type[ApiStatusError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    408: ServerError,
    409: Conflict,
    410: NotFound,
    429: RateLimited,
}


def status_error(
    status: int,
    body: object,
    *,
    operation: str,
    request_id: str = "",
    retry_after: float | None = None,
    hint: str = "",
    keys: tuple[Secret | str | None, ...] = (),
    content_type: str = "",
    missing: str = OWN,
) -> ApiStatusError:
    """Make the error that fits an answer.

    Args:
        status: HTTP status of the answer.
        body: the decoded JSON body, or its text when it is not JSON.
        operation: method and path.
        request_id: from the `x-request-id` header.
        retry_after: seconds, from the headers.
        hint: what the user may look at, added to the text.
        keys: removed from the API's words.
        content_type: of the answer.
        missing: of what a 404 says that it is not there, as `absence.subject` returns it.
    """
    fields = body.get("error") if isinstance(body, dict) else None
    if isinstance(fields, str):
        # OAuth's form, of the exchange of tokens.
        described = body.get("error_description") if isinstance(body, dict) else None
        fields = {"message": described, "code": fields} if described else {"message": fields}
    if not isinstance(fields, dict):
        fields = {"message": (body if isinstance(body, str) else "").strip()[:300]}
    text = {name: str(fields.get(name) or "") for name in ("message", "code", "type", "param")}
    kind = _BY_STATUS.get(status) or (ServerError if status >= 500 else BadRequest)
    if status == 429 and QUOTA_CODES & {text["code"], text["type"]}:
        kind = QuotaExceeded
    if status == 400 and "is archived" in text["message"].lower():
        kind = Archived
    if status == 400 and text["code"] in LOCKED_CODES:
        kind = Locked
    if kind is NotFound and missing != OWN:
        kind = UnattributedNotFound
        if not missing:
            text["message"], hint = _foreign(body, content_type, text["message"]), _CHECK
    error = kind(
        status,
        without_keys(text["message"], *keys) or "no message",
        code=without_keys(text["code"], *keys),
        type=without_keys(text["type"], *keys),
        param=without_keys(text["param"], *keys),
        request_id=request_id,
        operation=operation,
        retry_after=retry_after,
        hint=hint,
    )
    if isinstance(error, UnattributedNotFound):
        error.parent = missing
    return error


def _foreign(body: object, content_type: str, said: str) -> str:
    """Say who answered in the API's place."""
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        return f"{said or 'no message'} - which says nothing of what was asked for"
    if isinstance(body, str) and not body.strip():
        return "nothing, so it was not the API that answered"
    title = re.search(r"<title[^>]*>([^<]{1,80})", body, re.IGNORECASE) if isinstance(body, str) else None
    page = content_type.partition(";")[0].strip() or "no type"
    return f"a page of {page}{_quoted(title)}, so it was not the API that answered"


def _quoted(title: re.Match[str] | None) -> str:
    text = (
        " ".join("".join(each if each.isprintable() else " " for each in title[1]).split()) if title else ""
    )
    return f' ("{text}")' if text else ""
