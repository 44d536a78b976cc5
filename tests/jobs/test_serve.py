"""``diebian serve``: refuses what must not be served, gathers static files once, and answers over a real socket."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import nullcontext
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from diebian.jobs import serving, static
from diebian.jobs.cli import diebian

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def gathered(settings, tmp_path, monkeypatch) -> Path:
    settings.STATIC_ROOT = str(tmp_path / "static")
    monkeypatch.setattr(static, "is_built", lambda: True)
    return tmp_path / "static"


def test_static_files_are_gathered_once_and_again_when_a_source_changes(gathered, monkeypatch):
    assert static.is_stale()
    assert static.gather()
    assert (gathered / "icon.svg").exists()
    assert not static.gather()
    monkeypatch.setattr(static, "fingerprint", lambda: "another version")
    assert static.is_stale()


def test_a_database_of_another_version_is_not_served(db, monkeypatch, gathered):
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr(serving, "_run", lambda *words: served.append(words))
    monkeypatch.setattr(serving, "missing_migrations", lambda: ["people.0002_more"])
    with pytest.raises(click.ClickException, match=r"people\.0002_more"):
        serving.serve(host="127.0.0.1", port=8000, workers=1)
    assert not served


def test_pages_without_styles_are_not_served(db, monkeypatch, gathered):
    monkeypatch.setattr(static, "is_built", lambda: False)
    assert any("make assets" in fault for fault in serving.faults())


def test_a_sound_installation_is_served_at_the_address_asked_for(db, monkeypatch, gathered):
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr(serving, "_run", lambda *words: served.append(words))
    monkeypatch.setattr(serving.connection, "close", lambda: None)
    monkeypatch.setattr(serving.looking, "beside", lambda: nullcontext(served.append(("looks over",))))
    result = CliRunner().invoke(diebian, ["serve", "--port", "8123"], catch_exceptions=False)
    assert result.exit_code == 0
    assert served == [("looks over",), ("127.0.0.1", 8123, 1, 4)]
    assert not static.is_stale()
    assert CliRunner().invoke(diebian, ["serve", "--port", "0"]).exit_code == 2
    CliRunner().invoke(diebian, ["serve", "--no-look-over"], catch_exceptions=False)
    assert served[2:] == [("127.0.0.1", 8000, 1, 4)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.slow
def test_from_nothing_to_a_page_and_stopped_in_order(tmp_path):
    """A fresh folder: init, serve, sign-in page, health, Ctrl-C."""
    if not static.is_built():
        pytest.skip("styles and scripts are not built: make assets")
    home = {"DIEBIAN_HOME": str(tmp_path / "home"), "DIEBIAN_SECRET_KEY": "", "DIEBIAN_DATABASE_URL": ""}
    environment = {**os.environ, **home, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    program = [sys.executable, "-m", "diebian"]
    words = [*program, "init", "--division", "410811", "--start", "2017-07-25"]
    subprocess.run(words, env=environment, check=True, capture_output=True, cwd=tmp_path)
    port = free_port()
    with subprocess.Popen(
        [*program, "serve", "--port", str(port)],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            assert fetched(f"http://127.0.0.1:{port}/healthz", patience=60) == "ok\n"
            page = fetched(f"http://127.0.0.1:{port}/accounts/login/", patience=5)
            assert "登录" in page
            script = re.search(r'src="(/static/[^"]+\.js)"', page)
            assert script
            assert re.search(r"\.[0-9a-f]{12}\.", script[1]), "static files carry their content's hash"
            (beside,) = watching(server.pid)
        finally:
            server.terminate()
        assert server.wait(timeout=40) == 0
    assert not Path(f"/proc/{beside}").exists()


def watching(server: int) -> list[int]:
    """The processes that look over photographs beside this server."""
    words = f"look-over-photos\0--watch\0--parent\0{server}\0".encode()
    found = Path("/proc").glob("[0-9]*/cmdline")
    return [int(path.parent.name) for path in found if path.read_bytes().endswith(words)]


def fetched(address: str, *, patience: float) -> str:
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
