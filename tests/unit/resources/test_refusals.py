"""What a life cycle refuses: the sentence, what to do, and the attribute that it stands at."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fjcorp_openai.api.models import Standing
from fjcorp_openai.money.limit import Limit
from fjcorp_openai.provider.lifecycles import output_file
from fjcorp_openai.provider.lifecycles.digest import file_sha256, inputs_sha256, text_sha256
from fjcorp_openai.provider.lifecycles.models import refusal
from fjcorp_openai.provider.lifecycles.paid import check_limits
from fjcorp_openai.provider.lifecycles.secret_key import usable_sink
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN

PLACE = ("cards", 0, "file")


def told(error: ProviderError) -> tuple[str, str, tuple[Any, ...]]:
    return error.summary, error.detail, tuple(error.path)


@pytest.mark.parametrize(
    ("standing", "summary", "detail"),
    [
        (
            Standing("gpt-4", known=True, shutdown_date=date(2026, 1, 2), days_left=0),
            "The model gpt-4 was shut on 2026-01-02",
            "Name its successor.",
        ),
        (
            Standing("gpt-x", known=False, near=("gpt-5", "gpt-6"), reason="No such model."),
            "There is no model gpt-x for this key",
            (
                "Did you mean gpt-5 or gpt-6? It was shut, was never there, or the key's project may not use "
                "it. No such model."
            ),
        ),
        (
            Standing("gpt-x", known=False, reason="No such model."),
            "There is no model gpt-x for this key",
            "It was shut, was never there, or the key's project may not use it. No such model.",
        ),
    ],
)
def test_a_model_that_cannot_be_used(standing: Standing, summary: str, detail: str) -> None:
    assert told(refusal(standing, PLACE)) == (summary, detail, PLACE)


def test_a_place_for_an_output_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, folder = tmp_path / "there", tmp_path / "folder"
    there.write_text("somebody else's")
    folder.mkdir()

    def refused(path: Path, **options: Any) -> tuple[str, str, tuple[Any, ...]]:
        with pytest.raises(ProviderError) as error:
            output_file.check(str(path), PLACE, (), **{"overwrite": False, **options})
        return told(error.value)

    assert refused(there) == (
        f'"{there}" is there already, and was not written by this',
        "It would be overwritten: move it away, name another file, or set overwrite = true.",
        PLACE,
    )
    output_file.check(str(there), PLACE, (), overwrite=True)
    output_file.check(str(there), PLACE, {text_sha256("somebody else's")}, overwrite=False)
    output_file.check(UNKNOWN, PLACE, (), overwrite=False)
    assert refused(folder, overwrite=True) == (f'Cannot write to "{folder}"', "it is a folder.", PLACE)
    assert refused(there / "a") == (
        f'Cannot write to "{there / "a"}"',
        f"{there} is no folder in which files can be made.",
        PLACE,
    )
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert refused(folder / "new" / "a")[1] == f"{folder} is no folder in which files can be made."


def test_an_output_is_removed_as_long_as_it_is_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a"
    digest = output_file.write(str(path), b"sound")
    assert (digest, path.stat().st_mode & 0o777) == (text_sha256("sound"), 0o600)
    path.write_bytes(b"changed")
    assert not output_file.remove(str(path), digest)
    assert path.read_bytes() == b"changed"
    assert output_file.remove(str(path), output_file.sha256(str(path)))
    assert not path.exists()
    assert output_file.remove(str(path), digest), "nothing of somebody else stays"
    path.mkdir()
    assert not output_file.remove(str(path), digest)


UNTOLD = "What POST /cards costs is not known, and it has a limit"


def spending(most: str | None) -> Any:
    limit = Limit(None if most is None else Decimal(most))
    return SimpleNamespace(api=SimpleNamespace(limit=limit))


@pytest.mark.parametrize(
    ("own", "most", "cost", "summary", "detail", "place"),
    [
        (
            0.5,
            None,
            None,
            UNTOLD,
            "max_cost allows 0.5 USD, but nobody knows. Nothing was called.",
            "max_cost",
        ),
        (
            0.5,
            None,
            0.51,
            "POST /cards would cost more than it may",
            "max_cost allows 0.5 USD, and the estimate is at most that. Nothing was called.",
            "max_cost",
        ),
        (
            None,
            "0.50",
            None,
            UNTOLD,
            "max_cost of the provider allows 0.50 USD, but nobody knows. Nothing was called.",
            "",
        ),
        (
            1,
            "0.5",
            0.75,
            "POST /cards would cost more than is left",
            (
                "max_cost of the provider allows 0.5 USD for all paid calls together. With this one they "
                "would cost 0.75 USD; its estimate is at most that. It was not called."
            ),
            "",
        ),
    ],
)
def test_a_call_that_costs_more_than_it_may(
    own: Any, most: str | None, cost: float | None, summary: str, detail: str, place: str
) -> None:
    estimate = {"cost": cost, "reason": "nobody knows", "text": "at most that"}
    with pytest.raises(ProviderError) as error:
        check_limits({"max_cost": own}, "POST /cards", estimate, spending(most))
    assert told(error.value) == (summary, detail, (place,) if place else ())


@pytest.mark.parametrize("own", [None, UNKNOWN, 0.5, 1])
def test_a_call_within_its_limit_is_made(own: Any) -> None:
    estimate = {"cost": 0.5, "text": "at most that", "reason": None}
    check_limits({"max_cost": own}, "POST /cards", estimate, spending(None))


def test_calls_share_what_the_provider_allows() -> None:
    estimate = {"cost": 0.5, "text": "at most that", "reason": None}
    context = spending("1")
    for counts in (False, False, True, True):
        check_limits({}, "POST /cards", estimate, context, counts=counts)
    with pytest.raises(ProviderError, match=r"With this one they would cost 1.5 USD"):
        check_limits({}, "POST /cards", estimate, context)


def test_a_key_without_a_sink_or_with_one_that_cannot_work(tmp_path: Path) -> None:
    def nobodys(_place: str, _text: str) -> bool:
        return False

    with pytest.raises(ProviderError) as error:
        usable_sink(None, nobodys)
    assert told(error.value) == (
        "A key needs a place to go",
        (
            "The API returns a key once, and it is in no state: set secret_sink to say where it shall go. "
            "A key that exists already is taken over by the playbook import_keys, or adopt."
        ),
        ("secret_sink",),
    )
    with pytest.raises(ProviderError) as error:
        usable_sink({"file": str(tmp_path)}, nobodys)
    assert told(error.value) == (
        "The sink cannot work",
        f"No key was made: {tmp_path} is a folder, not a file.",
        ("secret_sink",),
    )
    assert usable_sink(UNKNOWN, nobodys) is None
    assert usable_sink({"file": UNKNOWN}, nobodys) is None
    assert str(usable_sink({"file": str(tmp_path / "key")}, nobodys)) == f"the file {tmp_path / 'key'}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as error:
        file_sha256(str(tmp_path / "gone"), PLACE)
    assert told(error.value) == (
        f'Cannot read the file "{tmp_path / "gone"}"',
        f"No such file or directory. Paths are relative to terraform's folder, {Path.cwd()}.",
        PLACE,
    )


def test_digests_of_earlier_releases_are_found_again(tmp_path: Path) -> None:
    """A digest in a state stands for what was paid for: written otherwise, everything would be paid again."""
    path = tmp_path / "a.txt"
    path.write_text("hello")
    inputs = {"text": "Größe", "heat": 0.5, "file": str(path), "none": None, "inner": [{"file": str(path)}]}
    written = (
        '{"file": {"name": "a.txt", "sha256": '
        '"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, "heat": 0.5, '
        '"inner": [{"file": {"name": "a.txt", "sha256": '
        '"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}}], "text": "Größe"}'
    )
    found = inputs_sha256(inputs, [(str(path), ("file",)), (str(path), ("inner", 0, "file"))])
    assert found == text_sha256(written)
    assert text_sha256("hello") == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
