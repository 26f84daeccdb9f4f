"""A small AWX on 127.0.0.1: objects with the fields that AWX knows, found by name, with their relations."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "awx-token"
VERSION = "24.6.1"
COMMON = {"name", "description", "organization"}
JOBS = {
    "limit",
    "scm_branch",
    "job_tags",
    "skip_tags",
    "ask_variables_on_launch",
    "extra_vars",
    "survey_enabled",
}

FIELDS: dict[str, set[str]] = {
    "organizations": {"name", "description"},
    "execution_environments": {*COMMON, "image", "pull", "credential"},
    "notification_templates": {*COMMON, "notification_type", "notification_configuration", "messages"},
    "projects": {
        *COMMON,
        *("scm_type", "scm_url", "scm_branch", "scm_clean", "scm_update_on_launch", "default_environment"),
        *("local_path", "allow_override", "scm_delete_on_update", "scm_track_submodules"),
    },
    "credential_types": {"name", "description", "kind", "inputs", "injectors", "managed"},
    "credentials": {*COMMON, "credential_type", "inputs"},
    "inventories": {*COMMON, "variables", "kind", "host_filter"},
    "inventory_sources": {
        *("name", "description", "inventory", "source", "source_path", "source_project", "credential"),
        *("execution_environment", "overwrite", "overwrite_vars", "update_on_launch"),
    },
    "job_templates": {
        *COMMON,
        *JOBS,
        *("job_type", "inventory", "project", "playbook", "execution_environment", "diff_mode"),
        *("ask_job_type_on_launch",),
    },
    "workflow_job_templates": {*COMMON, *JOBS},
    "workflow_job_template_nodes": {
        *(
            "identifier",
            "workflow_job_template",
            "unified_job_template",
            "all_parents_must_converge",
            "type",
            "extra_data",
        ),
    },
    "schedules": {
        "name",
        "description",
        "unified_job_template",
        "rrule",
        "extra_data",
        "enabled",
        "inventory",
    },
    "workflow_approval_templates": {"name", "description", "timeout"},
}
"""The fields of each kind that may be written; what else is sent is refused."""

TYPES = {"inventories": "inventory"}
RELATED = {
    "credentials": "credentials",
    "notification_templates_error": "notification_templates",
    "notification_templates_success": "notification_templates",
    "notification_templates_started": "notification_templates",
    "notification_templates_approvals": "notification_templates",
    "success_nodes": "workflow_job_template_nodes",
    "failure_nodes": "workflow_job_template_nodes",
    "always_nodes": "workflow_job_template_nodes",
}
UNIFIED = (
    "job_templates",
    "workflow_job_templates",
    "projects",
    "inventory_sources",
    "workflow_approval_templates",
)
REQUIRED = {
    "job_templates": ("project", "playbook", "inventory"),
    "schedules": ("rrule", "unified_job_template"),
}

Item = dict[str, Any]


@dataclass
class Awx:
    """The objects by kind and id, and the writes that were made."""

    address: str = ""
    objects: dict[str, dict[int, Item]] = field(default_factory=lambda: {kind: {} for kind in FIELDS})
    relations: dict[tuple[str, int, str], list[int]] = field(default_factory=dict)
    surveys: dict[tuple[str, int], Item] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    lock: Any = field(default_factory=threading.RLock)

    def environment(self) -> dict[str, str]:
        """Return what points the modules here."""
        return {"CONTROLLER_HOST": self.address, "CONTROLLER_OAUTH_TOKEN": TOKEN}

    def named(self, kind: str, name: str) -> Item:
        """Return the object of a name."""
        (found,) = (each for each in self.objects[kind].values() if each.get("name") == name)
        return found

    def related(self, kind: str, name: str, relation: str) -> list[str]:
        """Return the names of what an object is related to."""
        ids = self.relations.get((kind, self.named(kind, name)["id"], relation), [])
        return [self.objects[RELATED[relation]][each]["name"] for each in ids]

    def add(self, kind: str, values: Item) -> Item:
        """Make an object."""
        number = 1 + sum(len(each) for each in self.objects.values())
        defaults = dict.fromkeys(FIELDS[kind])
        made = {**defaults, **values, "id": number, "type": TYPES.get(kind, kind.removesuffix("s"))}
        made["url"] = f"/api/v2/{kind}/{number}/"
        made["related"] = {"survey_spec": f"{made['url']}survey_spec/"}
        made |= {"summary_fields": {}, "scm_revision": ""}
        self.objects[kind][number] = made
        return made

    def shown(self, kind: str, item: Item) -> Item:
        """Return an object as AWX shows it: secrets are not."""
        if kind == "credentials":
            fields = self.objects["credential_types"][item["credential_type"]]["inputs"]["fields"]
            secret = {each["id"] for each in fields if each.get("secret")}
            inputs = {
                name: "$encrypted$" if name in secret else each for name, each in item["inputs"].items()
            }
            return {**item, "inputs": inputs}
        if kind == "workflow_job_template_nodes" and item.get("unified_job_template"):
            approval = self.objects["workflow_approval_templates"].get(item["unified_job_template"])
            if approval:
                return {**item, "related": {"unified_job_template": approval["url"]}}
        return item


class Handler(BaseHTTPRequestHandler):
    """Answers one call."""

    awx: ClassVar[Awx]

    def log_message(self, *_unused: Any) -> None:
        """Write nothing."""

    def answer(self, status: int, body: Any) -> None:
        """Send an answer with the headers by which the modules know a product."""
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-API-Product-Name", "AWX")
        self.send_header("X-API-Product-Version", VERSION)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def handle_call(self) -> None:
        """Answer, one call at a time."""
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.answer(401, {"detail": "Authentication credentials were not provided."})
            return
        parts = urlsplit(self.path)
        names = parts.path.removeprefix("/api/v2/").strip("/").split("/")
        query = {name: value[0] for name, value in parse_qs(parts.query, keep_blank_values=True).items()}
        with self.awx.lock:
            if self.command != "GET":
                self.awx.writes.append(
                    f"{self.command} {'/'.join(each for each in names if not each.isdigit())}"
                )
            self.answer(*self.route(names, query, body))

    do_GET = do_POST = do_PATCH = handle_call  # noqa: N815 (the server's own names)

    def route(self, names: list[str], query: dict[str, str], body: Item) -> tuple[int, Any]:
        """Return status and body."""
        kind, awx = names[0], self.awx
        if kind == "unified_job_templates":
            wanted = query.get("type", "")
            groups = [each for each in UNIFIED if not wanted or each.removesuffix("s") == wanted]
            items = [item for each in groups for item in awx.objects[each].values()]
            return self.listed(items, query, "job_templates")
        if kind not in FIELDS:
            return 404, {"detail": f"no {kind}"}
        if len(names) == 1:
            return (
                self.listed(list(awx.objects[kind].values()), query, kind)
                if self.command == "GET"
                else self.made(kind, body)
            )
        item = awx.objects[kind].get(int(names[1]))
        if item is None:
            return 404, {"detail": "Not found."}
        if len(names) == 2:
            if self.command == "PATCH":
                if wrong := self.wrong(kind, {**item, **body}, body):
                    return 400, wrong
                item.update(body)
            return 200, awx.shown(kind, item)
        return self.below(kind, item, names[2], body)

    def below(self, kind: str, item: Item, relation: str, body: Item) -> tuple[int, Any]:
        """Answer a call about what belongs to an object."""
        awx = self.awx
        if relation == "survey_spec":
            if self.command == "POST":
                awx.surveys[kind, item["id"]] = body
                return 200, {}
            return 200, awx.surveys.get((kind, item["id"]), {})
        if relation == "create_approval_template":
            made = awx.add(
                "workflow_approval_templates",
                {name: body.get(name) for name in ("name", "description", "timeout")},
            )
            item["unified_job_template"] = made["id"]
            return 201, made
        if relation not in RELATED:
            return 404, {"detail": f"no {relation}"}
        ids = awx.relations.setdefault((kind, item["id"], relation), [])
        if self.command == "GET":
            found = [awx.objects[RELATED[relation]][each] for each in ids]
            return self.listed(found, {}, RELATED[relation])
        if body.get("disassociate"):
            ids.remove(body["id"])
        else:
            ids.append(awx.objects[RELATED[relation]][body["id"]]["id"])
        return 204, {}

    def listed(self, items: list[Item], query: dict[str, str], kind: str) -> tuple[int, Any]:
        """Return a list, by the fields of the query."""
        exact = {
            name: value
            for name, value in query.items()
            if name not in {"page", "page_size", "order_by", "type"}
        }
        for name in exact:
            assert name in FIELDS[kind] | {"id"}, f"{kind} cannot be looked up by {name}"
        found = [each for each in items if all(str(each.get(name)) == value for name, value in exact.items())]
        return 200, {
            "count": len(found),
            "next": None,
            "results": [self.awx.shown(kind, each) for each in found],
        }

    def made(self, kind: str, body: Item) -> tuple[int, Any]:
        """Make an object; unknown fields, missing ones and references to nothing are refused."""
        if wrong := self.wrong(kind, body, body):
            return 400, wrong
        return 201, self.awx.shown(kind, self.awx.add(kind, body))

    def wrong(self, kind: str, whole: Item, body: Item) -> Item:
        """Return what AWX would say of values."""
        wrong: Item = {name: ["Unknown field."] for name in sorted(set(body) - FIELDS[kind])}
        wrong |= {name: ["This field is required."] for name in REQUIRED.get(kind, ()) if not whole.get(name)}
        for name, target in (
            ("organization", "organizations"),
            ("project", "projects"),
            ("inventory", "inventories"),
            ("execution_environment", "execution_environments"),
            ("credential_type", "credential_types"),
        ):
            value = body.get(name)
            if name in FIELDS[kind] and value is not None and value not in self.awx.objects[target]:
                wrong[name] = [f'Invalid pk "{value}" - object does not exist.']
        return wrong


@pytest.fixture
def awx() -> Iterator[Awx]:
    """Serve a small AWX with its organization `Default`."""
    served = Awx()
    served.add("organizations", {"name": "Default"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Handler,), {"awx": served}))
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
