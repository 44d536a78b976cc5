"""Tasks are answered in the street: each answer once, whole; what came too late is kept beside its case."""

import threading
from datetime import date

import pytest
from django.db import connection

from diebian.base.models import Event
from diebian.cases import actions as cases
from diebian.cases.models import (
    AnswerPhoto,
    Case,
    CasePhoto,
    EvidenceFlag,
    LookBack,
    PhotoMark,
    TaskAnswer,
    Verification,
)
from diebian.cases.terms import AnswerOutcome, CaseState
from diebian.flows.field.answers import SentAnswer, receive_answer
from diebian.flows.field.shapes import AnswerIn
from diebian.flows.look_over_photos import look_over_photos
from diebian.people.models import Grant, User
from diebian.people.terms import Role
from tests import pictures
from tests.api.field.conftest import Phone, claimed, sent_answer
from tests.cases.conftest import DAY, Ledger, deadline, make_photo
from tests.cast import NOW, make_user

PICTURE, AFTER = pictures.photo(), pictures.photo(colour="green")
CIRCLE = {"shape": "circle", "x": 0.25, "y": 0.5, "w": 0.2, "h": 0.1, "text": "此处仍有垃圾"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast) -> Case:
    """A case that waits for a look."""
    return dispatched(cast, until="rectified")


def dispatched(cast, *, until: str = "dispatched", unit=None) -> Case:
    """A case of 东方红街道, so far; all of it happened just now."""
    ledger = Ledger(cast)
    case = ledger.dispatch(lead_unit=unit or cast.chen_unit)
    if until != "dispatched":
        case = cases.accept_case(case=case, by=cast.chen, at=NOW)
    if until in ("rectified", "closed"):
        case = cases.rectify_case(
            case=case,
            measure="已清运",
            before=[make_photo()],
            after=[make_photo("green")],
            by=cast.chen,
            at=NOW,
        )
    return cases.verify_case(case=case, by=cast.zhao, at=NOW) if until == "closed" else case


@pytest.fixture
def look_back(cast) -> LookBack:
    """林检查 is asked to look at a closed case again."""
    closed = dispatched(cast, until="closed")
    asked = cases.ask_look_backs(
        cases=[closed], inspector=cast.lin, due_on=date(2017, 8, 5), by=cast.zhao, at=NOW
    )
    return asked[0]


@pytest.fixture
def limits(cast, park):
    """Time limits of the small standards are in force."""
    return park


@pytest.fixture
def unit_phone(cast, phone) -> Phone:
    return Phone(cast.chen)


def state(case: Case) -> str:
    case.refresh_from_db()
    return case.state


def taken(answer) -> dict:
    assert answer.status_code == 201, answer.content
    assert answer.json()["outcome"] == "taken", answer.json()
    return answer.json()


def test_a_look_in_the_street_closes_the_case(phone, case, cast):
    photo = phone.upload(PICTURE)
    body = sent_answer(case, f"verify:{case.pk}", "passed", text="已清理", photos=[claimed(photo)])
    receipt = taken(phone.answer(body))
    assert receipt["told"] == "核查合格，案件已销号"
    assert (receipt["client_id"], receipt["is_new"]) == (body["client_id"], True)
    assert state(case) == CaseState.CLOSED
    check = Verification.objects.get()
    assert (check.verified_by, check.reason) == (cast.lin, "已清理")
    hung = CasePhoto.objects.get(stage="check")
    assert (hung.round, hung.photo.original.sha256) == (1, photo)
    kept = AnswerPhoto.objects.get()
    assert (kept.source, kept.accuracy_m, kept.photo) == ("camera", 8, hung.photo)
    event = Event.objects.get(verb="case.closed")
    assert (event.by_id, event.data["photos"]) == (cast.lin.pk, [photo])
    told = Event.objects.get(verb="answer.taken").data
    assert (told["body_sha256"], told["case_id"]) == (receipt["body_sha256"], case.pk)


def test_sent_again_it_gives_the_same_receipt(phone, case):
    body = sent_answer(case, f"verify:{case.pk}", "passed")
    first, again = phone.answer(body), phone.answer(body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"is_new": False} == again.json()
    assert TaskAnswer.objects.count() == Verification.objects.count() == 1


def test_another_answer_under_the_same_id_is_refused(phone, case, cast):
    body = sent_answer(case, f"verify:{case.pk}", "passed")
    phone.answer(body)
    other = phone.answer(body | {"text": "改过"})
    assert (other.status_code, other.json()["number"]) == (409, "409.35")
    assert Phone(cast.zhao).answer(body).status_code == 409
    assert TaskAnswer.objects.get().text == ""


def test_the_case_goes_back_with_marks_on_its_photograph(phone, case):
    after = CasePhoto.objects.get(case=case, stage="after")
    marks = [{"photo_id": after.pk, "marks": [CIRCLE, CIRCLE | {"x": 0, "w": 1}]}]
    body = sent_answer(case, f"verify:{case.pk}", "failed", text="墙角未清", marks=marks)
    assert taken(phone.answer(body))["told"] == "核查不合格，已退回返工"
    assert state(case) == CaseState.REWORK
    assert PhotoMark.objects.get().marks[0] == CIRCLE


@pytest.mark.parametrize(
    ("result", "more", "number"),
    [
        ("failed", {}, "400.34"),
        ("done", {}, "400.41"),
        ("failed", {"text": "未清", "marks": [{"photo_id": 2**53, "marks": [CIRCLE]}]}, "400.40"),
        ("failed", {"text": "未清", "marks": [{"photo_id": 1, "marks": [CIRCLE | {"x": 3}]}]}, "400.39"),
        ("passed", {"case_number": 999}, "400.1"),
        ("good", {}, "422.1"),
        ("passed", {"task": "look:1"}, "422.1"),
        ("passed", {"extra": 1}, "422.1"),
        ("passed", {"photos": [claimed("a" * 64)]}, "424.1"),
    ],
)
def test_a_bad_answer_is_refused_with_words_and_nothing_is_kept(phone, case, result, more, number):
    answer = phone.answer(sent_answer(case, f"verify:{case.pk}", result, **more))
    assert answer.json()["number"] == number
    assert answer.status_code == int(number.split(".")[0])
    assert not TaskAnswer.objects.exists()
    assert state(case) == CaseState.RECTIFIED


def test_an_altered_answer_is_to_be_sent_again(phone, case):
    body = sent_answer(case, f"verify:{case.pk}", "passed")
    assert phone.answer(body, sha256="0" * 64).status_code == 460


def test_who_answers_second_is_kept_beside_the_case(phone, case, cast):
    """赵审核 closes while 林检查 finds it not good enough: neither is lost."""
    photo = phone.upload(PICTURE)
    taken(Phone(cast.zhao).answer(sent_answer(case, f"verify:{case.pk}", "passed")))
    late = sent_answer(case, f"verify:{case.pk}", "failed", text="后院未清", photos=[claimed(photo)])
    receipt = phone.answer(late)
    assert receipt.status_code == 201
    assert receipt.json()["outcome"] == "kept"
    assert "未采用" in receipt.json()["told"]
    assert phone.answer(late).json() == receipt.json() | {"is_new": False}
    assert state(case) == CaseState.CLOSED
    kept = TaskAnswer.objects.get(outcome=AnswerOutcome.KEPT)
    assert (kept.sent_by, kept.text, kept.photos.count()) == (cast.lin, "后院未清", 1)
    assert not CasePhoto.objects.filter(stage="check").exists()
    assert Event.objects.get(verb="answer.kept").data["kept_why"] == kept.kept_why


def test_an_answer_to_an_earlier_round_is_kept(phone, case, cast):
    stale = sent_answer(case, f"verify:{case.pk}", "passed")
    again = cases.send_back(case=case, reason="未清", by=cast.zhao, at=NOW)
    cases.rectify_case(case=again, measure="再清", after=[make_photo("blue")], by=cast.chen, at=NOW)
    assert phone.answer(stale).json()["outcome"] == "kept"
    assert state(case) == CaseState.RECTIFIED


def test_the_unit_answers_what_it_has_not_even_taken_yet(unit_phone, cast):
    case = dispatched(cast)
    photos = [claimed(unit_phone.upload(AFTER)), claimed(unit_phone.upload(PICTURE), stage="before")]
    body = sent_answer(case, f"rectify:{case.pk}", "done", text="已清运", photos=[*photos, photos[0]])
    assert taken(unit_phone.answer(body))["told"] == "整改已反馈，等待核查"
    assert state(case) == CaseState.RECTIFIED
    assert [event.verb for event in Event.objects.filter(subject_kind="case").order_by("-id")[:2]] == [
        "case.rectified",
        "case.accepted",
    ]
    assert sorted(case.photos.values_list("stage", "round")) == [("after", 1), ("before", 1)]


def test_what_came_back_is_answered_again(unit_phone, case, cast):
    case = cases.send_back(case=case, reason="未清", by=cast.zhao, at=NOW)
    body = sent_answer(
        case, f"returned:{case.pk}", "done", text="再清", photos=[claimed(unit_phone.upload(AFTER))]
    )
    taken(unit_phone.answer(body))
    assert (state(case), case.round) == (CaseState.RECTIFIED, 2)


@pytest.mark.parametrize(
    ("more", "number"),
    [({"text": ""}, "400.35"), ({"photos": []}, "400.36"), ({"result": "passed"}, "400.41")],
)
def test_a_unit_says_what_it_did_and_shows_it(unit_phone, cast, more, number):
    case = dispatched(cast)
    photos = [claimed(unit_phone.upload(AFTER))]
    body = sent_answer(case, f"rectify:{case.pk}", "done", text="已清运", photos=photos) | more
    assert unit_phone.answer(body).json()["number"] == number
    assert state(case) == CaseState.DISPATCHED


def test_a_case_that_went_to_another_unit_keeps_the_first_ones_answer(unit_phone, cast):
    case = dispatched(cast, until="accepted")
    body = sent_answer(
        case, f"rectify:{case.pk}", "done", text="已清运", photos=[claimed(unit_phone.upload(AFTER))]
    )
    back = cases.return_case(case=case, reason="不属本单位", by=cast.chen, at=NOW)
    cases.dispatch_case(case=back, lead_unit=cast.wu_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    assert unit_phone.answer(body).json()["outcome"] == "kept"
    assert state(case) == CaseState.DISPATCHED


def test_anothers_task_is_not_there(unit_phone, phone, cast, case, look_back):
    """Of a case of 焦东街道 陈主任 learns nothing, nor 林检查 of what he has no right to answer."""
    other = dispatched(cast, unit=cast.wu_unit)
    for person, task in (
        (unit_phone, f"rectify:{other.pk}"),
        (unit_phone, f"verify:{case.pk}"),
        (phone, f"rectify:{case.pk}"),
        (Phone(cast.zhao), f"look_back:{look_back.pk}"),
        (phone, "look_back:987654"),
        (phone, "verify:987654"),
        (unit_phone, f"retake:{case.pk}"),
    ):
        subject = look_back.case if "look_back" in task else other if str(other.pk) in task else case
        result = "done" if task[0] == "r" else "passed"
        body = sent_answer(subject, task, result, text="好")
        assert person.answer(body).status_code == 404, task
    assert not TaskAnswer.objects.exists()


def test_a_right_that_ended_yesterday_keeps_what_was_answered_before(cast, case, time_machine):
    """林检查 is moved to 焦东街道: what he saw the day before reaches the office, but closes nothing."""
    body = sent_answer(case, f"verify:{case.pk}", "passed")
    late = sent_answer(case, f"verify:{case.pk}", "passed", answered_at="2017-08-03T08:00:00+08:00")
    Grant.objects.filter(user=cast.lin).update(granted_until=date(2017, 8, 3))
    make_user(cast.system, cast.campaign, ("li", "李检查"), Role.UNIT, cast.wu_unit)
    Grant.objects.create(user=cast.lin, campaign=cast.campaign, role=Role.UNIT, unit=cast.wu_unit)
    time_machine.move_to(NOW.replace(day=3), tick=False)
    phone = Phone(cast.lin)
    assert phone.answer(body).json()["outcome"] == "kept"
    assert phone.answer(late).status_code == 404
    assert state(case) == CaseState.RECTIFIED


def test_without_any_right_the_door_is_shut(phone, case, cast):
    body = sent_answer(case, f"verify:{case.pk}", "passed")
    phone.ask("get", "/me")
    Grant.objects.filter(user=cast.lin).delete()
    assert phone.answer(body).status_code == 403
    assert Phone(cast.zhou).client.get("/api/v1/field/me").status_code == 403


def test_nobody_verifies_his_own_units_work(cast, case, time_machine):
    time_machine.move_to(NOW, tick=False)
    Grant.objects.create(user=cast.lin, campaign=cast.campaign, role=Role.UNIT, unit=cast.chen_unit)
    kept = Phone(cast.lin).answer(sent_answer(case, f"verify:{case.pk}", "passed")).json()
    assert kept["outcome"] == "kept"
    assert "核查人不得出自整改单位" in kept["told"]


def test_looked_at_again_it_held(phone, look_back):
    body = sent_answer(look_back.case, f"look_back:{look_back.pk}", "passed")
    assert taken(phone.answer(body))["told"] == "回头看未反弹"
    look_back.refresh_from_db()
    assert (look_back.result, look_back.looked_at) == ("held", NOW)
    assert state(look_back.case) == CaseState.CLOSED


def test_looked_at_again_it_had_relapsed(phone, look_back, limits):
    photo = claimed(phone.upload(PICTURE))
    task = f"look_back:{look_back.pk}"
    assert phone.answer(sent_answer(look_back.case, task, "failed", text="又堆了")).status_code == 400
    assert phone.answer(sent_answer(look_back.case, task, "failed", photos=[photo])).status_code == 400
    taken(phone.answer(sent_answer(look_back.case, task, "failed", text="又堆了", photos=[photo])))
    look_back.refresh_from_db()
    assert (look_back.result, look_back.note, look_back.photos.count()) == ("relapsed", "又堆了", 1)
    case = look_back.case
    assert (state(case), case.reopened_count) == (CaseState.REWORK, 1)
    assert case.due_at > NOW


def test_a_look_back_is_answered_once(phone, look_back):
    task = f"look_back:{look_back.pk}"
    taken(phone.answer(sent_answer(look_back.case, task, "passed")))
    again = sent_answer(
        look_back.case, task, "failed", text="又堆了", photos=[claimed(phone.upload(PICTURE))]
    )
    assert phone.answer(again).json()["outcome"] == "kept"
    assert state(look_back.case) == CaseState.CLOSED


def test_a_relapse_without_any_limit_waits_for_the_office(phone, look_back):
    """No standard says by when: the case cannot be reopened by itself, and the answer is not lost."""
    photo = claimed(phone.upload(PICTURE))
    body = sent_answer(look_back.case, f"look_back:{look_back.pk}", "failed", text="又堆了", photos=[photo])
    assert phone.answer(body).json()["outcome"] == "kept"
    look_back.refresh_from_db()
    assert look_back.looked_at is None
    assert not CasePhoto.objects.filter(stage="check").exists()


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="a database in memory refuses a second writer instead of letting it wait",
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_same", [False, True], ids=["two answers", "one answer, sent twice"])
def test_of_two_at_the_same_moment_one_is_taken(case, cast, is_same):
    """林检查 and 赵审核 look at once, or one phone sends the same twice at once: the case is closed once."""
    bodies = [sent_answer(case, f"verify:{case.pk}", "passed") for _each in range(2)]
    senders = [cast.lin, cast.lin if is_same else cast.zhao]
    together, outcomes = threading.Barrier(2), []

    def send(body: dict, sender: User) -> None:
        sent = SentAnswer(AnswerIn.model_validate(body), body, sender, sender)
        together.wait()
        try:
            answered = receive_answer(campaign=cast.campaign, sent=sent, at=NOW)
            outcomes.append((answered.answer.outcome, answered.is_new))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=send, args=[bodies[0 if is_same else number], sender])
        for number, sender in enumerate(senders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [("taken", False), ("taken", True)] if is_same else [("kept", True), ("taken", True)]
    assert sorted(outcomes) == told
    assert Verification.objects.count() == 1


def test_where_the_phone_says_a_result_was_taken_is_looked_at(unit_phone, cast, park):
    """整改反馈 from the phone, its photograph claimed to be taken a kilometre away and before the fault was known."""
    park.place.latitude, park.place.longitude, park.place.input_datum = 35.215, 113.2667, "wgs84"
    park.place.save()
    ledger = Ledger(cast)
    case = ledger.accept(ledger.dispatch(ledger.register(place=park.place)))
    photo = unit_phone.upload(AFTER)
    elsewhere = claimed(photo, stage="after", latitude=35.225, longitude=113.2667, accuracy_m=20)
    early = elsewhere | {"taken_at": (NOW - DAY).isoformat()}
    body = sent_answer(case, f"rectify:{case.pk}", "done", text="已修补", photos=[early])
    taken(unit_phone.answer(body))
    look_over_photos(at=NOW)
    assert {"far", "early"} <= set(EvidenceFlag.objects.values_list("kind", flat=True))
