"""`openai_moderation`: a verdict on texts and images, and a gate for what follows.

Operation: POST /moderations, which is free. All texts without images go in one call; each object with images
takes a call of its own, because the API judges the parts of one list together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.digest import data_url
from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.one_shot import OneShot, digest, triggers
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of, object_of
from fjcorp_openai.provider.protocol.validators import (
    at_least_one_of,
    at_most_one_of,
    between,
    each_element,
    each_key,
    length,
    matches,
    not_blank,
    one_of,
)
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
ONE_INPUT = "input"
"""Key of the result of `input` and the images beside it."""
_IMAGES = ("image_urls", "image_paths")

_RESULT = object_of(
    {
        "flagged": BOOL,
        "categories": map_of(BOOL),
        "category_scores": map_of(NUMBER),
        "category_applied_input_types": map_of(list_of(STRING)),
    }
)
_VIOLATION = object_of({"key": STRING, "category": STRING, "score": NUMBER, "threshold": NUMBER})


def _image_urls() -> Attribute:
    rule = matches(r"(?i)https?://\S+", "the address of an image")
    return Attribute(
        list_of(STRING), "Addresses of images.", optional=True, validators=[length(1), each_element(rule)]
    )


def _image_paths() -> Attribute:
    rule = matches(r"(?i)[^\n]+\.(png|jpe?g|webp|gif)", "the path of a PNG, JPEG, WebP or GIF file")
    return Attribute(
        list_of(STRING), "Paths of local images.", optional=True, validators=[length(1), each_element(rule)]
    )


class Moderation(OneShot):
    """A verdict on texts and images."""

    type_name = "openai_moderation"
    noun = "moderation"
    operation = "POST /moderations"
    paid = False
    outside_digest = frozenset({"thresholds", "fail_on_flagged", "recheck", "max_drift"})
    schema = Schema(
        {
            "id": identifier("Id of the verdict (`modr-...`)."),
            "input": Attribute(
                STRING,
                "One text to judge, with `image_urls` and `image_paths` where they are set.",
                optional=True,
                sensitive=True,
                validators=[not_blank("a text")],
            ),
            "image_urls": _image_urls(),
            "image_paths": _image_paths(),
            "texts": Attribute(
                list_of(STRING),
                "Texts to judge, each by itself; `results` names them by their position, from 0.",
                optional=True,
                sensitive=True,
                validators=[length(1), each_element(not_blank("a text"))],
            ),
            "inputs": Attribute(
                Nested(
                    "map",
                    {
                        "text": Attribute(
                            STRING, "Text.", optional=True, sensitive=True, validators=[not_blank("a text")]
                        ),
                        "image_urls": _image_urls(),
                        "image_paths": _image_paths(),
                    },
                ),
                "Texts and images to judge, by a key of your own. Those of one key are judged together.",
                optional=True,
                validators=[length(1), each_element(at_least_one_of("text", *_IMAGES))],
            ),
            "model": Attribute(
                STRING,
                "Model that judges. `omni-moderation-latest` is the newest one; `response_model` names it.",
                default="omni-moderation-latest",
                validators=[not_blank("the name of a model")],
            ),
            "thresholds": Attribute(
                map_of(NUMBER),
                "Score from which on a category is violated, by category. Without one, the API's own verdict "
                "counts.",
                optional=True,
                validators=[each_key(one_of(*CATEGORIES)), each_element(between(0, 1))],
            ),
            "fail_on_flagged": Attribute(
                BOOL,
                "Fail when a category is violated, so that nothing that depends on this is created. The "
                "message names key, category and score, never the text.",
                default=False,
            ),
            "recheck": Attribute(
                STRING,
                "When to ask again: `on_change` of the inputs, or `always`, that is at each refresh.",
                default="on_change",
                validators=[one_of("on_change", "always")],
            ),
            "max_drift": Attribute(
                NUMBER,
                "How far a score may move from the one that is kept. A refresh with `recheck = always` warns "
                "of those that moved further, also where no verdict changed.",
                optional=True,
                validators=[between(0, 1)],
            ),
            "triggers": triggers(),
            "digest": digest(),
            "flagged": result(BOOL, "Whether a category is violated."),
            "violations": result(list_of(_VIOLATION), "The violated categories of each input."),
            "results": result(map_of(_RESULT), "The API's verdict on each input."),
            "response_model": result(STRING, "Model that judged."),
        },
        description="A verdict on texts and images in 13 categories, and a gate for what follows. Free.",
        validators=[
            at_least_one_of("input", "image_urls", "image_paths", "texts", "inputs"),
            at_most_one_of("input", "texts", "inputs"),
            at_most_one_of("image_urls", "texts", "inputs"),
            at_most_one_of("image_paths", "texts", "inputs"),
        ],
    )

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the local files among the images."""
        lists: list[tuple[Path, Any]] = [(("image_paths",), values["image_paths"])]
        lists += [
            (("inputs", key, "image_paths"), each["image_paths"])
            for key, each in (values["inputs"] or {}).items()
        ]
        for place, paths in lists:
            yield from ((path, (*place, index)) for index, path in enumerate(paths or ()))

    def question(self, planned: Values) -> str:
        """Return how many inputs are judged."""
        number = len(_objects(planned))
        return f"{planned['model']} about {number} input{'' if number == 1 else 's'}"

    def plan(self, plan: Plan, context: Context) -> None:
        """Judge again what thresholds say, and refuse to go on behind a gate that is closed.

        Raises:
            ProviderError: A refresh found what `fail_on_flagged` forbids.
        """
        super().plan(plan, context)
        if plan.prior is None or plan.is_destroy or plan.replacements:
            return
        if is_known(plan.proposed["thresholds"]):
            plan.proposed.update(_verdict(plan.prior["results"], plan.proposed["thresholds"]))
            _refuse(self.named(plan.prior), plan.proposed)
        else:
            plan.set_unknown("flagged")
            plan.set_unknown("violations")

    def run(self, planned: Values, context: Context) -> Values:
        """Ask for the verdicts.

        Raises:
            ProviderError: A category is violated, and `fail_on_flagged` is set; nothing is kept.
        """
        found = self._judge(planned, context.api)
        _refuse(self.noun, {**planned, **found})
        return found

    def read(self, state: Values, context: Context) -> Values | None:
        """Ask again where `recheck` is `always`; scores that move without another verdict change nothing."""
        if state["recheck"] != "always":
            return state
        found = self._judge(state, context.api)
        judged = f"{state['response_model']} judged before, {found['response_model']} now."
        if moved := _moved(state["results"], found["results"], state["max_drift"]):
            context.warn(f"{self.named(state)}: scores moved", f"{'; '.join(moved)}. {judged}")
        before, after = (_violated(each["violations"]) for each in (state, found))
        if before == after:
            return state
        new = ", ".join(sorted(f"{key}: {category}" for key, category in after - before)) or "none"
        gone = ", ".join(sorted(f"{key}: {category}" for key, category in before - after)) or "none"
        context.warn(
            f"{self.named(state)}: another verdict on the same inputs",
            f"Violated now, and not before: {new}. Violated before, and not now: {gone}. {judged}",
        )
        return {**state, **found}

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over thresholds and switches, which need no call."""
        state = super().update(prior, planned, context)
        state.update(_verdict(prior["results"], state["thresholds"]))
        _refuse(self.named(prior), state)
        return state

    def _judge(self, values: Mapping[str, Any], api: Api) -> Values:
        """Return the verdicts, from one call for all texts and one for each object with images."""
        objects = _objects(values)
        texts = {key: each["text"] for key, each in objects.items() if not _has_images(each)}
        calls: list[tuple[list[str], Any]] = [([*texts], [*texts.values()])] if texts else []
        calls += [([key], _parts(each)) for key, each in objects.items() if _has_images(each)]
        results: dict[str, Any] = {}
        for keys, question in calls:
            answer = api.post(
                "/moderations", {"model": values["model"], "input": question}, retry_unsafe=True
            )
            verdicts = answer["results"] or []
            if len(verdicts) != len(keys):
                raise ProviderError(
                    f"The API judged {len(verdicts)} of {len(keys)} inputs", "Nothing is kept. Apply again."
                )
            results.update(zip(keys, map(_kept, verdicts), strict=True))
        return {
            "id": answer["id"],
            "response_model": answer["model"],
            "results": results,
            **_verdict(results, values["thresholds"]),
        }


def _objects(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs by key, each with `text`, `image_urls` and `image_paths`."""
    if values["texts"] is not None:
        return {str(number): {"text": text} for number, text in enumerate(values["texts"])}
    if values["inputs"] is not None:
        return {key: values["inputs"][key] for key in sorted(values["inputs"])}
    return {ONE_INPUT: {"text": values["input"], **{name: values[name] for name in _IMAGES}}}


def _has_images(each: Mapping[str, Any]) -> bool:
    return any(each.get(name) for name in _IMAGES)


def _parts(each: Mapping[str, Any]) -> list[dict[str, Any]]:
    texts = [] if each["text"] is None else [{"type": "text", "text": each["text"]}]
    urls = [*(each["image_urls"] or ()), *map(data_url, each["image_paths"] or ())]
    return [*texts, *({"type": "image_url", "image_url": {"url": url}} for url in urls)]


def _kept(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Return one of the API's verdicts as the schema has it; categories of a model to come are kept too."""
    maps = ("categories", "category_scores", "category_applied_input_types")
    return {"flagged": verdict["flagged"], **{name: dict(verdict.get(name) or {}) for name in maps}}


def _verdict(results: Mapping[str, Any], thresholds: Mapping[str, float] | None) -> Values:
    """Return what is violated: by the thresholds where they name a category, else by the API's word."""
    limits = thresholds or {}
    violations = [
        {"key": key, "category": category, "score": score, "threshold": limits.get(category)}
        for key, result in results.items()
        for category, score in result["category_scores"].items()
        if (score >= limits[category] if category in limits else result["categories"].get(category))
    ]
    return {"flagged": bool(violations), "violations": violations}


def _moved(before: Mapping[str, Any], after: Mapping[str, Any], most: float | None) -> list[str]:
    """Return key, category and both scores of each that moved further than it may, the furthest first."""
    if most is None:
        return []
    moves = [
        (abs(score - kept), f"{key}: {category} from {kept:.4g} to {score:.4g}")
        for key, result in before.items()
        for category, kept in result["category_scores"].items()
        if (score := after[key]["category_scores"].get(category)) is not None
    ]
    return [words for distance, words in sorted(moves, reverse=True) if distance > most]


def _violated(violations: Any) -> set[tuple[str, str]]:
    return {(each["key"], each["category"]) for each in violations}


def _refuse(name: str, values: Mapping[str, Any]) -> None:
    """Stop where something is violated and that is to fail.

    Raises:
        ProviderError: Key, category and score of each violation, never a text.
    """
    if values["fail_on_flagged"] is not True or not values["flagged"]:
        return
    found = "; ".join(
        f"{each['key']}: {each['category']} {each['score']:.4g}"
        + ("" if each["threshold"] is None else f" (from {each['threshold']:g} on)")
        for each in values["violations"]
    )
    raise ProviderError(
        f"Refused by the {name}",
        f"{found}. Change what is judged, raise a threshold, or set fail_on_flagged = false.",
        ("fail_on_flagged",),
    )
