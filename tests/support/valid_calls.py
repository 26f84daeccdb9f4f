"""A right call of every served operation, in an organization that has one object of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.valid_bodies import (
    BODIES,
    EXCEPTIONS,
    FORMS,
    LINE,
    MODEL,
    PARAMETERS,
    TOOL,
    TRAINING,
    new_pem,
)

if TYPE_CHECKING:
    from fjcorp_openai.emulator.spec.specification import Endpoint, Specification
    from support.emulator import Emulator


def order(endpoint: Endpoint) -> tuple[Any, ...]:
    """Sort operations so that none takes away what a later one needs: parts come before the whole."""
    ends = endpoint.segments[-1] in {"archive", "cancel", "complete", "deactivate"}
    return endpoint.method == "DELETE", ends, endpoint.method != "GET", -len(endpoint.segments)


class Organization:
    """An organization with one object of each kind; what takes its time is done, and one more waits.

    Args:
        emulator: An emulator that is reset.
        specification: The document.

    Attributes:
        ids: Ids by kind, for example ``file`` or ``waiting_batch``.
    """

    def __init__(self, emulator: Emulator, specification: Specification) -> None:
        self.emulator = emulator
        self.specification = specification
        self.ids = {"model": MODEL, "rate_limit": f"rl-{MODEL}"}
        legacy = emulator.call("GET", "/assistants").status_code == 200
        self._people()
        self._projects()
        self._identity()
        self._data()
        self._generated()
        if legacy:
            self._threads()
        emulator.transitions("manual")
        self._waiting(legacy=legacy)

    def do(self, operation: str, *, kind: str = "", at: dict[str, str] | None = None, **members: Any) -> Any:
        """Make a right call, keep the id that it gives as one of a kind, and return the answer.

        Args:
            operation: The operation.
            kind: The kind.
            at: Kinds of the path's objects by parameter, where they are not the usual ones.
            **members: Members of the body that replace the usual ones.
        """
        call = self.call(self.specification.endpoints[operation], at)
        if members:
            call["json"] = {**call.get("json", {}), **members}
        answer = self.emulator.call(**call)
        assert answer.status_code == 200, f"{operation}: {answer.text}"
        if kind:
            self.ids[kind] = answer.json()["id"]
        return answer.json()

    def call(self, endpoint: Endpoint, at: dict[str, str] | None = None) -> dict[str, Any]:
        """Return a right call of an operation, as the arguments of ``Emulator.call``."""
        call: dict[str, Any] = {
            "method": endpoint.method,
            "path": endpoint.template.format_map(self.place(endpoint, at)),
            "admin": endpoint.admin,
        }
        if endpoint.id.startswith("usage-"):
            call["params"] = {"start_time": 1_795_000_000}
        if endpoint.id in BODIES:
            call["json"] = self._filled(BODIES[endpoint.id])
        elif endpoint.id in FORMS:
            fields, files = FORMS[endpoint.id]
            call |= {"data": self._filled(fields), "files": files}
        return call

    def place(self, endpoint: Endpoint, at: dict[str, str] | None = None) -> dict[str, str]:
        """Return the ids of the objects that the path of a right call names, by parameter."""
        kinds = PARAMETERS | EXCEPTIONS.get(endpoint.id, {}) | (at or {})
        names = [each[1:-1] for each in endpoint.segments if each.startswith("{")]
        return {name: self.ids[kinds[name]] for name in names}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        if value == "<pem>":
            return new_pem()
        return self.ids[value[1:-1]] if isinstance(value, str) and value[:1] == "<" else value

    def _people(self) -> None:
        self.emulator.seed({"users": [{"email": "ada@example.com"}, {"email": "bo@example.com"}]})
        _owner, self.ids["user"], self.ids["other_user"] = (
            each["id"] for each in self.emulator.dump()["user"]
        )
        self.do("inviteUser", kind="invite")
        self.do("admin-api-keys-create", kind="admin_key")
        for kind in ("group", "other_group"):
            self.do("create-group", kind=kind)
        self.do("add-group-user", user_id=self.ids["user"])
        for kind in ("role", "other_role"):
            self.do("create-role", kind=kind, role_name=kind)
        for operation in ("assign-user-role", "assign-group-role"):
            self.do(operation, role_id=self.ids["role"])
        for kind in ("certificate", "other_certificate", "idle_certificate"):
            self.do("uploadCertificate", kind=kind)
        self.do("activateOrganizationCertificates", certificate_ids=[self.ids["other_certificate"]])
        self.do("create-external-key", kind="external_key")
        self.do("create-organization-spend-alert", kind="alert")
        self.do("Updateorganizationspendlimit")

    def _projects(self) -> None:
        for kind in ("project", "other_project"):
            self.do("create-project", kind=kind)
        self.ids["api_key"] = self.emulator.create_project_key(self.ids["project"])["id"]
        for kind in ("service_account", "other_service_account"):
            self.do("create-project-service-account", kind=kind)
        self.do("create-project-user", user_id=self.ids["user"])
        self.do("add-project-group", group_id=self.ids["group"])
        for kind in ("project_role", "other_project_role"):
            self.do("create-project-role", kind=kind, role_name=kind)
        for operation in ("assign-project-user-role", "assign-project-group-role"):
            self.do(operation, role_id=self.ids["project_role"])
        self.do("create-project-spend-alert", kind="project_alert")
        self.do("update-project-model-permissions")
        self.do("Updateprojectspendlimit")
        self.do("create-external-storage", kind="external_storage")

    def _identity(self) -> None:
        for kind in ("identity_provider", "other_identity_provider"):
            self.do("create-workload-identity-provider", kind=kind, name=kind)
        account = {"service_account_id": self.ids["service_account"]}
        self.do("create-federation-rule", kind="federation_rule", **account)
        asked = {"provider": "identity_provider", "subject": "repo:acme/site"}
        self.ids["identity_token"] = self.emulator.control("POST", "/identity_tokens", asked)["token"]

    def _data(self) -> None:
        self.do("createFile", kind="file")
        for purpose, text in (("fine-tune", TRAINING), ("batch", LINE)):
            answer = self.emulator.call(
                "POST", "/files", data={"purpose": purpose}, files={"file": ("a.jsonl", text.encode())}
            )
            self.ids["batch_file" if purpose == "batch" else "training_file"] = answer.json()["id"]
        self.do("createVectorStore", kind="vector_store")
        self.do("createVectorStoreFile")
        self.do("createVectorStoreFileBatch", kind="file_batch")
        self.do("createBatch", kind="batch")
        self.do("createFineTuningJob", kind="job")
        self.ids["tuned_model"] = self.do("retrieveFineTuningJob")["fine_tuned_model"]
        permitted = self.do("createFineTuningCheckpointPermission", project_ids=[self.ids["project"]])
        self.ids["permission"] = permitted["data"][0]["id"]
        self.do("createUpload", kind="upload")
        self.do("addUploadPart", kind="part")
        self.do("createUpload", kind="waiting_upload")

    def _generated(self) -> None:
        self.do("createChatCompletion", kind="completion", store=True)
        self.do("createResponse", kind="response")
        self.do("createConversation", kind="conversation")
        self.ids["item"] = self.do("createConversationItems")["data"][0]["id"]
        self.do("createVoiceConsent", kind="consent")
        self.do("createVoice", kind="voice")
        self.do("CreateContainer", kind="container")
        self.do("CreateContainerFile", kind="container_file")
        self.do("CreateSkill", kind="skill")
        self.do("CreateSkillVersion")
        self.ids["skill_version"] = "2"
        self.do("create-webhook-endpoint", kind="webhook_endpoint")

    def _threads(self) -> None:
        self.do("createAssistant", kind="assistant")
        self.do("createThread", kind="thread")
        self.do("createMessage", kind="message")
        self.do("createRun", kind="run")
        self.ids["step"] = self.do("listRunSteps")["data"][0]["id"]
        self.do("createThread", kind="asking_thread")
        at = {"thread_id": "asking_thread", "run_id": "asking_run"}
        weather = [{"role": "user", "content": "What is the weather in Oslo?"}]
        self.do("createRun", kind="asking_run", at=at, tools=[TOOL], additional_messages=weather)
        action = self.do("getRun", at=at)["required_action"]
        self.ids["tool_call"] = action["submit_tool_outputs"]["tool_calls"][0]["id"]

    def _waiting(self, *, legacy: bool) -> None:
        self.do("createFineTuningJob", kind="running_job")
        self.do("createFineTuningJob", kind="paused_job")
        self.emulator.advance(2)
        self.do("pauseFineTuningJob", at={"fine_tuning_job_id": "paused_job"})
        self.do("createFineTuningJob", kind="waiting_job")
        self.do("createBatch", kind="waiting_batch")
        self.do("createVectorStoreFileBatch", kind="waiting_file_batch")
        self.do("createResponse", kind="waiting_response", background=True)
        if legacy:
            self.do("createThread", kind="waiting_thread")
            self.do("createRun", kind="waiting_run", at={"thread_id": "waiting_thread"})
