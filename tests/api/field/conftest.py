"""林检查's phone: signed in by its session, with the token that ``me`` gave it."""

import base64
import hashlib
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pydantic import TypeAdapter

from diebian.api.field.shapes import Change
from diebian.cases.models import Case
from diebian.flows.field.sent import body_hash, canonical
from diebian.people.models import User
from tests.cast import NOW, Cast
from tests.park import Park

FIELD = "/api/v1/field"
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Phone:
    """A browser that sends what the field app sends."""

    def __init__(self, user: User) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user, backend="diebian.web.accounts.Backend")
        self.token = ""

    def ask(self, method: str, path: str, body: Any = "", **more: Any) -> HttpResponse:
        """One request; its headers as in ``headers={...}``."""
        if not self.token:
            self.token = self.client.get(f"{FIELD}/me").json().get("csrf_token", "")
        headers = {"X-CSRFToken": self.token, **more.pop("headers", {})}
        more.setdefault("content_type", "application/json")
        return self.client.generic(method.upper(), f"{FIELD}{path}", body, headers=headers, **more)

    def get(self, path: str) -> HttpResponse:
        return self.ask("get", path)

    def begin(self, content: bytes, *, size: int | None = None, **more: str) -> HttpResponse:
        """``POST files`` for this content."""
        told = {"sha256": sha256_of(content), "name": "1.jpg", **more}
        pairs = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())
        length = str(len(content) if size is None else size)
        return self.ask("post", "/files", headers={**TUS, "Upload-Length": length, "Upload-Metadata": pairs})

    def piece(self, content: bytes, offset: int, until: int | None = None) -> HttpResponse:
        """``PATCH`` with the bytes of ``content`` from ``offset``."""
        return self.ask(
            "patch",
            f"/files/{sha256_of(content)}",
            content[offset:until],
            content_type=PIECE,
            headers={**TUS, "Upload-Offset": str(offset)},
        )

    def visit(self, body: dict[str, Any], *, sha256: str = "") -> HttpResponse:
        """``POST visits``."""
        headers = {"X-Body-SHA256": sha256 or body_hash(body)}
        return self.ask("post", "/visits", canonical(body), headers=headers)

    def answer(self, body: dict[str, Any], *, sha256: str = "") -> HttpResponse:
        """``POST answers``."""
        headers = {"X-Body-SHA256": sha256 or body_hash(body)}
        return self.ask("post", "/answers", canonical(body), headers=headers)

    def upload(self, content: bytes) -> str:
        """A whole photograph; its hash."""
        assert self.begin(content).status_code == 201
        assert self.piece(content, 0).status_code == 204
        return sha256_of(content)


def sent_visit(park: Park, *seen: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A visit as the phone writes it down."""
    body = {
        "client_id": str(uuid.uuid4()),
        "place_id": park.place.pk,
        "assignment_id": None,
        "kind": "open",
        "started_at": "2017-08-02T09:40:00+08:00",
        "finished_at": "2017-08-02T09:59:00+08:00",
        "position": None,
        "observations": list(seen),
        "findings": [],
        "note": "",
    }
    return body | more


DECLARED: TypeAdapter[list[Change]] = TypeAdapter(list[Change])


def names(told: Any) -> Any:
    """The fields of everything told, without their values."""
    if isinstance(told, dict):
        return {name: names(part) for name, part in told.items()}
    return [names(part) for part in told] if isinstance(told, list) else None


class Feed:
    """What a phone knows: it asks until nothing more comes, and keeps what it was told."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.cursor, self.known = phone, "", {}

    def take(self) -> list[tuple[str, object]]:
        """What was told this time; None stands for a thing that is gone."""
        told, more = [], True
        while more:
            answer = self.phone.get(f"/changes?cursor={self.cursor}")
            assert answer.status_code == 200, answer.content
            page = answer.json()
            assert len(page["items"]) <= 500
            self.cursor, more = page["cursor"], page["more"]
            declared = DECLARED.dump_python(DECLARED.validate_python(page["items"]), mode="json")
            assert names(declared) == names(page["items"])
            for item in page["items"]:
                told.append((item["kind"], item["id"], item["data"]))
                self.known[item["kind"], item["id"]] = item["data"]
        return [(kind, data and data["id"]) for kind, _pk, data in told]

    def of(self, kind: str) -> list[dict]:
        return [data for (known, _pk), data in self.known.items() if known == kind and data]


@pytest.fixture
def phone(cast: Cast, time_machine) -> Phone:
    time_machine.move_to(NOW, tick=False)
    return Phone(cast.lin)


def claimed(sha256: str, **more: Any) -> dict[str, Any]:
    """A photograph as the phone tells of it."""
    told = {"sha256": sha256, "stage": "after", "source": "camera", "taken_at": "2017-08-02T09:58:00+08:00"}
    return told | {"latitude": 35.215, "longitude": 113.26, "accuracy_m": 8} | more


def sent_answer(case: Case, asked: str, result: str, **more: Any) -> dict[str, Any]:
    """An answer as the phone writes it down."""
    body = {
        "client_id": str(uuid.uuid4()),
        "task": asked,
        "case_number": case.number,
        "round": case.round,
        "result": result,
        "text": "",
        "photos": [],
        "marks": [],
        "answered_at": "2017-08-02T09:59:00+08:00",
        "position": None,
    }
    return body | more
