"""Fine-tuning: jobs, their events and checkpoints, permissions, graders."""

from __future__ import annotations

from fjcorp_openai.emulator.families.fine_tuning import executor, graders, jobs, permissions
from fjcorp_openai.emulator.family import Family

family = Family("fine_tuning")
family.step(jobs.KIND)(executor.advance)

family.operation("createFineTuningJob", paid=True)(jobs.create_job)
family.operation("listPaginatedFineTuningJobs")(jobs.list_jobs)
family.operation("retrieveFineTuningJob")(jobs.retrieve_job)
family.operation("cancelFineTuningJob")(jobs.cancel_job)
family.operation("pauseFineTuningJob")(jobs.pause_job)
family.operation("resumeFineTuningJob")(jobs.resume_job)
family.operation("listFineTuningEvents")(jobs.list_events)
family.operation("listFineTuningJobCheckpoints")(jobs.list_checkpoints)
family.operation("listFineTuningCheckpointPermissions")(permissions.list_permissions)
family.operation("createFineTuningCheckpointPermission")(permissions.create_permissions)
family.operation("deleteFineTuningCheckpointPermission")(permissions.delete_permission)
family.operation("runGrader", paid=True, writes=False)(graders.run)
family.operation("validateGrader", writes=False)(graders.validate)
