"""Find a browser for the tests of pages and the fonts they need, or say exactly what to install.

``python tools/browser.py`` prints the browser's path. On Debian and Ubuntu, run as root, it installs what is missing;
elsewhere it says what to install and ends with 1. ``DIEBIAN_BROWSER`` names a browser of your own.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = {"chromium": "browser", "fonts-noto-cjk": "Chinese fonts"}
# Without these a headless browser in a container fails at once or looks for the network.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = """\
页面测试需要浏览器和中文字体，但没有找到：{missing}
The tests of pages need a browser and Chinese fonts. Not found: {missing}

  Debian/Ubuntu  sudo apt-get install -y chromium fonts-noto-cjk
  Fedora         sudo dnf install -y chromium google-noto-sans-cjk-fonts
  macOS          brew install --cask google-chrome
  other          {python} -m playwright install chromium   (and any Chinese font)

已有浏览器时：DIEBIAN_BROWSER=/path/to/browser · With a browser of your own: DIEBIAN_BROWSER=/path/to/browser"""


def find() -> str | None:
    """The path of a browser of the Chromium family: your own, the machine's, then Playwright's; None without one."""
    if own := os.environ.get("DIEBIAN_BROWSER"):
        return own if os.access(own, os.X_OK) else None
    on_path = (shutil.which(name) for name in NAMES)
    at_places = (place for place in PLACES if os.access(place, os.X_OK))
    return next((path for path in (*on_path, *at_places, playwrights_own()) if path), None)


def playwrights_own() -> str | None:
    """The browser that ``playwright install`` has fetched, or None."""
    if importlib.util.find_spec("playwright") is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # a tool of the tests alone

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def has_chinese_font() -> bool:
    """Whether a page in Chinese would show characters, not boxes. Only Linux comes without."""
    if not sys.platform.startswith("linux"):
        return True
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout.strip())


def missing() -> list[str]:
    """The names of the Debian packages that this machine lacks."""
    found = {"chromium": find() is not None, "fonts-noto-cjk": has_chinese_font()}
    return [package for package in PACKAGES if not found[package]]


def may_install() -> bool:
    """Whether this is Debian or its kin, and we are root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def install(packages: list[str]) -> None:
    """Install Debian packages; whether it worked is seen by looking again."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
        print("apt-get", *words, flush=True)
        subprocess.run(["apt-get", *words], check=False, env=quiet, stdout=subprocess.DEVNULL)


def main() -> int:
    """Find, else install, else explain."""
    if missing() and may_install():
        install(missing())
    if lacking := missing():
        words = ", ".join(f"{package} ({PACKAGES[package]})" for package in lacking)
        print(ADVICE.format(missing=words, python=sys.executable), file=sys.stderr)
        return 1
    print(find())
    return 0


if __name__ == "__main__":
    sys.exit(main())
