"""标注照片 on pages: marks as lines over a photograph, the same in words, and the tool that draws them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diebian.cases import mark_rules
from diebian.cases.models import Case, CasePhoto
from diebian.cases.terms import Mark, MarkShape, PhotoStage

# A photograph's place in thirds, row by row: how one tells another over the telephone where to look.
PLACES: tuple[str | Promise, ...] = (
    gettext_lazy("左上"), gettext_lazy("上方"), gettext_lazy("右上"),
    gettext_lazy("左侧"), gettext_lazy("中间"), gettext_lazy("右侧"),
    gettext_lazy("左下"), gettext_lazy("下方"), gettext_lazy("右下"),
)  # fmt: skip
BADGE = 0.035  # radius of a mark's number, of the picture's longer side
HEAD, HEAD_ANGLE = 0.04, math.radians(28)  # of an arrow
UNKNOWN_SIZE = (1200, 900)


@dataclass(frozen=True)
class Drawn:
    """A mark as it is shown: its number, its outline in the picture's pixels, where its number stands, its words."""

    number: int
    outline: str
    badge: tuple[str, str]
    words: str


@dataclass(frozen=True)
class Shown:
    """A photograph of a case with what was drawn on it in one verification."""

    hung: CasePhoto
    drawn: tuple[Drawn, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its public copy."""
        display = self.hung.photo.display
        return (display.width, display.height) if display.width and display.height else UNKNOWN_SIZE

    @property
    def view_box(self) -> str:
        """The picture's pixels as the coordinates of what lies over it."""
        return "0 0 {} {}".format(*self.size)

    @property
    def badge_radius(self) -> str:
        """Of the numbers of its marks."""
        return f"{max(self.size) * BADGE:.0f}"

    @property
    def name(self) -> str:
        """整改后 · 第 2 次整改."""
        stage = str(PhotoStage(self.hung.stage).label)
        return (
            f"{stage} · {_('第 %(round)s 次整改') % {'round': self.hung.round}}" if self.hung.round else stage
        )


def shown(hung: CasePhoto, marks: Iterable[Mapping[str, Any]] = ()) -> Shown:
    """The photograph with its marks."""
    bare = Shown(hung, ())
    drawn = (
        _drawn(number, mark_rules.check_mark(mark), bare.size) for number, mark in enumerate(marks, start=1)
    )
    return Shown(hung, tuple(drawn))


def _drawn(number: int, mark: Mark, size: tuple[int, int]) -> Drawn:
    return Drawn(number, outline(mark, size), _badge(mark, size), in_words(mark))


def outline(mark: Mark, size: tuple[int, int]) -> str:
    """The path of a mark over a picture of ``size`` pixels. ``frontend/src/marks/shapes.ts`` draws the same."""
    width, height = size
    x, y, w, h = mark.x * width, mark.y * height, mark.w * width, mark.h * height
    match mark.shape:
        case MarkShape.CIRCLE:
            half = f"a{w / 2:.1f} {h / 2:.1f} 0 1 1"
            return f"M{x:.1f} {y + h / 2:.1f}{half} {w:.1f} 0{half} {-w:.1f} 0z"
        case MarkShape.BOX:
            return f"M{x:.1f} {y:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}z"
        case MarkShape.ARROW:
            head = [
                _head(x + w, y + h, math.atan2(h, w) + turn, max(size)) for turn in (HEAD_ANGLE, -HEAD_ANGLE)
            ]
            return f"M{x:.1f} {y:.1f}L{x + w:.1f} {y + h:.1f}M{head[0]}L{x + w:.1f} {y + h:.1f}L{head[1]}"


def _head(x: float, y: float, angle: float, side: int) -> str:
    return f"{x - HEAD * side * math.cos(angle):.1f} {y - HEAD * side * math.sin(angle):.1f}"


def _badge(mark: Mark, size: tuple[int, int]) -> tuple[str, str]:
    """At the mark's beginning, but whole inside the picture."""
    radius = max(size) * BADGE
    x, y = (
        min(max(start * side, radius), side - radius)
        for start, side in zip((mark.x, mark.y), size, strict=True)
    )
    return f"{x:.1f}", f"{y:.1f}"


def in_words(mark: Mark) -> str:
    """圆圈（左下）：此处仍有垃圾."""
    names = {"shape": mark.shape.label, "where": place_of(mark), "text": mark.text}
    return _("%(shape)s（%(where)s）：%(text)s") % names if mark.text else _("%(shape)s（%(where)s）") % names


def place_of(mark: Mark) -> str:
    """In which ninth of the picture the middle of a mark lies, or what an arrow points at."""
    part = 1.0 if mark.shape is MarkShape.ARROW else 0.5
    column, row = (min(2, max(0, int(at * 3))) for at in (mark.x + mark.w * part, mark.y + mark.h * part))
    return str(PLACES[3 * row + column])


@dataclass(frozen=True)
class Tool:
    """What the page needs to offer marking: the photographs of the answer at hand, and the script's words."""

    photos: list[Shown]
    words: dict[str, Any]


def tool_for(case: Case) -> Tool:
    """The tool over the photographs of the last answer; the photographs after come first, they are what is judged."""
    hung = case.photos.filter(round__in=(0, case.round)).select_related("photo__display")
    photos = sorted(hung.order_by("round", "id"), key=lambda one: one.stage != PhotoStage.AFTER)
    return Tool([shown(one) for one in photos[: mark_rules.MOST_PHOTOS]], words())


def words() -> dict[str, Any]:
    """What the script says, in the reader's language; ``{…}`` is filled in by it."""
    return {
        "most": mark_rules.MOST_MARKS,
        "longest": mark_rules.LONGEST_TEXT,
        "shapes": dict(MarkShape.choices),
        "places": [str(place) for place in PLACES],
        "mark": _("第 {n} 处：{shape}，{where}"),
        "moved": _("第 {n} 处：距左 {x}%，距上 {y}%，宽 {w}%，高 {h}%"),
        "text": _("第 {n} 处的说明（可不填）"),
        "remove": _("删除第 {n} 处"),
        "removed": _("已删除第 {n} 处"),
        "full": _("每张照片不超过 {most} 处标注"),
        "count": _("已标 {n} 处"),
        "role": _("标注"),
    }
