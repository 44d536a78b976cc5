"""The server really starts, answers, and ends when asked to."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str) -> tuple[int, str]:
    """The status and text, once there is any answer."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.mark.slow
def test_serve_answers_and_ends(tmp_path: Path):
    env = {
        **os.environ,
        "DIEBIAN_HOME": str(tmp_path),
        "DIEBIAN_DATABASE_URL": "",
        "PYTHONPATH": str(ROOT / "src"),
    }
    run = [sys.executable, "-m", "diebian"]
    subprocess.run([*run, "migrate"], env=env, check=True, capture_output=True)
    port = free_port()
    with subprocess.Popen([*run, "serve", "--port", str(port)], env=env, stdout=subprocess.PIPE) as process:
        try:
            assert answer(f"http://127.0.0.1:{port}/healthz") == (200, "ok\n")
            status, page = answer(f"http://127.0.0.1:{port}/accounts/login/")
            assert status == 200
            assert "登录" in page
        finally:
            process.terminate()
            process.wait(30)
    assert process.returncode is not None
