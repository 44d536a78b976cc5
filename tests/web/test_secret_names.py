"""After a secret visit: 陈主任 gets its cases and meets 督导组 in them; the office and the group know that it was 林检查."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from diebian.base import photos
from diebian.cases import actions as cases
from diebian.cases.models import Case, EvidenceFlag
from diebian.cases.terms import FlagDecision, FlagKind
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail
from diebian.inspections.models import FindingPhoto
from diebian.inspections.terms import VisitKind
from diebian.people import actions as people
from diebian.people.models import User
from diebian.people.terms import Role
from tests import pictures
from tests.api.field.test_changes import Feed, Phone
from tests.cases.conftest import deadline, make_photo
from tests.cast import NOW, make_user

NAMES = ("林检查", "（lin）")


def colleague(cast, name: str, unit) -> User:
    make_user(cast.system, cast.campaign, (name, f"{name}检查"), Role.SUPERVISION, unit)
    return User.objects.get(username=name)


@pytest.fixture
def outsider(cast) -> User:
    """何检查 of another group."""
    return colleague(cast, "he", cast.department)


@pytest.fixture
def case(cast, park) -> Case:
    return followed(cast, park, VisitKind.SECRET)


def followed(cast, park, kind: VisitKind, steps=(cases.send_back, cases.verify_case)) -> Case:
    """Found by 林检查, given to 陈主任, put right, looked at by 林检查: twice, where nothing else is said."""
    picture = photos.prepare(pictures.photo(exif=pictures.exif_of()), name="1.jpg")
    fault = Detail(description="广告破损", photos=[picture])
    visit = park.visit(kind=kind, further=[fault], supervision_unit=cast.supervision)
    receipt = submit_visit(campaign=cast.campaign, new=visit, by=cast.lin, at=NOW)
    case = receipt.cases[0]
    case = cases.dispatch_case(case=case, lead_unit=cast.chen_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    case = cases.accept_case(case=case, by=cast.chen, at=NOW)
    for step in steps:
        before, after = [make_photo("black")], [make_photo("green")]
        case = cases.rectify_case(
            case=case, measure="已更换", before=before, after=after, by=cast.chen, at=NOW
        )
        told = {"reason": "没有换好"} if step is cases.send_back else {}
        case = step(case=case, by=cast.lin, at=NOW, **told)
    return case


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return client


def page_of(case: Case, user: User) -> str:
    return as_(user).get(reverse("cases:show", args=[case.number])).content.decode()


def workbook(user: User) -> str:
    answer = as_(user).get(reverse("cases:export"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return "\n".join(str(cell.value) for row in book.active for cell in row)


def names_lin(text: str) -> bool:
    return any(name in text for name in NAMES)


@pytest.mark.usefixtures("in_2017")
def test_the_unit_meets_the_group_and_not_the_person(cast, case, outsider):
    for user in (cast.chen, outsider):
        page = page_of(case, user)
        assert not names_lin(page), user
        assert page.count("督导组") >= 5  # registered, twice verified in the story, twice beside the answers
        assert "陈主任" in page
        assert "赵审核" in page


@pytest.mark.usefixtures("in_2017")
def test_it_is_the_group_that_sends_a_case_back(cast, park):
    case = followed(cast, park, VisitKind.SECRET, steps=[cases.send_back])
    page = page_of(case, cast.chen)
    assert "核查不合格，请返工" in page
    assert not names_lin(page)
    feed = Feed(Phone(cast.chen))
    feed.take()
    assert [task["who"] for task in feed.of("task")] == ["督导组"]


@pytest.mark.usefixtures("in_2017")
def test_one_of_the_office_who_inspected_is_the_group_as_inspector_and_himself_as_the_office(cast, park):
    """赵审核 went herself: found by 督导组, handed on by 赵审核. That both are one is told by nothing."""
    fault = Detail(description="广告破损")
    visit = park.visit(kind=VisitKind.SECRET, further=[fault], supervision_unit=cast.supervision)
    receipt = submit_visit(campaign=cast.campaign, new=visit, by=cast.zhao, at=NOW)
    case = cases.dispatch_case(
        case=receipt.cases[0], lead_unit=cast.chen_unit, deadline=deadline(), by=cast.zhao, at=NOW
    )
    page = page_of(case, cast.chen)
    found, handed_on = page.split("<strong>登记</strong>")[1], page.split("<strong>交办</strong>")[1]
    assert found.startswith("<span>督导组</span>")
    assert handed_on.startswith("<span>赵审核")


@pytest.mark.usefixtures("in_2017")
def test_who_may_see_the_visit_sees_the_name(cast, case):
    of_the_group = colleague(cast, "ma", cast.supervision)
    for user in (cast.zhao, cast.lin, cast.zhou, of_the_group):
        assert names_lin(page_of(case, user)), user


@pytest.mark.usefixtures("in_2017")
def test_an_open_visit_names_its_inspector(cast, park):
    case = followed(cast, park, VisitKind.OPEN)
    assert names_lin(page_of(case, cast.chen))


@pytest.mark.usefixtures("in_2017")
def test_the_ledger_that_the_unit_takes_home_does_not_name_him_either(cast, case):
    assert "督导组" in workbook(cast.chen)
    assert not names_lin(workbook(cast.chen))
    assert names_lin(workbook(cast.zhao))


@pytest.mark.usefixtures("in_2017")
def test_nor_do_the_api_and_the_phones(cast, case, outsider):
    key = people.create_key(user=cast.chen, name="街道系统", by=cast.system, at=NOW)
    headers = {"Authorization": f"Bearer {key}"}
    answer = Client().get(f"/api/v1/cases/{case.number}", headers=headers)
    assert answer.status_code == 200
    assert not names_lin(answer.content.decode())
    feed = Feed(Phone(outsider))
    feed.take()
    assert feed.known
    assert not names_lin(str(feed.known))


@pytest.mark.usefixtures("in_2017")
def test_the_photograph_keeps_what_its_camera_wrote_to_itself(cast, case, outsider):
    """Place, time and device stand in the original alone; that of a secret visit is for those who may see the visit."""
    photo = FindingPhoto.objects.get().photo
    for user, expected in ((cast.chen, 404), (outsider, 404), (cast.lin, 200), (cast.zhao, 200)):
        answer = as_(user).get(reverse("photos:photo", args=[photo.pk, "original"]))
        assert answer.status_code == expected, user
    for size in ("display", "thumbnail"):
        answer = as_(cast.chen).get(reverse("photos:photo", args=[photo.pk, size]))
        assert answer.status_code == 200
        for written in (b"Exif", b"Demo", b"Camera"):
            assert written not in answer.content


@pytest.mark.usefixtures("in_2017")
def test_the_original_of_an_open_visit_is_for_whoever_verifies(cast, park, outsider):
    followed(cast, park, VisitKind.OPEN)
    photo = FindingPhoto.objects.get().photo
    answer = as_(outsider).get(reverse("photos:photo", args=[photo.pk, "original"]))
    assert answer.status_code == 200


@pytest.mark.usefixtures("in_2017")
def test_hints_and_look_backs_do_not_name_him_to_another_group(cast, case, outsider):
    """林检查 decided a hint in the case and was asked to see it again: 何检查 meets the group, 赵审核 the person."""
    hung = case.photos.order_by("id").first()
    flag = EvidenceFlag.objects.create(
        campaign=cast.campaign,
        case_photo=hung,
        kind=FlagKind.FAR,
        facts={"distance_m": 900, "allowed_m": 50},
        raised_at=NOW,
    )
    cases.look_at_flag(flag=flag, decision=FlagDecision.FINE, note="", by=cast.lin, at=NOW)
    cases.ask_look_backs(cases=[case], inspector=cast.lin, due_on=NOW.date(), demand="", by=cast.zhao, at=NOW)
    for address in (reverse("cases:flags"), reverse("cases:look_backs")):
        told = {user.username: as_(user).get(address).content.decode() for user in (outsider, cast.zhao)}
        assert "督导组" in told["he"]
        assert "林检查" not in told["he"], address
        assert "林检查" in told["zhao"], address
    assert not names_lin(page_of(case, outsider))
