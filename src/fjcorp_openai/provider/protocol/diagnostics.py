"""What the provider reports to the user: errors and warnings, each at the attribute it is about."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """Return a path as HCL writes it, such as `messages[0].role`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning.

    Attributes:
        severity: `error` stops the operation, `warning` does not.
        summary: One line.
        detail: What is wrong and what to do about it.
        path: Attribute names and list indexes down to the value, empty when it is about the whole object.
    """

    severity: Literal["error", "warning"]
    summary: str
    detail: str = ""
    path: Path = ()


class ProviderError(Exception):
    """An error the user can act on; it becomes an error diagnostic as it stands."""

    def __init__(self, summary: str, detail: str = "", path: Path = ()) -> None:
        """Take the diagnostic's summary, detail and path."""
        super().__init__(f"{summary}: {detail}" if detail else summary)
        self.summary = summary
        self.detail = detail
        self.path = path

    def diagnostic(self) -> Diagnostic:
        """Return the error as a diagnostic."""
        return Diagnostic("error", self.summary, self.detail, self.path)


class OddValue(ProviderError):  # noqa: N818 (it names a state of affairs, not a fault)
    """What the API said of an object does not fit the object's schema."""

    def __init__(
        self, error: Exception, consequence: str = "the state stays as it was", path: Path = ()
    ) -> None:
        """Take what was found out when the values were written, and what follows from it."""
        super().__init__(
            "The API's answer is malformed",
            f"It tells of an object what cannot be: {error}; {consequence}. If base_url is the API's, run "
            "again later.",
            path,
        )


@contextmanager
def values_of_the_api() -> Iterator[None]:
    """Report what does not fit a schema as the API's fault: all other values have been checked before.

    Raises:
        OddValue: A value in the block is of another type than its attribute.
    """
    try:
        yield
    except (TypeError, ValueError, AttributeError) as error:
        fault = OddValue(error)
    else:
        return
    raise fault


class ConfigurationUnknown(ProviderError):  # noqa: N818 (it names a state of affairs, not a fault)
    """The provider's configuration holds values that are known only after apply."""


class PartialState(Exception):  # noqa: N818 (its point is the state it carries)
    """Raised by create or update when the object exists but the work did not end well.

    The state is saved (Terraform marks a created object as tainted) and the error is shown.
    """

    def __init__(self, state: dict[str, Any], error: Exception) -> None:
        """Take the state to save and the error to show."""
        super().__init__(str(error))
        self.state = state
        self.error = error


class Report:
    """Collects the diagnostics of one call from Terraform."""

    def __init__(self, subject: str) -> None:
        """Take the subject that unexpected errors are reported under, such as a resource type."""
        self.subject = subject
        self.diagnostics: list[Diagnostic] = []

    @property
    def failed(self) -> bool:
        """Whether an error was reported."""
        return any(each.severity == "error" for each in self.diagnostics)

    def warn(self, summary: str, detail: str = "") -> None:
        """Add a warning."""
        self.diagnostics.append(Diagnostic("warning", summary, detail))

    def error(self, error: Exception, operation: str) -> None:
        """Add an error; one that is no `ProviderError` is reported as what it did to the subject."""
        if isinstance(error, ProviderError):
            self.diagnostics.append(error.diagnostic())
            return
        text = str(error) or type(error).__name__
        if isinstance(error, OSError) and error.filename is not None:
            text = f"{error.filename}: {error.strerror}"
        # Built-in errors other than those of the system come from a mistake in code, not from the user.
        if type(error).__module__ == "builtins" and not isinstance(error, OSError):
            text = f"This is a fault in the provider, please report it. {type(error).__name__}: {text}"
        self.diagnostics.append(Diagnostic("error", f"{self.subject}: {operation} failed", text))
