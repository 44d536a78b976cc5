"""``diebian clean-up`` says what it took away."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from diebian.base import clock, uploads
from diebian.base.models import Upload
from diebian.jobs.cli import diebian

pytestmark = pytest.mark.django_db


def clean_up(*more: str) -> str:
    result = CliRunner().invoke(diebian, ["--json", "clean-up", *more], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.output)


def test_old_uploads_that_were_never_finished_go():
    for days, sha256 in ((40, "a" * 64), (10, "b" * 64)):
        at = clock.now() - timedelta(days=days)
        uploads.start(by_id=1, sha256=sha256, size_bytes=5, name="1.jpg", at=at)
    assert clean_up() == {"held": 0, "uploads": 1, "files": 0, "size_bytes": 0}
    assert Upload.objects.get().sha256 == "b" * 64
    assert clean_up("--days", "5")["uploads"] == 1


def test_it_speaks_to_people():
    result = CliRunner().invoke(diebian, ["clean-up"], catch_exceptions=False)
    assert "清除未传完的照片 0 张" in result.output
