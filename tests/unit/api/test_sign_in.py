"""Signing in with a workload's identity: what is sent, for how long it counts, and how it fails."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings, credentials, subject_token
from fjcorp_openai.api.errors import (
    ConfigurationError,
    ConnectionFailed,
    MalformedAnswer,
    MissingKey,
    OpenAIError,
    SignInRefused,
    SubjectTokenError,
    Unauthorized,
    without_keys,
)
from fjcorp_openai.api.identity import EXCHANGE_URL
from support.identity import SIGNER, Federation
from unit.api.server import Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator
    from unit.api.server import Server

EXCHANGE = "exchange-identity-token"


@pytest.fixture
def federation(shared_emulator: Emulator) -> Federation:
    made = Federation(shared_emulator, [SIGNER.jwk])
    shared_emulator.clear_calls()
    return made


@pytest.fixture
def token_file(federation: Federation, tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(federation.token() + "\n")
    return file


@pytest.fixture
def client(federation: Federation, token_file: Path, tmp_path: Path) -> Iterator[Callable[..., Api]]:
    """Make clients that sign in with the file, and are closed with the test."""
    with ExitStack() as stack:

        def make(**settings: Any) -> Api:
            defaults = {
                "base_url": federation.emulator.base_url,
                "identity_provider_id": federation.provider,
                "service_account_id": federation.account,
                "identity_token_file": token_file,
                "events": tmp_path / "events.jsonl",
            }
            api = Api(Settings(**(defaults | settings)), first_pause=0.01)
            stack.callback(api.close)
            return api

        yield make


def exchanges(federation: Federation) -> int:
    return len(federation.emulator.calls(EXCHANGE))


def test_one_exchange_serves_all_calls_of_a_process(
    client: Callable[..., Api], federation: Federation
) -> None:
    api = client()
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda n: api.post("/vector_stores", {"name": f"n{n}"}), range(8)))
    assert len({store["id"] for store in stores}) == 8
    assert exchanges(federation) == 1
    assert api.accounts.of(admin=False).project == federation.project
    assert api.models.all(), "what needs a key elsewhere works with an identity"


def test_a_token_that_the_api_ends_is_renewed_once(
    client: Callable[..., Api], federation: Federation
) -> None:
    api = client()
    first = api.post("/vector_stores", {"name": "first"})
    federation.emulator.clock.advance(601)
    api.settings.identity.token_file.write_text(federation.token())
    second = api.post("/vector_stores", {"name": "second"})
    assert exchanges(federation) == 2
    assert {store["id"] for store in api.list("/vector_stores")} == {first["id"], second["id"]}
    # Nothing helps when the service account is gone: one more exchange is tried, and refused.
    path = f"/organization/projects/{federation.project}/service_accounts/{federation.account}"
    federation.emulator.call("DELETE", path, admin=True)
    with pytest.raises(SignInRefused, match="enabled federation rule"):
        api.get("/files")
    assert exchanges(federation) == 3


def test_a_token_is_renewed_before_it_ends(
    client: Callable[..., Api], federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(credentials.time, "monotonic", lambda: now)
    api = client()
    api.get("/files")
    now += 290
    api.get("/files")
    assert exchanges(federation) == 1
    now += 20  # of 600 seconds, half have passed
    api.get("/files")
    assert exchanges(federation) == 2
    # One that cannot be renewed is used on while it lives.
    now += 310
    federation.emulator.fault(EXCHANGE, status=500, times=0)
    api.get("/files")
    api.get("/vector_stores")
    tries = exchanges(federation)
    assert tries == 5, "three tries of one exchange, and none for the next call"
    now += 300
    with pytest.raises(OpenAIError, match="POST /oauth/token answered 500"):
        api.get("/files")


def test_a_refusal_is_explained_and_not_repeated_by_each_thread(
    client: Callable[..., Api], federation: Federation, token_file: Path
) -> None:
    token = federation.token(aud="https://elsewhere.example")
    token_file.write_text(token)
    api = client()
    failures = []
    for _index in range(3):
        with pytest.raises(SignInRefused) as caught:
            api.get("/files")
        failures.append(str(caught.value))
    assert exchanges(federation) == 1
    assert len(set(failures)) == 1
    assert "audience" in failures[0]
    assert "code invalid_subject_token" in failures[0]
    assert f"from the file {token_file}" in failures[0]
    assert federation.provider in failures[0]
    assert token not in failures[0]
    assert isinstance(caught.value, Unauthorized)
    token_file.write_text(federation.token(sub="somebody else"))
    with pytest.raises(SignInRefused, match=r"invalid_grant.*federation rule"):
        client().get("/files")


def test_administration_takes_an_admin_key_as_before(
    client: Callable[..., Api], federation: Federation
) -> None:
    with pytest.raises(MissingKey, match="no identity can sign in: it needs an admin key"):
        client().list("/organization/projects")
    api = client(admin_key=federation.emulator.admin_key)
    assert api.list("/organization/projects")
    assert exchanges(federation) == 0
    api.list("/files")
    assert exchanges(federation) == 1


def test_no_token_stands_anywhere(
    client: Callable[..., Api], federation: Federation, tmp_path: Path, token_file: Path
) -> None:
    token = token_file.read_text().strip()
    api = client(pacing_dir=tmp_path / "pacing", journal_dir=tmp_path / "journal", play_dir=tmp_path / "play")
    api.create("/vector_stores", {"name": "x"}, natural_key=lambda each: each["name"] == "x")
    api.models.all()
    access = api._transport._credentials._token.reveal()
    token_file.unlink()
    written = "".join(file.read_text(errors="replace") for file in tmp_path.rglob("*") if file.is_file())
    assert "POST /oauth/token" in written
    for secret in (token, access):
        assert secret not in written
        assert secret not in repr(api.settings)
        assert without_keys(f"see {secret}.") == "see ***."


def test_the_exchange_is_bounded_and_its_answer_checked(
    client: Callable[..., Api], federation: Federation
) -> None:
    emulator = federation.emulator
    emulator.fault(EXCHANGE, status=503, times=2)
    assert client().list("/files") == []
    assert exchanges(federation) == 3
    emulator.fault(EXCHANGE, foreign="html", times=0)
    with pytest.raises(MalformedAnswer, match="/oauth/token is not there: is identity_token_url"):
        client().list("/files")
    emulator.clear_faults()
    emulator.fault(EXCHANGE, status=429, retry_after=0.01, times=1)
    assert client().list("/files") == []
    with pytest.raises(ConnectionFailed, match=r"127\.0\.0\.1:1"):
        client(identity_token_url="http://127.0.0.1:1/oauth/token", max_retries=0).list("/files")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "expires_in": 60},
        {"access_token": "a b", "expires_in": 60},
        {"access_token": "a\nb", "expires_in": 60},
        {"access_token": ["a"], "expires_in": 60},
        {"access_token": "token", "expires_in": True},
        {"access_token": "token", "expires_in": 0},
        {"access_token": "token", "expires_in": "60"},
        {"access_token": "token"},
    ],
)
def test_an_answer_without_a_token_is_none(
    answer: dict[str, Any], client: Callable[..., Api], serve: Callable[..., Server]
) -> None:
    server = serve(lambda _unused: Reply(answer))
    with pytest.raises(MalformedAnswer, match="without an access token and its lifetime"):
        client(identity_token_url=server.base_url, organization="org-1", project="proj_1").list("/files")
    (seen,) = server.seen
    assert not {"authorization", "openai-organization", "openai-project"} & seen.headers.keys()


@pytest.mark.parametrize(
    ("script", "part"),
    [
        ("import sys; sys.stderr.write('marker'); print('marker'); sys.exit(3)", "ended with code 3"),
        ("print('marker ' * 3)", "one word"),
        ("pass", "it is empty"),
        ("print('m' * 100_000)", "more than 65536 bytes"),
        ("import time; print('marker', flush=True); time.sleep(60)", "within 0.5 s"),
        ("import os, time; os.close(1); time.sleep(60)", "within 0.5 s"),
    ],
)
def test_a_command_that_gives_no_token_says_why_and_shows_nothing(
    client: Callable[..., Api], monkeypatch: pytest.MonkeyPatch, script: str, part: str
) -> None:
    monkeypatch.setattr(subject_token, "COMMAND_SECONDS", 0.5 if "time" in script else 20)
    api = client(identity_token_file=None, identity_token_command=[sys.executable, "-c", script])
    with pytest.raises(SubjectTokenError, match=part) as caught:
        api.get("/files")
    assert "marker" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.slow
def test_a_command_prints_the_token_without_a_shell_and_leaves_nothing_running(
    client: Callable[..., Api], federation: Federation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import sys; print(open(sys.argv[1]).read() if sys.argv[2] == '$(id); x' else sys.stdin.read())"
    (tmp_path / "mine").write_text(federation.token())
    command = [sys.executable, "-c", script, str(tmp_path / "mine"), "$(id); x"]
    assert client(identity_token_file=None, identity_token_command=command).list("/files") == []
    monkeypatch.setattr(subject_token, "COMMAND_SECONDS", 3)
    pids = tmp_path / "pids"
    child = f"import os, time; open({str(pids)!r}, 'a').write(str(os.getpid()) + ' '); "
    sleeping = f"{child} time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {sleeping!r}]); {sleeping}"
    with pytest.raises(SubjectTokenError, match="was ended"):
        client(identity_token_file=None, identity_token_command=[sys.executable, "-c", parent]).get("/files")
    started = [int(pid) for pid in pids.read_text().split()]
    assert len(started) == 2
    for pid in started:
        until = time.monotonic() + 10
        while _lives(pid) and time.monotonic() < until:
            time.sleep(0.01)
        assert not _lives(pid)
    with pytest.raises(
        SubjectTokenError, match=r"cannot be run: No such file.* correct identity_token_command \("
    ):
        client(identity_token_file=None, identity_token_command=["/no/such/program"]).get("/files")


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 (a process may end at any moment)
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_file_that_holds_no_token_says_why(
    client: Callable[..., Api], token_file: Path, tmp_path: Path, federation: Federation
) -> None:
    (tmp_path / "large").write_text("m" * 70_000)
    os.mkfifo(tmp_path / "pipe")
    for file, part in (
        (tmp_path / "missing", "No such file.*correct identity_token_file"),
        (tmp_path, "no regular file"),
        (tmp_path / "pipe", "no regular file"),
        (tmp_path / "large", "larger than 65536 bytes"),
    ):
        with pytest.raises(SubjectTokenError, match=part):
            client(identity_token_file=file).get("/files")
    token_file.write_text("a marker")
    with pytest.raises(SubjectTokenError, match="one word") as caught:
        client().get("/files")
    assert "marker" not in str(caught.value)
    assert exchanges(federation) == 0


IDENTITY = {
    "identity_provider_id": "idp_1",
    "service_account_id": "svc_acct_1",
    "identity_token_file": "/run/token",
}


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        (
            {"api_key": "sk-proj-x"},
            "two ways to sign in: api_key .*OPENAI_API_KEY.* and identity_provider_id",
        ),
        ({"service_account_id": ""}, "set service_account_id .*OPENAI_SERVICE_ACCOUNT_ID"),
        ({"identity_token_file": None}, "neither is set"),
        ({"identity_token_command": ["x"]}, "both are set"),
        ({"identity_token_command": "x y"}, "one by one"),
        ({"identity_token_command": [1]}, "one by one"),
        ({"identity_token_command": [""]}, "one by one"),
        ({"identity_provider_id": "a b"}, "not an id"),
        ({"identity_token_url": "http://far.example/token"}, "anybody could read the token"),
        ({"identity_token_url": "ftp://far.example/token"}, "must be an address"),
        ({"identity_token_url": "https://user@far.example/token"}, "must be an address"),
        ({"identity_token_url": "https://far.example"}, "must be an address"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(ConfigurationError, match=part) as caught:
        Settings(**(IDENTITY | changes))
    assert len(str(caught.value).splitlines()) == 1


def test_where_tokens_are_exchanged_and_what_the_environment_tells() -> None:
    assert Settings(**IDENTITY).identity.token_url == EXCHANGE_URL
    local = Settings(**IDENTITY, base_url="http://127.0.0.1:8000/v1").identity
    assert local.token_url == "http://127.0.0.1:8000/oauth/token"
    gateway = Settings(**IDENTITY, base_url="https://gateway.example/v1").identity
    assert gateway.token_url == EXCHANGE_URL
    environ = {
        "OPENAI_IDENTITY_PROVIDER_ID": "idp_1",
        "OPENAI_SERVICE_ACCOUNT_ID": "svc_acct_1",
        "OPENAI_IDENTITY_TOKEN_COMMAND": json.dumps(["print-token", "--now"]),
        "OPENAI_IDENTITY_TOKEN_URL": "https://login.example/token",
    }
    settings = Settings.resolve({}, environ)
    assert settings.identity.token_command == ("print-token", "--now")
    assert settings.identity.token_url == "https://login.example/token"
    assert settings.signs_in
    del environ["OPENAI_IDENTITY_PROVIDER_ID"]
    rest = Settings.resolve({}, environ)
    assert rest.identity is None, "other programs know these variables too"
    assert not rest.signs_in
    with pytest.raises(MissingKey, match="project key"):
        rest.key(admin=False, operation="GET /files")


def test_a_renewal_of_another_thread_is_kept(federation: Federation) -> None:
    given = iter(range(10))
    settings = Settings(**IDENTITY)
    held = credentials.Credentials(settings, lambda: (credentials_secret(next(given)), 100.0))
    call = _call()
    first = held.of(call)
    assert held.refused(call, first)
    second = held.of(call)
    assert held.refused(call, first), "a late refusal of the old one"
    assert held.of(call) == second
    threads = [threading.Thread(target=held.of, args=(call,)) for _index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert next(given) == 2


def credentials_secret(number: int) -> Any:
    from fjcorp_openai.api.secret import Secret

    return Secret(f"token-{number}")


def _call() -> Any:
    from fjcorp_openai.api.call import Call

    return Call("GET", "/files", admin=False)
