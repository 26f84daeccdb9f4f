"""What training leaves behind: losses, a results file, a model that answers as its examples do."""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MOST_EXAMPLES_KEPT = 2_000


@dataclass(frozen=True)
class Plan:
    """The hyperparameters with which a job runs.

    Attributes:
        epochs: Passes over the examples.
        batch_size: Examples a step.
        learning_rate_multiplier: Scales the learning rate.
        steps: Steps altogether.
    """

    epochs: int
    batch_size: int
    learning_rate_multiplier: float
    steps: int

    def epoch_end(self, epoch: int) -> int:
        """Return the last step of an epoch, counted from one."""
        return round(self.steps * epoch / self.epochs)


def plan(asked: dict[str, Any], examples: int) -> Plan:
    """Replace ``auto`` by what suits the number of examples.

    Args:
        asked: Hyperparameters of the request.
        examples: Lines of the training file.

    Returns:
        The plan.
    """

    def value(name: str, automatic: float) -> float:
        given = asked.get(name, "auto")
        return automatic if given in {"auto", None} else given

    epochs = int(value("n_epochs", max(1, min(3, round(300 / examples)))))
    batch_size = int(value("batch_size", max(1, min(256, examples // 500))))
    rate = float(value("learning_rate_multiplier", 1.8))
    return Plan(epochs, batch_size, rate, max(epochs, math.ceil(examples * epochs / batch_size)))


def metrics(job_id: str, plan: Plan, step: int, *, validated: bool) -> dict[str, float]:
    """Return the metrics of a step: a loss that falls and an accuracy that rises, with a job's own noise."""
    progress = step / plan.steps
    noise = zlib.crc32(f"{job_id}{step}".encode()) % 1000 / 1000 - 0.5
    loss = round(2.2 * math.exp(-2.4 * progress) + 0.15 + 0.08 * noise, 5)
    accuracy = round(min(0.99, 0.55 + 0.38 * progress - 0.03 * noise), 5)
    found = {"step": float(step), "train_loss": loss, "train_mean_token_accuracy": accuracy}
    if validated:
        found |= {
            "valid_loss": round(loss * 1.08, 5),
            "valid_mean_token_accuracy": round(accuracy * 0.97, 5),
            "full_valid_loss": round(loss * 1.06, 5),
            "full_valid_mean_token_accuracy": round(accuracy * 0.98, 5),
        }
    return found


def results_table(job_id: str, plan: Plan, *, validated: bool) -> bytes:
    """Return the results file: the metrics of each step as CSV, at most 1000 of them."""
    names = ("step", "train_loss", "train_mean_token_accuracy", "valid_loss", "valid_mean_token_accuracy")
    stride = math.ceil(plan.steps / 1000)
    lines = ["step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"]
    for step in range(1, plan.steps + 1, stride):
        row = metrics(job_id, plan, step, validated=validated)
        lines.append(",".join(f"{row[name]:g}" if name in row else "" for name in names))
    return ("\n".join(lines) + "\n").encode()


def examples_of(path: Path, method: str) -> list[list[str]]:
    """Return pairs of what was asked and what is to be answered, by which the tuned model answers.

    Args:
        path: A training file that has passed its check.
        method: The method it was checked for.

    Returns:
        Pairs, 2000 at most; none for reinforcement, whose tasks have no answers.
    """
    if method == "reinforcement":
        return []
    pairs = []
    with path.open(encoding="utf-8-sig") as lines:
        for line in lines:
            if not line.strip():
                continue
            example = json.loads(line)
            if method == "dpo":
                messages = [*example["input"]["messages"], *example["preferred_output"]]
            else:
                messages = example["messages"]
            asked = ""
            for message in messages:
                text = _text(message.get("content"))
                if message["role"] == "user":
                    asked = text
                elif message["role"] == "assistant" and asked and text:
                    pairs.append([asked, text])
            if len(pairs) >= MOST_EXAMPLES_KEPT:
                break
    return pairs[:MOST_EXAMPLES_KEPT]


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content or ""
