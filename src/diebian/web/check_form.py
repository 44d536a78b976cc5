"""The form of a visit: the lines of a check list as they are drawn, and what was sent read back.

Field names end in the item's key: ``mark-12``, ``counted-12``, ``extent-12``, ``total-12``, ``note-12``, ``photos-12``,
``fixed-12``. Faults outside the list carry ``new-1``, ``new-2``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from diebian.base.problems import Invalid
from diebian.inspections.actions import Detail
from diebian.inspections.terms import Answer
from diebian.standards.models import CheckItem
from diebian.standards.ready import CheckLine
from diebian.standards.terms import Grade, ItemKind, ItemRule, Level, Result
from diebian.web.held import HeldPhotos

FURTHER = ("new-1", "new-2")


@dataclass(frozen=True)
class FormLine:
    """A line as drawn, with what was filled in before (after a refusal)."""

    item: CheckItem
    rule: ItemRule
    standards: str
    given: Mapping[str, str]
    below: list["FormLine"]
    is_gap: bool = False

    @property
    def is_count(self) -> bool:
        return self.rule.kind == ItemKind.COUNT

    @property
    def grades(self) -> Sequence[Grade]:
        return self.rule.grades

    @property
    def asks_total(self) -> bool:
        """A share or a sample: of how many."""
        threshold = self.rule.threshold
        return threshold is not None and bool(threshold.is_percent or threshold.sample)


def form_lines(lines: Sequence[CheckLine], sent: QueryDict, *, gaps: Collection[int] = ()) -> list[FormLine]:
    """The list as drawn, the lines that close ``gaps`` first; ``sent`` is empty on the first showing."""
    drawn = [
        FormLine(
            item=line.item,
            rule=line.item.rule,
            standards="、".join(dict.fromkeys(_frameworks(line))),
            given=_given(sent, line.item.pk),
            below=form_lines(line.if_failed, sent, gaps=gaps),
            is_gap=line.item.pk in gaps,
        )
        for line in lines
    ]
    return sorted(drawn, key=lambda line: not (line.is_gap or any(below.is_gap for below in line.below)))


def _frameworks(line: CheckLine) -> list[str]:
    return [item.edition.framework.name for item in (line.item, *line.also)]


def _given(sent: QueryDict, key: int | str) -> dict[str, str]:
    names = ("mark", "counted", "extent", "total", "note", "fixed", "category", "level")
    return {name: sent.get(f"{name}-{key}", "") for name in names}


def answers_in(
    request: HttpRequest, items: Sequence[CheckItem], held: HeldPhotos
) -> tuple[list[Answer], dict[int, Detail]]:
    """What was marked, and what was told of each fault. Raises ``Invalid``, ``FileRefused``, ``HeldPhotoGone``."""
    answers: list[Answer] = []
    details: dict[int, Detail] = {}
    for item in items:
        answer = _answer(request.POST, item)
        detail = _detail(request, str(item.pk), held)
        _require_used(item, answer, detail)
        if answer is not None:
            answers.append(answer)
            details[item.pk] = detail
    return answers, details


def _answer(sent: QueryDict, item: CheckItem) -> Answer | None:
    given = _given(sent, item.pk)
    if not given["mark"] and not given["counted"]:
        return None
    return Answer(
        item_id=item.pk,
        mark=given["mark"],
        counted=_whole(given["counted"], item) if given["counted"] else None,
        extent=_whole(given["extent"], item),
        total=_whole(given["total"], item),
        note=given["note"],
    )


def _whole(text: str, item: CheckItem) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Invalid(field=item.text, reason=_("请填写 0 至 999999 的整数"))
    return int(text)


def _require_used(item: CheckItem, answer: Answer | None, detail: Detail) -> None:
    """Nothing that was taken in the street is dropped in silence: a photograph belongs to a fault."""
    told = bool(detail.photos or detail.description)
    if answer is None and told:
        raise Invalid(field=item.text, reason=_("已有说明或照片，请标注检查结果"))
    if answer is not None and detail.photos and answer.mark in (Result.PASSED, Result.NOT_APPLICABLE):
        raise Invalid(field=item.text, reason=_("标为符合或不适用的条目不附照片，请改标结果或移除照片"))


def _detail(request: HttpRequest, key: str, held: HeldPhotos) -> Detail:
    sent = request.POST
    level = sent.get(f"level-{key}", "")
    return Detail(
        description=sent.get(f"note-{key}", "").strip(),
        category_code=sent.get(f"category-{key}", "")[:20],
        level=Level(level) if level in Level.values else Level.LIMITED,
        is_fixed_on_spot=bool(sent.get(f"fixed-{key}")),
        photos=held.photos(f"photos-{key}"),
    )


def further_in(request: HttpRequest, held: HeldPhotos) -> list[Detail]:
    """Faults outside the list; a block left empty is none. Raises ``FileRefused``, ``HeldPhotoGone``."""
    found = [_detail(request, key, held) for key in FURTHER]
    return [detail for detail in found if detail.description or detail.photos or detail.category_code]


def further_given(sent: QueryDict) -> list[tuple[str, dict[str, str]]]:
    """The blocks for faults outside the list, with what was filled in before."""
    return [(key, _given(sent, key)) for key in FURTHER]


def client_id_in(sent: QueryDict) -> UUID:
    """The key chosen when the form was drawn. Raises ``Invalid``."""
    try:
        return UUID(sent.get("client_id", ""))
    except ValueError:
        raise Invalid(field=_("请求标识"), reason=_("缺失或有误，请重新打开本页")) from None


def started_in(sent: QueryDict, *, at: datetime) -> datetime:
    """When the form was opened; ``at`` when it does not say."""
    try:
        started = parse_datetime(sent.get("started_at", ""))
    except ValueError:
        started = None
    return started if started is not None and started.tzinfo is not None else at


def new_client_id() -> UUID:
    """A key for a form drawn now."""
    return uuid4()
