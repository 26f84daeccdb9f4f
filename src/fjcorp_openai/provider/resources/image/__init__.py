"""`openai_image`: images that are drawn or edited, and written to local files.

Operations: POST /images/generations; POST /images/edits, as a form where all images are local, and as JSON
where some are named by id or address. A variation is an edit, for the API's own operation is gone. The API
keeps nothing of an image.

A call is paid for, so it is made once for each digest of its inputs. Files that are gone or changed are
warned of, and not made again by themselves. Only files whose bytes are those that were written are ever
removed.
"""

from __future__ import annotations

import base64
import binascii
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.answers import malformed, object_in, objects_in, text_in
from fjcorp_openai.api.errors import BadRequest
from fjcorp_openai.money.usage import of_answer
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.lifecycles.output_file import sha256
from fjcorp_openai.provider.lifecycles.progress import waiting
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.values import UNKNOWN, conform, is_known
from fjcorp_openai.provider.resources.image import inputs, model_rules, output, sheet
from fjcorp_openai.provider.resources.image.attributes import (
    ATTRIBUTES,
    RULES,
    SVG_USAGE,
    USAGE,
    VARIATION,
)
from fjcorp_openai.provider.resources.image.estimate import usage_at_most

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.lifecycles.managed import Values
    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

VARIATION_PROMPT = (
    "Make a variation of this image: keep its subject, style and colours, and vary composition and details."
)
"""It is part of the digest: another one would make every variation again, which is paid for."""
_PLACES = ("output_dir", "filename", "contact_sheet")
_WRITTEN = ("files", "contact_sheet_path", "contact_sheet_sha256")


class Image(OneShot):
    """Images in local files."""

    type_name = "openai_image"
    noun = "image"
    operation = "POST /images/generations"
    outside_digest: ClassVar[frozenset[str]] = frozenset(_PLACES)
    schema = Schema(
        ATTRIBUTES,
        description="Images that are drawn from a prompt or edited, written to local files.",
        validators=RULES,
    )

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what the model does not take, and what does not go together."""
        return model_rules.faults(config)

    def inputs(self) -> list[str]:
        """Return the names of the inputs that the digest is made of, the prompt of a variation among them."""
        return [*super().inputs(), "prompt"]

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the local files among the images."""
        return inputs.local_files(values)

    def called(self, values: Mapping[str, Any]) -> str:
        """Return the call that is made."""
        return f"POST {inputs.call(values)}"

    def question(self, planned: Values) -> str:
        """Return what is drawn by whom."""
        number = planned["n"]
        what = "images" if number is UNKNOWN else f"{number} image{'' if number == 1 else 's'}"
        size = planned["size"]
        return f"{planned['model']} for {what}" + (f" of {size}" if isinstance(size, str) else "")

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return the tokens of the prompt and the images, as far as something bounds them."""
        return usage_at_most(values)

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return the tokens that were used; None with an SVG that another model wrote."""
        return of_answer(str(state["model"]), state["usage"]) if state["svg_usage"] is None else None

    # The life cycle.

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan the call, after the local files were checked, or the move to other places."""
        values = plan.proposed
        if not plan.is_destroy and plan.config.get("prompt") is None:
            operation = values["operation"]
            values["prompt"] = {VARIATION: VARIATION_PROMPT, UNKNOWN: UNKNOWN}.get(operation)
        super().plan(plan, context)
        if plan.is_destroy:
            return
        if plan.is_create or "digest" in plan.replacements:
            inputs.check(values)
            output.check_folder(values)
            self._plan_names(plan)
        elif any(map(plan.changed, _PLACES)):
            output.check_folder(values)
            for name in _WRITTEN:
                plan.set_unknown(name)

    def taken_over(self, planned: Values, context: Context) -> Values | None:
        """Return the images that a killed run paid for, where all of them are there."""
        digest = str(planned["digest"])
        receipt = output.Receipt(planned, digest)
        kept = receipt.results()
        if kept is None or output.taken([each["path"] for each in kept["files"]], kept["files"]):
            return None
        if any(sha256(each["path"]) is None for each in kept["files"]):
            output.remove(kept["files"])
            receipt.drop()
            return None
        with output.reserved(_places(planned, digest), ("output_dir",)):
            context.warn(
                f"{len(kept['files'])} image files were taken over, and nothing was paid",
                "An earlier run made them from the same inputs, and ended before it could save that.",
            )
        return kept

    def run(self, planned: Values, context: Context) -> Values:
        """Make the call, and write what it brings.

        Raises:
            PartialState: Some images were written, and there is no room for the others.
            ProviderError: A place is taken, and nothing was called; or nothing could be written.
        """
        digest = str(planned["digest"])
        inputs.check(planned)
        wanted = _places(planned, digest)
        if there := output.taken(wanted):
            raise output.occupied(there[0])
        with output.reserved(wanted, ("output_dir",)):
            report = partial(context.api.progress, self.type_name)
            with waiting(report, self.question(planned)):
                answer = self._ask(planned, context)
            contents = [_bytes(each) for each in objects_in(answer, "data")]
            if not contents:
                raise malformed(self.called(planned), "no image")
            records = [
                output.record(
                    path,
                    content,
                    planned["output_format"],
                    answer.get("size"),
                    _text(each.get("revised_prompt")),
                )
                for path, content, each in zip(
                    output.paths(planned, digest), contents, answer["data"], strict=False
                )
            ]
            results = {
                "id": f"image-{digest[: output.DIGITS]}",
                "created": answer["created"],
                "usage": _counted(answer, "usage", USAGE),
                "svg_usage": _counted(answer, "svg_usage", SVG_USAGE),
                "files": records,
                "contact_sheet_path": None,
                "contact_sheet_sha256": None,
            }
            return self._written(planned, results, contents, context)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the state as it is, and warn of files that are gone or changed."""
        output.Receipt(state, str(state["digest"])).drop()
        gone, changed = [], []
        for each in state["files"] or ():
            found = sha256(each["path"])
            if found is None:
                gone.append(each["path"])
            elif found != each["sha256"]:
                changed.append(each["path"])
        told = [
            f"{what}: {', '.join(some)}." for what, some in (("Gone", gone), ("Changed", changed)) if some
        ]
        if told:
            total = len(state["files"])
            context.warn(
                f"{len(gone) + len(changed)} of {total} files of {self.named(state)} are not as they were",
                f"{' '.join(told)} Nothing is done about it, for making images is paid for. To make them "
                "again, change triggers.",
            )
        return state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Move the files to other places."""
        state = super().update(prior, planned, context)
        output.Receipt(prior, str(prior["digest"])).drop()
        wanted = output.paths(state, str(state["digest"]))
        files = prior["files"] or []
        moved, stayed = output.move(files, wanted[: len(files)])
        if stayed:
            context.warn(
                f"{len(stayed)} files of {self.named(prior)} were not moved",
                f"They are gone, or are no longer what was written: {', '.join(stayed)}.",
            )
        output.remove(_sheet(prior))
        results = {**prior, "files": moved, "contact_sheet_path": None, "contact_sheet_sha256": None}
        return {
            **state,
            **{name: results[name] for name in _WRITTEN},
            **self._with_sheet(state, results, context),
        }

    def delete(self, state: Values, context: Context) -> None:
        """Remove the files that are still what was written."""
        output.Receipt(state, str(state["digest"])).drop()
        if stay := output.remove([*(state["files"] or ()), *_sheet(state)]):
            context.warn(
                f"{len(stay)} files of {self.named(state)} stay",
                f"Somebody changed them since they were made: {', '.join(stay)}.",
            )

    # Inside.

    def _plan_names(self, plan: Plan) -> None:
        """Warn of places that are taken: it is Terraform that says whether what is there goes first."""
        digest, values = plan.proposed["digest"], plan.proposed
        if not is_known([digest, *(values[name] for name in (*_PLACES, "n", "output_format"))]):
            return
        if output.Receipt(values, digest).results() is not None:
            return
        ours = [] if plan.prior is None else [*(plan.prior["files"] or ()), *_sheet(plan.prior)]
        if there := output.taken(_places(values, digest), ours):
            plan.warn(
                f'"{there[0]}" is there already',
                "Applying does not overwrite what was not written for this image, and then makes no call: "
                "move it away, or choose another output_dir, filename or contact_sheet.",
            )

    def _ask(self, planned: Values, context: Context) -> Mapping[str, Any]:
        """Make the call.

        Raises:
            ProviderError: The safety system blocked it.
        """
        path, body = inputs.call(planned), inputs.request(planned)
        try:
            if path == "/images/generations":
                return context.api.post(path, body)  # type: ignore[no-any-return]
            named = inputs.references(planned)
            if named is None:
                return context.api.post_files(path, *inputs.form(planned))  # type: ignore[no-any-return]
            return context.api.post(path, {**body, **named})  # type: ignore[no-any-return]
        except BadRequest as error:
            if error.code != "moderation_blocked":
                raise
            raise ProviderError(
                "The safety system blocked the image",
                f"{error} The same inputs are blocked again: change the prompt or the images.",
                ("prompt",),
            ) from None

    def _written(self, planned: Values, results: Values, contents: list[bytes], context: Context) -> Values:
        """Write the images and the contact sheet, and return the results with what was written."""
        records = results["files"]
        receipt = output.Receipt(planned, str(planned["digest"]))
        receipt.keep(results)
        try:
            output.write(records, contents)
        except output.WrittenInPartError as error:
            receipt.drop()
            fault = ProviderError(
                f"{len(error.files)} of {len(records)} images were written",
                f"{error.error.filename}: {error.error.strerror}. All were made and paid for, and the "
                "others are lost. Applying again makes and pays all anew; `terraform untaint` keeps what was "
                "written.",
            )
            if not error.files:
                raise fault from error
            raise PartialState({**results, "files": error.files}, fault) from error
        if (wanted := int(planned["n"])) > len(records):
            context.warn(f"The API made {len(records)} of {wanted} images", "It does not say why.")
        return {**results, **self._with_sheet(planned, results, context)}

    def _with_sheet(self, values: Values, results: Values, context: Context) -> Values:
        """Write the contact sheet, and return what the state holds of it."""
        path = output.sheet_path(values)
        if path is None or len(results["files"]) < 2:
            return {}
        content = sheet.page(values, results)
        if output.taken([path]):
            context.warn(f'"{path}" is there already', "The contact sheet was not written, and all else was.")
            return {}
        try:
            output.write([{"path": path}], [content])
        except output.WrittenInPartError as error:
            context.warn("The contact sheet was not written", f"{error.error.strerror}. The images were.")
            return {}
        return {"contact_sheet_path": path, "contact_sheet_sha256": output.digest_of(content)}


def _places(values: Mapping[str, Any], digest: str) -> list[str]:
    """Return all paths that are written."""
    page = output.sheet_path(values)
    return [*output.paths(values, digest), *([page] if page else [])]


def _sheet(state: Mapping[str, Any]) -> list[output.Record]:
    path = state["contact_sheet_path"]
    return [] if path is None else [{"path": path, "sha256": state["contact_sheet_sha256"]}]


def _bytes(image: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(text_in(image, "b64_json"), validate=True)
    except binascii.Error:
        raise malformed("POST /images", "an image that is no base64") from None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _counted(answer: Mapping[str, Any], name: str, kind: Any) -> Any:
    found = object_in(answer, name)
    return conform(dict(found), kind) if found else None
