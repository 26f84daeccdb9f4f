"""What came of one case."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Outcome:
    """One operation of one resource that one fault struck, and the run after it.

    Attributes:
        subject: The resource.
        operation: create, update or delete.
        fault: The fault's name.
        struck: Whether the fault came to pass.
        converged: Whether the next run succeeded and a plan after it was empty.
        duplicates: Objects that were made twice.
        orphans: Objects at the API that no state knows, or that stayed when they should be gone.
        lost_keys: Keys that exist and that nobody holds.
        unsaid: Paid calls beyond the first that no plan announced, and lost answers that no run reported.
        seconds: What the case took.
        note: What went wrong.
    """

    subject: str
    operation: str
    fault: str
    struck: bool = True
    converged: bool = True
    duplicates: int = 0
    orphans: int = 0
    lost_keys: int = 0
    unsaid: int = 0
    seconds: float = 0.0
    note: str = ""

    @property
    def passed(self) -> bool:
        wrong = self.duplicates + self.orphans + self.lost_keys + self.unsaid
        return self.struck and self.converged and not wrong

    def __str__(self) -> str:
        """Return it in words."""
        told = ", ".join(f"{each.name}={getattr(self, each.name)}" for each in fields(self)[3:-2])
        return f"{self.operation} of {self.subject}, {self.fault}: {told}\n{self.note}".rstrip()
