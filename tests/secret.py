"""A secret visit that is planned, and under way: 林检查's photograph is here already, her visit is not."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.http import HttpResponse

from diebian.base import uploads
from diebian.base.models import Photo
from diebian.inspections import actions
from diebian.inspections.models import Visit
from diebian.inspections.terms import VisitKind
from diebian.people.models import User
from diebian.people.terms import Role
from tests import pictures
from tests.cast import NOW, Cast, make_user
from tests.park import Park

SECRET = "绝密路线七号"


@dataclass(frozen=True)
class Secret:
    """What must not be learnt of."""

    plan: Visit
    photo: Photo
    sha256: str
    size: int


def make_plan(cast: Cast, park: Park) -> Visit:
    """赵审核 sends 林检查 to the park, in secret."""
    new = actions.NewPlan(
        places=[park.place],
        inspector=cast.lin,
        kind=VisitKind.SECRET,
        supervision_unit=cast.supervision,
        planned_for=NOW.date(),
        planned_until=NOW.date() + timedelta(days=2),
        note=SECRET,
    )
    return actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)[0]


def send_photo(cast: Cast) -> tuple[Photo, str, int]:
    """林检查's phone hands in a photograph of the visit, which it has not sent yet."""
    content = pictures.photo(size=(61, 47), exif=pictures.exif_of())
    sha256 = hashlib.sha256(content).hexdigest()
    upload = uploads.start(by_id=cast.lin.pk, sha256=sha256, size_bytes=len(content), name="1.jpg", at=NOW)
    uploads.receive(upload, content, offset=0, at=NOW)
    assert upload.photo is not None
    return upload.photo, sha256, len(content)


def make_secret(cast: Cast, park: Park) -> Secret:
    """The plan and the photograph."""
    return Secret(make_plan(cast, park), *send_photo(cast))


def told_in(answer: HttpResponse) -> str:
    """Everything that an answer says: what it holds, as a reader reads it, and its headers."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    text = content.decode(errors="replace")
    if text and answer.get("Content-Type", "").startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return text + "".join(f"\n{name}: {value}" for name, value in answer.items())


@pytest.fixture
def secret(cast: Cast, park: Park) -> Secret:
    return make_secret(cast, park)


def everybody(cast: Cast) -> dict[str, tuple[User, frozenset[Role]]]:
    """A person of every kind with his roles; 何检查 is of another supervision group, 孙主管 leads the inspected unit."""
    found = {
        "admin": (cast.admin, frozenset({Role.ADMINISTRATOR})),
        "zhao": (cast.zhao, frozenset({Role.OFFICE})),
        "lin": (cast.lin, frozenset({Role.SUPERVISION})),
        "chen": (cast.chen, frozenset({Role.UNIT})),
        "wu": (cast.wu, frozenset({Role.UNIT})),
        "zhou": (cast.zhou, frozenset({Role.LEADER})),
    }
    more = {
        "he": ("何检查", Role.SUPERVISION, cast.department),
        "community": ("孙主管", Role.UNIT, cast.chen_community),
        "group": ("工作组", Role.WORKING_GROUP, cast.department),
        "citizen": ("市民", Role.CITIZEN, None),
    }
    for name, (shown, role, unit) in more.items():
        make_user(cast.system, cast.campaign, (name, shown), role, unit)
        found[name] = (User.objects.get(username=name), frozenset({role}))
    return found
