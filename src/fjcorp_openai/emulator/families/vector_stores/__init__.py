"""Vector stores, their files, file batches and search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.emulator.families.vector_stores import file_batches, files, members, search, stores
from fjcorp_openai.emulator.family import Family

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context

family = Family("vector_stores")
family.step(members.KIND)(members.index)

family.operation("listVectorStores")(stores.list_stores)
family.operation("createVectorStore")(stores.create_store)
family.operation("getVectorStore")(stores.get_store)
family.operation("modifyVectorStore")(stores.modify_store)
family.operation("deleteVectorStore")(stores.delete_store)
family.operation("searchVectorStore", paid=True)(search.search_store)
family.operation("listVectorStoreFiles")(files.list_files)
family.operation("createVectorStoreFile")(files.create_file)
family.operation("getVectorStoreFile", polled=True)(files.get_file)
family.operation("updateVectorStoreFileAttributes")(files.update_attributes)
family.operation("deleteVectorStoreFile")(files.delete_file)
family.operation("retrieveVectorStoreFileContent")(files.get_content)
family.operation("createVectorStoreFileBatch")(file_batches.create_batch)
family.operation("getVectorStoreFileBatch", polled=True)(file_batches.get_batch)
family.operation("cancelVectorStoreFileBatch")(file_batches.cancel_batch)
family.operation("listFilesInVectorStoreBatch")(file_batches.list_files)


@family.seeder(files.DELAY)
def seed_delay(context: Context, seconds: float) -> None:
    """Set for how many seconds a file just attached answers 404."""
    context.store.set_setting(files.DELAY, seconds)


@family.seeder(members.SERVER_ERRORS)
def seed_server_errors(context: Context, number: int) -> None:
    """Set how many files, those indexed next, fail by the server's own fault."""
    context.store.set_setting(members.SERVER_ERRORS, number)
