"""`share_with_projects` of `openai_fine_tuning_job`: other projects use the tuned model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.tuning import Tuning


def test_a_model_is_shared_with_other_projects(tuning: Tuning) -> None:
    """Only what the item says is given and taken back; what is lost is given again."""
    tuning.emulator.seed({"projects": [{"name": name} for name in ("Shop", "Office", "Lab")]})
    listed = tuning.emulator.call("GET", "/organization/projects", admin=True, params={"limit": 100}).json()[
        "data"
    ]
    shop, office, lab = (
        next(each["id"] for each in listed if each["name"] == name) for name in ("Shop", "Office", "Lab")
    )
    state = tuning.apply(share_with_projects=[shop, office])
    path = f"/fine_tuning/checkpoints/{state['fine_tuned_model']}/permissions"

    def permitted() -> dict[str, str]:
        found = tuning.emulator.call("GET", path, admin=True).json()["data"]
        return {each["project_id"]: each["id"] for each in found}

    assert set(permitted()) == {shop, office}
    tuning.emulator.call("POST", path, admin=True, json={"project_ids": [lab]})
    tuning.emulator.call("DELETE", f"{path}/{permitted()[office]}", admin=True)
    tuning.emulator.clear_calls()
    assert sorted(tuning.apply(share_with_projects=[shop, office])["share_with_projects"]) == sorted(
        [shop, office]
    )
    assert tuning.posted() == ["createFineTuningCheckpointPermission"]
    assert set(permitted()) == {shop, office, lab}
    tuning.apply(share_with_projects=[office])
    assert set(permitted()) == {office, lab}
    tuning.apply()
    assert set(permitted()) == {lab}
    tuning.apply(share_with_projects=[shop])
    tuning.destroy()
    assert set(permitted()) == {lab}
    assert tuning.posted().count("createFineTuningJob") == 0


def test_a_job_that_is_not_waited_for_shares_its_model_later(tuning: Tuning) -> None:
    tuning.emulator.seed({"projects": [{"name": "Shop"}]})
    listed = tuning.emulator.call("GET", "/organization/projects", admin=True, params={"limit": 100}).json()[
        "data"
    ]
    (shop,) = (each["id"] for each in listed if each["name"] == "Shop")
    assert tuning.apply(wait=False, share_with_projects=[shop])["fine_tuned_model"] is None
    tuning.emulator.settle()
    state = tuning.apply(wait=False, share_with_projects=[shop])
    permissions = f"/fine_tuning/checkpoints/{state['fine_tuned_model']}/permissions"
    assert [
        each["project_id"] for each in tuning.emulator.call("GET", permissions, admin=True).json()["data"]
    ] == [shop]
    assert tuning.plan(wait=False, share_with_projects=[shop]) == state


def test_a_model_that_cannot_be_shared_is_made_once(tuning: Tuning) -> None:
    """The key of an administrator is missing: the job stays, and the next run says why again."""
    tuning.more = {"OPENAI_ADMIN_KEY": ""}
    tuning.apply(share_with_projects=["proj_other"])
    assert [each for each in tuning.warnings if "is not shared with all projects" in each]
    assert tuning.posted() == ["createFineTuningJob"]
