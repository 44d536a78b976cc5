"""外业队列 as a file: received as by the network, once; nothing in the file is believed."""

import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from diebian.base.models import Event, Photo
from diebian.base.problems import NotAllowed, NotFound
from diebian.cases import actions as cases
from diebian.cases.models import Case, TaskAnswer
from diebian.cases.terms import CaseState
from diebian.flows.field.problems import QueueRefused
from diebian.flows.field.queue import Outcome, import_queue
from diebian.inspections.models import RivalVisit, Visit
from diebian.jobs.cli import diebian
from tests import pictures
from tests.api.field.conftest import Phone, claimed, sent_answer, sent_visit, sha256_of
from tests.cases.conftest import DAY, Ledger
from tests.cast import NOW

PICTURE = pictures.photo()
PAGE = "/inspections/queue/"

pytestmark = pytest.mark.django_db


def queue_of(*visits, files=None, username="lin", answers=None, **entries) -> bytes:
    """What a phone exports."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = {"made_at": NOW.isoformat(), "username": username, "visits": list(visits)}
        manifest |= {} if answers is None else {"answers": answers}
        archive.writestr("manifest.json", json.dumps(manifest))
        for sha256, content in (files or {}).items():
            archive.writestr(f"files/{sha256}", content)
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_photo(park, sha256=None, **more):
    photo = {"sha256": sha256 or sha256_of(PICTURE), "stage": "before", "source": "camera"}
    photo |= {"taken_at": NOW.isoformat(), "latitude": None, "longitude": None, "accuracy_m": None}
    return sent_visit(park, park.seen("GC1", "failed"), findings=[park.fault("GC1", photos=[photo])], **more)


@pytest.fixture
def take(cast):
    def do(content: bytes, by=None):
        return import_queue(io.BytesIO(content), campaign=cast.campaign, by=by or cast.zhao, at=NOW)

    return do


def test_the_office_brings_in_what_an_inspector_recorded(take, cast, park):
    result = take(queue_of(with_photo(park), files={sha256_of(PICTURE): PICTURE}))
    assert [line.outcome for line in result.lines] == [Outcome.NEW]
    visit = Visit.objects.get(pk=result.lines[0].visit_id)
    assert (visit.inspector, visit.finding_count) == (cast.lin, 1)
    event = Event.objects.get(verb="visit.submitted")
    assert (event.by_id, event.data["inspector_id"]) == (cast.zhao.pk, cast.lin.pk)


def test_imported_again_and_sent_by_the_network_it_is_one_visit(take, cast, park, time_machine):
    time_machine.move_to(NOW, tick=False)
    body = with_photo(park)
    content = queue_of(body, files={sha256_of(PICTURE): PICTURE})
    assert [take(content).lines[0].outcome for _ in range(2)] == [Outcome.NEW, Outcome.KNOWN]
    assert Phone(cast.lin).visit(body).status_code == 200
    assert (Visit.objects.count(), Photo.objects.count()) == (1, 1)


def test_one_that_is_refused_holds_up_no_other(take, park):
    good, wrong = sent_visit(park, park.seen("GC1", "passed")), {"client_id": "x"}
    unknown = sent_visit(park, park.seen("GC1", "passed"), place_id=987654)
    result = take(queue_of(wrong, "no visit", unknown, good))
    assert [line.outcome for line in result.lines] == ["refused", "refused", "refused", "new"]
    assert (result.is_whole, result.count(Outcome.REFUSED)) == (False, 3)
    assert "place_id" in result.lines[0].told


def test_another_body_waits_to_be_settled(take, park):
    body = sent_visit(park, park.seen("GC1", "passed"))
    result = take(queue_of(body, body | {"note": "又一遍"}))
    assert [line.outcome for line in result.lines] == ["new", "rival"]
    assert RivalVisit.objects.count() == 1


@pytest.mark.parametrize("files", [{}, {sha256_of(PICTURE): b"another"}, {sha256_of(PICTURE): b""}])
def test_a_photograph_that_is_missing_or_another(take, park, files):
    result = take(queue_of(with_photo(park), files=files))
    assert result.lines[0].outcome == "refused"
    assert not Visit.objects.exists()


def test_a_file_that_is_no_photograph(take, park):
    content = b"%PDF no photograph"
    result = take(queue_of(with_photo(park, sha256_of(content)), files={sha256_of(content): content}))
    assert result.lines[0].outcome == "refused"


def test_a_bomb_is_not_unpacked(take, park, settings):
    settings.MAX_UPLOAD_BYTES = 10_000
    bomb = bytes(50_000_000)
    result = take(queue_of(with_photo(park, sha256_of(bomb)), files={sha256_of(bomb): bomb}))
    assert result.lines[0].outcome == "refused"
    assert not Photo.objects.exists()


def test_names_that_lead_elsewhere_are_never_read(take, park):
    body = sent_visit(park, park.seen("GC1", "passed"))
    assert take(queue_of(body, **{"../../etc/passwd": b"x", "/tmp/x": b"x"})).is_whole
    traversal = with_photo(park)
    traversal["findings"][0]["photos"][0]["sha256"] = "../manifest.json"
    assert take(queue_of(traversal)).lines[0].outcome == "refused"


def test_begun_by_the_network_it_is_finished_by_the_file(take, cast, park, time_machine):
    time_machine.move_to(NOW, tick=False)
    phone = Phone(cast.lin)
    phone.begin(PICTURE)
    phone.piece(PICTURE, 0, 100)
    assert take(queue_of(with_photo(park), files={sha256_of(PICTURE): PICTURE})).is_whole


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"visits": 1, "username": "lin"}', b"[" * 100_000])
def test_what_is_no_queue_is_told(take, manifest):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manifest.json", manifest)
    with pytest.raises(QueueRefused):
        take(out.getvalue())


def test_what_is_no_zip_or_holds_too_much_is_told(take, monkeypatch):
    for content in (b"", b"PK\x03\x04 broken", queue_of()[:-5]):
        with pytest.raises(QueueRefused):
            take(content)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(QueueRefused, match=r"manifest\.json"):
        take(empty.getvalue())
    monkeypatch.setattr("diebian.flows.field.queue.MOST_ENTRIES", 0)
    with pytest.raises(QueueRefused):
        take(queue_of())


def test_whose_it_is_must_be_known_and_who_brings_it_must_be_of_the_office(take, cast, park):
    with pytest.raises(NotFound):
        take(queue_of(username="nobody"))
    with pytest.raises(NotAllowed):
        take(queue_of(), by=cast.lin)


def test_the_page(client, cast, park, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(cast.zhao, backend="diebian.web.accounts.Backend")
    assert PAGE in client.get("/inspections/").content.decode()
    body = sent_visit(park, park.seen("GC1", "passed"))
    content = queue_of(body, body | {"note": "又一遍"}, {})
    page = client.post(PAGE, {"file": SimpleUploadedFile("queue.zip", content)}).content.decode()
    for word in ("新收，立案 0 件", "待裁定", "不能收", "林检查"):
        assert word in page
    assert client.post(PAGE, {"file": SimpleUploadedFile("queue.zip", b"x")}).status_code == 400
    assert client.post(PAGE, {}).status_code == 400
    assert (
        "文件里没有检查"
        in client.post(PAGE, {"file": SimpleUploadedFile("q.zip", queue_of())}).content.decode()
    )


def test_the_command(cast, park, tmp_path, time_machine):
    time_machine.move_to(NOW, tick=False)
    file = tmp_path / "queue.zip"
    file.write_bytes(queue_of(sent_visit(park, park.seen("GC1", "passed")), {}))
    told = CliRunner().invoke(diebian, ["import-queue", str(file)], catch_exceptions=False)
    assert told.exit_code == 1
    assert "新收 1 份，已有 0 份，待裁定 0 份，不能收 1 份" in told.output
    again = CliRunner().invoke(diebian, ["--json", "import-queue", str(file)], catch_exceptions=False)
    assert json.loads(again.output)["known"] == 1


def closed_in_the_street(cast):
    """林检查 took a photograph and found the case put right, with no network for days."""
    case = Ledger(cast).rectify()
    photos = [claimed(sha256_of(PICTURE))]
    return case, sent_answer(case, f"verify:{case.pk}", "passed", text="已清理", photos=photos)


def test_answers_to_tasks_are_brought_in_too(take, cast):
    case, body = closed_in_the_street(cast)
    content = queue_of(answers=[body], files={sha256_of(PICTURE): PICTURE})
    (line,) = take(content).lines
    assert (line.outcome, line.case_number) == (Outcome.NEW, case.number)
    assert line.told == f"核查整改 {case}：核查合格，案件已销号"
    assert Case.objects.get().state == CaseState.CLOSED
    assert Event.objects.get(verb="case.closed").by_id == cast.lin.pk
    brought = Event.objects.get(verb="answer.taken")
    assert (brought.by_id, brought.data["sent_by_id"]) == (cast.zhao.pk, cast.lin.pk)
    assert take(content).lines[0].outcome == Outcome.KNOWN
    assert TaskAnswer.objects.count() == 1


def test_an_answer_that_came_too_late_waits_and_a_bad_one_holds_up_no_other(take, cast):
    case, body = closed_in_the_street(cast)
    cases.verify_case(case=case, by=cast.zhao, at=NOW + 3 * DAY)
    bad = sent_answer(case, f"verify:{case.pk}", "failed")
    lacking = sent_answer(case, f"verify:{case.pk}", "passed", photos=[claimed("a" * 64)])
    wrong = sent_answer(case, "verify", "passed")
    lines = take(queue_of(answers=[bad, lacking, wrong, 7, body], files={sha256_of(PICTURE): PICTURE})).lines
    assert [line.outcome for line in lines] == ["refused", "refused", "refused", "refused", "rival"]
    assert "task" in lines[2].told


@pytest.mark.parametrize("answers", [{}, "x", 7])
def test_answers_that_are_no_list(take, answers):
    with pytest.raises(QueueRefused):
        take(queue_of(answers=answers))
