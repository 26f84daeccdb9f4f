"""A path from somebody's home folder, and from a home that nobody has."""

from __future__ import annotations

from pathlib import Path

import pytest

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.sinks import check_secret_sink

NOWHERE = "~nobody-has-this-name/a"


def test_the_home_folder_stands_for_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    for given, path in (
        ("~", "/home/ada"),
        ("~/a", "/home/ada/a"),
        ("a/~", "a/~"),
        ("/a", "/a"),
        (NOWHERE, NOWHERE),
    ):
        assert expanded(given) == Path(path)


def test_a_home_that_nobody_has_is_told_in_the_words_of_the_option() -> None:
    with pytest.raises(ProviderError, match=f'Cannot read the file "{NOWHERE}"'):
        file_sha256(NOWHERE, ("file_path",))
    (told,) = check_secret_sink({"secret_sink": {"file": NOWHERE}}, ())
    assert told.summary == "Not an absolute path"
