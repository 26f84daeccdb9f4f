"""Figures with their targets, and the table that shows them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measured value.

    Attributes:
        name: What was measured.
        value: The median of the runs.
        unit: For example "s".
        target: The most it may be, or the least if `at_least`; None if it is only shown.
        at_least: Whether more is better.
        note: A remark, for example how many runs.
        processor: Seconds of processor that a run took, where that was measured.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    note: str = ""
    processor: float = 0.0

    @property
    def passed(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.at_least else self.value <= self.target

    def cells(self) -> tuple[str, ...]:
        target = (
            ""
            if self.target is None
            else f"{'≥' if self.at_least else '≤'} {number(self.target)} {self.unit}"
        )
        verdict = "" if self.target is None else "PASS" if self.passed else "FAIL"
        return self.name, f"{number(self.value)} {self.unit}", target, verdict, self.note


@dataclass
class Report:
    """The figures of one part, printed as they come."""

    title: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        if not self.figures:
            print(f"\n{self.title}\n{'-' * len(self.title)}", flush=True)
        self.figures.append(figure)
        name, value, target, verdict, note = figure.cells()
        print(f"{name:<52} {value:>14}   {target:<14} {verdict:<5} {note}".rstrip(), flush=True)

    @property
    def failures(self) -> list[str]:
        return [f"{self.title}: {figure.name}" for figure in self.figures if not figure.passed]


def number(value: float) -> str:
    """Write a value with as many digits as help."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
