"""Marks on a case's page: what is sent, what is shown to whom, in words and in lines."""

import json

import pytest

from diebian.cases import actions
from diebian.cases.models import Case, PhotoMark
from diebian.cases.terms import CaseState, Mark, MarkShape
from diebian.web.marks import in_words, outline
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW, Cast

BOX = {"shape": "box", "x": 0.1, "y": 0.55, "w": 0.35, "h": 0.3, "text": "墙角<b>垃圾</b>"}


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


def text(response) -> str:
    return response.content.decode()


def after_of(case: Case, round_: int = 1) -> int:
    return case.photos.get(stage="after", round=round_).pk


def sent_back(ledger: Ledger, case: Case, *marks: object) -> Case:
    return actions.send_back(
        case=case,
        reason="仍有垃圾",
        marks={after_of(case, case.round): list(marks)},
        by=ledger.cast.lin,
        at=NOW + 3 * DAY,
    )


def test_marks_are_sent_with_the_form(ledger, signed):
    case = ledger.rectify()
    sent = {"reason": "仍有垃圾", "marks": json.dumps({after_of(case): [BOX]})}
    page = signed("lin").post(f"/cases/{case.number}/send-back/", sent, follow=True)
    assert PhotoMark.objects.get().marks == [BOX]
    assert "方框（左下）：墙角&lt;b&gt;垃圾&lt;/b&gt;" in text(page)
    assert "在 1 张照片上作了标注" in text(page)


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ("{", "标注内容无法识别"),
        ('{"1": [{"shape": "box", "x": NaN, "y": 0, "w": 1, "h": 1}]}', "标注内容无法识别"),
        ("[" * 100_000, "标注内容无法识别"),
        ('{"1": "' + "a" * 1_000_000 + '"}', "标注过多"),
    ],
)
def test_hostile_marks_are_refused_in_words_and_the_reason_stays(ledger, signed, marks, told):
    case = ledger.rectify()
    page = signed("lin").post(f"/cases/{case.number}/send-back/", {"reason": "墙角未清", "marks": marks})
    assert page.status_code == 400
    assert told in text(page)
    assert "墙角未清" in text(page)
    case.refresh_from_db()
    assert case.state == CaseState.RECTIFIED


def test_a_photograph_of_another_case_is_refused(ledger, signed):
    other, case = ledger.rectify(), ledger.rectify()
    sent = {"reason": "仍有垃圾", "marks": json.dumps({after_of(other): [BOX]})}
    page = signed("lin").post(f"/cases/{case.number}/send-back/", sent, follow=True)
    assert f"所标注的照片不属于案件 {case}" in text(page)
    case.refresh_from_db()
    assert case.state == CaseState.RECTIFIED


def test_the_unit_sees_first_what_is_still_wrong(ledger, signed):
    case = sent_back(ledger, ledger.rectify(), BOX)
    page = text(signed("chen").get(f"/cases/{case.number}/"))
    parts = ["核查不合格，请返工", "仍有垃圾", "<h3>整改后</h3>", "mark-line", "<h3>整改前</h3>", "/rectify/"]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count("第 1 次整改</h3>") == 1
    assert "第 1 次整改</h2>" not in page


def test_each_round_shows_its_own_marks(ledger, signed):
    case = ledger.rectify(sent_back(ledger, ledger.rectify(), BOX))
    page = text(signed("chen").get(f"/cases/{case.number}/"))
    assert "核查不合格，请返工" not in page
    second, first = page.split("第 1 次整改</h2>")
    assert "mark-line" not in second
    assert "mark-line" in first


def test_a_case_that_was_reopened_was_not_found_wanting(ledger, signed, cast):
    case = ledger.close()
    actions.reopen_case(case=case, reason="反弹", deadline=deadline(9), by=cast.lin, at=NOW + 4 * DAY)
    assert "请返工" not in text(signed("chen").get(f"/cases/{case.number}/"))


def test_the_page_costs_no_more_with_marks_or_more_rounds(ledger, signed, django_assert_max_num_queries):
    def queries_of(case: Case) -> int:
        signed("chen").get(f"/cases/{case.number}/")
        with django_assert_max_num_queries(100) as seen:
            signed("chen").get(f"/cases/{case.number}/")
        return len(seen)

    case = sent_back(ledger, ledger.rectify())
    without = queries_of(case)
    case = sent_back(ledger, ledger.rectify(case), BOX, BOX)
    assert queries_of(case) == without


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark(MarkShape.CIRCLE, 0.0, 0.0, 0.2, 0.2), "圆圈（左上）"),
        (Mark(MarkShape.BOX, 0.8, 0.8, 0.2, 0.2, "破损"), "方框（右下）：破损"),
        (Mark(MarkShape.ARROW, 0.1, 0.1, 0.4, 0.9), "箭头（下方）"),
        (Mark(MarkShape.ARROW, 1.0, 0.5, 0.0, -0.2), "箭头（右上）"),
    ],
)
def test_words_say_where_to_look(mark, words):
    assert in_words(mark) == words


def test_outlines_are_in_the_pictures_pixels():
    size = (1000, 500)
    assert outline(Mark(MarkShape.BOX, 0.1, 0.2, 0.3, 0.4), size) == "M100.0 100.0h300.0v200.0h-300.0z"
    circle = outline(Mark(MarkShape.CIRCLE, 0.1, 0.2, 0.3, 0.4), size)
    assert circle == "M100.0 200.0a150.0 100.0 0 1 1 300.0 0a150.0 100.0 0 1 1 -300.0 0z"
    arrow = outline(Mark(MarkShape.ARROW, 0.1, 0.2, 0.5, 0.0), size)
    assert arrow == "M100.0 100.0L600.0 100.0M564.7 81.2L600.0 100.0L564.7 118.8"
