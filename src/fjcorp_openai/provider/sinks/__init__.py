"""Where a key goes at its birth: the API shows it once, and neither state, plan nor log may hold it.

A sink is chosen by the attribute `secret_sink`. It is write-only: Terraform passes it to the apply and keeps
it nowhere. `check` finds out whether a sink can work before a key is made for it; `write` delivers the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.schema import Attribute, Nested
from fjcorp_openai.provider.protocol.types import BOOL, STRING, list_of
from fjcorp_openai.provider.protocol.validators import exactly_one_of, length
from fjcorp_openai.provider.sinks.command import CommandSink
from fjcorp_openai.provider.sinks.file import FileSink, Owned, SinkError
from fjcorp_openai.provider.sinks.ledger import Ledger
from fjcorp_openai.provider.sinks.vault import VaultSink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Path as AttributePath

__all__ = [
    "Ledger",
    "Owned",
    "Sink",
    "SinkError",
    "check_secret_sink",
    "delivered_to",
    "secret_sink",
    "sink",
]

Sink = FileSink | VaultSink | CommandSink


def secret_sink() -> Attribute:
    """Return the schema of `secret_sink`."""
    attributes = {
        "file": _text(
            "File that holds the key and nothing else, for its owner alone (mode 0600); its folder is made. "
            "No two keys have the same file. Where the file is thrown away after the run, as in a "
            "container, use another kind."
        ),
        "vault_file": _text(
            "File of Ansible Vault that gets the key; `vault_password_file` opens it. Other variables in it "
            "stay."
        ),
        "vault_password_file": _text(
            "File with the vault's password, or an executable that prints it, as `ansible-vault` takes it."
        ),
        "vault_variable": _text(
            "Name of the variable in the vault's file. Without it, the file holds the bare key. Several "
            "keys may have one vault, each with a variable of its own."
        ),
        "command": Attribute(
            list_of(STRING),
            "Program and arguments, run without a shell; the key comes on its standard input. "
            "An exit code other than 0 means that it was not taken, and the key is revoked.",
            optional=True,
            write_only=True,
            validators=[length(1)],
        ),
        "overwrite": Attribute(
            BOOL,
            "Replace what the file, or the variable in the vault, holds already. Otherwise a key replaces "
            "nothing but the key that it follows, and a run that would is refused before it makes a key.",
            optional=True,
            write_only=True,
        ),
    }
    return Attribute(
        Nested("single", attributes),
        "Where the key goes when it is made, at once and nowhere else: one of `file`, `vault_file` and "
        "`command`. Needed for every key that is made. Terraform takes paths that are absolute or begin with "
        "`~/`. Not kept: another sink counts from the next key on.",
        optional=True,
        write_only=True,
        validators=[exactly_one_of("file", "vault_file", "command")],
    )


def delivered_to() -> Attribute:
    """Return the schema of `delivered_to`."""
    names = {
        "file": "The file.",
        "vault_file": "The file of Ansible Vault.",
        "vault_variable": "Name of the variable in it.",
        "program": "The program, without its arguments.",
    }
    return Attribute(
        Nested("single", {name: Attribute(STRING, text, computed=True) for name, text in names.items()}),
        "Where the key went. A plan warns when the file is gone.",
        computed=True,
        stable=True,
    )


def sink(values: Mapping[str, Any]) -> Sink:
    """Return the sink that a `secret_sink` describes."""
    if values.get("file") is not None:
        return FileSink(expanded(values["file"]), bool(values.get("overwrite")))
    if values.get("vault_file") is not None:
        return VaultSink(
            expanded(values["vault_file"]),
            expanded(values["vault_password_file"]),
            values.get("vault_variable"),
            bool(values.get("overwrite")),
        )
    return CommandSink(list(values["command"]))


def _text(description: str) -> Attribute:
    return Attribute(STRING, description, optional=True, write_only=True, validators=[length(1)])


def check_secret_sink(config: Mapping[str, Any], path: AttributePath) -> Iterator[Diagnostic]:
    """Yield what is wrong with the values in `secret_sink`; for `Schema(validators=...)`.

    Not a validator of the attribute itself: what those say of a write-only value is not shown.
    """
    value = config.get("secret_sink")
    if not isinstance(value, dict):
        return
    path = (*path, "secret_sink")
    for name in ("file", "vault_file", "vault_password_file"):
        text = value.get(name)
        if isinstance(text, str) and not expanded(text).is_absolute():
            detail = f'Write where "{text}" is, from / or ~/ on.'
            yield Diagnostic("error", "Not an absolute path", detail, (*path, name))
    if (value.get("vault_file") is None) != (value.get("vault_password_file") is None):
        yield Diagnostic(
            "error", "Wrong combination", "vault_file and vault_password_file go together.", path
        )
    if value.get("vault_variable") is not None and value.get("vault_file") is None:
        yield Diagnostic("error", "Wrong combination", "vault_variable needs vault_file.", path)
    if value.get("overwrite") and value.get("command") is not None:
        yield Diagnostic("error", "Wrong combination", "overwrite is for file and vault_file.", path)
