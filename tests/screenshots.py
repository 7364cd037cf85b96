"""`make screenshots`: every page as its readers see it, into docs/screenshots; to be looked at, and kept for README."""

import io
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from dashboard.words.pages import PAGES
from etl.data_sets import begin
from etl.upgrade import opened
from tests.browser import ROOT, chromium, open_page, served, settled, visitor

FOLDER = ROOT / "docs" / "screenshots"
PERIOD = "2024-Q4"
TALLEST = 4000


class View(NamedTuple):
    """How a page is looked at."""

    language: str
    width: int
    dark: bool
    full: bool

    @property
    def name(self) -> str:
        ground, size = "dark" if self.dark else "light", "phone" if self.width < 600 else "wide"
        return f"{self.language}-{ground}-{size}" + ("" if self.full else "-empty")


VIEWS = (
    View("vi", 1366, False, True),
    View("en", 1366, True, True),
    View("en", 1366, False, True),
    View("vi", 1366, True, True),
    View("vi", 390, False, True),
    View("en", 390, True, True),
    View("vi", 1366, False, False),
    View("en", 390, True, False),
)


def database(folder: Path, full: bool) -> str:
    url = f"sqlite:///{folder / ('full.db' if full else 'empty.db')}"
    engine = opened(url)
    if full:
        begin(engine, "demo")
    engine.dispose()
    return url


def main(wanted: list[str]) -> None:
    """Take the pictures of all pages, or of those whose names are given."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        for full in (True, False):
            log = Path(name) / "log"
            with served(database(Path(name), full), "demo" if full else "own", log) as address:
                for view in (view for view in VIEWS if view.full == full):
                    for page_name in wanted or PAGES:
                        take(browser, address, page_name, view)


def take(browser: object, address: str, page_name: str, view: View) -> None:
    """Take one picture of a whole page."""
    with visitor(browser, view.language, view.width, 768 if view.width > 600 else 844, view.dark) as page:
        path = "" if page_name == "overview" else page_name
        open_page(page, f"{address}/{path}" + (f"?period={PERIOD}" if view.full else ""))
        tall = page.evaluate("document.querySelector('.stMain').scrollHeight")
        page.set_viewport_size({"width": view.width, "height": min(max(tall, 600), TALLEST)})
        page.wait_for_timeout(700)  # the charts redraw themselves
        settled(page)
        FOLDER.mkdir(parents=True, exist_ok=True)
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture.save(FOLDER / f"{page_name}-{view.name}.webp", quality=72, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
