"""Settings are declared, described and refused when wrong; the deployed form passes Django's own inspection."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from diebian.config.databases import database
from diebian.config.environment import VARIABLES, Environment
from diebian.config.logs import JsonLines

ROOT = Path(__file__).resolve().parents[2]
NAMES = {variable.name for variable in VARIABLES}
# Read by tools and tests, never by the program.
OF_TOOLS = {"DIEBIAN_BROWSER", "DIEBIAN_TEST_DATABASE", "DIEBIAN_TEST_POSTGRES"}


def words(*files: Path) -> set[str]:
    found = {
        word for file in files for word in re.findall(r"DIEBIAN_[A-Z_]+", file.read_text(encoding="utf-8"))
    }
    return {word.removesuffix("_FILE") for word in found}


def test_every_setting_that_is_read_is_declared():
    assert words(*(ROOT / "src").rglob("*.py")) - OF_TOOLS <= NAMES


def test_every_setting_is_described_with_its_default_and_no_other_is():
    page = ROOT / "docs" / "settings.md"
    rows = dict(
        re.findall(r"^\| `(DIEBIAN_\w+)` \| (.+?) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {name: default.strip("`") for name, default in rows.items()} == {
        variable.name: variable.default or "empty" for variable in VARIABLES
    }
    assert words(page) == NAMES


def test_every_setting_says_what_it_is_for_in_both_languages():
    assert all(variable.zh and variable.en for variable in VARIABLES)


def test_yes_no_and_numbers():
    given = Environment({"DIEBIAN_HTTPS": "Yes", "DIEBIAN_PROXIES": "2", "DIEBIAN_DEBUG": "maybe"})
    assert given.flag("DIEBIAN_HTTPS") is True
    assert Environment({}).flag("DIEBIAN_HTTPS") is False
    assert given.number("DIEBIAN_PROXIES") == 2
    with pytest.raises(ValueError, match="DIEBIAN_DEBUG"):
        given.flag("DIEBIAN_DEBUG")
    with pytest.raises(ValueError, match="DIEBIAN_PROXIES"):
        Environment({"DIEBIAN_PROXIES": "two"}).number("DIEBIAN_PROXIES")


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "key").write_text("from-a-file\n", encoding="utf-8")
    assert Environment({"DIEBIAN_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key() == "from-a-file"


def test_without_a_secret_one_is_made_once_and_kept_private(tmp_path):
    first = Environment({"DIEBIAN_HOME": str(tmp_path / "a")})
    key = first.secret_key()
    assert key == first.secret_key()
    assert len(key) > 60
    assert (tmp_path / "a" / "secret-key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    assert Environment({"DIEBIAN_HOME": str(tmp_path / "b")}).secret_key() != key


def test_databases(tmp_path):
    home = {"DIEBIAN_HOME": str(tmp_path)}
    assert database(Environment(home))["NAME"] == str(tmp_path / "diebian.sqlite3")
    other = database(Environment({**home, "DIEBIAN_DATABASE_URL": "sqlite:///srv/data/a%20b.db"}))
    assert other["NAME"] == "/srv/data/a b.db"
    postgres = database(
        Environment({**home, "DIEBIAN_DATABASE_URL": "postgresql://u%40x:p%2F@db:5433/diebian?host=/run/pg"})
    )
    assert [postgres[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "u@x",
        "p/",
        "/run/pg",
        "5433",
        "diebian",
    ]
    with pytest.raises(ValueError, match="sqlite://"):
        database(Environment({**home, "DIEBIAN_DATABASE_URL": "mysql://x"}))
    with pytest.raises(ValueError, match="FULL or NORMAL"):
        database(Environment({**home, "DIEBIAN_SQLITE_SYNC": "OFF"}))


@pytest.mark.slow
def test_the_deployed_form_passes_djangos_inspection_without_a_warning(tmp_path):
    environment = {
        **os.environ,
        "DIEBIAN_HOME": str(tmp_path),
        "DIEBIAN_SECRET_KEY": "",
        "DIEBIAN_DATABASE_URL": "",
        "DIEBIAN_HTTPS": "yes",
        "DIEBIAN_HOSTS": "chuangcheng.example.gov.cn",
        "DIEBIAN_PROXIES": "1",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop(
        "DJANGO_ALLOW_ASYNC_UNSAFE", None
    )  # the journeys in a browser need it, an installation never
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.slow
def test_a_wrong_setting_is_told_by_its_name_and_ends_with_2(tmp_path):
    environment = {
        **os.environ,
        "DIEBIAN_HOME": str(tmp_path),
        "DIEBIAN_HTTPS": "perhaps",
        "PYTHONPATH": "src",
    }
    words = [sys.executable, "-m", "diebian", "doctor"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "DIEBIAN_HTTPS" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["a\n2026 ERROR forged", "a\r\nb", "a\u2028b\x1b[31m", "张三\x00"])
def test_no_text_makes_a_second_log_line(text):
    record = logging.LogRecord("web", logging.WARNING, __file__, 1, "user %s", (text,), None)
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert json.loads(line)["message"] == f"user {text}"


def test_the_trace_stays_in_its_line():
    try:
        raise ValueError("bad\nthing")
    except ValueError:
        record = logging.LogRecord("web", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert "ValueError" in json.loads(line)["exception"]
