"""What the campaign creates, changes and deletes: one descriptor for each managed resource."""

from __future__ import annotations

from campaign.subject import CREATE, DELETE, UPDATE, Subject

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "project",
        'name = "Research"',
        'name = "Study"',
        {CREATE: "create-project", UPDATE: "modify-project", DELETE: "archive-project"},
        "project",
    ),
    Subject(
        "file",
        'content = "A frame that is bent is never ridden again."\nfilename = "a.txt"\npurpose = "user_data"',
        "",
        {CREATE: "createFile", DELETE: "deleteFile"},
        "file",
    ),
)
