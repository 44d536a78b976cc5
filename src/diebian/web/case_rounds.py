"""The answers of a unit with their photographs side by side, and what was said and drawn when they were looked at."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diebian.cases.marks import Marks, marks_by_round
from diebian.cases.models import Case, CasePhoto, Rectification, Verification
from diebian.cases.naming import Naming
from diebian.cases.terms import CaseState, PhotoStage
from diebian.web.marks import Shown, shown


@dataclass(frozen=True)
class Stage:
    """The photographs of one stage of one answer: those that were marked, and the others."""

    name: str
    marked: list[Shown]
    others: list[Shown]


@dataclass(frozen=True)
class Round:
    """One answer of the unit, its photographs before and after, and what came of it; with who answered and who looked."""

    answer: Rectification
    answerer: str
    stages: list[Stage]
    check: Verification | None
    checker: str
    taken_by_checker: list[Shown]

    @property
    def is_marked(self) -> bool:
        """Whether anything was drawn on its photographs."""
        return any(stage.marked for stage in self.stages)


@dataclass(frozen=True)
class Answers:
    """All answers, the newest first; the one that was sent back and waits for a better one stands by itself.

    ``found``: as it was found, as long as there is no answer beside which that is shown.
    """

    sent_back: Round | None
    rounds: list[Round]
    found: list[Shown]


def answers_of(case: Case, named: Naming, *, elsewhere: Collection[int] = ()) -> Answers:
    """The answers of a case for its page; the photographs ``elsewhere`` are shown there."""
    hung = case.photos.exclude(pk__in=elsewhere) if elsewhere else case.photos.all()
    photos = list(hung.select_related("photo__display").order_by("round", "id"))
    rounds = rounds_of(case, photos, named)
    found = [shown(photo) for photo in photos if not rounds]
    is_sent_back = case.state == CaseState.REWORK and bool(rounds) and _failed(rounds[0])
    return Answers(rounds[0] if is_sent_back else None, rounds[1:] if is_sent_back else rounds, found)


def _failed(last: Round) -> bool:
    """Whether the last answer was found wanting: a case that was reopened had passed."""
    return last.check is not None and not last.check.is_passed


def rounds_of(case: Case, photos: Sequence[CasePhoto], named: Naming) -> list[Round]:
    """Each answer of the unit, newest first."""
    checks = {check.round: check for check in case.verifications.select_related("verified_by").order_by("id")}
    marks = marks_by_round(case) if checks else {}
    return [
        Round(
            answer,
            named.told(case.pk, answer.rectified_by_id, str(answer.rectified_by)),
            _stages(answer.round, photos, marks.get(answer.round, {})),
            check := checks.get(answer.round),
            named.told(case.pk, check.verified_by_id, str(check.verified_by)) if check else "",
            [shown(one) for one in photos if one.stage == PhotoStage.CHECK and one.round == answer.round],
        )
        for answer in case.rectifications.select_related("rectified_by").order_by("-round")
    ]


def _stages(number: int, photos: Iterable[CasePhoto], marks: dict[int, Marks]) -> list[Stage]:
    """Before and after side by side; the one with marks comes first, before a phone's reader has to look for it."""
    hung = [photo for photo in photos if photo.round == number or _is_first(photo)]
    before = [photo for photo in hung if photo.stage == PhotoStage.BEFORE]
    after = [photo for photo in hung if photo.stage == PhotoStage.AFTER]
    stages = [_stage(_("整改前"), before, marks), _stage(_("整改后"), after, marks)]
    return sorted(stages, key=lambda stage: not stage.marked)


def _is_first(photo: CasePhoto) -> bool:
    """Taken when the fault was found: shown beside every answer."""
    return photo.round == 0 and photo.stage == PhotoStage.BEFORE


def _stage(name: str, photos: Iterable[CasePhoto], marks: dict[int, Marks]) -> Stage:
    seen = [shown(photo, marks.get(photo.pk, ())) for photo in photos]
    return Stage(name, [one for one in seen if one.drawn], [one for one in seen if not one.drawn])
