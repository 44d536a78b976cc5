"""Every act that the audit can tell of has a word for the reader, and every thing that was acted on."""

import re
from pathlib import Path

import pytest

from diebian.web.settings.verbs import SUBJECTS, VERBS, subject_word, verb_word

SOURCE = Path(__file__).resolve().parents[2] / "src" / "diebian"
NO_VERBS = {"calendar.yaml", "report.decided"}  # the name of a file, the key of a lock
PREFIXES = {verb.split(".")[0] for verb in VERBS}
WRITES = [
    path for path in SOURCE.rglob("*.py") if "actions" in path.as_posix() or "/flows/" in path.as_posix()
]


def found(pattern: str) -> set[str]:
    return {word for path in WRITES for word in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_verb_in_the_code_has_a_word():
    verbs = found(rf'"((?:{"|".join(PREFIXES)})\.[a-z_]+)"')
    assert len(verbs) > 30
    assert verbs - NO_VERBS <= VERBS.keys()


def test_every_kind_of_subject_has_a_word():
    kinds = found(r'subject_kind="([a-z_]+)"')
    assert len(kinds) > 10
    assert kinds <= SUBJECTS.keys()


@pytest.mark.django_db
def test_the_page_tells_in_words(cast, signed):
    page = signed("admin").get("/settings/audit/").content.decode()
    assert "建立用户" in page
    assert "user.created" not in page


def test_what_a_later_version_did_is_told_as_it_is_kept():
    assert (verb_word("moon.landed"), subject_word("moon")) == ("moon.landed", "moon")
