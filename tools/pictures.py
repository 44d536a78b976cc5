"""Make the README's pictures from a running demo, as palette PNGs of at most 300 kB.

``python tools/pictures.py http://127.0.0.1:8000 --user office --password …`` writes into ``docs/pictures``.
The check list on the phone needs somebody who checks: ``--inspector`` and ``--inspector-password``; without them the
picture shows a finished check. Nothing is written for a page that does not exist, and the tool ends with 1.
"""

import argparse
import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import browser as finder

TARGET = Path(__file__).resolve().parents[1] / "docs" / "pictures"
LARGEST_BYTES = 300_000
COLOURS = (256, 128, 64, 32, 16)


@dataclass(frozen=True)
class Picture:
    """A file, the size of its window, and how its page is reached. The whole window is taken, not the whole page."""

    name: str
    size: tuple[int, int]
    reach: Callable[[Page], None]
    by_inspector: bool = False


def at(address: str) -> Callable[[Page], None]:
    """The page at an address."""
    return lambda page: go(page, address)


def first_link(address: str, pattern: str) -> Callable[[Page], None]:
    """The first page that the page at ``address`` links to and whose address fits ``pattern``."""

    def reach(page: Page) -> None:
        go(page, address)
        links = page.locator("main a").evaluate_all("links => links.map(link => link.pathname)")
        found = next((link for link in links if re.fullmatch(pattern, link)), None)
        if found is None:
            raise LookupError(f"{address} links to no {pattern}")
        go(page, found)

    return reach


def check_list(page: Page) -> None:
    """The check list of the first place for those who check, else the newest finished check."""
    try:
        first_link("/inspections/new/", r"/inspections/places/\d+/")(page)
    except LookupError:
        first_link("/inspections/", r"/inspections/\d+/")(page)


PICTURES = (
    Picture("desk-1440", (1440, 900), at("/")),
    Picture("cases-1440", (1440, 900), at("/cases/")),
    Picture("ranking-1440", (1440, 900), first_link("/ranking/", r"/ranking/weeks/\d+/")),
    Picture("visit-390", (390, 844), check_list, by_inspector=True),
    Picture("notice", (1100, 1300), first_link("/bulletins/", r"/bulletins/\d+/")),
)


def go(page: Page, address: str) -> None:
    """Open it; raises LookupError when the answer is not a page."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        raise LookupError(f"{address} answers {answer.status if answer else 'nothing'}")
    page.wait_for_load_state("networkidle")


def small_png(shot: bytes) -> bytes:
    """The same picture with as many colours as fit ``LARGEST_BYTES``."""
    with Image.open(io.BytesIO(shot)) as image:
        plain = image.convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        plain.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST_BYTES:
            return out.getvalue()
    raise ValueError(f"{len(shot)} bytes do not become {LARGEST_BYTES}")


def signed_in_page(chrome: Browser, address: str, picture: Picture, account: tuple[str, str]) -> Page:
    """A window of the picture's size in which the person has signed in, in Chinese."""
    width, height = picture.size
    page = chrome.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    ).new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(account[0])
    page.locator("input[name=password]").fill(account[1])
    page.locator("main form button.btn-primary, form[action*=login] button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")
    if "/accounts/" in page.url:
        raise LookupError(f"{account[0]} could not sign in, see {page.url}")
    return page


def take(chrome: Browser, picture: Picture, options: argparse.Namespace) -> None:
    """Write one picture; raises LookupError when its page is not there."""
    account = (options.user, options.password)
    if picture.by_inspector and options.inspector:
        account = (options.inspector, options.inspector_password)
    page = signed_in_page(chrome, options.address, picture, account)
    try:
        picture.reach(page)
        file = options.into / f"{picture.name}.png"
        file.write_bytes(small_png(page.screenshot()))
        print(f"{file} {file.stat().st_size // 1000} kB")
    finally:
        page.context.close()


def options_of(words: list[str] | None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="http://127.0.0.1:8000")
    parser.add_argument("--user", required=True, help="somebody of the office")
    parser.add_argument("--password", required=True)
    parser.add_argument("--inspector", default="", help="somebody who checks")
    parser.add_argument("--inspector-password", default="")
    parser.add_argument("--into", type=Path, default=TARGET)
    parser.add_argument("--only", nargs="*", default=[picture.name for picture in PICTURES])
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Take them all; the exit code is 1 if one is missing."""
    options = options_of(words)
    path = finder.find()
    if path is None:
        print("no browser: python tools/browser.py says what to install", file=sys.stderr)
        return 1
    options.into.mkdir(parents=True, exist_ok=True)
    missing = 0
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=path, args=[*finder.FLAGS, "--disable-quic"])
        for picture in (one for one in PICTURES if one.name in options.only):
            try:
                take(chrome, picture, options)
            except LookupError as reason:
                missing += 1
                print(f"{picture.name}: {reason}", file=sys.stderr)
        chrome.close()
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(main())
