"""A secret visit under way, and everything that anybody else can ask for: it is the same as if there were none.

Pages, searches, exports, the API, the phones' feed: walked as each kind of person, first with no secret at all, then with a
plan and the photographs of a visit that is not sent yet. Statuses, headers and contents are compared, with everything in
them: counts, sizes, keys, tokens. The walk knows no page by name, so a new one is walked, too.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from diebian.base import photos
from diebian.base.keys import drawn_key
from diebian.base.models import Photo
from diebian.cases import actions as cases
from diebian.cases.models import Case, EvidenceFlag
from diebian.cases.terms import FlagKind
from diebian.flows.look_over_photos import look_over_photos
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail
from diebian.inspections.models import Finding, FindingPhoto, Visit
from diebian.people import actions as people
from diebian.people.models import User
from diebian.people.terms import Role
from tests import pictures
from tests.api.field.conftest import Phone, sent_visit
from tests.cases.conftest import deadline
from tests.cast import NOW, make_user
from tests.park import make_park
from tests.secret import SECRET, Secret, everybody, make_secret, told_in
from tests.web.test_policy import SAMPLES, addresses

# Drawn anew at every look: tokens and keys of forms, marks of one request.
CHANCE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}")
NOBODY = 987654321
OUTSIDERS = ("", "chen", "community", "wu", "group", "zhou", "he", "citizen", "admin")
SEARCHES = (
    "/cases/?q=绝密", "/cases/?q=示例公园", "/cases/?clock=late", "/places/?q=示例公园", "/places/map/?q=示例公园", "/reports/?q=示例",
    "/inspections/?kind=secret", "/inspections/new/?q=示例公园", "/places/coverage/?days=7", "/settings/audit/?subject_kind=visit",
    "/settings/audit/?chain=1", "/cases/flags/?state=waiting", "/api/v1/openapi.json", "/api/v1/field/me", "/api/v1/cases/1",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """What everybody may know of: an open visit with a photograph, and the case that came of it."""

    visit: Visit
    photo: Photo
    case: Case


@pytest.fixture
def world(cast, park) -> World:
    picture = photos.prepare(pictures.photo(), name="1.jpg")
    fault = Detail(description="广告破损", photos=[picture])
    visit = park.visit(park.answer("GC3", "failed"), further=[fault], supervision_unit=cast.supervision)
    receipt = submit_visit(campaign=cast.campaign, new=visit, by=cast.lin, at=NOW)
    given = cases.dispatch_cases(
        cases=receipt.cases, lead_unit=cast.chen_unit, deadline=deadline(), by=cast.zhao, at=NOW
    )
    return World(receipt.visit, FindingPhoto.objects.get().photo, given[0])


@pytest.fixture
def browsers(cast, in_2017) -> dict[str, Client]:
    """One for each kind of person, and 马检查's of 林检查's own group."""
    make_user(cast.system, cast.campaign, ("ma", "马检查"), Role.SUPERVISION, cast.supervision)
    found = {"": Client(), "ma": signed_in(User.objects.get(username="ma"))}
    return found | {name: signed_in(user) for name, (user, _roles) in everybody(cast).items()}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return client


def asked(world: World, place_id: int) -> list[str]:
    """Every address, with the keys of things that are there."""
    paths = list(SEARCHES)
    for address in addresses():
        if "logout" in address.path:
            continue
        keys: set[int] = {1, place_id}
        if address.name == "inspections:visit":
            keys = {world.visit.pk}
        if address.name == "photos:photo":
            keys = {world.photo.pk}
        paths += sorted({address.path.replace(SAMPLES["int"], str(key)) for key in keys})
    sizes = [reverse("photos:photo", args=[world.photo.pk, size]) for size in ("thumbnail", "original")]
    return paths + sizes


@contextmanager
def undone() -> Iterator[None]:
    """What is written meanwhile (an export is remembered) is taken back."""
    cache.clear()  # counts of requests
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def seen(client: Client, path: str) -> tuple[int, str]:
    """The status and all that is told at one address, without what is drawn anew."""
    answer = client.get(path)
    if answer.get("Content-Type", "").startswith("application/vnd.openxmlformats"):
        book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        return answer.status_code, "".join(f"{name}{book.read(name)}" for name in sorted(book.namelist()))
    return answer.status_code, CHANCE.sub("", told_in(answer))


def walk(client: Client, world: World, place_id: int) -> dict[str, tuple[int, str]]:
    """Everything this person can ask for."""
    with undone():
        told = feed(client)  # first: an export is an event, whose number its sealed cursor would hold
        return told | {path: seen(client, path) for path in asked(world, place_id)}


def feed(client: Client, cursor: str = "") -> dict[str, tuple[int, str]]:
    """The whole feed of a phone from ``cursor``, by page."""
    found, more = {}, True
    while more:
        path = f"/api/v1/field/changes?cursor={cursor}"
        answer = client.get(path)
        found[f"{path} ({len(found)})"] = (answer.status_code, told_in(answer))
        told = answer.json() if answer.status_code == 200 else {"more": False}
        cursor, more = told.get("cursor", ""), told["more"]
    return found


def different(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    return [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_nothing_at_all_changes_for_those_outside(browsers, cast, park, world, name):
    client = browsers[name]
    before = walk(client, world, park.place.pk)
    assert len(before) > 90
    make_secret(cast, park)
    after = walk(client, world, park.place.pk)
    assert different(before, after) == []
    assert not [path for path, (_status, text) in after.items() if SECRET in text]


@pytest.mark.parametrize("name", ["lin", "ma", "zhao"])
def test_the_walk_finds_it_where_it_is_told(browsers, cast, park, world, name):
    """Its inspector, her group and the office: were it told to others, the walk would find that."""
    before = walk(browsers[name], world, park.place.pk)
    make_secret(cast, park)
    after = walk(browsers[name], world, park.place.pk)
    assert "/inspections/" in different(before, after)
    assert SECRET in after["/inspections/"][1]


def test_a_walk_is_the_same_twice(browsers, park, world):
    """So that a difference means something."""
    first, second = (walk(browsers["lin"], world, park.place.pk) for _ in range(2))
    assert different(first, second) == []


@pytest.mark.parametrize("name", ["chen", "he"])
def test_a_phone_that_syncs_on_is_told_nothing(browsers, cast, park, world, name):
    """Not even that there is something new: its place in the feed stays where it was."""
    client = browsers[name]
    last = list(feed(client).values())[-1][1]
    cursor = re.search(r'"cursor": "([^"]+)"', last)[1]
    before = feed(client, cursor)
    make_secret(cast, park)
    after = feed(client, cursor)
    assert different(before, after) == []
    assert list(after) == [f"/api/v1/field/changes?cursor={cursor} (0)"]


def of_secret(secret: Secret) -> list[tuple[str, str]]:
    """Addresses with the secret's own keys, each with the same that holds the key next to it, which is nothing's."""
    plan, photo = secret.plan.pk, secret.photo.pk
    check = reverse("inspections:check", args=[secret.plan.place_id])
    named = [("inspections:visit", plan, []), ("inspections:withdraw", plan, [])]
    named += [("photos:photo", photo, [size]) for size in ("display", "thumbnail", "original")]
    return [
        *(
            (reverse(name, args=[key, *more]), reverse(name, args=[key + 1, *more]))
            for name, key, more in named
        ),
        (f"{check}?planned={plan}", f"{check}?planned={plan + 1}"),
        (f"/api/v1/field/files/{secret.sha256}", f"/api/v1/field/files/{'a' * 64}"),
    ]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_who_guesses_a_key_learns_nothing(browsers, cast, park, world, name):
    """Not: there is something that is none of yours. There is nothing."""
    for real, nothing in of_secret(make_secret(cast, park)):
        answers = {path: seen(browsers[name], path) for path in (real, nothing)}
        statuses = {status for status, _text in answers.values()}
        texts = {without_address(text, path) for path, (_status, text) in answers.items()}
        assert len(statuses) == len(texts) == 1, real
        assert statuses <= {200, 302, 401, 403, 404}
        assert statuses != {200} or "?planned=" in real


def without_address(text: str, path: str) -> str:
    """A page repeats the address and the keys it was asked for."""
    keys = re.findall(r"\d{10,}|[0-9a-f]{64}", path)
    for key in keys:
        text = text.replace(key, "")
    return text


def test_addresses_of_an_earlier_version_still_work(browsers, cast, world):
    """Whoever kept one finds what is there: keys that were given in turn stay as they are."""
    old = Photo.objects.create(
        pk=7,
        original=world.photo.original,
        display=world.photo.display,
        thumbnail=world.photo.thumbnail,
        received_at=NOW,
    )
    visit = Visit.objects.create(
        pk=5,
        campaign=cast.campaign,
        place=world.visit.place,
        inspector=cast.lin,
        submitted_at=NOW,
        client_id=uuid.uuid4(),
    )
    FindingPhoto.objects.create(
        finding=Finding.objects.create(visit=visit, description="旧", position=1), photo=old
    )
    assert browsers["lin"].get("/inspections/5/").status_code == 200
    assert browsers["lin"].get("/photos/7/display").status_code == 200
    assert browsers["chen"].get("/photos/7/display").status_code == 404


def test_even_its_inspector_has_no_address_of_a_photograph_of_no_visit_yet(browsers, cast, park, world):
    """It hangs on nothing before the visit is sent. Her phone has it, and its receipt."""
    secret = make_secret(cast, park)
    lin = browsers["lin"]
    assert lin.get(reverse("photos:photo", args=[secret.photo.pk, "display"])).status_code == 404
    assert lin.get(f"/api/v1/field/files/{secret.sha256}").status_code == 200


def test_a_key_of_a_plan_that_is_another_groups_is_no_key_at_all(cast, park, world, in_2017, browsers):
    """何检查 sends a visit under the plan's key, and one under a key that is nothing's: both are visits of his own."""
    secret = make_secret(cast, park)
    phone = Phone(User.objects.get(username="he"))
    made = []
    for key in (secret.plan.pk, drawn_key()):
        answer = phone.visit(sent_visit(park, park.seen("GC1", "passed"), assignment_id=key))
        made.append((answer.status_code, sorted(answer.json())))
    assert made[0] == made[1]
    assert made[0][0] == 201
    assert Visit.objects.get(pk=secret.plan.pk).submitted_at is None


@pytest.mark.parametrize("name", ["chen", "he", "zhou"])
def test_a_system_with_a_key_learns_nothing_either(cast, park, world, browsers, name):
    user = everybody_of(cast, name)
    key = people.create_key(user=user, name="12345 平台", by=cast.system, at=NOW)
    client = Client(headers={"Authorization": f"Bearer {key}"})
    before = feed(client) | {"case": seen(client, "/api/v1/cases/1")}
    make_secret(cast, park)
    assert different(before, feed(client) | {"case": seen(client, "/api/v1/cases/1")}) == []


def everybody_of(cast, name: str) -> User:
    return User.objects.get(username=name)


def test_withdrawn_it_stays_unknown(browsers, cast, park, world):
    """That it was off is not for the inspected unit either, nor that there had been one."""
    from diebian.inspections.actions import withdraw_plan

    before = {name: walk(browsers[name], world, park.place.pk) for name in ("chen", "admin")}
    secret = make_secret(cast, park)
    withdraw_plan(plan=secret.plan, reason="改为下周", by=cast.zhao, at=NOW)
    for name, walked in before.items():
        assert different(walked, walk(browsers[name], world, park.place.pk)) == [], name


@pytest.mark.usefixtures("browsers")
def test_the_same_picture_handed_in_by_the_unit_is_not_known_before_the_visit_is_sent(cast, park, world):
    """陈主任's people happen upon 林检查's very picture: no hint, to nobody, until her visit is there."""
    make_secret(cast, park)
    content = pictures.photo(size=(61, 47), exif=pictures.exif_of())
    same = photos.take_in(content, name="2.jpg", at=NOW)
    case = cases.accept_case(case=world.case, by=cast.chen, at=NOW)
    cases.rectify_case(case=case, measure="已更换", before=[world.photo], after=[same], by=cast.chen, at=NOW)
    look_over_photos(at=NOW)
    hinted = EvidenceFlag.objects.filter(case_photo__photo=same, kind__in=[FlagKind.SAME, FlagKind.ALIKE])
    assert not hinted.exists()


def test_the_next_number_that_somebody_gets_is_the_next_one(cast, park, world, browsers):
    """Cases, reports and places are numbered in turn: a secret visit takes none of these numbers before it is sent."""
    first = cases.register_case(
        campaign=cast.campaign, new=cases.NewCase(description="甲", source="city_task"), by=cast.zhao, at=NOW
    )
    make_secret(cast, park)
    second = cases.register_case(
        campaign=cast.campaign, new=cases.NewCase(description="乙", source="city_task"), by=cast.zhao, at=NOW
    )
    assert (second.number, second.pk) == (first.number + 1, first.pk + 1)
    assert make_park(cast, "示例广场").pk == park.place.pk + 1
