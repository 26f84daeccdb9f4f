"""Whose identity signs in where there is no key: a workload that another issuer vouches for.

A workload, such as a Kubernetes pod or a job of CI, has a short-lived token of its own. OpenAI exchanges it
for an access token of a service account, if a federation rule of the organization says so. Such a token calls
the API as a key of that service account would, but not administration, which takes an admin key as before.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fjcorp_openai.api.errors import ConfigurationError
from fjcorp_openai.home import expanded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIABLES = {
    "identity_provider_id": "OPENAI_IDENTITY_PROVIDER_ID",
    "service_account_id": "OPENAI_SERVICE_ACCOUNT_ID",
    "identity_token_file": "OPENAI_IDENTITY_TOKEN_FILE",
    "identity_token_command": "OPENAI_IDENTITY_TOKEN_COMMAND",
    "identity_token_url": "OPENAI_IDENTITY_TOKEN_URL",
}
"""Settings and the environment variables that fill them in."""

EXCHANGE_URL = "https://auth.openai.com/oauth/token"
"""Where tokens are exchanged."""

_PATH = "/oauth/token"


@dataclass(frozen=True)
class Identity:
    """How to sign in without a key.

    Attributes:
        provider_id: the workload identity provider at OpenAI that vouches for the token.
        service_account_id: whom the workload is to act for.
        token_file: the file that holds the workload's token, read again for each exchange.
        token_command: the program that prints it, with its arguments; there is no shell.
        token_url: where tokens are exchanged.
    """

    provider_id: str
    service_account_id: str
    token_file: Path | None
    token_command: tuple[str, ...]
    token_url: str

    @property
    def source(self) -> str:
        """Where the workload's token comes from, for messages."""
        if self.token_file is not None:
            return f"the file {self.token_file}"
        return f"the command {self.token_command[0]}"


def read(values: Mapping[str, Any], base_url: str, *, insecure: bool) -> Identity | None:
    """Return the identity that settings describe, or None where they name no identity provider.

    Args:
        values: `VARIABLES` by setting; what is not given is None or empty.
        base_url: the API's address: on this machine, tokens are exchanged beside it.
        insecure: whether the workload's token may be sent unencrypted to another host.

    Raises:
        ConfigurationError: something is missing, twice there, or of the wrong form.
    """
    provider_id = _id("identity_provider_id", values)
    if not provider_id:
        return None
    account_id = _id("service_account_id", values)
    if not account_id:
        raise ConfigurationError(
            f"{_named('identity_provider_id')} is set, but not for whom to sign in: set "
            f"{_named('service_account_id')} to the id of the service account."
        )
    command = _command(values.get("identity_token_command"))
    file = str(values.get("identity_token_file") or "").strip()
    if bool(command) == bool(file):
        told = "both are set" if file else "neither is set"
        raise ConfigurationError(
            f"an identity signs in with one of {_named('identity_token_file')} and "
            f"{_named('identity_token_command')}, and {told}."
        )
    url = _url(str(values.get("identity_token_url") or "").strip(), base_url, insecure=insecure)
    return Identity(provider_id, account_id, expanded(file) if file else None, command, url)


def _named(name: str) -> str:
    return f"{name} (environment variable {VARIABLES[name]})"


def _id(name: str, values: Mapping[str, Any]) -> str:
    text = str(values.get(name) or "").strip()
    if any(not 33 <= ord(character) <= 126 for character in text):
        raise ConfigurationError(f"{_named(name)} is not an id: {text!r}.")
    return text


def _command(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    words = tuple(value) if isinstance(value, (list, tuple)) else ("",)
    if not all(isinstance(word, str) and "\0" not in word for word in words) or words[:1] == ("",):
        raise ConfigurationError(
            f"{_named('identity_token_command')} must be a program with its arguments, one by one, as in "
            '["gcloud", "auth", "print-identity-token"].'
        )
    return words


def _url(text: str, base_url: str, *, insecure: bool) -> str:
    api = urlsplit(base_url)
    if not text:
        # A client that talks to this machine must not show its token to anybody else.
        return f"{api.scheme}://{api.netloc}{_PATH}" if is_loopback(str(api.hostname)) else EXCHANGE_URL
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or "@" in parts.netloc or parts.query or parts.fragment or not parts.path.strip("/"):
        raise ConfigurationError(
            f"{_named('identity_token_url')} must be an address such as {EXCHANGE_URL}, without user name, "
            "password, query or fragment."
        )
    if parts.scheme == "http" and not insecure and not is_loopback(str(parts.hostname)):
        raise ConfigurationError(
            f"{_named('identity_token_url')} is {text}: on the way to {parts.hostname} anybody could read "
            "the token, so nothing was sent. Write https://, or set insecure (environment variable "
            "OPENAI_INSECURE) to true if that is meant."
        )
    return text


def is_loopback(host: str) -> bool:
    """Return whether a host is this very machine, by its name or address alone."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
