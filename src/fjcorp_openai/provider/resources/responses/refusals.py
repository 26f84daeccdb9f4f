"""What models refuse, known before a call is paid for.

The table `refusals.json` is data, with the day on which it was right: a rule names models by a regular
expression, and a parameter that they refuse altogether, in some `values`, or with `except` in all others.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def table() -> dict[str, Any]:
    """Return the table: the day `as_of`, and its `rules`."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("refusals.json").read_text("utf-8"))
    return found


def check_parameters(values: Mapping[str, Any]) -> None:
    """Refuse a parameter that the model is known to refuse.

    Args:
        values: Planned values. A model or parameter that is known only after apply is left to the API.

    Raises:
        ProviderError: The model refuses a parameter; it names it, and what to say in its place.
    """
    model = values.get("model")
    if not isinstance(model, str):
        return
    base = model.split(":")[1] if model.startswith("ft:") and model.count(":") > 0 else model
    for rule in table()["rules"]:
        name, *inner = rule["parameter"].split(".")
        value = values.get(name)
        for each in inner:
            value = value.get(each) if isinstance(value, dict) else None
        if value is None or not is_known(value) or not re.fullmatch(rule["models"], base):
            continue
        if value in rule.get("values", [value]) and value not in rule.get("except", ()):
            raise ProviderError(
                f"{model} refuses {rule['parameter']} = {json.dumps(value, default=float)}",
                f"{rule.get('instead', 'Leave it out')}, or name another model. So it was on "
                f"{table()['as_of']}; nothing was called.",
                (name,),
            )
