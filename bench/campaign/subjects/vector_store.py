"""Vector stores, with the files that are uploaded for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from campaign.subject import Noun, Subject, Values, operations

if TYPE_CHECKING:
    from campaign.office import Office

_MANUALS: Values = {
    "name": "Manuals",
    "folder": {
        "path": str(Path(__file__).resolve().parents[3] / "examples/acme/files/knowledge/shop"),
        "include": ["warranty.md"],
        "attributes_from": ["path"],
    },
}
_OTHER_MANUALS: Values = {
    **_MANUALS,
    "name": "Handbooks",
    "folder": {**_MANUALS["folder"], "include": ["returns.md"]},
}


def _life(table: str, create: str, update: str, delete: str, variant: str = "") -> Subject:
    called = operations(create, update, delete)
    return Subject("vector_store", _MANUALS, _OTHER_MANUALS, called, table, variant=variant)


def _example(at: Office) -> Values:
    text = at.folder / "brakes.md"
    text.write_text("Bleed the brakes with mineral oil.")
    return {
        "name": "Manuals",
        "metadata": {"team": "web"},
        "files": {"brakes": {"file_path": str(text)}},
        "wait": False,
    }


NOUNS = (
    Noun(
        "vector_store",
        (
            _life("vector_store", "createVectorStore", "modifyVectorStore", "deleteVectorStore"),
            _life("file", "createFile", "createFile", "deleteFile", "its uploads"),
            _life("vector_store_file", *("createVectorStoreFileBatch",) * 2, "", "its batch"),
            _life("vector_store_file", "", "deleteVectorStoreFile", "", "what leaves it"),
            _life("file", "", "deleteFile", "", "what is deleted"),
        ),
        _example,
        stays="made anew with the files that were uploaded for it",
    ),
)
