"""The life cycle of paid calls whose result goes to a local file, of which the API keeps no copy.

To what one-shot calls do, this adds: the result is kept beside the state by its digest, in parts while it is
made, so that what was paid for is never paid for twice. The output file holds it for people. One that is gone
is written again, without a call; one that somebody changed is warned of and left alone. Deleting removes the
file only while its bytes are those that were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles import output_file
from fjcorp_openai.provider.lifecycles.kept_results import KeptResult, KeptResults
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.lifecycles.managed import Values
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_WRITTEN = ("path", "output_sha256", "bytes", "content_type")


def overwrite() -> Attribute:
    """Return the schema of `overwrite`."""
    return Attribute(
        BOOL,
        "Overwrite `output_file` when it is there already and holds something else. What was written here "
        "before needs no leave.",
        default=False,
    )


def written() -> dict[str, Attribute]:
    """Return the schema of what is known of the output file."""
    return {
        "path": result(
            STRING,
            "`output_file`, known once it is written: name this where another resource of the same run reads "
            "the file.",
        ),
        "output_sha256": result(STRING, "SHA-256 of `output_file`, as it was written."),
        "bytes": result(NUMBER, "Size of `output_file`, in bytes."),
        "content_type": result(STRING, "Type of `output_file`, such as `audio/mpeg`."),
        "created_at": result(NUMBER, "When the result came, in Unix seconds."),
    }


@dataclass(frozen=True, slots=True)
class Output:
    """What is written to the output file.

    Attributes:
        content: The bytes.
        content_type: Their type.
    """

    content: bytes
    content_type: str


class KeptCall(OneShot):
    """A paid call that is made once, whose result is kept here; see the module.

    The schema holds `output_file`, `overwrite()` and `written()` besides what `OneShot` asks for.

    Attributes:
        kind: What is asked for, in the names of what is kept.
        reshaping: Inputs that change the output file and what is shown, and need no call.
    """

    create_before_destroy = "A result that was paid for goes only when the next one is there."
    outside_digest = frozenset({"output_file", "overwrite"})
    kind: ClassVar[str]
    reshaping: ClassVar[frozenset[str]] = frozenset({"output_file"})

    # What a resource defines.

    def make(
        self, planned: Values, context: Context, kept: KeptResult
    ) -> tuple[dict[str, Any], bytes | None]:
        """Make the paid calls whose parts are not kept yet; return the result, and its bytes if any."""
        raise NotImplementedError

    def shown(self, document: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
        """Return what the state shows of a result."""
        return {}

    def shown_anew(self, plan: Plan) -> tuple[str, ...]:
        """Return the results that changed inputs show otherwise, besides what is known of the file."""
        return ()

    def known(self, state: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the result as far as the state has it; None when that is not enough."""
        return None

    def output(
        self, document: Mapping[str, Any], content: bytes | None, values: Mapping[str, Any]
    ) -> Output | None:
        """Return what the output file holds; None when the bytes for it are not there."""
        raise NotImplementedError

    # The life cycle.

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse an output file of somebody else before anything is paid, and plan to write a lost one."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        if plan.prior is None or "digest" in plan.replacements:
            self._check_place(plan.proposed, plan.prior, context)
            return
        moved = plan.changed("output_file")
        if moved:
            self._check_place(plan.proposed, plan.prior, context)
        lost = plan.proposed["output_file"] is not None and plan.prior["output_sha256"] is None
        if lost or any(map(plan.changed, self.reshaping)):
            for name in (*_WRITTEN, *self.shown_anew(plan)):
                plan.set_unknown(name)

    def taken_over(self, planned: Values, context: Context) -> Values | None:
        """Return a result that no state holds yet, with its output file written; None where there is none."""
        self._check_place(planned, None, context)
        with _results(context).entry(self.kind, self.digest(planned)) as kept:
            document = None if kept.is_claimed else kept.document()
            return document and self._delivered(document, kept.content(), planned, kept)

    def run(self, planned: Values, context: Context) -> Values:
        """Adopt a result that no state holds, else make the paid calls; then write the output file.

        Raises:
            ProviderError: The output file is somebody else's, or cannot be written.
        """
        with _results(context).entry(self.kind, self.digest(planned)) as kept:
            # Another item with the same inputs may have paid for it by now.
            document = None if kept.is_claimed else kept.document()
            if document is None:
                made, content = self.make(planned, context, kept)
                about = {"kind": self.kind, "digest": self.digest(planned), "model": planned["model"]}
                about["created_at"] = int(context.api.clock.now())
                try:
                    document = kept.keep({**about, **made}, content)
                except OSError as error:
                    context.warn("A result that was paid for is not kept on this machine", f"{error}")
                    kept = KeptResult(None)
                    document = kept.keep({**about, **made}, content)
            else:
                content = kept.content()
            return self._delivered(document, content, planned, kept)

    def read(self, state: Values, context: Context) -> Values | None:
        """Note that the state holds the result, and see whether its file does; no call is made."""
        kept = self._kept(state, context)
        if kept:
            kept.claim()
        path, digest = state["output_file"], state["output_sha256"]
        if path is None or digest is None:
            return state
        found = output_file.sha256(path)
        if found == digest:
            return state
        if found is not None:
            context.warn(
                f'"{path}" is not as the {self.noun} wrote it',
                "It is left as it is. Delete it, and the next apply writes it again.",
            )
            return state
        if self._restored(state, kept) is not None:
            context.warn(f'"{path}" is gone', "The next apply writes it again, without a paid call.")
            return {**state, "output_sha256": None}
        context.warn(
            f'"{path}" is gone, and nothing here holds its bytes',
            "The state stays as it is. To ask for them again, which is paid for, change triggers.",
        )
        return state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Write the output file again, from what is kept; no call is made.

        Raises:
            ProviderError: Nothing here holds what it is made of.
        """
        state = super().update(prior, planned, context)
        if UNKNOWN not in (state[name] for name in _WRITTEN):
            return state
        kept = self._kept(prior, context) or KeptResult(None)
        document = kept.document() or self.known(prior)
        content = kept.content()
        if content is None and prior["output_file"] is not None:
            content = _read(prior["output_file"], prior["output_sha256"])
        if document is None:
            raise ProviderError(
                f"Nothing here holds the result of the {self.noun}",
                "It was made on another machine. To ask again, which is paid for, change triggers.",
                ("output_file",),
            )
        file = self._write(document, content, state, kept)
        if prior["output_file"] not in (None, state["output_file"]):
            self._remove(prior, context)
        return self.complete({**state, **self.shown(document, state), **file})

    def delete(self, state: Values, context: Context) -> None:
        """Forget the result, and remove its file while that is as it was written."""
        if state["output_file"] is not None and state["output_sha256"] is not None:
            # The same sounds may have been made again, as a result that goes on.
            others = (each.document() or {} for each in _results(context).all())
            names = ("output_file", "output_sha256")
            if not any(
                each.get("id") != state["id"] and all(each.get(name) == state[name] for name in names)
                for each in others
            ):
                self._remove(state, context)
        if kept := self._kept(state, context):
            kept.remove()

    # Helpers.

    def _delivered(
        self,
        document: dict[str, Any],
        content: bytes | None,
        planned: Mapping[str, Any],
        kept: KeptResult,
    ) -> Values:
        """Write the output file of a result, and return what the state holds of both."""
        file = self._write(document, content, planned, kept)
        about = {name: document[name] for name in ("id", "created_at")}
        return {**about, **self.shown(document, planned), **file}

    def _write(
        self,
        document: dict[str, Any],
        content: bytes | None,
        values: Mapping[str, Any],
        kept: KeptResult,
    ) -> Values:
        path = values["output_file"]
        if path is None:
            kept.note({**document, "output_file": None, "output_sha256": None, "bytes": None})
            return dict.fromkeys(_WRITTEN)
        output = self.output(document, content, values)
        if output is None:
            raise ProviderError(
                f'Nothing here holds the bytes for "{path}"',
                "They were made on another machine, or their file is gone. To ask for them again, which is "
                "paid for, change triggers.",
                ("output_file",),
            )
        try:
            digest = output_file.write(path, output.content)
        except OSError as error:
            stays = "The result is kept, and applying again writes it without a paid call."
            raise ProviderError(
                f'Cannot write to "{path}"',
                f"{error.strerror or error}. {stays if kept.folder else 'The result is lost.'}",
                ("output_file",),
            ) from None
        about = {"output_file": path, "output_sha256": digest, "bytes": len(output.content)}
        kept.note({**document, **about})
        return {
            "path": path,
            "output_sha256": digest,
            "bytes": len(output.content),
            "content_type": output.content_type,
        }

    def _remove(self, state: Mapping[str, Any], context: Context) -> None:
        if not output_file.remove(state["output_file"], state["output_sha256"]):
            context.warn(
                f'"{state["output_file"]}" stays',
                f"It is not as the {self.noun} wrote it, so somebody wants it. Delete it by hand.",
            )

    def _restored(self, state: Mapping[str, Any], kept: KeptResult | None) -> Output | None:
        document = (kept.document() if kept else None) or self.known(state)
        return None if document is None else self.output(document, kept.content() if kept else None, state)

    def _kept(self, state: Mapping[str, Any], context: Context) -> KeptResult | None:
        """Return what is kept of this very result."""
        kept = _results(context).of_digest(self.kind, str(state["digest"]))
        document = kept.document()
        return kept if document and document.get("id") == state["id"] else None

    def _check_place(
        self, values: Mapping[str, Any], prior: Mapping[str, Any] | None, context: Context
    ) -> None:
        path = values["output_file"]
        if not isinstance(path, str):
            return
        ours = {str((prior or {}).get("output_sha256"))}
        try:
            results = _results(context)
        except ConfigurationUnknown:
            return
        own = results.of_digest(self.kind, str(values["digest"])).document() or {}
        # Those of this very run are somebody else's: two would write to one file.
        claimed = [each.document() or {} for each in results.all() if each.is_claimed]
        ours |= {str(each.get("output_sha256")) for each in (own, *claimed)}
        output_file.check(path, ("output_file",), ours, overwrite=values["overwrite"] is True)


def _results(context: Context) -> KeptResults:
    return KeptResults.of(context.api.settings.journal_dir)


def _read(path: str, digest: str | None) -> bytes | None:
    """Return the bytes of an output file, if they are those that were written."""
    return expanded(path).read_bytes() if digest and output_file.sha256(path) == digest else None
